/** So many characters are written and read sooner without the host, whose calls cost more. */
export const SHORT = 24;

/** What is used of `node:crypto`. */
export interface NativeCrypto {
  createHash(algorithm: "sha256"): Hash;
  /** Absent before Node 20.12. */
  hash?(algorithm: "sha256", data: Uint8Array, encoding: "latin1"): string;
}

interface Hash {
  update(data: Uint8Array): this;
  update(text: string, encoding: "latin1"): this;
  digest(encoding: "latin1"): string;
}

/** What is used of a `Buffer`. */
export interface NativeBuffer extends Uint8Array {
  subarray(start?: number, end?: number): NativeBuffer;
  write(text: string, start: number, encoding: "utf8" | "latin1"): number;
  toString(encoding?: "utf8", start?: number, end?: number): string;
}

export interface BufferClass {
  readonly prototype: NativeBuffer;
  from(memory: ArrayBuffer): NativeBuffer;
  from(text: string, encoding: "base64"): NativeBuffer;
  allocUnsafeSlow(size: number): NativeBuffer;
}

/**
 * A module of the host's own, where there is one: in Node, Bun, Deno, and in
 * workerd with its `nodejs_compat`. An `import` would not do, as a bundle for
 * browsers could not resolve it.
 */
function builtin<T>(name: string): T | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  try {
    return process?.getBuiltinModule?.(name) as T | undefined;
  } catch {
    return undefined;
  }
}

/** `Buffer`, which writes and reads text faster than what is there everywhere. */
export function findBuffer(): BufferClass | undefined {
  return builtin<{ Buffer: BufferClass }>("node:buffer")?.Buffer;
}

/** What is used of `node:zlib`. */
interface Zlib {
  inflateRawSync(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** The host's own way to inflate, several times as fast. */
export function findZlib(): Zlib | undefined {
  return builtin("node:zlib");
}

/** The host's own hash. To load it takes milliseconds. */
export function findCrypto(): NativeCrypto | undefined {
  return builtin("node:crypto");
}
