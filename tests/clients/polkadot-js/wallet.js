// Sending a call as a user of a wallet does, and waiting until it is final.
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { u8aToHex } from '@polkadot/util';

const PATIENCE = 60_000;

/** Sends a call; returns the events of its extrinsic in the finalised block, and the error it was dispatched with, if any. */
export function send(call, signer, options = {}) {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('the call was not final in time')), PATIENCE);
    call
      .signAndSend(signer, options, ({ status, events, dispatchError }) => {
        if (!status.isFinalized) return;
        clearTimeout(patience);
        resolve({ events: events.map(({ event }) => event), dispatchError, block: status.asFinalized });
      })
      .catch((error) => {
        clearTimeout(patience);
        reject(error);
      });
  });
}

/** The event of that name; none is an error. */
export function find(events, pallet, name) {
  const found = events.find((event) => event.section === pallet && event.method === name);
  if (!found) throw new Error(`no ${pallet}.${name} among ${events.map((event) => `${event.section}.${event.method}`)}`);
  return found.data;
}

/** What a hardware wallet signs besides the call: the root of the metadata's Merkle tree. */
export async function metadataHash(api) {
  const versioned = await api.call.metadata.metadataAtVersion(15);
  const { tokenDecimals, tokenSymbol } = api.registry.getChainProperties();
  const info = {
    decimals: tokenDecimals.unwrap()[0].toNumber(),
    tokenSymbol: tokenSymbol.unwrap()[0].toString(),
  };
  return u8aToHex(merkleizeMetadata(versioned.unwrap().toU8a(true), info).digest());
}
