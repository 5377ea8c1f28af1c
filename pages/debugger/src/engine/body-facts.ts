/** Properties of a body that are invisible and count for its signature. */
export interface BodyFacts {
  readonly size: number;
  readonly lineEnding: "none" | "LF" | "CRLF" | "CR" | "mixed";
  readonly charset: "ASCII" | "UTF-8" | "UTF-16" | "not UTF-8";
  readonly hasByteOrderMark: boolean;
  readonly endsWithLineBreak: boolean;
  readonly format: "empty" | "JSON" | "form" | "text" | "binary";
}

const [LF, CR, NUL] = [0x0a, 0x0d, 0];

export function inspectBody(body: Uint8Array): BodyFacts {
  const found = { lf: 0, crlf: 0, cr: 0, nul: 0, high: 0 };
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (byte === LF) found.lf++;
    else if (byte === CR) {
      if (body[at + 1] === LF) {
        found.crlf++;
        at++;
      } else found.cr++;
    } else if (byte === NUL) found.nul++;
    else if (byte > 0x7f) found.high++;
  }
  const charset = charsetOf(body, found.high);
  const last = body.at(-1);
  return {
    size: body.length,
    lineEnding: lineEndingOf(found),
    charset,
    hasByteOrderMark: begins(body, 0xef, 0xbb, 0xbf) || charset === "UTF-16",
    endsWithLineBreak: last === LF || last === CR,
    format: formatOf(body, charset, found.nul),
  };
}

function lineEndingOf({ lf, crlf, cr }: { lf: number; crlf: number; cr: number }): BodyFacts["lineEnding"] {
  const kinds = [lf && "LF", crlf && "CRLF", cr && "CR"].filter((kind) => kind !== 0) as BodyFacts["lineEnding"][];
  return kinds.length > 1 ? "mixed" : (kinds[0] ?? "none");
}

function charsetOf(body: Uint8Array, high: number): BodyFacts["charset"] {
  if (begins(body, 0xff, 0xfe) || begins(body, 0xfe, 0xff)) return "UTF-16";
  if (high === 0) return "ASCII";
  return isUtf8(body) ? "UTF-8" : "not UTF-8";
}

function formatOf(body: Uint8Array, charset: BodyFacts["charset"], nul: number): BodyFacts["format"] {
  if (body.length === 0) return "empty";
  if (charset === "not UTF-8" || nul > 0) return "binary";
  const text = new TextDecoder().decode(body.length > 64 * 1024 ? body.subarray(0, 64 * 1024) : body);
  if (/^\s*[[{]/.test(text)) return "JSON";
  return /^[\w.%+\-[\]]+=[^\s{}"]*$/.test(text) ? "form" : "text";
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function begins(body: Uint8Array, ...bytes: number[]): boolean {
  return bytes.every((byte, index) => body[index] === byte);
}
