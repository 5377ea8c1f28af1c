import { nameOf } from "./invisible-characters.ts";

/** A range of bytes that is shown as one piece. */
export interface TextRun {
  readonly start: number;
  readonly end: number;
  readonly text: string;

  readonly kind: "plain" | "space" | "invisible" | "break" | "broken";
}

/**
 * A range of bytes as text, with invisible characters named. Runs also end at `bounds`.
 */
export function textRuns(bytes: Uint8Array, from: number, to: number, bounds: ReadonlySet<number>): TextRun[] {
  const runs: TextRun[] = [];
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let plain: { start: number; end: number; text: string; kind: TextRun["kind"] } | undefined;
  const flush = () => {
    if (plain) runs.push(plain);
    plain = undefined;
  };
  const join = (start: number, end: number, text: string, kind: TextRun["kind"]) => {
    if (plain && (bounds.has(start) || plain.kind !== kind)) flush();
    if (plain) {
      plain.end = end;
      plain.text += text;
    } else plain = { start, end, text, kind };
  };
  for (let at = from; at < to; ) {
    const end = at + Math.min(sizeOf(bytes[at]!), bytes.length - at);
    const text = characterOf(decoder, bytes, at, end);
    if (text === undefined) {
      flush();
      const hex = bytes[at]!.toString(16).padStart(2, "0");
      runs.push({ start: at, end: at + 1, text: `\\x${hex}`, kind: "broken" });
      at += 1;
      continue;
    }
    const name = nameOf(text.codePointAt(0)!);
    if (name) {
      flush();
      const kind = text === "\n" ? "break" : "invisible";
      runs.push({ start: at, end, text: name, kind });
    } else if (text === " ") join(at, end, "·", "space");
    else join(at, end, text, "plain");
    at = end;
  }
  flush();
  return runs;
}

/** The character; `undefined` where the bytes are not UTF-8. */
function characterOf(decoder: TextDecoder, bytes: Uint8Array, at: number, end: number): string | undefined {
  if (bytes[at]! < 0x80) return String.fromCharCode(bytes[at]!);
  try {
    return decoder.decode(bytes.subarray(at, end));
  } catch {
    return undefined;
  }
}

/** The size of a character, by its first byte. */
function sizeOf(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/** The start of the character at a byte. */
export function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && start > at - 3 && (bytes[start]! & 0xc0) === 0x80) start--;
  return start;
}
