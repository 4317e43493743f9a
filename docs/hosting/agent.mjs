// A hosted agent that counts words. npm install @polkadot/util-crypto; node agent.mjs URL OPERATOR CHAIN PORT
import { createServer } from "node:http";
import { blake2AsHex, cryptoWaitReady, signatureVerify } from "@polkadot/util-crypto";

const [url, operator, chain, port] = process.argv.slice(2); // the URL of the manifest, who may call, the hash of block 0, where to listen

function mayCall(headers, body) {
  const signed = ["ainur/hosted/1", url, chain, headers["ainur-task"], headers["ainur-agent"], headers["idempotency-key"],
    blake2AsHex(body), headers["ainur-due"], headers["ainur-timestamp"]];
  const isFresh = Math.abs(Date.now() / 1000 - Number(headers["ainur-timestamp"])) < 300;
  const isWhole = /^0x[0-9a-f]{128}$/.test(headers["ainur-signature"] ?? "");
  return isFresh && isWhole && signatureVerify(`<Bytes>${signed.join("\n")}</Bytes>`, headers["ainur-signature"], operator).isValid;
}

async function answer(request, response) {
  const body = Buffer.concat(await request.toArray());
  if (!mayCall(request.headers, body)) return response.writeHead(401).end();
  const text = body.toString();
  if (Buffer.from(text).compare(body) !== 0) return response.writeHead(422).end();
  response.writeHead(200).end(`${text.split(/\s+/).filter(Boolean).length} words\n`);
}

await cryptoWaitReady();
createServer((request, response) => answer(request, response).catch(() => response.destroy())).listen(Number(port), "127.0.0.1");
