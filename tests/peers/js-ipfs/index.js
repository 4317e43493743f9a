// A js-ipfs node that knows no other: `node index.js FOLDER` keeps its blocks in that folder, and says at which port of this machine its RPC
// interface listens.

// What its newest packages expect of Node.js 22.
import 'core-js/actual/promise/with-resolvers.js';

const { create } = await import('ipfs-core');
const { HttpApi } = await import('ipfs-http-server');

const ipfs = await create({
  repo: process.argv[2],
  offline: true,
  preload: { enabled: false },
  config: {
    Addresses: { API: '/ip4/127.0.0.1/tcp/0', Swarm: [], Gateway: '' },
    Bootstrap: [],
    Discovery: { MDNS: { Enabled: false }, webRTCStar: { Enabled: false } },
  },
});
const api = new HttpApi(ipfs);
await api.start();
console.log(`listens at ${api.apiAddr.nodeAddress().port}`);
