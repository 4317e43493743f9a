// One column: values come in one by one, the profile goes out.

import { isMissing, join, typeOf } from "./values.js";

/** How many of the most frequent values are named. */
const NAMED = 3;
/** Longest value that is named whole, in characters. */
const LONGEST_NAMED = 80;

export class Column {
  constructor(name) {
    this.name = name;
    this.missing = 0;
    this.type = undefined;
    /** How often each value is there. */
    this.counts = new Map();
  }

  add(raw) {
    const value = raw.trim();
    if (isMissing(value)) {
      this.missing += 1;
      return;
    }
    const seen = this.counts.get(value) ?? 0;
    // What is text stays text.
    if (seen === 0 && this.type !== "text") this.type = join(this.type, typeOf(value));
    this.counts.set(value, seen + 1);
  }

  profile() {
    const common = { name: this.name, type: this.type ?? "empty", filled: this.filled(), missing: this.missing };
    if (this.type === undefined) return common;
    return { ...common, distinct: this.counts.size, ...this.details(), most_frequent: this.mostFrequent() };
  }

  filled() {
    let filled = 0;
    for (const count of this.counts.values()) filled += count;
    return filled;
  }

  details() {
    if (this.type === "integer" || this.type === "number") return this.numbers();
    const values = [...this.counts.keys()];
    if (this.type === "date") return { earliest: least(values), latest: greatest(values) };
    if (this.type === "boolean") return {};
    const lengths = values.map((value) => value.length);
    return { shortest: least(lengths), longest: greatest(lengths) };
  }

  /** Statistics, rounded to 12 significant digits. The deviation is that of a sample. */
  numbers() {
    const values = [...this.counts.keys()].map((text) => ({ number: Number(text), count: this.counts.get(text) }));
    values.sort((one, other) => one.number - other.number);
    const filled = this.filled();
    const mean = sum(values.map((value) => (value.number / filled) * value.count));
    const squares = sum(values.map((value) => (value.number - mean) ** 2 * value.count));
    return {
      minimum: values[0].number,
      maximum: values[values.length - 1].number,
      mean: rounded(mean),
      median: rounded((at(values, (filled - 1) >> 1) + at(values, filled >> 1)) / 2),
      deviation: filled > 1 ? rounded(Math.sqrt(squares / (filled - 1))) : null,
    };
  }

  /** The most frequent values; of those that are equally frequent, the first in the order of their characters. */
  mostFrequent() {
    const first = [];
    this.counts.forEach((count, value) => {
      if (first.length === NAMED && !precedes(value, count, first[NAMED - 1])) return;
      const place = first.findIndex((named) => precedes(value, count, named));
      first.splice(place < 0 ? first.length : place, 0, { value, count });
      first.length = Math.min(first.length, NAMED);
    });
    return first.map(({ value, count }) => ({ value: shortened(value), count }));
  }
}

function precedes(value, count, named) {
  return count > named.count || (count === named.count && value < named.value);
}

/** The number at a place among sorted ones with their counts. */
function at(values, place) {
  let passed = 0;
  const found = values.find((value) => (passed += value.count) > place);
  return found.number;
}

/** A sum that keeps what rounding drops (Neumaier), so that it depends little on the order. */
function sum(values) {
  let total = 0;
  let dropped = 0;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    const next = total + value;
    dropped += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + dropped;
}

const least = (values) => values.reduce((one, other) => (other < one ? other : one));
const greatest = (values) => values.reduce((one, other) => (other > one ? other : one));

/** JSON has no infinity: what is too large for a number is null. */
const rounded = (value) => (Number.isFinite(value) ? Number(value.toPrecision(12)) : null);

function shortened(value) {
  const characters = [...value];
  return characters.length <= LONGEST_NAMED ? value : characters.slice(0, LONGEST_NAMED - 1).join("") + "…";
}
