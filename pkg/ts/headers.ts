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

/**
 * Those header lines that have one of the names, as names and values by turns.
 * What else is in a request is not looked at.
 *
 * @param names - In lower case.
 * @throws TypeError for what is none of the kinds of headers, and where one of
 * these headers has a value that is no text.
 */
export function headerLines(headers: HeadersInput, names: readonly string[]): string[] {
  const lines: string[] = [];
  if (isFetchHeaders(headers)) {
    for (const name of names) {
      const value = headers.get(name);
      if (value !== null) lines.push(name, value);
    }
  } else if (isIterable(headers)) {
    for (const entry of headers as Iterable<unknown>) {
      if (!isEntry(entry)) {
        throw new TypeError(
          "Headers that are iterable must yield pairs of a name and a value. " +
            "(Node's rawHeaders is flat: pass headers, or headersDistinct.)",
        );
      }
      add(lines, names, entry[0], entry[1]);
    }
  } else if (isPlainObject(headers)) {
    for (const name of Object.keys(headers)) add(lines, names, name, headers[name]);
  } else {
    throw new TypeError(
      "The headers must be a plain object, a Headers, or an iterable of entries" +
        (typeof headers === "object" && headers !== null
          ? ": pass those of the request, and await them if they are a promise."
          : `: they are ${headers === null ? "null" : typeof headers}.`),
    );
  }
  return lines;
}

function add(lines: string[], names: readonly string[], name: string, value: unknown): void {
  if (!names.some((wanted) => wanted.length === name.length && wanted === name.toLowerCase())) {
    return;
  }
  for (const line of Array.isArray(value) ? value : [value]) {
    if (typeof line === "string") lines.push(name, line);
    else if (line !== undefined) {
      throw new TypeError(
        `The value of the header ${name} must be a string or an array of strings: ` +
          `it is ${line === null ? "null" : `a ${typeof line}`}.`,
      );
    }
  }
}

function isFetchHeaders(headers: HeadersInput): headers is FetchHeaders {
  return typeof Headers === "function" && headers instanceof Headers;
}

function isIterable(headers: unknown): headers is Iterable<unknown> {
  return typeof headers === "object" && headers !== null && Symbol.iterator in headers;
}

function isEntry(entry: unknown): entry is readonly [string, unknown] {
  return Array.isArray(entry) && entry.length === 2 && typeof entry[0] === "string";
}

/** Whether it is an object of no class, in this realm or another one. */
function isPlainObject(headers: unknown): headers is Readonly<Record<string, HeaderValue>> {
  if (typeof headers !== "object" || headers === null) return false;
  const prototype: unknown = Object.getPrototypeOf(headers);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
