import { UsageError } from "../errors.js";
import type { Arguments } from "./arguments.js";

/** An option that is a whole number. */
export function wholeNumber(
  args: Arguments,
  name: string,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number {
  const text = args.text(name);
  if (text === undefined) return otherwise;
  const number = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${name} is a whole number from ${least} to ${most}`);
}

/** An option that is a number, or a percentage. */
export function ratio(args: Arguments, name: string, most: number): number {
  const text = args.text(name);
  if (text === undefined) return 0;
  const [, digits, percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text) ?? [];
  const number = Number(digits) / (percent ? 100 : 1);
  if (number <= most) return number;
  throw new UsageError(`--${name} is a number from 0 to ${most}, as 0.25 or 25%`);
}

/**
 * An option that is a point in time: milliseconds since the epoch, or RFC 3339.
 * A time without a zone would be another one on another machine.
 */
export function instant(args: Arguments, name: string): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  if (/^\d{1,16}$/.test(text)) return Number(text);
  const isZoned = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/.test(text);
  const millis = isZoned ? Date.parse(text) : NaN;
  if (!Number.isNaN(millis)) return millis;
  throw new UsageError(
    `--${name} is in milliseconds since the epoch, or a time such as 2026-01-02T03:04:05Z`,
  );
}

/** An option that is a number of seconds, or `none` for no limit. */
export function tolerance(args: Arguments): number | undefined {
  const text = args.text("tolerance");
  if (text === undefined) return undefined;
  if (text === "none") return Infinity;
  return wholeNumber(args, "tolerance", { least: 0, most: 2 ** 32 - 1, otherwise: 0 });
}
