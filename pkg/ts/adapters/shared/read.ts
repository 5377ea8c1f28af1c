import { VerificationError } from "../../index.js";

/** Where the bytes of a body come from. */
export interface Source {
  /** The next of them. Rejects with {@link HungUp} where the sender has gone away. */
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: Uint8Array | undefined }>;
  /** Takes no more of them, at the cost of the connection. */
  cancel(): unknown;
}

/** The sender has gone away in the middle of the body. Nobody is there to be answered. */
export class HungUp extends Error {
  constructor(cause: unknown) {
    super("The sender has gone away in the middle of the body.", { cause });
  }
}

/** How long a body is thrown away that was refused, in milliseconds. */
const LINGER_MS = 5_000;

/** How much room there is at first for a body, in bytes. */
const ROOM = 4_096;

/**
 * Reads a body to its end.
 *
 * @param declared - Its `Content-Length`.
 * @param limit - In bytes.
 * @throws VerificationError `body_too_large`.
 * @throws HungUp
 */
export async function readLimited(
  source: Source,
  declared: string | null | undefined,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(declared) > limit) throw refuse(source, Number(declared), limit);
  // One buffer that grows: a list of chunks could be a million of one byte each.
  let buffer = new Uint8Array(ROOM);
  let size = 0;
  for (;;) {
    const { done, value } = await source.next();
    if (done) return buffer.slice(0, size);
    if (!ArrayBuffer.isView(value)) throw new TypeError("The request's body must come as bytes.");
    const end = size + value.length;
    if (end > limit) throw refuse(source, end, limit);
    if (end > buffer.length) {
      const larger = new Uint8Array(Math.max(end, 2 * buffer.length));
      larger.set(buffer.subarray(0, size));
      buffer = larger;
    }
    buffer.set(value, size);
    size = end;
  }
}

/** The error for a body that is too large, in the core's words. */
export function bodyTooLarge(size: number, limit: number): VerificationError {
  return new VerificationError({
    code: "body_too_large",
    message: `the body has ${size} bytes, and ${limit} are allowed`,
    status: 413,
    details: { size, limit },
  });
}

function refuse(source: Source, size: number, limit: number): VerificationError {
  void discard(source);
  return bodyTooLarge(size, limit);
}

/**
 * Throws away what is still to come, for a while: a sender that is cut off
 * while it writes never gets to read why.
 */
async function discard(source: Source): Promise<void> {
  const timer: unknown = setTimeout(() => void source.cancel(), LINGER_MS);
  (timer as { unref?: () => void }).unref?.(); // a number in browsers and Workers
  try {
    while (!(await source.next()).done);
  } catch {
    // The sender has gone away, or has been cut off.
  } finally {
    clearTimeout(timer as number);
  }
}
