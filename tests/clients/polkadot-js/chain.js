// A `dev` chain of its own for a test program, gone when the program is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PATIENCE = 60_000;
const RPC_ADDRESS = /Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)/;

/** Starts the node program named by AINUR_NODE; returns its URL and how to end it. */
export async function startChain() {
  const program = process.env.AINUR_NODE;
  if (!program) throw new Error('AINUR_NODE must name the node program; `cargo xtask test` does so');
  const folder = await mkdtemp(join(tmpdir(), 'ainur-client-'));
  const options = ['--dev', '--no-prometheus', '--no-telemetry', '--no-mdns', '--port', '0', '--rpc-port', '0'];
  // The kernel ends the node when this program dies, however it does.
  const node = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...options, '--base-path', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(node, 'exit');
  const stop = async () => {
    node.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { url: `ws://127.0.0.1:${await port(node)}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
