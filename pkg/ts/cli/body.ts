import { isUtf8 } from "node:buffer";

import { counted } from "./output.js";

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What of a body is not seen when it is printed, and counts all the same. */
export function describeBody(body: Buffer): string {
  const facts = [counted(body.length, "byte")];
  if (body.subarray(0, 3).equals(BYTE_ORDER_MARK)) facts.push("begins with a byte order mark");
  if (body.at(-1) === 0x0a) facts.push("ends with a line break");
  if (body.includes("\r\n")) facts.push("has CRLF line breaks");
  if (!isUtf8(body)) facts.push("is not UTF-8");
  return facts.join(", ");
}
