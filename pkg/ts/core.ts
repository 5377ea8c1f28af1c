import createGlue, { type Glue } from "#glue";
import { compile } from "#wasm";

import { type ErrorCode, type ErrorDetails, VerificationError } from "./errors.js";

export type { Glue };

let module: WebAssembly.Module | undefined;
let current: Glue | undefined;

/**
 * Calls the core.
 *
 * What the core has to say against the arguments it throws as a string. If
 * anything else is thrown, an instance has stopped half-way (the host's stack
 * or memory was used up, or there is a fault in the core), and nothing in it
 * can be relied on. It is discarded, and the next call gets a new one.
 *
 * @throws {@link VerificationError}
 */
export function call<T>(use: (glue: Glue) => T): T {
  const glue = (current ??= start());
  try {
    return use(glue);
  } catch (thrown) {
    if (typeof thrown === "string") throw refusal(thrown);
    if (current === glue) current = undefined;
    throw new Error("Countersign could not complete a call, and will start afresh.", {
      cause: thrown,
    });
  }
}

/** The error for a body that is too large to be handed over. */
export function bodyTooLarge(size: number, limit: number): VerificationError {
  return refusal(call((glue) => glue.bodyTooLarge(size, limit)));
}

/** The error for a body that is read as JSON, and is none. */
export function bodyNotJson(): VerificationError {
  return refusal(call((glue) => glue.bodyNotJson()));
}

/** An instance of its own, with bindings of its own. */
function start(): Glue {
  try {
    module ??= compile();
    const glue = createGlue();
    glue.initSync({ module });
    return glue;
  } catch (cause) {
    throw new Error(
      "Countersign could not start its WebAssembly. A page needs 'wasm-unsafe-eval' in its " +
        "Content-Security-Policy; a Worker needs the package's workerd export, which bundlers " +
        "take under the condition of that name.",
      { cause },
    );
  }
}

function refusal(json: string): VerificationError {
  const { message, status, details: measured } = JSON.parse(json) as Thrown;
  const { code, ...details } = measured;
  return new VerificationError({ code, message, status, details });
}

/** What the core throws. The code is among the details. */
interface Thrown {
  readonly message: string;
  readonly status: number;
  readonly details: ErrorDetails & { readonly code: ErrorCode };
}
