// What the Apps UI asks of a chain it has never heard of, before and while somebody uses it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ApiPromise, WsProvider } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';

import { startChain } from '../shared/chain.mjs';

const PATIENCE = 60_000;

/** The runtime's interfaces and the least version that tools of today expect. */
const RUNTIME_APIS = {
  Core: 5,
  Metadata: 2,
  RuntimeViewFunction: 1,
  BlockBuilder: 6,
  TaggedTransactionQueue: 3,
  OffchainWorkerApi: 2,
  SessionKeys: 2,
  BabeApi: 2,
  GrandpaApi: 3,
  AccountNonceApi: 1,
  TransactionPaymentApi: 4,
  TransactionPaymentCallApi: 3,
  GenesisBuilder: 1,
};

/** What a node must answer, by family. */
const METHODS = {
  system: `chain chainType name version properties health nodeRoles localPeerId localListenAddresses peers syncState
    accountNextIndex dryRun`,
  chain: `getBlock getBlockHash getFinalizedHead getHeader subscribeNewHead subscribeNewHeads subscribeAllHeads
    subscribeFinalizedHeads`,
  state: `call getKeysPaged getMetadata getReadProof getRuntimeVersion getStorage getStorageHash getStorageSize queryStorageAt
    subscribeRuntimeVersion subscribeStorage`,
  author: `hasKey hasSessionKeys insertKey pendingExtrinsics removeExtrinsic rotateKeys rotateKeysWithOwner submitExtrinsic
    submitAndWatchExtrinsic`,
  payment: 'queryInfo queryFeeDetails',
  grandpa: 'proveFinality roundState subscribeJustifications',
  babe: 'epochAuthorship',
  rpc: 'methods',
  chainHead_v1: 'body call continue follow header stopOperation storage unfollow unpin',
  chainSpec_v1: 'chainName genesisHash properties',
  transaction_v1: 'broadcast stop',
  archive_v1: 'body call finalizedHeight genesisHash hashByHeight header storage',
};

/** Pallets under the names by which the UI finds them. */
const PALLETS = `System Utility Babe Timestamp Authorship Balances TransactionPayment Offences Historical Session Grandpa Sudo
  Proxy`;

/** Extensions that carry something, and that wallets fill in. */
const KNOWN_TO_WALLETS = [
  'CheckSpecVersion',
  'CheckTxVersion',
  'CheckGenesis',
  'CheckMortality',
  'CheckNonce',
  'ChargeTransactionPayment',
  'CheckMetadataHash',
];

const words = (text) => text.split(/\s+/);

let chain;
let provider;
let api;

before(async () => {
  chain = await startChain();
  provider = new WsProvider(chain.url);
  api = await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
});

after(async () => {
  await api?.disconnect();
  await chain?.stop();
});

test('the metadata is served in every version that is in use', async () => {
  const versions = (await api.call.metadata.metadataVersions()).map((version) => version.toNumber());
  for (const version of [14, 15, 16]) {
    assert.ok(versions.includes(version), `version ${version} is not among ${versions}`);
    const metadata = await api.call.metadata.metadataAtVersion(version);
    // The magic word `meta`, and the version.
    assert.equal(u8aToHex(metadata.unwrap().toU8a(true).subarray(0, 5)), `0x6d657461${version.toString(16).padStart(2, '0')}`);
  }
  assert.equal((await api.rpc.state.getMetadata()).version, 14, 'old clients ask without a version');
  assert.equal((await api.call.metadata.metadataAtVersion(17)).isNone, true);
});

test("the runtime's interfaces are there in the versions of today", () => {
  const found = new Map(api.runtimeVersion.apis.map(([id, version]) => [id.toHex(), version.toNumber()]));
  for (const [name, least] of Object.entries(RUNTIME_APIS)) {
    const version = found.get(blake2AsHex(name, 64));
    assert.ok(version >= least, `${name} has version ${version}, ${least} is expected`);
  }
});

test('every method is offered', async () => {
  const offered = new Set((await provider.send('rpc_methods', [])).methods);
  for (const [family, methods] of Object.entries(METHODS)) {
    for (const method of words(methods)) {
      assert.ok(offered.has(`${family}_${method}`), `${family}_${method} is not offered`);
    }
  }
});

test('amounts and addresses are shown as they should be', async () => {
  const properties = await provider.send('system_properties', []);
  assert.deepEqual(properties, { ss58Format: 42, tokenDecimals: 12, tokenSymbol: 'AINU' });
  assert.deepEqual(await provider.send('chainSpec_v1_properties', []), properties);
  assert.equal(await provider.send('system_chainType', []), 'Development');
});

test('the pallets have the names that tools know', () => {
  const names = api.runtimeMetadata.asLatest.pallets.map(({ name }) => name.toString());
  for (const name of words(PALLETS)) assert.ok(names.includes(name), `${name} is not among ${names}`);
});

test('an extension that carries something is one that wallets know', () => {
  const { transactionExtensions, signedExtensions } = api.runtimeMetadata.asLatest.extrinsic;
  const isEmpty = (id) => api.registry.lookup.getTypeDef(id).type === 'Null';
  const extensions = transactionExtensions ?? signedExtensions;
  assert.ok(extensions.length >= KNOWN_TO_WALLETS.length);
  for (const { identifier, type, additionalSigned, implicit } of extensions) {
    const carriesNothing = isEmpty(type) && isEmpty(additionalSigned ?? implicit);
    assert.ok(carriesNothing || KNOWN_TO_WALLETS.includes(identifier.toString()), `${identifier} is unknown to wallets`);
  }
});

/** The first block that somebody has written. */
function firstBlock() {
  return new Promise((resolve, reject) => {
    api.rpc.chain.subscribeNewHeads(({ number, hash }) => number.toNumber() > 0 && resolve(hash)).catch(reject);
  });
}

test('the explorer finds who wrote a block, and when sessions end', { timeout: PATIENCE }, async () => {
  const { author } = await api.derive.chain.getHeader(await firstBlock());
  const [validator] = await api.query.session.validators();
  assert.equal(author.toString(), validator.toString());
  const session = await api.derive.session.info();
  assert.equal(session.isEpoch, true);
  assert.equal(session.sessionLength.toNumber(), api.consts.babe.epochDuration.toNumber());
  const balances = await api.derive.balances.all(validator);
  assert.ok(balances.availableBalance.toBigInt() > 0n);
});
