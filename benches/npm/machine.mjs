// What it was measured on, as far as it tells a reader anything.

import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** The processor, as `EPYC, 2 cores, with SHA instructions`. */
export function processor() {
  const cores = cpus();
  const sha = hasSha();
  return [
    cores[0]?.model.trim() ?? "unknown",
    `${cores.length} ${cores.length === 1 ? "core" : "cores"}`,
    ...(sha === undefined ? [] : [`${sha ? "with" : "without"} SHA instructions`]),
    `${process.platform} ${process.arch}`,
  ].join(", ");
}

/** `node:crypto` is several times faster on long bodies where it has them. Only Linux tells. */
function hasSha() {
  if (process.platform !== "linux") return undefined;
  const info = readFileSync("/proc/cpuinfo", "utf8");
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(info)?.[1].split(" ");
  return flags?.some((flag) => flag === "sha_ni" || flag === "sha2");
}
