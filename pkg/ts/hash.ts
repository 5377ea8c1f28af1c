import type { NativeBuffer, NativeCrypto } from "./native.js";

/**
 * Up to this size of what is hashed, in bytes, one call beats a hash object,
 * whose making costs the host two microseconds. Above, it is not worth the copy
 * of the body that it needs.
 */
export const LARGEST_ONE_SHOT = 32 * 1024;

/**
 * SHA-256 by the host, of a secret's pad and what is signed; a character a
 * byte. Nothing is copied of a large body.
 *
 * @param pad - Secret.
 * @param before - What is signed ahead of the body, piece by piece, a character a byte.
 * @param scratch - Where the parts of a small one are joined.
 */
export function hashContent(
  crypto: NativeCrypto,
  scratch: NativeBuffer,
  pad: Uint8Array,
  before: readonly string[],
  body: Uint8Array,
  after: readonly string[],
): string {
  const bodyStart = before.reduce((size, piece) => size + piece.length, pad.length);
  const bodyEnd = bodyStart + body.length;
  const size = after.reduce((size, piece) => size + piece.length, bodyEnd);
  if (crypto.hash === undefined || size > scratch.length) {
    const hash = crypto.createHash("sha256").update(pad);
    for (const piece of before) hash.update(piece, "latin1");
    hash.update(body);
    for (const piece of after) hash.update(piece, "latin1");
    return hash.digest("latin1");
  }
  scratch.set(pad);
  write(scratch, pad.length, before);
  scratch.set(body, bodyStart);
  write(scratch, bodyEnd, after);
  return crypto.hash("sha256", scratch.subarray(0, size), "latin1");
}

function write(scratch: NativeBuffer, start: number, pieces: readonly string[]): void {
  let end = start;
  for (const piece of pieces) end += scratch.write(piece, end, "latin1");
}

/** SHA-256 by the host; a character a byte. */
export function hash(crypto: NativeCrypto, bytes: Uint8Array): string {
  if (crypto.hash !== undefined) return crypto.hash("sha256", bytes, "latin1");
  return crypto.createHash("sha256").update(bytes).digest("latin1");
}
