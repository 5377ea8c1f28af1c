import { grouped } from "../output.js";

const WIDTH = 30;
const EVERY_MS = 100;

/**
 * A progress bar on standard error, where that is a terminal.
 *
 * @returns What removes it.
 */
export function showProgress(total: number, done: () => number): () => void {
  const stream = process.stderr;
  if (!stream.isTTY) return () => {};
  const started = performance.now();
  const draw = () => {
    const count = done();
    const filled = Math.floor((WIDTH * count) / total);
    const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
    const rate = Math.round(count / ((performance.now() - started) / 1000));
    stream.write(`\r\x1b[K${bar} ${grouped(count)} of ${grouped(total)}, ${grouped(rate)}/s`);
  };
  const timer = setInterval(draw, EVERY_MS);
  return () => {
    clearInterval(timer);
    stream.write("\r\x1b[K");
  };
}
