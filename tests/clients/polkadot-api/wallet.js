// Sending a call as a user of a wallet does, and waiting until it is final.
import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from '@polkadot-labs/hdkd-helpers';
import { getPolkadotSigner } from 'polkadot-api/signer';

const PATIENCE = 60_000;

const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)));

/** The signer of a well-known account, such as `//Alice`. */
export function wallet(path) {
  const { publicKey, sign } = derive(path);
  return getPolkadotSigner(publicKey, 'Sr25519', sign);
}

/** Sends a call; what became of it in the finalised block. */
export async function send(call, signer) {
  let patience;
  const late = new Promise((_, reject) => {
    patience = setTimeout(() => reject(new Error('the call was not final in time')), PATIENCE);
  });
  try {
    return await Promise.race([call.signAndSubmit(signer), late]);
  } finally {
    clearTimeout(patience);
  }
}

/** What the event of that name says; none is an error. */
export function find({ events }, pallet, name) {
  const found = events.find(({ type, value }) => type === pallet && value.type === name);
  if (!found) throw new Error(`no ${pallet}.${name} among ${events.map(({ type, value }) => `${type}.${value.type}`)}`);
  return found.value.value;
}

/** The error a call was dispatched with: its pallet and its name. */
export function refusal({ dispatchError }) {
  return [dispatchError.value.type, dispatchError.value.value.type];
}
