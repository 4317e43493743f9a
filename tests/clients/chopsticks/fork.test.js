// The stock forking tool: it copies a running chain, and tries out there what the chain itself never sees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { BuildBlockMode, ChopsticksProvider, destroyWorker, setStorage, setup } from '@acala-network/chopsticks-core';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

import { startChain } from '../shared/chain.mjs';

const PATIENCE = 60_000;
const AINU = 10n ** 12n;
const CONTENT = { codec: 'Raw', digest: `0x${'11'.repeat(32)}` };
const HASH = `0x${'22'.repeat(32)}`;

let chain;
let real;
let fork;
let api;
let alice;

before(
  async () => {
    chain = await startChain();
    real = await ApiPromise.create({ provider: new WsProvider(chain.url), noInitWarn: true, throwOnConnect: true });
    await grown();
    fork = await setup({ endpoint: chain.url, buildBlockMode: BuildBlockMode.Manual, mockSignatureHost: false });
    api = await ApiPromise.create({ provider: new ChopsticksProvider(fork), noInitWarn: true });
    alice = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 }).addFromUri('//Alice');
  },
  { timeout: PATIENCE },
);

after(async () => {
  await api?.disconnect();
  await fork?.close();
  await destroyWorker();
  await real?.disconnect();
  await chain?.stop();
});

/** Waits for a chain that has more than its genesis. */
async function grown() {
  await new Promise((resolve, reject) => {
    real.rpc.chain.subscribeFinalizedHeads(({ number }) => number.toNumber() > 0 && resolve()).catch(reject);
  });
}

test('the fork begins with a block of the chain', { timeout: PATIENCE }, async () => {
  const hash = await real.rpc.chain.getBlockHash(fork.head.number);
  assert.equal(fork.head.hash, hash.toHex());
  assert.equal((await api.rpc.system.chain()).toString(), 'Ainur Development');
});

test('a call is carried out on the fork and not on the chain', { timeout: PATIENCE }, async () => {
  const spec = {
    manifest: CONTENT,
    capabilities: ['text.echo'],
    price: 20n * AINU,
    execution: { Module: { module: CONTENT, hash_: HASH } },
    concurrency: 10,
  };
  const register = await api.tx.agentRegistry.register('forked', spec, null, 200n * AINU).signAsync(alice);
  const { hash } = await fork.newBlock({ transactions: [register.toHex()] });
  const events = await (await api.at(hash)).query.system.events();
  const names = events.map(({ event }) => `${event.section}.${event.method}`);
  assert.ok(names.includes('agentRegistry.AgentRegistered'), `${names}`);
  assert.equal((await real.query.agentRegistry.agentsById.entries()).length, 0);
});

test('what an account owns is set by hand on the fork', { timeout: PATIENCE }, async () => {
  const data = { free: 5n * AINU };
  await setStorage(fork, { System: { Account: [[[alice.address], { providers: 1, data }]] } });
  const { hash } = await fork.newBlock();
  const account = await (await api.at(hash)).query.system.account(alice.address);
  assert.equal(account.data.free.toBigInt(), 5n * AINU);
});
