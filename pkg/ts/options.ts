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
