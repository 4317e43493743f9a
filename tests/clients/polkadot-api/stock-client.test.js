// The stock client of the new JSON-RPC interface, without a single type of ours, generated or written.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { AccountId, Binary, createClient, Enum } from 'polkadot-api';
import { withMetadataHash } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';

import { startChain } from '../shared/chain.mjs';
import { find, refusal, send, wallet } from './wallet.js';

const AINU = 10n ** 12n;
const CONTENT = { codec: Enum('Raw'), digest: `0x${'11'.repeat(32)}` };
const HASH = `0x${'22'.repeat(32)}`;
const ECHO = Binary.fromText('text.echo');
const TOKEN = { decimals: 12, tokenSymbol: 'AINU' };
const alice = wallet('//Alice');
const bob = wallet('//Bob');

/** Every method that was called. */
const asked = new Set();
let chain;
let client;
let api;

before(async () => {
  chain = await startChain();
  client = createClient(noting(getWsProvider(chain.url, { websocketClass: WebSocket })));
  api = client.getUnsafeApi();
});

after(async () => {
  client?.destroy();
  await chain?.stop();
});

/** A connection that notes what it is asked. */
function noting(provider) {
  return (...connection) => {
    const connected = provider(...connection);
    return {
      ...connected,
      send: (message) => {
        asked.add(message.method);
        connected.send(message);
      },
    };
  };
}

const address = (signer) => AccountId(42).dec(signer.publicKey);
const account = (signer) => api.query.System.Account.getValue(address(signer));

/** A task that the chain takes, but for the changes. */
async function task(changes = {}) {
  const weights = { price: 1_000_000_000, reputation: 0, speed: 0, quality: 0 };
  return {
    title: Binary.fromText('Say it again'),
    description: undefined,
    input: CONTENT,
    input_hash: HASH,
    capabilities: [ECHO],
    budget: 50n * AINU,
    hiring: Enum('Auction', {
      opens_at: undefined,
      bidding: 10,
      weights,
      rules: Enum('Open', { pricing: Enum('First') }),
      award: Enum('ByScore'),
    }),
    min_reputation: 0n,
    min_stake: 0n,
    max_duration: 20,
    deadline: (await client.getFinalizedBlock()).number + 1_000,
    verification: Enum('Deterministic'),
    priority: 5,
    parent: undefined,
    delegable: 0n,
    mandate: undefined,
    ...changes,
  };
}

const post = async (byte, changes) =>
  api.tx.TaskMarket.create_task({ client_key: `0x${byte.repeat(32)}`, spec: await task(changes) });

test('the chain presents itself', async () => {
  const { name, properties } = await client.getChainSpecData();
  assert.match(name, /Ainur/);
  assert.deepEqual(properties, { ss58Format: 42, tokenDecimals: 12, tokenSymbol: 'AINU' });
  assert.equal((await api.constants.System.Version()).spec_name, 'ainur');
});

test('an agent is registered and can be read', async () => {
  const spec = {
    manifest: CONTENT,
    capabilities: [ECHO],
    price: 20n * AINU,
    execution: Enum('Module', { module: CONTENT, hash: HASH }),
    concurrency: 10,
  };
  const register = { slug: Binary.fromText('papi-client'), spec, operator: undefined, stake: 200n * AINU };
  const sent = await send(api.tx.AgentRegistry.register(register), alice);
  assert.ok(sent.ok);
  const { agent, owner, stake } = find(sent, 'AgentRegistry', 'AgentRegistered');
  assert.deepEqual([owner, stake], [address(alice), 200n * AINU]);
  const stored = await api.query.AgentRegistry.AgentsById.getValue(agent);
  assert.deepEqual(stored.spec.execution.value, { module: CONTENT, hash: HASH });
  assert.deepEqual(stored.spec.capabilities.map(Binary.toText), ['text.echo']);
});

test('a task is posted, and its budget held', async () => {
  const before = (await account(bob)).data.reserved;
  const sent = await send(await post('01'), bob);
  assert.ok(sent.ok);
  const created = find(sent, 'TaskMarket', 'TaskCreated');
  assert.equal(created.requester, address(bob));
  assert.equal((await api.query.TaskMarket.Tasks.getValue(created.task)).phase.type, 'Bidding');
  assert.ok((await account(bob)).data.reserved - before >= 50n * AINU);
});

test('a bad task is refused by name', async () => {
  const sent = await send(await post('02', { budget: 1n }), bob);
  assert.deepEqual(refusal(sent), ['TaskMarket', 'BudgetTooLow']);
});

test('a fee can be asked for before anything is signed', async () => {
  const fee = await (await post('03')).getEstimatedFees(address(bob));
  assert.ok(fee > 0n && fee < AINU, `${fee}`);
});

test('a vote on a referendum is counted', async () => {
  const call = await api.tx.System.remark({ remark: Binary.fromText('papi') }).getEncodedData();
  const noted = find(await send(api.tx.Preimage.note_preimage({ bytes: call }), alice), 'Preimage', 'Noted');
  const submission = {
    proposal_origin: Enum('system', Enum('Root')),
    proposal: Enum('Lookup', { hash: noted.hash, len: call.length }),
    enactment_moment: Enum('After', 1),
  };
  const submitted = await send(api.tx.Referenda.submit(submission), alice);
  const { index } = find(submitted, 'Referenda', 'Submitted');
  assert.ok((await send(api.tx.Referenda.place_decision_deposit({ index }), alice)).ok);
  // An aye, locked for one period: it counts once.
  const vote = Enum('Standard', { vote: 0x81, balance: 10n * AINU });
  assert.ok((await send(api.tx.ConvictionVoting.vote({ poll_index: index, vote }), bob)).ok);
  const referendum = await api.query.Referenda.ReferendumInfoFor.getValue(index);
  assert.equal(referendum.type, 'Ongoing');
  assert.equal(referendum.value.tally.ayes, 10n * AINU);
});

test('a metadata hash is refused by a runtime that was built without one', async () => {
  const remark = api.tx.System.remark({ remark: Binary.fromText('hash') });
  await assert.rejects(send(remark, withMetadataHash(TOKEN, alice)), /CannotLookup/);
});

test('a metadata hash is taken by a runtime that was built with it', async () => {
  const released = await startChain({ released: true });
  const its = createClient(getWsProvider(released.url, { websocketClass: WebSocket }));
  try {
    const remark = () => its.getUnsafeApi().tx.System.remark({ remark: Binary.fromText('hash') });
    assert.ok((await send(remark(), withMetadataHash(TOKEN, alice))).ok);
    const wrong = withMetadataHash({ ...TOKEN, decimals: 11 }, alice);
    await assert.rejects(send(remark(), wrong), /BadProof/);
  } finally {
    its.destroy();
    await released.stop();
  }
});

test('nothing but the new interface was asked', () => {
  const families = new Set([...asked].filter((method) => method !== 'rpc_methods').map((method) => method.split('_v1_')[0]));
  assert.deepEqual([...families].sort(), ['chainHead', 'chainSpec', 'transaction']);
});
