// The request to a destination, in JavaScript: through Rust each object of the
// API that takes part in it would be made twice.

/** The longest that a timer runs: it may outlast the last request by as much. No timeout is shorter. */
const MAX_TIMER_MS = 1000;

// Sends for one object, or for one request of the Worker. One timer sees to the
// timeouts of all requests. It is never cancelled: the runtime keeps a part of a
// cancelled timer for as long as the object lives.
export class Sender {
  #deadlines = new Map();
  #hasTimer = false;

  // Posts a body, with headers as a JSON array of pairs. Gives the answer's
  // status, `retry-after`, `content-type` and the first `most` bytes of its body;
  // nothing where not all of that came in time.
  async send(url, headers, body, timeoutMs, most) {
    const abort = new AbortController();
    this.#deadlines.set(abort, Date.now() + timeoutMs);
    this.#watch();
    try {
      const init = { method: "POST", headers: JSON.parse(headers), redirect: "manual", signal: abort.signal };
      // The body is a view of memory that may be another's by the time it is sent.
      const response = await fetch(url, { ...init, body: body.slice() });
      const read = most > 0 ? await readBody(response, most) : undefined;
      // A body that nobody reads would keep its connection, of which there are few.
      if (most === 0) response.body?.cancel().catch(() => {});
      return [response.status, response.headers.get("retry-after"), response.headers.get("content-type"), read];
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    } finally {
      this.#deadlines.delete(abort);
    }
  }

  #watch() {
    if (this.#hasTimer || this.#deadlines.size === 0) return;
    this.#hasTimer = true;
    const next = Math.min(...this.#deadlines.values()) - Date.now();
    setTimeout(() => {
      this.#hasTimer = false;
      for (const [abort, deadline] of this.#deadlines) {
        if (deadline > Date.now()) continue;
        this.#deadlines.delete(abort);
        abort.abort();
      }
      this.#watch();
    }, Math.min(next, MAX_TIMER_MS));
  }
}

async function readBody(response, most) {
  const chunks = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= most) break;
  }
  return new Uint8Array(await new Blob(chunks).slice(0, most).arrayBuffer());
}
