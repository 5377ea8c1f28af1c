// The page's thread: reads and explains, so that the page never waits for it.

import { diff } from "./diff.ts";
import { explain, start } from "./explain.ts";
import { sign } from "./sign.ts";
import type { Against, Answer, Ask, Begin, Comparison, Compiled, Diagnosis, Given, Reading, Tasks, TaskName } from "./protocol.ts";
import { read, readCapture } from "./read.ts";
import { unpack } from "./unpack.ts";
import { Unreadable } from "./unreadable.ts";

let started: Promise<void> | undefined;

/** Compiles the engine, unless an earlier thread did, and leaves it for later ones. */
async function begin(compiled: WebAssembly.Module | undefined): Promise<void> {
  const module = compiled ?? (await unpack());
  start(module);
  if (!compiled) postMessage({ module } satisfies Compiled);
}

addEventListener("message", async ({ data }: MessageEvent<Ask | Begin>) => {
  if ("begin" in data) started = begin(data.module);
  else {
    const answered = await answer(data);
    // Moved, not copied: a body may have megabytes.
    postMessage(answered, { transfer: [...buffersOf(answered)] });
  }
});

/** The bytes in an answer. */
function* buffersOf(value: unknown): Generator<ArrayBuffer> {
  if (value instanceof Uint8Array) yield value.buffer as ArrayBuffer;
  else if (typeof value === "object" && value !== null) for (const member of Object.values(value)) yield* buffersOf(member);
}

async function answer(ask: Ask): Promise<Answer> {
  const { id } = ask;
  try {
    await started;
    return { id, ok: true, value: run(ask) };
  } catch (error) {
    if (error instanceof Unreadable) return { id, ok: false, message: error.message, field: error.field };
    return { id, ok: false, message: `this should not have happened: ${String(error)}`, field: undefined };
  }
}

function run(ask: Ask): Tasks[TaskName]["answer"] {
  switch (ask.task) {
    case "diagnose":
      return diagnose(read(ask.given), ask.against);
    case "compare":
      return compare(ask.wire, ask.handler, ask.against);
    case "sign":
      return { signed: sign(ask.unsigned) };
  }
}

function diagnose(reading: Reading, against: Against): Diagnosis {
  const began = performance.now();
  const findings = reading.request.headers.length === 0 ? undefined : explain(reading.request, against);
  return { reading, findings, millis: performance.now() - began };
}

/** What the handler has may be the body alone: it then came with the headers of the wire. */
function compare(wireGiven: Given, handlerGiven: Given, against: Against): Comparison {
  const wire = inField("wire", () => readCapture(wireGiven));
  let handler = inField("handler", () => readCapture(handlerGiven));
  if (handler.request.headers.length === 0) {
    handler = { ...handler, request: { ...wire.request, body: handler.request.body } };
  }
  return {
    wire: diagnose(wire, against),
    handler: diagnose(handler, against),
    hunks: diff(wire.request.body, handler.request.body),
  };
}

function inField<T>(field: Unreadable["field"], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Unreadable ? new Unreadable(error.message, field) : error;
  }
}
