// The stock client, without a single type of ours: it connects, reads every block, and uses the market.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

import { startChain } from '../shared/chain.mjs';
import { find, metadataHash, send } from './wallet.js';

const AINU = 10n ** 12n;
const CONTENT = { codec: 'Raw', digest: `0x${'11'.repeat(32)}` };
const HASH = `0x${'22'.repeat(32)}`;

let chain;
let api;
let alice;
let bob;

before(async () => {
  chain = await startChain();
  api = await ApiPromise.create({ provider: new WsProvider(chain.url), noInitWarn: true, throwOnConnect: true });
  const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
  [alice, bob] = ['//Alice', '//Bob'].map((secret) => keyring.addFromUri(secret));
});

after(async () => {
  await api?.disconnect();
  await chain?.stop();
});

/** A task that the chain takes, but for the changes. */
async function task(changes = {}) {
  const head = await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead());
  return {
    title: 'Say it again',
    description: null,
    input: CONTENT,
    inputHash: HASH,
    capabilities: ['text.echo'],
    budget: 50n * AINU,
    hiring: {
      Auction: {
        opensAt: null,
        bidding: 10,
        weights: { price: 1e9, reputation: 0, speed: 0, quality: 0 },
        rules: { Open: { pricing: 'First' } },
        award: 'ByScore',
      },
    },
    minReputation: 0,
    minStake: 0,
    maxDuration: 20,
    deadline: head.number.toNumber() + 1_000,
    verification: 'Deterministic',
    priority: 5,
    parent: null,
    delegable: 0,
    mandate: null,
    ...changes,
  };
}

const key = (byte) => `0x${byte.repeat(32)}`;

test('the chain presents itself', async () => {
  assert.match((await api.rpc.system.chain()).toString(), /Ainur/);
  assert.equal(api.runtimeVersion.specName.toString(), 'ainur');
  assert.deepEqual(api.registry.chainTokens, ['AINU']);
  assert.deepEqual(api.registry.chainDecimals, [12]);
});

test('an agent is registered and can be read', async () => {
  const spec = {
    manifest: CONTENT,
    capabilities: ['text.echo'],
    price: 20n * AINU,
    execution: { Module: { module: CONTENT, hash_: HASH } },
    concurrency: 10,
  };
  const { events, dispatchError } = await send(
    api.tx.agentRegistry.register('stock-client', spec, null, 200n * AINU),
    alice,
  );
  assert.equal(dispatchError, undefined);
  const { agent, owner, stake } = find(events, 'agentRegistry', 'AgentRegistered');
  assert.equal(owner.toString(), alice.address);
  assert.equal(stake.toBigInt(), 200n * AINU);
  const stored = (await api.query.agentRegistry.agentsById(agent)).unwrap();
  assert.equal(stored.spec.execution.asModule.hash_.toHex(), HASH);
  assert.deepEqual([...stored.spec.capabilities].map((name) => name.toUtf8()), ['text.echo']);
});

test('a task is posted, and its budget held', async () => {
  const held = async () => (await api.query.system.account(bob.address)).data.reserved.toBigInt();
  const before = await held();
  const { events, dispatchError } = await send(api.tx.taskMarket.createTask(key('01'), await task()), bob);
  assert.equal(dispatchError, undefined);
  const created = find(events, 'taskMarket', 'TaskCreated');
  assert.equal(created.requester.toString(), bob.address);
  const stored = (await api.query.taskMarket.tasks(created.task)).unwrap();
  assert.ok(stored.phase.isBidding, stored.phase.toString());
  assert.ok((await held()) - before >= 50n * AINU);
});

test('a bad task is refused by name and changes nothing', async () => {
  const next = async () => (await api.query.taskMarket.nextTaskId()).toNumber();
  const before = await next();
  const refusals = [
    [await task({ budget: 1n }), 'BudgetTooLow'],
    [await task({ deadline: 1 }), 'DeadlineTooSoon'],
  ];
  for (const [spec, name] of refusals) {
    const { dispatchError } = await send(api.tx.taskMarket.createTask(key('02'), spec), bob);
    const { section, name: found, docs } = api.registry.findMetaError(dispatchError.asModule);
    assert.deepEqual([section, found], ['taskMarket', name]);
    assert.ok(docs.join('').length > 0, `${name} has no documentation`);
  }
  assert.equal(await next(), before);
});

test('a metadata hash is refused by a runtime that was built without one', async () => {
  // The chain of developers is: the hash costs a second build of the runtime. Even the right one is none here.
  for (const hash of [await metadataHash(api), HASH]) {
    const options = { metadataHash: hash, mode: 1, withSignedTransaction: true };
    await assert.rejects(send(api.tx.system.remark('0x00'), alice, options), /CannotLookup/);
  }
});

test('a metadata hash is taken by a runtime that was built with it', async () => {
  const released = await startChain({ released: true });
  const its = await ApiPromise.create({ provider: new WsProvider(released.url), noInitWarn: true, throwOnConnect: true });
  try {
    const options = (hash) => ({ metadataHash: hash, mode: 1, withSignedTransaction: true });
    const { dispatchError } = await send(its.tx.system.remark('0x00'), alice, options(await metadataHash(its)));
    assert.equal(dispatchError, undefined);
    await assert.rejects(send(its.tx.system.remark('0x01'), alice, options(HASH)), /bad signature/i);
  } finally {
    await its.disconnect();
    await released.stop();
  }
});

test('a vote on a referendum is counted', async () => {
  const call = api.tx.system.remark('0x00').method.toHex();
  const noted = await send(api.tx.preimage.notePreimage(call), alice);
  const { hash_: hash } = find(noted.events, 'preimage', 'Noted');
  const proposal = { Lookup: { hash_: hash, len: (call.length - 2) / 2 } };
  const submitted = await send(api.tx.referenda.submit({ system: 'Root' }, proposal, { After: 1 }), alice);
  const { index } = find(submitted.events, 'referenda', 'Submitted');
  const placed = await send(api.tx.referenda.placeDecisionDeposit(index), alice);
  assert.equal(placed.dispatchError, undefined);
  const vote = { Standard: { vote: { aye: true, conviction: 'Locked1x' }, balance: 10n * AINU } };
  const voted = await send(api.tx.convictionVoting.vote(index, vote), bob);
  assert.equal(voted.dispatchError, undefined);
  const referendum = (await api.query.referenda.referendumInfoFor(index)).unwrap();
  assert.equal(referendum.asOngoing.tally.ayes.toBigInt(), 10n * AINU);
});

test('every extrinsic and event of every block is read', async () => {
  const head = await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead());
  const seen = new Set();
  for (let height = 0; height <= head.number.toNumber(); height += 1) {
    const hash = await api.rpc.chain.getBlockHash(height);
    const { block } = await api.rpc.chain.getBlock(hash);
    const raw = await api.rpc.chain.getBlock.raw(hash);
    for (const extrinsic of block.extrinsics) {
      seen.add(`${extrinsic.method.section}.${extrinsic.method.method}`);
    }
    // What was decoded wrongly would be encoded to other bytes.
    assert.deepEqual(block.extrinsics.map((extrinsic) => extrinsic.toHex()), raw.block.extrinsics);
    for (const { event } of await (await api.at(hash)).query.system.events()) {
      seen.add(`${event.section}.${event.method}`);
      assert.equal(event.data.length, event.meta.fields.length);
    }
  }
  for (const name of ['timestamp.set', 'agentRegistry.register', 'taskMarket.TaskCreated', 'escrow.Locked']) {
    assert.ok(seen.has(name), `${name} was not among ${[...seen].sort()}`);
  }
});
