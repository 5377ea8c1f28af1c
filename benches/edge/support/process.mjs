// What a process has used so far.

import { readFileSync } from "node:fs";

/** Of Linux, where this is known: a hundredth of a second. */
const TICK_MICROS = 10_000;

/** Microseconds of processor time, user's and system's; undefined where there is no /proc. */
export function cpuMicros(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
  } catch {
    return undefined;
  }
}
