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

/**
 * Copies JSON Pointers; there are none by default.
 *
 * @throws TypeError for what are none, or where there is none or there are more than 8.
 */
export function toPointers(pointers: readonly string[] | undefined): string[] {
  if (pointers === undefined) return [];
  if (!Array.isArray(pointers) || pointers.length === 0 || pointers.length > MAX_DEDUP_ON) {
    throw new TypeError('dedupOn must be an array of 1 to 8 JSON Pointers, as ["/event", "/data"].');
  }
  const copy = [...(pointers as readonly string[])];
  if (copy.every((pointer) => typeof pointer === "string" && pointer.startsWith("/"))) return copy;
  throw new TypeError("A JSON Pointer in dedupOn is a string that begins with a slash.");
}

/** As many pointers as the core takes. */
const MAX_DEDUP_ON = 8;

/** @throws TypeError for what is no text. Null is none at all. */
export function toText(text: string | null | undefined, name: string): string | undefined {
  if (text === undefined || text === null) return undefined;
  if (typeof text === "string") return text;
  throw new TypeError(`${name} must be a string.`);
}
