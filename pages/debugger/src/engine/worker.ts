// The page's worker thread: it parses and explains, so that the page never blocks.

import { factsOf } from "./core.ts";
import { diff } from "./diff.ts";
import { explain, start } from "./explain.ts";
import { sign } from "./sign.ts";
import type { CheckOptions, EngineResponse, EngineRequest, StartMessage, Comparison, CompiledMessage, Diagnosis, RequestSource, ParsedRequest, Tasks, TaskName } from "./protocol.ts";
import { parseCapture, parseSource } from "./parse-request.ts";
import { unpack } from "./unpack.ts";
import { InputError } from "./input-error.ts";

let started: Promise<void> | undefined;

/** Compiles the module, unless an earlier thread did, and posts it for later ones. */
async function begin(compiled: WebAssembly.Module | undefined): Promise<void> {
  const module = compiled ?? (await unpack());
  start(module);
  if (!compiled) postMessage({ module } satisfies CompiledMessage);
}

addEventListener("message", async ({ data }: MessageEvent<EngineRequest | StartMessage>) => {
  if ("begin" in data) started = begin(data.module);
  else {
    const answered = await answer(data);
    // Transferred, not copied: a body may have megabytes.
    postMessage(answered, { transfer: [...buffersOf(answered)] });
  }
});

/** The buffers in a response. */
function* buffersOf(value: unknown): Generator<ArrayBuffer> {
  if (value instanceof Uint8Array) yield value.buffer as ArrayBuffer;
  else if (typeof value === "object" && value !== null) for (const member of Object.values(value)) yield* buffersOf(member);
}

async function answer(ask: EngineRequest): Promise<EngineResponse> {
  const { id } = ask;
  try {
    await started;
    return { id, ok: true, value: run(ask) };
  } catch (error) {
    if (error instanceof InputError) return { id, ok: false, message: error.message, field: error.field };
    return { id, ok: false, message: `this should not have happened: ${String(error)}`, field: undefined };
  }
}

function run(ask: EngineRequest): Tasks[TaskName]["answer"] {
  switch (ask.task) {
    case "diagnose":
      return diagnose(parseSource(ask.source), ask.options);
    case "compare":
      return compare(ask.wire, ask.handler, ask.options);
    case "facts":
      return factsOf(ask.scheme);
    case "sign":
      return { signed: sign(ask.unsigned) };
  }
}

function diagnose(parsed: ParsedRequest, options: CheckOptions): Diagnosis {
  const began = performance.now();
  const findings = parsed.request.headers.length === 0 ? undefined : explain(parsed.request, options);
  return { parsed, findings, millis: performance.now() - began };
}

/** The handler's capture may be a body alone: the wire's headers then belong to it. */
function compare(wireSource: RequestSource, handlerSource: RequestSource, options: CheckOptions): Comparison {
  const wire = inField("wire", () => parseCapture(wireSource));
  let handler = inField("handler", () => parseCapture(handlerSource));
  if (handler.request.headers.length === 0) {
    handler = { ...handler, request: { ...wire.request, body: handler.request.body } };
  }
  return {
    wire: diagnose(wire, options),
    handler: diagnose(handler, options),
    hunks: diff(wire.request.body, handler.request.body),
  };
}

function inField<T>(field: InputError["field"], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? new InputError(error.message, field) : error;
  }
}
