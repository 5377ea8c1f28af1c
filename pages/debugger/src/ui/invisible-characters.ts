/** Invisible characters, and their short names. */
const NAMED = new Map([
  [0xa0, "NBSP"],
  [0xad, "SHY"],
  [0x200b, "ZWSP"],
  [0x200c, "ZWNJ"],
  [0x200d, "ZWJ"],
  [0x200e, "LRM"],
  [0x200f, "RLM"],
  [0x2028, "LS"],
  [0x2029, "PS"],
  [0x2060, "WJ"],
  [0xfeff, "BOM"],
]);

const CONTROL_NAMES = (
  "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
).split(" ");

/** The short name of an invisible character; `undefined` for a visible one. */
export function nameOf(code: number): string | undefined {
  if (code < 0x20) return CONTROL_NAMES[code];
  if (code === 0x7f) return "DEL";
  return (
    NAMED.get(code) ??
    ((code > 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
      ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
      : undefined)
  );
}
