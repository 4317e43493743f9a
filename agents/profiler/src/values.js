// What a value is, from how it is written.

/** What stands for a value that is not there, in lower case. */
const MISSING = new Set(["", "na", "n/a", "null", "none", "nan"]);
/** Longest of them. */
const LONGEST_MISSING = 4;
const WHOLE = /^[+-]?(0|[1-9]\d{0,15})$/;
const DECIMAL = /^[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TRUTH = new Set(["true", "false", "yes", "no"]);
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Longest number: more digits than a binary number keeps make a code. */
const LONGEST_NUMBER = 32;

/** Whether a value is one of those that stand for none. */
export const isMissing = (value) => value.length <= LONGEST_MISSING && MISSING.has(value.toLowerCase());

/** The narrowest type of a value: `integer`, `number`, `date`, `boolean` or `text`. Numbers that lose digits as binary ones are text. */
export function typeOf(value) {
  if (value.length > LONGEST_NUMBER) return "text";
  const number = Number(value);
  // Cheap, and tells most texts from numbers.
  if (Number.isFinite(number)) {
    if (WHOLE.test(value)) return Number.isSafeInteger(number) ? "integer" : "text";
    return DECIMAL.test(value) && digits(value) <= 17 ? "number" : "text";
  }
  if (value.length === 10 && value[4] === "-" && isDate(value)) return "date";
  return TRUTH.has(value.toLowerCase()) ? "boolean" : "text";
}

/** The narrowest type that both belong to. */
export function join(one, other) {
  if (one === undefined || one === other) return other;
  const numbers = ["integer", "number"];
  return numbers.includes(one) && numbers.includes(other) ? "number" : "text";
}

/** How many digits of a number matter. */
const digits = (value) => value.replace(/[eE].*$/, "").replace(/\D/g, "").replace(/^0+/, "").length;

function isDate(value) {
  const found = DATE.exec(value);
  if (found === null) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day >= 1 && day <= (month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0));
}
