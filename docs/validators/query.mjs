// Prints what the chain's state says of one thing, as of the best block.
// npm install @polkadot/api@16.5.6; node query.mjs validators members <account>
import { ApiPromise, WsProvider } from '@polkadot/api';

const [pallet, item, ...keys] = process.argv.slice(2);
if (!item) {
  console.error('node query.mjs <pallet> <item> [key ...]');
  process.exit(2);
}
const provider = new WsProvider(process.env.NODE_URL ?? 'ws://127.0.0.1:9944');
const api = await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true }).catch(() => {
  console.error(`no node answers at ${process.env.NODE_URL ?? 'ws://127.0.0.1:9944'}: NODE_URL names another`);
  process.exit(1);
});
const read = api.query[pallet]?.[item];
if (read) {
  console.log(JSON.stringify((await read(...keys)).toHuman(), null, 2));
} else {
  console.error(`the chain keeps nothing under ${pallet}.${item}`);
  process.exitCode = 1;
}
await api.disconnect();
