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
   * The URL that you told the provider, for schemes that sign it: Twilio,
   * Square and HubSpot do, and `verifier.scheme.target` says which others.
   * Behind a proxy that is not the one that the server sees, so it is never
   * guessed: `Host`, `Forwarded` and `X-Forwarded-*` are written by whoever
   * sends the request, and are not looked at.
   *
   * The query of each request is put behind it, unless it has one. Where one
   * handler serves several URLs, a function makes the whole URL of a request,
   * query included, and that is taken as it is:
   * `({ url }) => "https://hooks.example.com" + url` on `node:http`, behind a
   * proxy that leaves the path alone.
   *
   * The method is the request's own.
   */
  readonly publicUrl?: string | ((request: Request) => string) | undefined;
  /**
   * Secret. What you told the provider to prove itself with when it asks for an
   * answer, for schemes whose handshake shows it (Meta's verify token). Without
   * it such a handshake is refused.
   */
  readonly verifyToken?: string | undefined;
  /**
   * Is told of every request that is refused, before it is answered: for logs
   * and metrics. The error holds no secret, no signature and no body. What it
   * returns is awaited, and what it throws is handled as what the handler throws.
   */
  readonly onReject?: ((error: VerificationError, request: Request) => unknown) | undefined;
}
