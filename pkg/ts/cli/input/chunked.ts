import { CommandError } from "../errors.js";

const LF = 0x0a;

/**
 * Joins a body that was sent in chunks; `undefined` where it does not begin as
 * one: many a tool writes down the header, and the body already joined.
 */
export function decodeChunks(encoded: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const broken = (what: string) =>
      new CommandError(`the body's chunks are damaged: ${what} at byte ${at} of the body`);
    const lineFeed = encoded.indexOf(LF, at);
    const line = encoded.toString("latin1", at, lineFeed === -1 ? Math.min(encoded.length, at + 100) : lineFeed);
    const [, digits] = /^([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r]*)?\r?$/.exec(line) ?? [];
    if (digits === undefined || lineFeed === -1) {
      if (at === 0) return undefined;
      throw broken("there is no length of a chunk");
    }
    const length = Number.parseInt(digits, 16);
    if (length === 0) return Buffer.concat(chunks); // what may follow are trailers
    const start = lineFeed + 1;
    const end = start + length;
    if (end > encoded.length) throw broken(`the chunk of ${length} bytes has only ${encoded.length - start}`);
    const lineBreak = /^\r?\n/.exec(encoded.toString("latin1", end, end + 2));
    if (!lineBreak) throw broken(`the chunk of ${length} bytes does not end after them`);
    chunks.push(encoded.subarray(start, end));
    at = end + lineBreak[0].length;
  }
}
