// Where the sandbox enters.

import { log } from "ainur:agent/log@0.1.0";
import { answer } from "./src/answer.js";
import { Refusal } from "./src/refusal.js";

/** Does the task's work. What is thrown is a `failure` of the contract. */
export function execute(input) {
  try {
    const output = answer(input);
    log("info", `${input.length} bytes of table, ${output.length} bytes of profile`);
    return output;
  } catch (error) {
    throw error instanceof Refusal ? { tag: error.kind, val: error.message } : error;
  }
}
