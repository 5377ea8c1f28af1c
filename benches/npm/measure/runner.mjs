// One contender, at work on the requests of one size. Its time is that of the
// processor, the collector's threads included: what else runs on the machine
// does not count.

export class Runner {
  #contender;
  #verify;
  #requests;
  #next = 0;

  constructor(contender, verify, requests) {
    this.#contender = contender;
    this.#verify = verify;
    this.#requests = requests;
  }

  get contender() {
    return this.#contender;
  }

  /** What so many calls take: a power of two of inputs. */
  prepare(calls) {
    const { input } = this.#contender;
    if (input === undefined) return this.#requests;
    this.#next = 0;
    const inputs = Array.from({ length: 2 ** Math.ceil(Math.log2(calls)) }, (_, i) =>
      i < calls ? input(this.#requests[i % this.#requests.length]) : undefined,
    );
    globalThis.gc({ type: "minor" }); // what this left behind is nobody's to clear away
    return inputs;
  }

  /** Runs so many calls, each with the next request, and says how long they took, in ms. */
  async run(calls, inputs = this.prepare(calls)) {
    const mask = inputs.length - 1;
    const from = this.#next;
    this.#next = (from + calls) & mask;
    const { accepted, ms } = this.#contender.isAsync
      ? await awaited(this.#verify, inputs, mask, from, calls)
      : straight(this.#verify, inputs, mask, from, calls);
    if (accepted !== calls) throw new Error(`${this.#contender.name} refused a request`);
    return ms;
  }

  /** Runs it until it has been at work for a while, and says how long a call takes in the end, in ms. */
  async warmUp(ms) {
    let perCall;
    for (let spent = 0, calls = 1; spent < ms; calls = Math.min(calls * 2, 4096)) {
      const took = await this.run(calls);
      spent += took;
      perCall = took / calls;
    }
    return perCall;
  }

  /** Throws unless every request is accepted, and every one of others refused. */
  async check(forged) {
    const { name } = this.#contender;
    for (const request of this.#requests) {
      if (!(await this.#accepts(request))) throw new Error(`${name} refuses a request`);
    }
    for (const request of forged) {
      const accepted = await this.#accepts(request).catch(() => false);
      if (accepted) throw new Error(`${name} accepts a forged request`);
    }
  }

  async #accepts(request) {
    return Boolean(await this.#verify(this.#contender.input?.(request) ?? request));
  }
}

function straight(verify, inputs, mask, from, calls) {
  let accepted = 0;
  const start = process.cpuUsage();
  for (let i = 0; i < calls; i++) if (verify(inputs[(from + i) & mask])) accepted++;
  return { accepted, ms: since(start) };
}

async function awaited(verify, inputs, mask, from, calls) {
  let accepted = 0;
  const start = process.cpuUsage();
  for (let i = 0; i < calls; i++) if (await verify(inputs[(from + i) & mask])) accepted++;
  return { accepted, ms: since(start) };
}

function since(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
