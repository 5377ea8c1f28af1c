// How long the disk takes to keep what it is given. No answer can be faster.

import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { percentile } from "./statistics.mjs";

const TIMES = 300;

/** Milliseconds of writing 4 KB and waiting until they are on disk. */
export function diskSync() {
  const folder = mkdtempSync(join(tmpdir(), "countersign-disk-"));
  const file = openSync(join(folder, "file"), "w");
  const page = Buffer.alloc(4096, "x");
  const took = Array.from({ length: TIMES }, () => {
    const began = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}
