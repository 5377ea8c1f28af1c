import http from "node:http";
import https from "node:https";

import { withQuery } from "../place-signature.js";
import type { Plan, Planned } from "./plan.js";
import { MAX_ANSWER, type Tally, wordOf } from "./results.js";

export interface LoadOptions {
  readonly url: URL;
  readonly method: string;
  readonly concurrency: number;
  readonly timeoutMs: number;
}

/** So many requests without one answer, and there is nobody there. */
const GIVE_UP_AFTER = 100;

/** How often requests that take too long are looked for. */
const SWEEP_MS = 50;

/**
 * Sends all of a plan, so many requests at once: a new one when one is done.
 *
 * Built on callbacks. A promise a request, a timer a request or `fetch` would
 * each halve what one processor sends.
 */
export class Load {
  readonly #plan: Plan;
  readonly #tally: Tally;
  readonly #options: LoadOptions;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;
  readonly #template: http.RequestOptions;
  readonly #path: string;
  readonly #underWay = new Map<http.ClientRequest, number>();
  #isStopped = false;
  #finish: () => void = () => {};

  constructor(plan: Plan, tally: Tally, options: LoadOptions) {
    const isSecure = options.url.protocol === "https:";
    const { Agent, request } = isSecure ? https : http;
    this.#plan = plan;
    this.#tally = tally;
    this.#options = options;
    this.#request = request;
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.concurrency, noDelay: true });
    const { hostname, port, pathname, search, username, password } = options.url;
    this.#template = {
      agent: this.#agent,
      method: options.method,
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port,
      ...(username && { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` }),
    };
    this.#path = pathname + search;
  }

  /** Resolves when all is done, or stopped. */
  async run(): Promise<void> {
    const sweep = setInterval(() => this.#endLate(), SWEEP_MS);
    const finished = new Promise<void>((resolve) => (this.#finish = resolve));
    try {
      for (let slot = 0; slot < this.#options.concurrency; slot++) this.#sendNext();
      await finished;
    } finally {
      clearInterval(sweep);
      this.#agent.destroy();
    }
  }

  /** Sends nothing more, and waits for nothing more. */
  stop(): void {
    this.#isStopped = true;
    for (const request of this.#underWay.keys()) request.destroy();
    this.#underWay.clear();
    this.#finish();
  }

  #sendNext(): void {
    if (this.#isStopped) return;
    const planned = this.#plan.next();
    if (planned) this.#send(planned);
    else if (this.#underWay.size === 0) this.#finish();
  }

  #send({ kind, body, headers, query }: Planned): void {
    const started = performance.now();
    let isDone = false;
    const request = this.#request({
      ...this.#template,
      path: withQuery(this.#path, query),
      headers: { ...headers, "content-length": body.length },
    });
    const done = (status: number | undefined, word: string) => {
      if (isDone || this.#isStopped) return;
      isDone = true;
      this.#underWay.delete(request);
      this.#tally.add(kind, { status, word }, performance.now() - started);
      if (this.#tally.count >= GIVE_UP_AFTER && this.#tally.latencies.count === 0) this.stop();
      else this.#sendNext();
    };
    const fail = (error: NodeJS.ErrnoException) => done(undefined, error.code ?? error.message);
    this.#underWay.set(request, started);
    request.on("error", fail);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("latin1");
      response.on("data", (chunk: string) => {
        if (text.length < MAX_ANSWER) text += chunk;
      });
      response.on("end", () => done(response.statusCode, wordOf(text)));
      response.on("error", fail);
    });
    request.end(body);
  }

  #endLate(): void {
    const limit = performance.now() - this.#options.timeoutMs;
    for (const [request, started] of this.#underWay) {
      if (started > limit) return; // they are in the order of their start
      request.destroy(Object.assign(new Error("timeout"), { code: "timeout" }));
    }
  }
}
