import { CommandError } from "../../../../pkg/ts/cli/errors.ts";
import { parseRequest } from "../../../../pkg/ts/cli/input/request.ts";
import { Buffer } from "../host/buffer.ts";
import { inspectBody } from "./body-facts.ts";
import { HarFile } from "./har.ts";
import type { BodyMode, RequestSource, HeaderLine, ParsedRequest, Request } from "./protocol.ts";
import { InputError } from "./input-error.ts";

const EMPTY = new Uint8Array();

/** How much text is inspected for the format, in bytes. */
const MAX_SNIFFED = 5000;

/**
 * Parses a request.
 *
 * @throws InputError
 */
export function parseSource(source: RequestSource): ParsedRequest {
  return source.kind === "fields" ? parseFields(source) : parsePasted(source.content, source.entry);
}

/** Parses a capture, which may be a body alone. */
export function parseCapture(source: RequestSource): ParsedRequest {
  try {
    return parseSource(source);
  } catch (error) {
    if (source.kind === "fields" || !(error instanceof InputError)) throw error;
    const body = typeof source.content === "string" ? Buffer.from(source.content) : source.content;
    if (body.length === 0) throw error;
    return toParsed("body", { method: undefined, url: undefined, headers: [], body });
  }
}

function parsePasted(content: string | Uint8Array<ArrayBuffer>, entry: number | undefined): ParsedRequest {
  const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.over(content);
  if (HarFile.isOne(bytes.toString("latin1", 0, MAX_SNIFFED))) {
    const har = new HarFile(bytes.toString().replace(/^\ufeff/, ""));
    const chosen = entry ?? har.likeliest;
    const { request, warnings } = har.request(chosen);
    return { ...toParsed("HAR", request, warnings), entries: har.entries, entry: chosen };
  }
  try {
    // The command's parser, with the page's substitute for Node's Buffer.
    const parsed = parseRequest(bytes as unknown as Parameters<typeof parseRequest>[0]);
    const isCurl = /^\s*(?:[$%>] +)?curl\b/.test(bytes.toString("latin1", 0, 100).replace("\xef\xbb\xbf", ""));
    return toParsed(
      isCurl ? "curl" : "HTTP",
      { method: parsed.method, url: addressOf(parsed), headers: parsed.headers, body: Buffer.over(parsed.body as never) },
      parsed.warnings,
    );
  } catch (error) {
    throw error instanceof CommandError ? new InputError(error.message) : error;
  }
}

/** The URL, as far as the request has it: in HTTP, the host is a header. */
function addressOf({ target, headers }: { target?: string | undefined; headers: readonly HeaderLine[] }): string | undefined {
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  return target?.startsWith("/") && host ? `https://${host}${target}` : target;
}

function toParsed(notation: ParsedRequest["notation"], request: Request, warnings: readonly string[] = []): ParsedRequest {
  // Copied: transferring a part of a large buffer would transfer all of it.
  const body = request.body.slice();
  return { notation, request: { ...request, body }, warnings, entries: [], entry: undefined, facts: inspectBody(body) };
}

function parseFields({ method, url, headers, mode, body }: Extract<RequestSource, { kind: "fields" }>): ParsedRequest {
  const [lines, warnings] = parseHeaders(headers);
  return toParsed(
    "fields",
    { method: method.trim() || undefined, url: url.trim() || undefined, headers: lines, body: parseBody(mode, body) },
    warnings,
  );
}

function parseHeaders(text: string): [HeaderLine[], string[]] {
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

function parseBody(mode: BodyMode, body: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (typeof body !== "string") return body;
  switch (mode) {
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
  if (odd) throw new InputError(`the body is no hex: it has ${JSON.stringify(odd[0])} in it`);
  if (digits.length % 2 > 0) throw new InputError("the body's hex has an odd number of digits: half a byte is missing");
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
    throw new InputError(`the body is no base64: ${why}`);
  }
}
