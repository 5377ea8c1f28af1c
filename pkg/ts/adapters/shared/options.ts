import type { VerificationError } from "../../index.js";

/** The largest body that is read where nothing else is said, in bytes: 1 MiB. */
export const MAX_BODY = 2 ** 20;

/** What an adapter may be told. */
export interface WebhookOptions<Request> {
  /**
   * The largest body that is read, in bytes. 1 MiB by default, 2 ** 30 at most.
   * A larger one is refused with 413 as soon as that is known, and not kept.
   */
  readonly maxBody?: number | undefined;
  /**
   * Is told of every request that is refused, before it is answered: for logs
   * and metrics. The error holds no secret, no signature and no body. What it
   * returns is awaited, and what it throws is handled as what the handler throws.
   */
  readonly onReject?: ((error: VerificationError, request: Request) => unknown) | undefined;
}
