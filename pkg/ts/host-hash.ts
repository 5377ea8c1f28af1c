import { type NativeBuffer, type NativeCrypto, SHORT } from "./host-builtins.js";

/**
 * Up to this size of what is hashed, in bytes, one call beats a hash object,
 * whose making costs the host two microseconds. Above, it is not worth the copy
 * of the body that it needs.
 */
export const MAX_ONE_SHOT = 32 * 1024;

/** Where the parts of what is small are joined. One is enough: nothing in here waits. */
export class Scratch {
  readonly #bytes: NativeBuffer;
  /** The pad that stands at its beginning. Secret. */
  #pad: Uint8Array | undefined;

  constructor(bytes: NativeBuffer) {
    this.#bytes = bytes;
  }

  /** The parts joined; nothing where there is no room for them. */
  join(pad: Uint8Array, before: string, body: Uint8Array, after: string): Uint8Array | undefined {
    const bytes = this.#bytes;
    const start = pad.length + before.length;
    const end = start + body.length;
    if (end + after.length > bytes.length) return undefined;
    if (this.#pad !== pad) bytes.set((this.#pad = pad));
    write(bytes, before, pad.length);
    bytes.set(body, start);
    write(bytes, after, end);
    return bytes.subarray(0, end + after.length);
  }
}

/**
 * SHA-256 by the host, of a secret's pad and what is signed; a character a
 * byte. Nothing is copied of a large body.
 *
 * @param pad - Secret.
 * @param before - What is signed ahead of the body. ASCII.
 * @param after - What is signed behind it. ASCII.
 */
export function hashContent(
  crypto: NativeCrypto,
  scratch: Scratch,
  pad: Uint8Array,
  before: string,
  body: Uint8Array,
  after: string,
): string {
  const joined = crypto.hash && scratch.join(pad, before, body, after);
  if (joined) return hash(crypto, joined);
  const parts = crypto.createHash("sha256").update(pad).update(before, "latin1").update(body);
  return parts.update(after, "latin1").digest("latin1");
}

function write(bytes: NativeBuffer, text: string, at: number): void {
  if (text.length > SHORT) bytes.write(text, at, "latin1");
  else for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
}

/** SHA-256 by the host; a character a byte. */
export function hash(crypto: NativeCrypto, bytes: Uint8Array): string {
  if (crypto.hash !== undefined) return crypto.hash("sha256", bytes, "latin1");
  return crypto.createHash("sha256").update(bytes).digest("latin1");
}
