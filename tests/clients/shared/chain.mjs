// A `dev` chain of its own for a test program, gone when the program is.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const PATIENCE = 60_000;
const RPC_ADDRESS = /Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)/;

/** A runtime that was built as for a release, with its metadata's hash; none where the tests run on a developer's build. */
export const RELEASED_RUNTIME = process.env.AINUR_RELEASED_RUNTIME;

/** Starts the node program named by AINUR_NODE; returns its URL and how to end it. With a `runtime`, the chain begins with that one. */
export async function startChain({ runtime } = {}) {
  const program = process.env.AINUR_NODE;
  if (!program) throw new Error('AINUR_NODE must name the node program; `cargo xtask test` does so');
  const folder = await mkdtemp(join(tmpdir(), 'ainur-client-'));
  let stop = () => rm(folder, { recursive: true, force: true });
  try {
    const options = ['--no-prometheus', '--no-telemetry', '--no-mdns', '--port', '0', '--rpc-port', '0', '--base-path', folder];
    const archive = ['--state-pruning', 'archive', '--blocks-pruning', 'archive'];
    const chain = runtime ? await validating(program, runtime, folder) : ['--dev'];
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

/** What `--dev` stands for, on a chain that begins with another runtime. */
async function validating(program, runtime, folder) {
  const chain = await specification(program, runtime, folder);
  return ['--chain', chain, '--alice', '--force-authoring', '--unsafe-force-node-key-generation'];
}

/** Writes the specification of a `dev` chain that begins with another runtime. */
async function specification(program, runtime, folder) {
  const { stdout } = await promisify(execFile)(program, ['export-chain-spec', '--chain', 'dev'], { maxBuffer: 2 ** 28 });
  const code = `"code": "0x${(await readFile(runtime)).toString('hex')}"`;
  const path = join(folder, 'chain-spec.json');
  // As text: its balances are greater than what JSON.parse reads exactly.
  await writeFile(path, stdout.replace(/"code": *"0x[0-9a-f]*"/, code));
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
