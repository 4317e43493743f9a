// The golden pairs, on the host.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { answer } from "../src/answer.js";

const folder = new URL("../golden/", import.meta.url);
const inputs = readdirSync(folder).filter((name) => name.endsWith(".input"));

test("golden pairs hold", () => {
  assert.ok(inputs.length > 0);
  for (const input of inputs) {
    const expected = readFileSync(new URL(input.replace(/input$/, "output"), folder));
    assert.deepEqual(Buffer.from(answer(readFileSync(new URL(input, folder)))), expected, input);
  }
});
