import { type CheckResult, type HeadersInput, type SchemeRef, VerificationError, type Verifier } from "../../index.js";
import { toMaxBody } from "../../numbers.js";
import { MAX_BODY, type WebhookOptions } from "./options.js";
import { HungUp } from "./read.js";

/** How a framework's request is read. */
export interface Reader<Request> {
  headers(request: Request): HeadersInput;
  /**
   * @throws VerificationError `body_too_large`.
   * @throws HungUp
   */
  body(request: Request, limit: number): Promise<Uint8Array>;
}

/**
 * What an adapter does with every request, whatever the framework. There is no
 * result where the sender has gone away.
 */
export function receiver<S extends SchemeRef, Request>(
  verifier: Verifier<S>,
  { headers, body }: Reader<Request>,
  options: WebhookOptions<Request>,
): (request: Request) => Promise<CheckResult<S> | undefined> {
  if (typeof verifier?.check !== "function") {
    throw new TypeError("The verifier must be a Verifier of countersign.");
  }
  const limit = toMaxBody(options.maxBody ?? MAX_BODY);
  const check = async (request: Request): Promise<CheckResult<S> | undefined> => {
    try {
      const bytes = await body(request, limit);
      return verifier.check(bytes, headers(request));
    } catch (error) {
      if (error instanceof VerificationError) return { ok: false, error };
      if (error instanceof HungUp) return undefined;
      throw error;
    }
  };
  return async (request) => {
    const result = await check(request);
    if (result?.ok === false) await options.onReject?.(result.error, request);
    return result;
  };
}
