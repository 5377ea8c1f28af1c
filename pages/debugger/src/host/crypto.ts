/** The part of `node:crypto` that the samples use. */
export function randomBytes(size: number): { toString(encoding: "hex"): string } {
  const bytes = crypto.getRandomValues(new Uint8Array(size));
  return { toString: () => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

export function randomInt(from: number, to: number): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return from + ((high * 2 ** 20 + (low >>> 12)) % (to - from));
}

