// Queues so many jobs that do nothing in the database DB_URL, so many with a statement, has so many workers do them, and ends:
// `node index.js JOBS WORKERS TOGETHER`. Says how many seconds either took. Each job is taken and finished by a statement of its own.
const { Logger, makeWorkerUtils, run } = require('graphile-worker');
const { Pool } = require('pg');

const LOOK = 5;
const seconds = (since) => (performance.now() - since) / 1_000;

async function enqueue(utils, jobs, producers, together) {
  let next = 0;
  const one = () => ({ identifier: 'nothing', payload: { number: next++ } });
  const add = () => {
    if (together === 1) return utils.addJob('nothing', one().payload);
    return utils.addJobs(Array.from({ length: Math.min(together, jobs - next) }, one));
  };
  const produce = async () => {
    while (next < jobs) await add();
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: producers }, produce));
  return seconds(begun);
}

/** From the first job that is begun to the last one that is off the record, which is after the end of its task. */
async function drain(pgPool, options, jobs, workers) {
  let begun;
  let done = 0;
  const nothing = () => {
    begun ??= performance.now();
    done++;
  };
  const runner = await run({ ...options, pgPool, concurrency: workers, noHandleSignals: true, taskList: { nothing } });
  const left = async () => Number((await pgPool.query('SELECT count(*) FROM graphile_worker.jobs')).rows[0].count);
  while (done < jobs || (await left()) > 0) await new Promise((resolve) => setTimeout(resolve, LOOK));
  const taken = seconds(begun);
  await runner.stop();
  return taken;
}

async function main() {
  const [jobs, workers, together] = process.argv.slice(2).map(Number);
  const options = { logger: new Logger(() => () => {}) };
  const pgPool = new Pool({ connectionString: process.env.DB_URL, max: workers + 2 });
  const utils = await makeWorkerUtils({ ...options, pgPool });
  await utils.migrate();
  console.log(`enqueued in ${await enqueue(utils, jobs, workers, together)}`);
  console.log(`drained in ${await drain(pgPool, options, jobs, workers)}`);
  await utils.release();
  await pgPool.end();
}

main();
