import createGlue, { type Glue } from "#glue";
import { compile } from "#wasm";

import { type ErrorCode, type ErrorDetails, VerificationError } from "./errors.js";
import { Memory } from "./memory.js";

export type { Glue };

/**
 * A core whose memory has grown beyond this size, in bytes, is not kept for the
 * next call: WebAssembly's memory never shrinks by itself.
 */
const MAX_KEPT_MEMORY = 16 * 2 ** 20;

let module: WebAssembly.Module | undefined;
let current: Core | undefined;

/** An instance of the core. */
export class Core {
  readonly glue: Glue;
  readonly memory: Memory;

  constructor(module: WebAssembly.Module) {
    this.glue = createGlue();
    const { memory } = this.glue.initSync({ module });
    this.memory = new Memory(memory, this.glue);
  }
}

/**
 * Calls the core.
 *
 * @throws {@link VerificationError}
 */
export function call<T>(use: (core: Core) => T): T {
  const core = acquire();
  try {
    return use(core);
  } catch (thrown) {
    throw toError(core, thrown);
  } finally {
    release(core);
  }
}

/** The core to call. Each call that acquires it releases it, also where it throws. */
export function acquire(): Core {
  return (current ??= start());
}

export function release(core: Core): void {
  if (core.memory.bytes.length > MAX_KEPT_MEMORY) discard(core);
}

/**
 * The error to throw for what a call has thrown.
 *
 * The core throws a string where it refuses the arguments. Anything else means that
 * the instance has trapped (the host's stack or memory was used up, or the core has a
 * bug), and its state cannot be trusted: it is discarded, and the next call gets a new
 * one.
 */
export function toError(core: Core, thrown: unknown): Error {
  if (typeof thrown === "string") return parseError(thrown);
  discard(core);
  return new Error("Countersign could not complete a call, and will start afresh.", {
    cause: thrown,
  });
}

/** The error for a body that is too large to be handed over. */
export function bodyTooLarge(size: number, limit: number): VerificationError {
  return parseError(call(({ glue }) => glue.bodyTooLarge(Math.min(size, 2 ** 32 - 1), limit)));
}

/** The error for a body that is read as JSON, and is none. */
export function bodyNotJson(): VerificationError {
  return parseError(call(({ glue }) => glue.bodyNotJson()));
}

function start(): Core {
  try {
    module ??= compile();
    return new Core(module);
  } catch (cause) {
    throw new Error(
      "Countersign could not start its WebAssembly. A page needs 'wasm-unsafe-eval' in its " +
        "Content-Security-Policy; a Worker needs the package's workerd export, which bundlers " +
        "take under the condition of that name.",
      { cause },
    );
  }
}

function discard(core: Core): void {
  if (current === core) current = undefined;
}

/** The error that the core, or what explains, has thrown as JSON. */
export function parseError(json: string): VerificationError {
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
