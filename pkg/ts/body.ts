import { bodyTooLarge } from "./core.js";
import { type BufferClass, findBuffer } from "./host-builtins.js";

const encoder = new TextEncoder();

/**
 * What the engine itself says of a typed array and of its memory, whichever
 * realm made them, and whatever a subclass says.
 */
const view = Object.getPrototypeOf(Uint8Array.prototype) as object;
const kindOf = getter<string | undefined>(view, Symbol.toStringTag)!;
const lengthOf = getter<number>(view, "length")!;
const bufferOf = getter<ArrayBufferLike>(view, "buffer")!;
const offsetOf = getter<number>(view, "byteOffset")!;
/** These throw for memory that is shared. Engines before ES2024 have none that is resizable. */
const sizeOf = getter<number>(ArrayBuffer.prototype, "byteLength")!;
const isResizable = getter<boolean>(ArrayBuffer.prototype, "resizable");
const { set, values } = Uint8Array.prototype;

const { hasOwnProperty } = Object.prototype;

/** By its global name in Node before 20.16, which hides its modules. */
const bufferPrototype = (findBuffer() ?? (globalThis as { Buffer?: BufferClass }).Buffer)?.prototype;

function getter<T>(of: object, name: PropertyKey): ((this: unknown) => T) | undefined {
  return Object.getOwnPropertyDescriptor(of, name)?.get;
}

/**
 * The body's bytes, which are what is verified and what is read then. Those that
 * something else could change between the one and the other are copied.
 *
 * Text becomes UTF-8 as it does in `fetch`: half a surrogate pair, which no
 * UTF-8 stands for, becomes U+FFFD.
 *
 * @param limit - In bytes.
 * @throws TypeError for anything but bytes and text.
 * @throws VerificationError `body_too_large`.
 */
export function bodyBytes(body: Uint8Array | string, limit: number): Uint8Array {
  const isText = typeof body === "string";
  const bytes = isText ? encoder.encode(body) : body;
  if (kindOf.call(bytes) !== "Uint8Array") throw noBytes(bytes);
  // Once: memory that is shared may grow.
  const size = lengthOf.call(bytes);
  if (size > limit) throw bodyTooLarge(size, limit);
  if (size === 0 || hasOwnProperty.call(bytes, "length")) refuseUnreal(bytes);
  return isText || isPlain(bytes) ? bytes : copy(bytes, size);
}

/** The first of the bytes of a body, by no method that it may have of its own. */
export function firstBytes(body: Uint8Array, size: number): Uint8Array {
  return new Uint8Array(bufferOf.call(body), offsetOf.call(body), size);
}

/** Bytes have to be there, and not to say that they are more or fewer. */
function refuseUnreal(body: Uint8Array): void {
  if (hasOwnProperty.call(body, "length")) {
    throw new TypeError("The body's length must be that of its bytes.");
  }
  try {
    values.call(body);
  } catch {
    throw new TypeError("The body's bytes must be there: its buffer was transferred or has shrunk.");
  }
}

/**
 * Whether it is an array of the engine's own or a `Buffer`, with memory that has
 * one size and that no other thread can change.
 */
function isPlain(body: Uint8Array): boolean {
  const prototype: unknown = Object.getPrototypeOf(body);
  if (prototype !== bufferPrototype && prototype !== Uint8Array.prototype) return false;
  const buffer = bufferOf.call(body);
  try {
    return isResizable === undefined ? sizeOf.call(buffer) >= 0 : !isResizable.call(buffer);
  } catch {
    return false;
  }
}

function copy(body: Uint8Array, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  set.call(bytes, firstBytes(body, size));
  return bytes;
}

function noBytes(body: unknown): TypeError {
  return new TypeError(`The body must be a Uint8Array (a Buffer is one) or a string: ${advice(body)}`);
}

function advice(body: unknown): string {
  if (body === undefined || body === null) {
    return `it is ${body}. Has the raw body been read?`;
  }
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    return "wrap the buffer, as in new Uint8Array(buffer).";
  }
  if (typeof body === "object") {
    return (
      "it is an object. One that was parsed has lost the bytes that were signed, and a stream " +
      "has to be read first: pass the raw body."
    );
  }
  return `it is a ${typeof body}.`;
}
