const encoder = new TextEncoder();

/** The name that the engine gives a typed array, whichever realm made it. */
const kindOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get as (this: unknown) => string | undefined;

/**
 * The body's bytes. Text becomes UTF-8 as it does in `fetch`: half a surrogate
 * pair, which no UTF-8 stands for, becomes U+FFFD.
 *
 * @throws TypeError for anything but bytes and text.
 */
export function bodyBytes(body: Uint8Array | string): Uint8Array {
  if (typeof body === "string") return encoder.encode(body);
  if (kindOf.call(body) === "Uint8Array") return body;
  throw new TypeError(`The body must be a Uint8Array (a Buffer is one) or a string: ${advice(body)}`);
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
