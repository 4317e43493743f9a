// Prints what the chain's state says of one thing, as of the best block.
// npm install @polkadot/api@16.5.6; node query.mjs validators members <account>
import { ApiPromise, WsProvider } from '@polkadot/api';

const [pallet, item, ...keys] = process.argv.slice(2);
const provider = new WsProvider(process.env.NODE_URL ?? 'ws://127.0.0.1:9944');
const api = await ApiPromise.create({ provider, noInitWarn: true });
console.log(JSON.stringify((await api.query[pallet][item](...keys)).toHuman(), null, 2));
await api.disconnect();
