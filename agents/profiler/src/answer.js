// From the bytes of a task's input to the bytes of its output.

import { Column } from "./column.js";
import { linesOf, records, separatorOf } from "./csv.js";
import { invalid, unsupported } from "./refusal.js";

/** Longest table, in bytes. */
export const MAX_BYTES = 2 << 20;
/** Most values of a table, the header included: what the fuel of a run is enough for when no two are the same. */
export const MAX_VALUES = 50_000;
/** Most columns. */
export const MAX_COLUMNS = 1_000;

/** The profile of a table as JSON. Throws a `Refusal`. */
export function answer(input) {
  if (input.length > MAX_BYTES) throw unsupported(`the table has ${input.length} bytes; ${MAX_BYTES} are the most that is read`);
  const profiled = profile(decode(input));
  return new TextEncoder().encode(JSON.stringify(profiled, null, 2) + "\n");
}

function decode(input) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(input);
  } catch {
    throw invalid("the input is not UTF-8 text");
  }
}

function profile(text) {
  const lines = linesOf(text);
  const separator = separatorOf(lines.find((line) => line !== "") ?? "");
  const rows = records(lines, separator);
  const { value: header } = rows.next();
  if (header === undefined) throw invalid("the input is empty: a table begins with the names of its columns");
  if (header.fields.length > MAX_COLUMNS) throw unsupported(`the table has more than ${MAX_COLUMNS} columns`);
  const columns = header.fields.map((name) => new Column(name.trim()));
  let count = 0;
  for (const { line, fields } of rows) {
    count += 1;
    if (fields.length !== columns.length) {
      throw invalid(`the row in line ${line} has ${fields.length} values; the header names ${columns.length} columns`);
    }
    if ((count + 1) * columns.length > MAX_VALUES) throw unsupported(`the table has more than ${MAX_VALUES} values`);
    for (let place = 0; place < fields.length; place += 1) columns[place].add(fields[place]);
  }
  return { rows: count, separator, columns: columns.map((column) => column.profile()) };
}
