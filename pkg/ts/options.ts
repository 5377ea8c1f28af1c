/**
 * Checks that options are an object: what is none, as a number in the place of
 * one of them, would be passed over without a word.
 *
 * @throws TypeError for what is none.
 */
export function toOptions<T extends object>(options: T): T {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return options;
  throw new TypeError("The options must be an object, as in { now: Date.now() }.");
}

/** Where a request was sent. */
export interface Target {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** @throws TypeError where one of them is no text. */
export function toTarget({ method, url }: Target): Target {
  return { method: toText(method, "method"), url: toText(url, "url") };
}

/** @throws TypeError for what is no text. Null is none at all. */
export function toText(text: string | null | undefined, name: string): string | undefined {
  if (text === undefined || text === null) return undefined;
  if (typeof text === "string") return text;
  throw new TypeError(`${name} must be a string.`);
}
