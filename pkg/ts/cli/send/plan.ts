/** Why a request is sent: what a receiver should make of it depends on that. */
export type Kind = "new" | "duplicate" | "tampered";

/** A request, ready to be sent. */
export interface Prepared {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** What the URL has behind it. */
  readonly query: string;
}

export interface Planned extends Prepared {
  readonly kind: Kind;
}

/** How much of what. */
export interface Amounts {
  /** Events. */
  readonly events: number;
  /** How often an event is sent again, on average. */
  readonly duplicates: number;
  /** The part of the events that are altered after they were signed. */
  readonly tampered: number;
}

/**
 * How many requests lie between one and its duplicate, as long as there are
 * others to send.
 */
const LAG = 32;

/**
 * What is sent, one after the other. Duplicates and tampered requests are
 * spread evenly, and there are as many of them as was asked for. A duplicate
 * is the same request, byte for byte. What is tampered with is not sent again.
 */
export class Plan {
  /** How many requests there are in all. */
  readonly total: number;

  readonly #events: number;
  readonly #tampered: number;
  readonly #duplicates: number;
  readonly #prepare: (number: number) => Prepared;
  readonly #waiting: Planned[] = [];
  #made = 0;
  #intact = 0;

  constructor({ events, duplicates, tampered }: Amounts, prepare: (number: number) => Prepared) {
    this.#events = events;
    this.#tampered = share(events, tampered);
    this.#duplicates = share(events - this.#tampered, duplicates);
    this.#prepare = prepare;
    this.total = events + this.#duplicates;
  }

  /** The next request, or none. */
  next(): Planned | undefined {
    const isLast = this.#made === this.#events;
    return this.#waiting.length > LAG || isLast ? this.#waiting.shift() : this.#make();
  }

  #make(): Planned {
    const number = this.#made++;
    const request = this.#prepare(number);
    if (spread(number, this.#events, this.#tampered) > 0) {
      return { ...request, kind: "tampered", body: tamperedWith(request.body) };
    }
    const intact = this.#events - this.#tampered;
    for (let left = spread(this.#intact++, intact, this.#duplicates); left > 0; left--) {
      this.#waiting.push({ kind: "duplicate", ...request });
    }
    return { kind: "new", ...request };
  }
}

/** A part of a number; one at least, where a part is asked for. */
function share(whole: number, part: number): number {
  return part > 0 && whole > 0 ? Math.max(1, Math.round(whole * part)) : 0;
}

/** How many of `parts` fall to a place, when they are spread evenly over `places`. */
function spread(place: number, places: number, parts: number): number {
  return Math.floor(((place + 1) * parts) / places) - Math.floor((place * parts) / places);
}

/** The body with its last letter or digit replaced, as by one who alters a value. */
function tamperedWith(body: Buffer): Buffer {
  const altered = Buffer.from(body);
  const at = altered.findLastIndex((byte) => /\w/.test(String.fromCharCode(byte)));
  if (at === -1) return Buffer.concat([body, Buffer.from(" ")]);
  altered[at] = altered[at] === 0x30 ? 0x31 : 0x30; // 0, or 1 for what is 0
  return altered;
}
