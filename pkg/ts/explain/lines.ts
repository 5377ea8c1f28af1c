import { type HeaderIndex, type HeadersInput, writeHeaders } from "../headers.js";

/**
 * All header lines, with names and values alternating. It accepts the same
 * inputs as a verifier.
 *
 * @throws TypeError
 */
export function headerLines(headers: HeadersInput): string[] {
  const names = namesOf(headers);
  const lines: string[] = [];
  writeHeaders(
    { writeHeader: (name, value) => void lines.push(names[name]!, value) },
    headers,
    new RequestNames(names),
  );
  return lines;
}

/** An index of all header names of a request, which may be thousands. */
class RequestNames implements HeaderIndex {
  readonly all: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.all = names;
    this.#places = new Map(names.map((name, place) => [name, place]));
  }

  place(name: string): number {
    return this.#places.get(lowerCase(name)) ?? -1;
  }
}

/** The distinct names, in lower case. */
function namesOf(headers: HeadersInput): string[] {
  const names = new Set<string>();
  const add = (name: unknown) => typeof name === "string" && names.add(lowerCase(name));
  if (typeof headers === "object" && headers !== null) {
    if (Symbol.iterator in headers) {
      for (const entry of headers as Iterable<unknown>) if (Array.isArray(entry)) add(entry[0]);
    } else {
      Object.keys(headers).forEach(add);
    }
  }
  return [...names];
}

/** Lowers ASCII letters alone, as a verifier does. */
function lowerCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
