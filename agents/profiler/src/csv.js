// Tables as text: RFC 4180, with other separators as well.
//
// The engine's own functions on strings take a hundredth of the fuel of a loop over characters, so lines without a quotation are left
// to them.

import { invalid } from "./refusal.js";

/** What can part values. Of those that are equally frequent, the first is taken. */
const SEPARATORS = [",", ";", "\t", "|"];
const QUOTE = '"';

/** The lines of a text, whatever ends them, without those ends. */
export const linesOf = (text) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");

/** The separator that is most frequent in a line, outside quotations. */
export function separatorOf(line) {
  const outside = line.split(QUOTE).filter((_, place) => place % 2 === 0);
  const count = (separator) => outside.reduce((sum, part) => sum + part.split(separator).length - 1, 0);
  const counts = SEPARATORS.map(count);
  return SEPARATORS[counts.indexOf(Math.max(...counts))];
}

/** The records, each with the number of the line it begins in. Lines without anything in them are none. */
export function* records(lines, separator) {
  for (let place = 0; place < lines.length; place += 1) {
    const line = place + 1;
    let text = lines[place];
    if (text === "") continue;
    if (!text.includes(QUOTE)) {
      yield { line, fields: text.split(separator) };
      continue;
    }
    // A quotation that is still open goes on in the next line.
    const open = [text];
    for (let quotes = countOf(text); quotes % 2 === 1; quotes += countOf(lines[place])) {
      place += 1;
      if (place === lines.length) throw invalid(`a quotation that begins in the row of line ${line} does not end`);
      open.push(lines[place]);
    }
    yield { line, fields: new Reader(open.join("\n"), separator, line).record() };
  }
}

const countOf = (text) => text.split(QUOTE).length - 1;

/** Takes a record with quotations apart. */
class Reader {
  constructor(text, separator, line) {
    this.text = text;
    this.separator = separator;
    this.line = line;
    this.place = 0;
  }

  record() {
    const fields = [];
    for (;;) {
      fields.push(this.text[this.place] === QUOTE ? this.quoted() : this.plain());
      if (this.place === this.text.length) return fields;
      // The separator.
      this.place += 1;
    }
  }

  plain() {
    const end = this.text.indexOf(this.separator, this.place);
    const value = this.text.slice(this.place, end < 0 ? undefined : end);
    if (value.includes(QUOTE)) throw invalid(`the row of line ${this.line} has a quotation mark within a value`);
    this.place += value.length;
    return value;
  }

  quoted() {
    const parts = [];
    for (;;) {
      const close = this.text.indexOf(QUOTE, this.place + 1);
      if (close < 0) throw invalid(`a quotation that begins in the row of line ${this.line} does not end`);
      parts.push(this.text.slice(this.place + 1, close));
      this.place = close + 1;
      // A doubled quotation mark stands for itself.
      if (this.text[this.place] !== QUOTE) break;
    }
    if (this.place < this.text.length && this.text[this.place] !== this.separator) {
      throw invalid(`in the row of line ${this.line} something follows a quotation that ended`);
    }
    return parts.join(QUOTE);
  }
}
