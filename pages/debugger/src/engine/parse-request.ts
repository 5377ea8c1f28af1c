import { CommandError } from "../../../../pkg/ts/cli/errors.ts";
import { parseRequest } from "../../../../pkg/ts/cli/input/request.ts";
import { Buffer } from "../host/buffer.ts";
import { factsOf } from "./facts.ts";
import { HarFile } from "./har.ts";
import type { BodyWay, Given, HeaderLine, Reading, Request } from "./protocol.ts";
import { Unreadable } from "./unreadable.ts";

const EMPTY = new Uint8Array();

/** A HAR file is begun with by this much text. */
const BEGINNING = 5000;

/**
 * Reads what was given.
 *
 * @throws Unreadable
 */
export function read(given: Given): Reading {
  return given.kind === "fields" ? readFields(given) : readWritten(given.source, given.entry);
}

/** Reads a capture, which may be no more than a body. */
export function readCapture(given: Given): Reading {
  try {
    return read(given);
  } catch (error) {
    if (given.kind === "fields" || !(error instanceof Unreadable)) throw error;
    const body = typeof given.source === "string" ? Buffer.from(given.source) : given.source;
    if (body.length === 0) throw error;
    return reading("body", { method: undefined, url: undefined, headers: [], body });
  }
}

function readWritten(source: string | Uint8Array<ArrayBuffer>, entry: number | undefined): Reading {
  const bytes = typeof source === "string" ? Buffer.from(source) : Buffer.over(source);
  if (HarFile.isOne(bytes.toString("latin1", 0, BEGINNING))) {
    const har = new HarFile(bytes.toString().replace(/^\ufeff/, ""));
    const chosen = entry ?? har.likeliest;
    const { request, warnings } = har.request(chosen);
    return { ...reading("HAR", request, warnings), entries: har.entries, entry: chosen };
  }
  try {
    // The command's reader, which is given what the page has of Node's bytes.
    const parsed = parseRequest(bytes as unknown as Parameters<typeof parseRequest>[0]);
    const isCurl = /^\s*(?:[$%>] +)?curl\b/.test(bytes.toString("latin1", 0, 100).replace("\xef\xbb\xbf", ""));
    return reading(
      isCurl ? "curl" : "HTTP",
      { method: parsed.method, url: addressOf(parsed), headers: parsed.headers, body: Buffer.over(parsed.body as never) },
      parsed.warnings,
    );
  } catch (error) {
    throw error instanceof CommandError ? new Unreadable(error.message) : error;
  }
}

/** The whole URL, as far as a request tells it: HTTP has its host in a header. */
function addressOf({ target, headers }: { target?: string | undefined; headers: readonly HeaderLine[] }): string | undefined {
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  return target?.startsWith("/") && host ? `https://${host}${target}` : target;
}

function reading(notation: Reading["notation"], request: Request, warnings: readonly string[] = []): Reading {
  // Copied: what it is a part of may be large, and is not sent along.
  const body = request.body.slice();
  return { notation, request: { ...request, body }, warnings, entries: [], entry: undefined, facts: factsOf(body) };
}

function readFields({ method, url, headers, way, body }: Extract<Given, { kind: "fields" }>): Reading {
  const [lines, warnings] = readHeaders(headers);
  return reading(
    "fields",
    { method: method.trim() || undefined, url: url.trim() || undefined, headers: lines, body: readBody(way, body) },
    warnings,
  );
}

function readHeaders(text: string): [HeaderLine[], string[]] {
  const warnings: string[] = [];
  const lines: HeaderLine[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const [, name, value] = /^([^\s:]+)[ \t]*:(.*)$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      warnings.push(`line ${index + 1} of the headers has no name and colon, and was left out`);
    } else lines.push([name, value.trim()]);
  }
  return [lines, warnings];
}

function readBody(way: BodyWay, body: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (typeof body !== "string") return body;
  switch (way) {
    case "hex":
      return fromHex(body);
    case "base64":
      return fromBase64(body);
    case "file":
      return EMPTY;
    default:
      return Buffer.from(body);
  }
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/0x|\\x|[\s,:]/gi, "");
  const odd = /[^\da-f]/i.exec(digits);
  if (odd) throw new Unreadable(`the body is no hex: it has ${JSON.stringify(odd[0])} in it`);
  if (digits.length % 2 > 0) throw new Unreadable("the body's hex has an odd number of digits: half a byte is missing");
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16);
  return bytes;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/\s/g, "").replaceAll("-", "+").replaceAll("_", "/");
  try {
    return Buffer.from(atob(digits), "latin1");
  } catch {
    const odd = /[^A-Za-z\d+/=]/.exec(digits);
    const why = odd ? `it has ${JSON.stringify(odd[0])} in it` : "it was cut off";
    throw new Unreadable(`the body is no base64: ${why}`);
  }
}
