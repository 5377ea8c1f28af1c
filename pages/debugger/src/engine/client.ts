import type { EngineResponse, StartMessage, CompiledMessage, TaskName, Tasks } from "./protocol.ts";
import EngineThread from "./worker.ts?worker&inline";

/** The module that the first thread compiled. */
let compiled: WebAssembly.Module | undefined;

/** How long an outdated run may go on before its thread is terminated. */
const CANCEL_GRACE_MS = 250;

/** The input cannot be parsed. */
export class EngineError extends Error {
  readonly field: Extract<EngineResponse, { ok: false }>["field"];

  constructor(message: string, field: EngineError["field"]) {
    super(message);
    this.field = field;
  }
}

interface Run {
  readonly id: number;
  readonly began: number;
  readonly resolve: (answer: EngineResponse) => void;
}

/**
 * A worker thread with the core. The newest request wins: an older one that takes long
 * is terminated, and its response is dropped.
 */
export class Engine {
  #thread: Worker | undefined;
  #running: Run | undefined;
  #waiting: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #id = 0;

  /** The response; `undefined` where a newer request or `cancel` superseded this one. */
  ask<Name extends TaskName>(task: Name, ask: Tasks[Name]["ask"]): Promise<Tasks[Name]["answer"] | undefined> {
    const id = ++this.#id;
    this.#waiting?.();
    this.#waiting = undefined;
    return new Promise((resolve, reject) => {
      const settle = (answer: EngineResponse | undefined) => {
        if (answer === undefined || answer.id !== this.#id) resolve(undefined);
        else if (answer.ok) resolve(answer.value as Tasks[Name]["answer"]);
        else reject(new EngineError(answer.message, answer.field));
      };
      const begin = () => {
        if (id !== this.#id) return settle(undefined);
        this.#running = { id, began: performance.now(), resolve: settle };
        this.#start().postMessage({ id, task, ...ask });
      };
      if (this.#running === undefined) return begin();
      this.#waiting = begin;
      const left = CANCEL_GRACE_MS - (performance.now() - this.#running.began);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#end(), Math.max(0, left));
    });
  }

  /** Terminates the running request, and drops the waiting one. */
  cancel(): void {
    this.#id++;
    this.#end();
  }

  #start(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new EngineThread();
    thread.onmessage = ({ data }: MessageEvent<EngineResponse | CompiledMessage>) => {
      if ("module" in data) compiled = data.module;
      else this.#next(data);
    };
    thread.postMessage({ begin: true, module: compiled } satisfies StartMessage);
    thread.onerror = (event) => {
      event.preventDefault();
      const id = this.#running?.id ?? 0;
      this.#thread?.terminate();
      this.#thread = undefined;
      this.#next({ id, ok: false, message: `the engine stopped: ${event.message || "no reason is known"}`, field: undefined });
    };
    return (this.#thread = thread);
  }

  /** Delivers a response, and starts the waiting request. */
  #next(answer: EngineResponse | undefined): void {
    clearTimeout(this.#timer);
    const run = this.#running;
    this.#running = undefined;
    (run?.resolve as ((answer: EngineResponse | undefined) => void) | undefined)?.(answer);
    const begin = this.#waiting;
    this.#waiting = undefined;
    begin?.();
  }

  #end(): void {
    this.#thread?.terminate();
    this.#thread = undefined;
    this.#next(undefined);
  }
}
