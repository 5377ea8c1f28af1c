/**
 * The part of Node's `Buffer` that the command's request parsers use.
 */
export class Buffer extends Uint8Array<ArrayBuffer> {
  static override from(source: any, encoding?: any): Buffer {
    if (typeof source === "string") {
      return encoding === "latin1" ? fromLatin1(source) : Buffer.over(new TextEncoder().encode(source));
    }
    const buffer = Buffer.sized(source.length);
    buffer.set(source);
    return buffer;
  }

  static sized(length: number): Buffer {
    return new Buffer(new ArrayBuffer(length));
  }

  /** A view of the same bytes. */
  static over({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): Buffer {
    return new Buffer(buffer, byteOffset, length);
  }

  static concat(parts: readonly Uint8Array[]): Buffer {
    const whole = Buffer.sized(parts.reduce((size, { length }) => size + length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, index) => byte === other[index]);
  }

  override toString(encoding?: "latin1", start = 0, end = this.length): string {
    const bytes = super.subarray(start, end);
    if (encoding !== "latin1") return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    let text = "";
    // In chunks: a call takes a limited number of arguments.
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return text;
  }
}

function fromLatin1(text: string): Buffer {
  const buffer = Buffer.sized(text.length);
  for (let index = 0; index < text.length; index++) buffer[index] = text.charCodeAt(index);
  return buffer;
}
