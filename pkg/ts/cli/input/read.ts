import { createReadStream } from "node:fs";

import { CommandError, systemReason } from "../errors.js";
import { counted, note } from "../terminal.js";

/** More than any provider sends, and less than any memory. */
const MAX_INPUT_BYTES = 256 * 1024 * 1024;

/** All bytes of a file, or of standard input where it is `-` or none. */
export async function readInput(file: string | undefined, what: string): Promise<Buffer> {
  const isStandardInput = file === undefined || file === "-";
  if (isStandardInput && process.stdin.isTTY) note(`Reading ${what} from here, up to Ctrl-D.`);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const stream = isStandardInput ? process.stdin : createReadStream(file);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_INPUT_BYTES) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new CommandError(`cannot read ${isStandardInput ? "standard input" : file}: ${systemReason(error)}`);
  }
  if (size > MAX_INPUT_BYTES) throw new CommandError(`the input is larger than ${counted(MAX_INPUT_BYTES, "byte")}`);
  return Buffer.concat(chunks, size);
}
