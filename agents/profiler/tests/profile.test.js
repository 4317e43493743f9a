// What a table's profile says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, MAX_BYTES, MAX_COLUMNS, MAX_VALUES } from "../src/answer.js";
import { Refusal } from "../src/refusal.js";

const bytes = (text) => new TextEncoder().encode(text);
const profile = (text) => JSON.parse(new TextDecoder().decode(answer(bytes(text))));
const column = (...values) => profile(["name", ...values].join("\n")).columns[0];

function refuses(kind, reason, input) {
  const isExpected = (error) => error instanceof Refusal && error.kind === kind && error.message.includes(reason);
  assert.throws(() => answer(typeof input === "string" ? bytes(input) : input), isExpected, reason);
}

test("separators are found, and quoted ones are none", () => {
  for (const separator of [",", ";", "\t", "|"]) {
    assert.equal(profile(`a${separator}b\n1${separator}2`).separator, separator);
  }
  assert.equal(profile('"a,b,c";d\n1;2').separator, ";");
  assert.equal(profile("alone\n1").separator, ",");
});

test("quoted values may hold anything", () => {
  const found = profile('a,b\n"one, ""two""\nthree",x\r\n"",y\r"four",""\n');
  assert.equal(found.rows, 3);
  assert.deepEqual(found.columns[0].most_frequent.map(({ value }) => value), ["four", 'one, "two"\nthree']);
  assert.equal(found.columns[1].missing, 1);
});

test("rows are counted whatever ends them, and empty lines are none", () => {
  for (const end of ["\n", "\r\n", "\r"]) assert.equal(profile(["a", "1", "", "2"].join(end) + end).rows, 2);
});

test("a column has the narrowest type of its values", () => {
  const types = [
    ["integer", ["1", "-20", "+3", "0"]],
    ["number", ["1", "2.5", "-1e3"]],
    ["date", ["2024-02-29", "1999-12-31"]],
    ["boolean", ["yes", "No", "TRUE"]],
    ["text", ["2023-02-29"]],
    ["text", ["2024-02-30"]],
    ["text", ["2024-13-01"]],
    ["text", ["007"]],
    ["text", ["12345678901234567890"]],
    ["text", ["0x10"]],
    ["text", ["Infinity"]],
    ["text", ["0.1234567890123456789"]],
    ["text", ["1", "2024-01-01"]],
    ["empty", ["NA", "null", "N/A"]],
  ];
  for (const [type, values] of types) assert.equal(column(...values).type, type, values.join(" "));
});

test("numbers have their statistics", () => {
  const { minimum, maximum, mean, median, deviation } = column("2", "4", "4", "4", "5", "5", "7", "9");
  assert.deepEqual([minimum, maximum, mean, median, deviation], [2, 9, 5, 4.5, 2.1380899353]);
  assert.equal(column("7").deviation, null);
  assert.equal(column("0.1", "0.2", "0.3").mean, 0.2);
});

test("sums beyond the largest number are left out", () => {
  const found = column("1e308", "-1e308", "1.5e308");
  assert.equal(found.deviation, null);
  assert.equal(found.maximum, 1.5e308);
});

test("the most frequent values come first, and long ones are cut", () => {
  const found = column("b", "a", "c", "b", "d", "x".repeat(200), "x".repeat(200), "x".repeat(200));
  assert.deepEqual(found.most_frequent.map(({ count }) => count), [3, 2, 1]);
  assert.deepEqual(found.most_frequent.map(({ value }) => value), ["x".repeat(79) + "…", "b", "a"]);
});

test("dates have a range, and texts lengths", () => {
  const dates = column("2024-03-01", "2023-12-31", "");
  assert.deepEqual([dates.earliest, dates.latest], ["2023-12-31", "2024-03-01"]);
  const texts = column("pear", "fig", "melon");
  assert.deepEqual([texts.shortest, texts.longest], [3, 5]);
});

test("names that objects have by nature are ordinary values", () => {
  assert.equal(column("__proto__", "constructor", "__proto__").distinct, 2);
});

test("what is no table is invalid", () => {
  refuses("invalid-input", "is empty", "");
  refuses("invalid-input", "is empty", "\n\r\n");
  refuses("invalid-input", "not UTF-8", new Uint8Array([97, 255]));
  refuses("invalid-input", "the row in line 4 has 1 values; the header names 2 columns", "a,b\n\n1,2\n3");
  refuses("invalid-input", "line 2 does not end", 'a\n"open\n1\n');
  refuses("invalid-input", "something follows", 'a,b\n"1"x,2');
  refuses("invalid-input", "within a value", 'a,b\n1"",2');
});

test("what is too large is unsupported", () => {
  refuses("unsupported", "values", "a,b\n" + "1,2\n".repeat(MAX_VALUES / 2));
  refuses("unsupported", "columns", "a,".repeat(MAX_COLUMNS) + "b");
  refuses("unsupported", "bytes", "a".repeat(MAX_BYTES + 1));
  assert.equal(profile("a,b\n" + "1,2\n".repeat(MAX_VALUES / 2 - 1)).rows, MAX_VALUES / 2 - 1);
});

test("damaged tables are profiled or refused, and nothing else happens", () => {
  const whole = bytes('a;"b ""c""";d\n1;"x\ny";2024-01-01\n-2.5;;NA\n');
  let state = 1;
  // Chance that repeats: a linear congruential generator.
  const chance = (most) => (state = (state * 48271) % 2147483647) % most;
  for (let round = 0; round < 3000; round += 1) {
    const damaged = whole.slice(0, chance(4) === 0 ? chance(whole.length) : whole.length);
    for (let change = chance(5); change > 0 && damaged.length > 0; change -= 1) {
      damaged[chance(damaged.length)] = chance(3) === 0 ? chance(256) : whole[chance(whole.length)];
    }
    try {
      assert.ok(answer(damaged).length > 0);
    } catch (error) {
      assert.ok(error instanceof Refusal, `${error.stack}\n${damaged}`);
    }
  }
});
