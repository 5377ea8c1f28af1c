import type { Answer, Begin, Compiled, TaskName, Tasks } from "./protocol.ts";
import EngineThread from "./worker.ts?worker&inline";

/** What the first thread has compiled. */
let compiled: WebAssembly.Module | undefined;

/** A run that is no longer wanted is given so long to end by itself. */
const PATIENCE_MS = 250;

/** What was given cannot be read. */
export class EngineError extends Error {
  readonly field: Extract<Answer, { ok: false }>["field"];

  constructor(message: string, field: EngineError["field"]) {
    super(message);
    this.field = field;
  }
}

interface Run {
  readonly id: number;
  readonly began: number;
  readonly resolve: (answer: Answer) => void;
}

/**
 * A thread that explains. Of what it is asked, the newest wins: what it is at
 * work on is ended where that takes long, and its answer is dropped.
 */
export class Engine {
  #thread: Worker | undefined;
  #running: Run | undefined;
  #waiting: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #id = 0;

  /** The answer; `undefined` where something newer was asked, or it was cancelled. */
  ask<Name extends TaskName>(task: Name, ask: Tasks[Name]["ask"]): Promise<Tasks[Name]["answer"] | undefined> {
    const id = ++this.#id;
    this.#waiting?.();
    this.#waiting = undefined;
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer | undefined) => {
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
      const left = PATIENCE_MS - (performance.now() - this.#running.began);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#end(), Math.max(0, left));
    });
  }

  /** Ends what is at work, and drops what waits. */
  cancel(): void {
    this.#id++;
    this.#end();
  }

  #start(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new EngineThread();
    thread.onmessage = ({ data }: MessageEvent<Answer | Compiled>) => {
      if ("module" in data) compiled = data.module;
      else this.#next(data);
    };
    thread.postMessage({ begin: true, module: compiled } satisfies Begin);
    thread.onerror = (event) => {
      event.preventDefault();
      const id = this.#running?.id ?? 0;
      this.#thread?.terminate();
      this.#thread = undefined;
      this.#next({ id, ok: false, message: `the engine stopped: ${event.message || "no reason is known"}`, field: undefined });
    };
    return (this.#thread = thread);
  }

  /** Hands an answer over, and begins with what waits. */
  #next(answer: Answer | undefined): void {
    clearTimeout(this.#timer);
    const run = this.#running;
    this.#running = undefined;
    (run?.resolve as ((answer: Answer | undefined) => void) | undefined)?.(answer);
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
