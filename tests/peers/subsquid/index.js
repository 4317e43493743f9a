// Indexes a chain up to a height into the database DB_URL, and ends: `node index.js ws://NODE HEIGHT`. Says when it begins, in
// milliseconds since the Unix epoch; how far it is stands in the table `squid_processor.status`.
const { SubstrateBatchProcessor } = require('@subsquid/substrate-processor');
const { TypeormDatabase } = require('@subsquid/typeorm-store');
const { Client } = require('pg');
const { Block, Event } = require('./lib/model');

/** The history of events as our own store keeps it: by place, with the fields as JSON. */
const TABLES = `
  CREATE TABLE block (id text PRIMARY KEY, height int4 NOT NULL, parent_hash text NOT NULL, timestamp int8);
  CREATE TABLE event (id text PRIMARY KEY, height int4 NOT NULL, position int4 NOT NULL, name text NOT NULL, args jsonb);
  CREATE UNIQUE INDEX event_place ON event (height, position)`;

async function makeTables() {
  const client = new Client({ connectionString: process.env.DB_URL });
  await client.connect();
  await client.query(TABLES);
  await client.end();
}

/** Whatever is not final is left out, as it is by our indexer. */
const database = () => new TypeormDatabase({ supportHotBlocks: false, projectDir: __dirname });

function blocks(context) {
  return context.blocks.map(
    ({ header: { hash, height, parentHash, timestamp } }) => new Block({ id: hash, height, parentHash, timestamp }),
  );
}

function events(context) {
  return context.blocks.flatMap(({ header: { height }, events }) =>
    events.map(({ id, index, name, args }) => new Event({ id, height, position: index, name, args })),
  );
}

async function main() {
  const [url, height] = process.argv.slice(2);
  await makeTables();
  const processor = new SubstrateBatchProcessor()
    .setRpcEndpoint(url)
    .setBlockRange({ from: 0, to: Number(height) })
    .setFields({ block: { timestamp: true }, event: { name: true, args: true } })
    .includeAllBlocks()
    .addEvent({});
  console.log(`begins at ${Date.now()}`);
  processor.run(database(), async (context) => {
    await context.store.insert(blocks(context));
    await context.store.insert(events(context));
  });
}

main();
