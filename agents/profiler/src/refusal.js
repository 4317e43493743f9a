/** Why a table is not profiled. The message is for the requester. */
export class Refusal extends Error {
  /** `kind` is a case of the contract's `failure`. */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** The input is no well-formed table. */
export const invalid = (message) => new Refusal("invalid-input", message);

/** The input may be a fine table, but is more than one run can take. */
export const unsupported = (message) => new Refusal("unsupported", message);
