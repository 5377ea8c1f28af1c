import * as abi from "./abi.json";
import type { HeaderSink } from "./headers.js";
import { findBuffer, type NativeBuffer, SHORT } from "./host-builtins.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A longer value, in characters, is none that HTTP carries: it counts as empty. */
const MAX_VALUE = 2 ** 16;

/** No longer text can be said beside the headers, in bytes: three stand for its size. */
const MAX_TEXT = 2 ** 24 - 1;

/** Where the core says that its buffers are. */
export interface Buffers {
  headers(size: number): number;
  body(size: number): number;
  eventRecord(): number;
  digests(): number;
}

/** The core's memory, as this side writes and reads it. */
export class Memory implements HeaderSink {
  readonly #memory: WebAssembly.Memory;
  readonly #buffers: Buffers;
  readonly #Buffer = findBuffer();
  readonly #digests: number;
  #bytes: Uint8Array = new Uint8Array();
  #record = new Float64Array();
  /** Where header lines go, how many bytes there are for them, and are taken. */
  #headers = 0;
  #headersSize = 0;
  #headersEnd = 0;
  /** The headers' values by the place of their names, where each is there once and ASCII. */
  #values: (string | undefined)[] = [];
  #isPlain = true;
  /** Where each header's value was written last, and what is behind. */
  readonly #rooms: { at: number; bytes: Uint8Array }[] = [];
  /** Where the body goes, and how many bytes there are for it. */
  #body = 0;
  #bodySize = 0;

  constructor(memory: WebAssembly.Memory, buffers: Buffers) {
    this.#memory = memory;
    this.#buffers = buffers;
    this.#digests = buffers.digests();
  }

  /** All of it. Good until the core is called again, which may make it grow. */
  get bytes(): Uint8Array {
    // A memory that grows gets another buffer, and the old one is empty then.
    return this.#bytes.length === 0 ? this.#find() : this.#bytes;
  }

  /** The record of the last authentic event. */
  get record(): Float64Array {
    return this.#record.length === 0 ? this.#findRecord() : this.#record;
  }

  #find(): Uint8Array {
    const buffer = this.#memory.buffer as ArrayBuffer;
    return (this.#bytes = this.#Buffer?.from(buffer) ?? new Uint8Array(buffer));
  }

  #findRecord(): Float64Array {
    const at = this.#buffers.eventRecord();
    return (this.#record = new Float64Array(this.#memory.buffer, at, abi.RECORD_SIZE));
  }

  /** The text of a span. */
  text(at: number, size: number): string {
    const short = size <= SHORT ? readAscii(this.bytes, at, at + size) : undefined;
    return short ?? this.#longText(at, size);
  }

  #longText(at: number, size: number): string {
    if (this.#Buffer) return (this.bytes as NativeBuffer).toString("utf8", at, at + size);
    return decoder.decode(this.bytes.subarray(at, at + size));
  }

  /** How many bytes the header lines take. */
  get headersSize(): number {
    return this.#headersEnd;
  }

  /** Forgets the header lines of the request before. */
  clearHeaders(): void {
    this.#headersEnd = 0;
    this.#isPlain = true;
    // By hand, as `fill` is a call of the host.
    for (let name = 0; name < this.#values.length; name++) this.#values[name] = undefined;
  }

  /**
   * The value of a header, by the place of its name. Absent where it is not
   * there, and where any header is there twice or is not ASCII.
   */
  header(name: number): string | undefined {
    return this.#isPlain ? this.#values[name] : undefined;
  }

  writeHeader(name: number, line: string): void {
    const value = line.length > MAX_VALUE ? "" : line;
    const at = this.#roomForLine(3 * value.length);
    const { bytes } = this;
    const isShort = value.length <= SHORT && writeAscii(bytes, at, value);
    const size = isShort ? value.length : this.#writeLong(name, at, value);
    if (size !== value.length || this.#values[name] !== undefined) this.#isPlain = false;
    this.#values[name] = value;
    this.#endLine(name, size);
  }

  /** Writes what is said beside the headers. */
  writeText(what: number, text: string | undefined): void {
    if (text === undefined) return;
    const bytes = encoder.encode(text);
    if (bytes.length > MAX_TEXT) throw new RangeError("A URL, method or token is too long.");
    const at = this.#roomForLine(bytes.length);
    this.bytes.set(bytes, at);
    this.#endLine(what, bytes.length);
  }

  /** Where a line's value goes that has no more bytes. */
  #roomForLine(size: number): number {
    const start = this.#headersEnd + abi.HEADER_FRAME;
    if (start + size > this.#headersSize) this.#growHeaders(start + size);
    return this.#headers + start;
  }

  #endLine(name: number, size: number): void {
    const { bytes } = this;
    const head = this.#headers + this.#headersEnd;
    bytes[head] = name;
    bytes[head + 1] = size;
    bytes[head + 2] = size >> 8;
    bytes[head + 3] = size >> 16;
    this.#headersEnd += abi.HEADER_FRAME + size;
  }

  #growHeaders(most: number): void {
    this.#headersSize = Math.max(most, 1024);
    this.#headers = this.#buffers.headers(this.#headersSize);
  }

  /** Writes a body, or what one begins with. */
  writeBody(body: Uint8Array): void {
    if (body.length > this.#bodySize) {
      this.#bodySize = Math.max(body.length, 4096);
      this.#body = this.#buffers.body(this.#bodySize);
    }
    this.bytes.set(body, this.#body);
  }

  /** Writes the host's digest of a pad and the content, a character a byte. */
  writeDigest(digest: string): void {
    (this.bytes as NativeBuffer).write(digest, this.#digests, "latin1");
  }

  /** Writes the host's digest of the body, a character a byte. */
  writeBodyDigest(digest: string): void {
    (this.bytes as NativeBuffer).write(digest, this.#digests + abi.DIGEST_SIZE, "latin1");
  }

  /**
   * Writes the bytes of a header's value. HTTP's interfaces give a character
   * for every byte; where there are other characters, someone has decoded it
   * as UTF-8.
   */
  #writeLong(name: number, at: number, value: string): number {
    const { written } = encoder.encodeInto(value, this.#roomAt(name, at));
    if (written === value.length || !/^[\0-\xff]*$/.test(value)) return written;
    const { bytes } = this;
    for (let index = 0; index < value.length; index++) {
      bytes[at + index] = value.charCodeAt(index);
    }
    return value.length;
  }

  /** The bytes from there on. Of a header they are mostly those of the request before. */
  #roomAt(name: number, at: number): Uint8Array {
    const last = this.#rooms[name];
    if (last !== undefined && last.at === at && last.bytes.length !== 0) return last.bytes;
    const bytes = this.bytes.subarray(at);
    this.#rooms[name] = { at, bytes };
    return bytes;
  }
}

/** Reads a text that is ASCII, eight characters at a time; absent where it is not. */
function readAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = "";
  let units = 0;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const a = bytes[at]!;
    const b = bytes[at + 1]!;
    const c = bytes[at + 2]!;
    const d = bytes[at + 3]!;
    const e = bytes[at + 4]!;
    const f = bytes[at + 5]!;
    const g = bytes[at + 6]!;
    const h = bytes[at + 7]!;
    units |= a | b | c | d | e | f | g | h;
    text += String.fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; at < end; at++) {
    const unit = bytes[at]!;
    units |= unit;
    text += String.fromCharCode(unit);
  }
  return units < 0x80 ? text : undefined;
}

/** Writes a text that is ASCII, and says whether it is. */
function writeAscii(bytes: Uint8Array, at: number, text: string): boolean {
  let units = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    units |= unit;
    bytes[at + index] = unit;
  }
  return units < 0x80;
}
