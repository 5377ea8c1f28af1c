import type { HeaderSink } from "./headers.js";
import { findBuffer, type NativeBuffer, SHORT } from "./native.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The size of what stands before a header's value: the number of its name, and its own size. */
const LINE_HEAD = 4;

/** A longer value, in characters, is none that HTTP carries: it counts as empty. */
const LARGEST_VALUE = 2 ** 16;

/** How many numbers make an answer. */
const NUMBERS = 8;

/** The size of a hash in bytes. */
const HASH = 32;

/** Where the core says its memory is for what. */
export interface Spaces {
  headers(size: number): number;
  body(size: number): number;
  answer(): number;
  hashes(): number;
}

/** The core's memory, as this side writes and reads it. */
export class Memory implements HeaderSink {
  readonly #memory: WebAssembly.Memory;
  readonly #spaces: Spaces;
  readonly #Buffer = findBuffer();
  readonly #hashes: number;
  #bytes: Uint8Array = new Uint8Array();
  #numbers = new Float64Array();
  /** Where header lines go, how many bytes there are for them, and are taken. */
  #headers = 0;
  #headersSize = 0;
  #headersEnd = 0;
  /** The headers' values by the place of their names, where each is there once and ASCII. */
  #values: (string | undefined)[] = [];
  #isPlain = true;
  /** Where the body goes, and how many bytes there are for it. */
  #body = 0;
  #bodySize = 0;

  constructor(memory: WebAssembly.Memory, spaces: Spaces) {
    this.#memory = memory;
    this.#spaces = spaces;
    this.#hashes = spaces.hashes();
  }

  /** All of it. Good until the core is called again, which may make it grow. */
  get bytes(): Uint8Array {
    // A memory that grows gets another buffer, and the old one is empty then.
    if (this.#bytes.length === 0) {
      const buffer = this.#memory.buffer as ArrayBuffer;
      this.#bytes = this.#Buffer?.from(buffer) ?? new Uint8Array(buffer);
    }
    return this.#bytes;
  }

  /** The answer to the last verification. */
  get numbers(): Float64Array {
    if (this.#numbers.length === 0) {
      this.#numbers = new Float64Array(this.#memory.buffer, this.#spaces.answer(), NUMBERS);
    }
    return this.#numbers;
  }

  /** The text of a span. */
  text(at: number, size: number): string {
    const short = size <= SHORT ? this.#readAscii(at, at + size) : undefined;
    if (short !== undefined) return short;
    if (this.#Buffer) return (this.bytes as NativeBuffer).toString("utf8", at, at + size);
    return decoder.decode(this.bytes.subarray(at, at + size));
  }

  /** Whether a text of ASCII stands there. */
  holds(at: number, text: string): boolean {
    const { bytes } = this;
    for (let index = 0; index < text.length; index++) {
      if (bytes[at + index] !== text.charCodeAt(index)) return false;
    }
    return true;
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
    const value = line.length > LARGEST_VALUE ? "" : line;
    const end = this.#headersEnd;
    const start = end + LINE_HEAD;
    const most = start + 3 * value.length;
    if (most > this.#headersSize) {
      this.#headersSize = Math.max(most, 1024);
      this.#headers = this.#spaces.headers(this.#headersSize);
    }
    const size = this.#writeValue(this.#headers + start, value);
    if (size !== value.length || this.#values[name] !== undefined) this.#isPlain = false;
    this.#values[name] = value;

    const { bytes } = this;
    const head = this.#headers + end;
    bytes[head] = name;
    bytes[head + 1] = size;
    bytes[head + 2] = size >> 8;
    bytes[head + 3] = size >> 16;
    this.#headersEnd = start + size;
  }

  /** Writes a body, or what one begins with. */
  writeBody(body: Uint8Array): void {
    if (body.length > this.#bodySize) {
      this.#bodySize = Math.max(body.length, 4096);
      this.#body = this.#spaces.body(this.#bodySize);
    }
    this.bytes.set(body, this.#body);
  }

  /** Writes the host's hash of a pad and the content, a character a byte. */
  writeHash(hash: string): void {
    (this.bytes as NativeBuffer).write(hash, this.#hashes, "latin1");
  }

  /** Writes the host's hash of the body, a character a byte. */
  writeBodyHash(hash: string): void {
    (this.bytes as NativeBuffer).write(hash, this.#hashes + HASH, "latin1");
  }

  /**
   * Writes the bytes of a header's value. HTTP's interfaces give a character
   * for every byte; where there are other characters, someone has decoded it
   * as UTF-8.
   */
  #writeValue(at: number, value: string): number {
    if (value.length <= SHORT && this.#writeAscii(at, value)) return value.length;
    const written = this.#Buffer
      ? (this.bytes as NativeBuffer).write(value, at, "utf8")
      : encoder.encodeInto(value, this.bytes.subarray(at)).written;
    if (written === value.length || !/^[\0-\xff]*$/.test(value)) return written;
    const { bytes } = this;
    for (let index = 0; index < value.length; index++) {
      bytes[at + index] = value.charCodeAt(index);
    }
    return value.length;
  }

  /** Reads a text that is ASCII, four characters at a time; absent where it is not. */
  #readAscii(start: number, end: number): string | undefined {
    const { bytes } = this;
    let text = "";
    let units = 0;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const a = bytes[at]!;
      const b = bytes[at + 1]!;
      const c = bytes[at + 2]!;
      const d = bytes[at + 3]!;
      units |= a | b | c | d;
      text += String.fromCharCode(a, b, c, d);
    }
    for (; at < end; at++) {
      const unit = bytes[at]!;
      units |= unit;
      text += String.fromCharCode(unit);
    }
    return units < 0x80 ? text : undefined;
  }

  /** Writes a text that is ASCII, and says whether it is. */
  #writeAscii(at: number, text: string): boolean {
    const { bytes } = this;
    let units = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      units |= unit;
      bytes[at + index] = unit;
    }
    return units < 0x80;
  }
}
