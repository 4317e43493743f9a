// Signs one call, sends it and waits until it is final. Says why, and ends with 1, when the chain refuses it.
// npm install @polkadot/api@16.5.6; SEED_FILE=./account-phrase node call.mjs validators join 10000000000000000
import { readFileSync } from 'node:fs';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const [pallet, call, ...words] = process.argv.slice(2);
if (!process.env.SEED_FILE || !call) {
  console.error('SEED_FILE=<file with the phrase> node call.mjs <pallet> <call> [argument ...]');
  process.exit(2);
}
// What is made of several parts is written as JSON.
const parameters = words.map((word) => (/^[{[]/.test(word) ? JSON.parse(word) : word));
const provider = new WsProvider(process.env.NODE_URL ?? 'ws://127.0.0.1:9944');
const api = await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true }).catch(() => {
  console.error(`no node answers at ${process.env.NODE_URL ?? 'ws://127.0.0.1:9944'}: NODE_URL names another`);
  process.exit(1);
});
const signer = new Keyring({ type: 'sr25519' }).addFromUri(readFileSync(process.env.SEED_FILE, 'utf8').trim());

const name = (error) => (error.isModule ? api.registry.findMetaError(error.asModule).name : error.toString());
const done = new Promise((resolve, reject) => {
  const heard = ({ status, dispatchError, events }) => {
    if (dispatchError) return reject(new Error(name(dispatchError)));
    if (!status.isFinalized) return;
    // A call within the call, of a motion for instance, that was refused, or not approved.
    for (const { event } of events) {
      const inner = event.data.find((part) => part.toRawType?.() === 'Result<Null,SpRuntimeDispatchError>' && part.isErr);
      if (inner) return reject(new Error(`${event.section}.${event.method}: ${name(inner.asErr)}`));
      if (event.method === 'Disapproved') return reject(new Error(`${event.section}.${event.method}`));
    }
    resolve(status.asFinalized.toHex());
  };
  const make = api.tx[pallet]?.[call];
  if (!make) return reject(new Error('the chain has no such call'));
  make(...parameters).signAndSend(signer, heard).catch(reject);
});
try {
  console.log(`${pallet}.${call} by ${signer.address} is final in ${await done}`);
} catch (error) {
  console.error(`${pallet}.${call} by ${signer.address}: ${error.message}`);
  process.exitCode = 1;
}
await api.disconnect();
