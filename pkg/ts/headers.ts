/** A header's value: one line, or several lines of the same name. */
export type HeaderValue = string | readonly string[] | undefined;

/** What is needed of a `Headers` object. */
export interface FetchHeaders {
  get(name: string): string | null;
  forEach(visit: (value: string, name: string) => void): void;
}

/**
 * A request's headers: a plain object such as Node's `request.headers`, a
 * `Headers`, or a `Map` or other iterable of names and values. Names may be in
 * any case. A name that is there twice is two header lines, and so is an array
 * of two.
 */
export type HeadersInput =
  | FetchHeaders
  | Iterable<readonly [name: string, value: HeaderValue]>
  | Readonly<Record<string, HeaderValue>>;

/** Takes a header line: the place of its name among the scheme's, and its value. */
export interface HeaderSink {
  writeHeader(name: number, value: string): void;
}

/** The names of headers, and where each of them stands. */
export interface HeaderIndex {
  /** In lower case. */
  readonly all: readonly string[];
  /** The place of a name in any case among these, or -1. */
  place(name: string): number;
}

/** The names of the headers that a scheme reads. */
export class HeaderNames implements HeaderIndex {
  readonly all: readonly string[];
  /** A bit for every length that one of them has. */
  readonly #lengths: number;

  constructor(names: readonly string[]) {
    this.all = names.map((name) => toKey(name.toLowerCase()));
    this.#lengths = names.reduce((lengths, name) => lengths | bit(name), 0);
  }

  place(name: string): number {
    // Most of a request's names are of another length.
    return (this.#lengths & bit(name)) === 0 ? -1 : this.#find(name);
  }

  #find(name: string): number {
    // Those of Node are in lower case.
    const { all } = this;
    for (let place = 0; place < all.length; place++) if (all[place] === name) return place;
    return all.findIndex((lower) => isInAnyCase(name, lower));
  }
}

/** The text as an engine keeps the names of members: it compares them by their places. */
function toKey(name: string): string {
  return Object.keys({ [name]: true })[0]!;
}

/**
 * Whether a name is another one, which is in lower case. Of ASCII alone: there
 * are other letters whose lower case is in ASCII.
 */
function isInAnyCase(name: string, lower: string): boolean {
  if (name.length !== lower.length) return false;
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index);
    const isCapital = unit >= 0x41 && unit <= 0x5a;
    if ((isCapital ? unit + 0x20 : unit) !== lower.charCodeAt(index)) return false;
  }
  return true;
}

/** Lengths beyond 32 share their bits with shorter ones. */
function bit(name: string): number {
  return 1 << name.length;
}

/**
 * Writes those header lines that have one of the names. What else is in a
 * request is not looked at.
 *
 * @throws TypeError for what is none of the kinds of headers, and where one of
 * these headers has a value that is no text.
 */
export function writeHeaders(sink: HeaderSink, headers: HeadersInput, names: HeaderIndex): void {
  if (isPlainObject(headers)) writeMembers(sink, headers, names);
  else writeLines(sink, headers, names);
}

function writeMembers(
  sink: HeaderSink,
  headers: Readonly<Record<string, HeaderValue>>,
  names: HeaderIndex,
): void {
  // It is several times as fast as to list the keys, but leads to inherited ones.
  for (const name in headers) {
    const place = names.place(name);
    if (place >= 0 && hasOwnProperty.call(headers, name)) write(sink, place, name, headers[name]);
  }
}

/** The headers of what is no plain object. */
function writeLines(
  sink: HeaderSink,
  headers: FetchHeaders | Iterable<unknown>,
  names: HeaderIndex,
): void {
  if (isFetchHeaders(headers)) {
    names.all.forEach((name, place) => {
      const value = headers.get(name);
      if (value !== null) write(sink, place, name, value ?? null);
    });
  } else if (isIterable(headers)) {
    for (const entry of headers) {
      if (!isEntry(entry)) {
        throw new TypeError(
          "Headers that are iterable must yield pairs of a name and a value. " +
            "(Node's rawHeaders is flat: pass headers, or headersDistinct.)",
        );
      }
      const place = names.place(entry[0]);
      if (place >= 0) write(sink, place, entry[0], entry[1]);
    }
  } else {
    throw new TypeError(
      "The headers must be a plain object, a Headers, or an iterable of entries" +
        (typeof headers === "object" && headers !== null
          ? ": pass those of the request, and await them if they are a promise."
          : `: they are ${headers === null ? "null" : typeof headers}.`),
    );
  }
}

const { hasOwnProperty } = Object.prototype;

function write(sink: HeaderSink, place: number, name: string, value: unknown): void {
  if (typeof value === "string") sink.writeHeader(place, value);
  else writeOther(sink, place, name, value);
}

function writeOther(sink: HeaderSink, place: number, name: string, value: unknown): void {
  for (const line of Array.isArray(value) ? value : [value]) {
    if (typeof line === "string") sink.writeHeader(place, line);
    else if (line !== undefined) {
      throw new TypeError(
        `The value of the header ${name} must be a string or an array of strings: ` +
          `it is ${line === null ? "null" : `a ${typeof line}`}.`,
      );
    }
  }
}

/** By what it says it is: to look at the class would make Node load all of `fetch`. */
function isFetchHeaders(headers: unknown): headers is FetchHeaders {
  return Object.prototype.toString.call(headers) === "[object Headers]";
}

function isIterable(headers: unknown): headers is Iterable<unknown> {
  return typeof headers === "object" && headers !== null && Symbol.iterator in headers;
}

function isEntry(entry: unknown): entry is readonly [string, unknown] {
  return Array.isArray(entry) && entry.length === 2 && typeof entry[0] === "string";
}

/** Whether it is an object of no class, in this realm or another one. */
function isPlainObject(headers: unknown): headers is Readonly<Record<string, HeaderValue>> {
  if (typeof headers !== "object" || headers === null || Symbol.iterator in headers) return false;
  const prototype: unknown = Object.getPrototypeOf(headers);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null;
}
