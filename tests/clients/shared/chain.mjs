// A `dev` chain of its own for a test program, gone when the program is.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const PATIENCE = 60_000;
const RPC_ADDRESS = /Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)/;

/** The runtimes that were released, each built with its metadata's hash, and what a `dev` chain of each starts from. */
const RELEASES = new URL('../../releases/', import.meta.url);
const BLOB = /^ainur-(\d+)\.compact\.compressed\.wasm$/;

/** Starts the node program named by AINUR_NODE; returns its URL and how to end it. If `released`, the chain runs the last release. */
export async function startChain({ released = false } = {}) {
  const program = process.env.AINUR_NODE;
  if (!program) throw new Error('AINUR_NODE must name the node program; `cargo xtask test` does so');
  const folder = await mkdtemp(join(tmpdir(), 'ainur-client-'));
  let stop = () => rm(folder, { recursive: true, force: true });
  try {
    const options = ['--no-prometheus', '--no-telemetry', '--no-mdns', '--port', '0', '--rpc-port', '0', '--base-path', folder];
    const archive = ['--state-pruning', 'archive', '--blocks-pruning', 'archive'];
    const chain = released ? await validating(program, folder) : ['--dev'];
    // The kernel ends the node when this program dies, however it does.
    const node = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...chain, ...options, ...archive], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(node, 'exit');
    const remove = stop;
    stop = async () => {
      node.kill('SIGKILL');
      await ended;
      await remove();
    };
    return { url: `ws://127.0.0.1:${await port(node)}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What `--dev` stands for, on a chain of the last release. */
async function validating(program, folder) {
  const chain = await specification(program, folder);
  return ['--chain', chain, '--alice', '--force-authoring', '--unsafe-force-node-key-generation'];
}

/** Writes the specification of a `dev` chain of the last release. */
async function specification(program, folder) {
  const numbers = (await readdir(RELEASES)).map((name) => Number(BLOB.exec(name)?.[1] ?? 0));
  const stem = `ainur-${Math.max(...numbers)}`;
  const code = await readFile(new URL(`${stem}.compact.compressed.wasm`, RELEASES), 'hex');
  const patch = await readFile(new URL(`${stem}.dev.json`, RELEASES), 'utf8');
  const { stdout } = await promisify(execFile)(program, ['export-chain-spec', '--chain', 'dev'], { maxBuffer: 2 ** 28 });
  const specification = { ...JSON.parse(stdout), genesis: { runtimeGenesis: { code: `0x${code}`, patch: 'PATCH' } } };
  const path = join(folder, 'chain-spec.json');
  // As text: its balances are greater than what JSON.parse reads exactly.
  await writeFile(path, JSON.stringify(specification).replace('"PATCH"', () => patch));
  return path;
}

async function port(node) {
  const patience = setTimeout(() => node.kill('SIGKILL'), PATIENCE);
  let announced;
  let last = 'it said nothing';
  const lines = createInterface({ input: node.stderr });
  for await (const line of lines) {
    announced = RPC_ADDRESS.exec(line)?.[1];
    if (announced) break;
    last = line;
  }
  clearTimeout(patience);
  // Whatever else the node says must not fill its pipe.
  node.stderr.resume();
  if (!announced) throw new Error(`the node ended before it listened: ${last}`);
  return announced;
}
