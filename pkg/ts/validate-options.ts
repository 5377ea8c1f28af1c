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

/**
 * A point in time in milliseconds since the epoch; now by default.
 *
 * @throws TypeError for what is no finite number.
 */
export function toInstant(now: number | undefined): number {
  if (now === undefined) return Date.now();
  if (typeof now === "number" && Number.isFinite(now)) return now;
  throw new TypeError("now must be a number of milliseconds since the epoch, as Date.now() is.");
}

/**
 * Checks a number of seconds, `Infinity` for any.
 *
 * @throws TypeError for what is neither.
 */
export function toTolerance(seconds: number | undefined): number | undefined {
  if (seconds === undefined || seconds === Infinity || isWhole(seconds, 2 ** 32 - 1)) {
    return seconds;
  }
  throw new TypeError("tolerance must be a whole number of seconds, or Infinity for no limit.");
}

/** The largest body that is handed to the core, in bytes. The core's memory has 4 GiB. */
export const MAX_BODY_BYTES = 2 ** 30;

/**
 * Checks a number of bytes.
 *
 * @throws TypeError for what is none.
 */
export function toMaxBody(bytes: number | undefined): number {
  if (bytes === undefined) return MAX_BODY_BYTES;
  if (isWhole(bytes, MAX_BODY_BYTES)) return bytes;
  throw new TypeError("maxBody must be a whole number of bytes, 2 ** 30 at most.");
}

function isWhole(number: number, largest: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= largest;
}

/**
 * The secrets as a list of their own.
 *
 * @param secrets - Secret: no message says anything of their content.
 * @throws TypeError for what is no string, or no well-formed one.
 */
export function toSecrets(secrets: string | readonly string[]): readonly string[] {
  const list = Array.isArray(secrets) ? [...(secrets as readonly string[])] : [secrets as string];
  for (const secret of list) {
    if (typeof secret !== "string") {
      throw new TypeError(
        `A secret must be a string: it is ${secret === null ? "null" : typeof secret}.` +
          (secret === undefined ? " Is its environment variable set?" : ""),
      );
    }
    if (/\p{Surrogate}/u.test(secret)) {
      throw new TypeError("A secret must be well-formed: it has half a surrogate pair.");
    }
  }
  return list;
}
