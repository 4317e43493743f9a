// Signs one call, sends it and waits until it is final. Says why, and ends with 1, when the chain refuses it.
// npm install @polkadot/api@16.5.6; SEED_FILE=./account-phrase node call.mjs validators join 10000000000000000
import { readFileSync } from 'node:fs';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const [pallet, call, ...words] = process.argv.slice(2);
// What is made of several parts is written as JSON.
const parameters = words.map((word) => (/^[{[]/.test(word) ? JSON.parse(word) : word));
const provider = new WsProvider(process.env.NODE_URL ?? 'ws://127.0.0.1:9944');
const api = await ApiPromise.create({ provider, noInitWarn: true });
const signer = new Keyring({ type: 'sr25519' }).addFromUri(readFileSync(process.env.SEED_FILE, 'utf8').trim());

const done = new Promise((resolve, reject) => {
  const heard = ({ status, dispatchError }) => {
    if (dispatchError) {
      const { isModule } = dispatchError;
      reject(new Error(isModule ? api.registry.findMetaError(dispatchError.asModule).name : dispatchError.toString()));
    } else if (status.isFinalized) {
      resolve(status.asFinalized.toHex());
    }
  };
  api.tx[pallet][call](...parameters).signAndSend(signer, heard).catch(reject);
});
try {
  console.log(`${pallet}.${call} by ${signer.address} is final in ${await done}`);
} catch (error) {
  console.error(`${pallet}.${call} by ${signer.address}: ${error.message}`);
  process.exitCode = 1;
}
await api.disconnect();
