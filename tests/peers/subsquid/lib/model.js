// The tables that `index.js` makes, as the store knows them: where it looks for them is given.
const { EntitySchema } = require('typeorm');

class Block {
  constructor(row) {
    Object.assign(this, row);
  }
}

class Event {
  constructor(row) {
    Object.assign(this, row);
  }
}

const column = (type) => ({ type });
const id = { type: 'text', primary: true };

exports.Block = Block;
exports.Event = Event;
exports.BlockSchema = new EntitySchema({
  name: 'Block',
  target: Block,
  tableName: 'block',
  columns: { id, height: column('int4'), parentHash: column('text'), timestamp: column('int8') },
});
exports.EventSchema = new EntitySchema({
  name: 'Event',
  target: Event,
  tableName: 'event',
  columns: { id, height: column('int4'), position: column('int4'), name: column('text'), args: column('jsonb') },
});
