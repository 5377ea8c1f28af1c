const encoder = new TextEncoder();

/** What the engine itself says of a typed array, whichever realm made it. */
const view = Object.getPrototypeOf(Uint8Array.prototype) as object;
const kindOf = getter<string | undefined>(Symbol.toStringTag);
const lengthOf = getter<number>("length");

function getter<T>(name: PropertyKey): (this: unknown) => T {
  return Object.getOwnPropertyDescriptor(view, name)?.get as (this: unknown) => T;
}

/**
 * The body's bytes. Text becomes UTF-8 as it does in `fetch`: half a surrogate
 * pair, which no UTF-8 stands for, becomes U+FFFD.
 *
 * @throws TypeError for anything but bytes and text.
 */
export function bodyBytes(body: Uint8Array | string): Uint8Array {
  if (typeof body === "string") return encoder.encode(body);
  if (kindOf.call(body) !== "Uint8Array") throw noBytes(body);
  if (body.length === 0 || body.length !== lengthOf.call(body)) refuseUnreal(body);
  return isShared(body) ? body.slice() : body;
}

/** Bytes have to be there, and as many as they say: their memory is copied by that. */
function refuseUnreal(body: Uint8Array): void {
  if (body.length !== lengthOf.call(body)) {
    throw new TypeError("The body's length must be that of its bytes.");
  }
  try {
    Uint8Array.prototype.values.call(body);
  } catch {
    throw new TypeError("The body's bytes must be there: its buffer was transferred or has shrunk.");
  }
}

/** Whether another thread could change it between one look and the next. */
function isShared({ buffer }: Uint8Array): boolean {
  return typeof SharedArrayBuffer === "function" && buffer instanceof SharedArrayBuffer;
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
