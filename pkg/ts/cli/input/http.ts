import { CommandError } from "../errors.js";
import { counted, printable } from "../terminal.js";
import type { WrittenRequest } from "./written-request.js";

const LF = 0x0a;
const CR = 0x0d;
const MAX_LINES = 1000;
const MAX_LINE = 64 * 1024;

const REQUEST_LINE = /^([A-Za-z]{1,20}) (\S+) HTTP\/\d(?:\.\d)?$/;
/** Without a version, the target has to look like one: text has words, too. */
const BARE_REQUEST_LINE = /^([A-Z]{1,20}) (\/\S*|https?:\/\/\S+)$/;
/** HTTP/2's own fields begin with a colon. */
const HEADER = /^(:?[\w!#$%&'*+.^`|~-]+):(.*)$/s;

/**
 * Reads a request as HTTP/1.1 has it, with or without its first line, its
 * lines ended by CRLF or LF. What follows the blank line is the body, to the
 * byte.
 */
export function parseHttp(input: Buffer): WrittenRequest {
  const head = readHead(input);
  if (head.lines.length === 0) throw new CommandError("the input is empty: a request is expected");

  let method: string | undefined;
  let target: string | undefined;
  const headers: [string, string][] = [];
  for (const { text, number } of head.lines) {
    const first = headers.length === 0 && method === undefined;
    const [, verb, path] = (first && (REQUEST_LINE.exec(text) ?? BARE_REQUEST_LINE.exec(text))) || [];
    if (verb) {
      [method, target] = [verb.toUpperCase(), path];
    } else if (/^[ \t]/.test(text) && headers.length > 0) {
      const folded = headers.at(-1)!;
      folded[1] = `${folded[1]} ${text.trim()}`.trim();
    } else {
      headers.push(header(text, number));
    }
  }
  for (const [name, value] of headers) {
    if (name === ":method") method = value;
    if (name === ":path") target = value;
  }
  const warnings: string[] = [];
  if (!head.isEnded) warnings.push("there is no blank line, so no body: all lines were read as headers");
  const body = bodyOf(headers, input.subarray(head.end), warnings);
  return { method, target, headers, body, warnings };
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/** The lines up to the blank one, without those that are blank before the first. */
function readHead(input: Buffer): { lines: Line[]; end: number; isEnded: boolean } {
  const lines: Line[] = [];
  let at = input.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  for (let number = 1; at < input.length; number++) {
    const lineFeed = input.indexOf(LF, at);
    const end = lineFeed === -1 ? input.length : lineFeed;
    if (end - at > MAX_LINE) throw notARequest(number, input.toString("latin1", at, at + 100));
    const text = input.toString("latin1", at, input[end - 1] === CR && end > at ? end - 1 : end);
    at = Math.min(end + 1, input.length);
    if (text !== "") lines.push({ text, number });
    else if (lines.length > 0) return { lines, end: at, isEnded: true };
    if (number > MAX_LINES) {
      throw new CommandError(`there is no blank line within ${MAX_LINES} lines, so this is no request`);
    }
  }
  return { lines, end: at, isEnded: false };
}

function header(text: string, number: number): [string, string] {
  const [, name, value] = HEADER.exec(text) ?? [];
  if (name === undefined || value === undefined || /[\0\r]/.test(text)) throw notARequest(number, text);
  return [name, value.replace(/^[ \t]+|[ \t]+$/g, "")];
}

function notARequest(number: number, text: string): CommandError {
  const found = `line ${number} is no header: ${printable(text, 40)}`;
  if (/^HTTP\/\d/.test(text)) return new CommandError(`line ${number} begins an answer, and no request`);
  if (/^\s*[[{]/.test(text)) {
    return new CommandError(`${found} (the headers come first, then a blank line, then the body)`);
  }
  return new CommandError(`${found} (a request in HTTP or a curl command is expected)`);
}

/** The body, out of what follows the blank line. */
function bodyOf(headers: readonly [string, string][], rest: Buffer, warnings: string[]): Buffer {
  const values = (wanted: string) =>
    headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));

  if (values("transfer-encoding").some((value) => /(^|,)\s*chunked\s*$/i.test(value))) {
    const decoded = decodeChunks(rest);
    if (decoded) return decoded;
    warnings.push("Transfer-Encoding says chunked, but the body is not in chunks: it was taken as it is");
    return rest;
  }

  const lengths = [...new Set(values("content-length"))];
  if (lengths.length > 1) throw new CommandError("Content-Length is there with several values");
  const [length] = lengths;
  if (length === undefined) return rest;
  if (!/^\d{1,15}$/.test(length)) throw new CommandError("Content-Length is not a number");
  return cutTo(Number(length), rest, warnings);
}

function cutTo(length: number, rest: Buffer, warnings: string[]): Buffer {
  const surplus = rest.subarray(length).toString("latin1");
  if (rest.length < length) {
    warnings.push(
      `Content-Length says ${counted(length, "byte")}, and the body has ${rest.length}: it was cut off or altered`,
    );
  } else if (surplus === "\n" || surplus === "\r\n") {
    warnings.push(
      `the input ends with a line break that is not of the body: Content-Length says ${counted(length, "byte")}`,
    );
  } else if (surplus !== "") {
    warnings.push(
      `Content-Length says ${counted(length, "byte")}: ${counted(surplus.length, "byte")} after them were left out`,
    );
  }
  return rest.subarray(0, length);
}

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
