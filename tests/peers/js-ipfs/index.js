// A js-ipfs node that asks nobody else: `node index.js FOLDER` keeps its blocks in that folder, and says at which port of this machine its RPC
// interface listens.

// What its newest packages expect of Node.js 22; before them.
import 'core-js/actual/promise/with-resolvers.js';
import { create } from 'ipfs-core';
import { HttpApi } from 'ipfs-http-server';

const ipfs = await create({
  repo: process.argv[2],
  offline: true,
  preload: { enabled: false },
  config: {
    Addresses: { API: '/ip4/127.0.0.1/tcp/0', Swarm: [], Delegates: [], Gateway: '' },
    Bootstrap: [],
    Discovery: { MDNS: { Enabled: false }, webRTCStar: { Enabled: false } },
    Swarm: { DisableNatPortMap: true },
  },
});
const api = new HttpApi(ipfs);
await api.start();
console.log(`listens at ${api.apiAddr.nodeAddress().port}`);
