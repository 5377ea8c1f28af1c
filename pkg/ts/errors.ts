import type { ErrorCode } from "./problems.js";

export type { ErrorCode };

/**
 * What was measured and the limit that it broke, by name, as
 * `{ age_s: 301, tolerance_s: 300 }`. A name that ends in `_s` is in seconds.
 */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/**
 * Why a request was refused, or why a verifier could not be made.
 *
 * It holds no secret, no signature and no body, so it may be logged and shown.
 *
 * @example
 * ```ts
 * try {
 *   verifier.verify(body, headers);
 * } catch (error) {
 *   if (!(error instanceof VerificationError)) throw error;
 *   response.writeHead(error.statusCode).end(error.code);
 * }
 * ```
 */
export class VerificationError extends Error {
  static {
    this.prototype.name = "VerificationError";
  }

  /** The stable name of what was wrong. */
  readonly code: ErrorCode;

  /**
   * The HTTP status that answers such a request: 401 where it failed before its
   * signature held, whatever the code; 400 for what is authentic and unusable,
   * 413 for what is too large, and 500 for the receiver's own mistakes.
   */
  readonly status: number;

  /** What was measured and the limit that it broke. */
  readonly details: ErrorDetails;

  /** @internal */
  constructor(error: { code: ErrorCode; message: string; status: number; details: ErrorDetails }) {
    super(error.message);
    this.code = error.code;
    this.status = error.status;
    this.details = error.details;
  }

  /**
   * The same as {@link status}, by the name that `node:http` and the error
   * handlers of Express and Fastify know.
   */
  get statusCode(): number {
    return this.status;
  }
}
