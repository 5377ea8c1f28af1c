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
export const LARGEST_BODY = 2 ** 30;

/**
 * Checks a number of bytes.
 *
 * @throws TypeError for what is none.
 */
export function toMaxBody(bytes: number | undefined): number {
  if (bytes === undefined) return LARGEST_BODY;
  if (isWhole(bytes, LARGEST_BODY)) return bytes;
  throw new TypeError("maxBody must be a whole number of bytes, 2 ** 30 at most.");
}

function isWhole(number: number, largest: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= largest;
}
