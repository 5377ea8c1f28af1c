import {
  type HeadersInput,
  type SchemeRef,
  VerificationError,
  type Verifier,
  type WebhookEvent,
} from "../../index.js";
import { toMaxBody } from "../../validate-options.js";
import { MAX_BODY, type WebhookOptions } from "./options.js";
import { HungUp } from "./read.js";
import { problem, type Reply } from "./reply.js";
import { resolver, type Target } from "./target.js";

/** How a framework's request is read. */
export interface Reader<Request> {
  headers(request: Request): HeadersInput;
  target(request: Request): Target;
  /**
   * @throws VerificationError `body_too_large`.
   * @throws HungUp
   */
  body(request: Request, limit: number): Promise<Uint8Array>;
}

/**
 * What became of a request: the event that is to be handled, or what to answer
 * where there is none. Neither is there where the sender has gone away.
 */
export interface Outcome<S extends SchemeRef> {
  readonly event?: WebhookEvent<S>;
  readonly reply?: Reply;
}

/** What an adapter does with every request, whatever the framework. */
export function receiver<S extends SchemeRef, Request>(
  verifier: Verifier<S>,
  reader: Reader<Request>,
  { maxBody, onReject, publicUrl, verifyToken }: WebhookOptions<Request>,
): (request: Request) => Promise<Outcome<S>> {
  if (typeof verifier?.check !== "function") {
    throw new TypeError("The verifier must be a Verifier of countersign.");
  }
  if (verifyToken !== undefined && typeof verifyToken !== "string") {
    throw new TypeError("verifyToken must be a string.");
  }
  const limit = toMaxBody(maxBody ?? MAX_BODY);
  const { handshakes, target: covered } = verifier.scheme;
  const resolve = resolver(verifier.scheme, publicUrl);

  const verify = async (request: Request): Promise<Outcome<S>> => {
    const body = await reader.body(request, limit);
    const headers = reader.headers(request);
    const seen = reader.target(request);
    const isAsked = handshakes.some((method) => method === seen.method);
    if (!isAsked && covered.length === 0) return { event: verifier.verify(body, headers) };

    const target = resolve(request, seen);
    const answer = isAsked ? verifier.handshake(body, headers, { ...target, verifyToken }) : undefined;
    return answer ? { reply: answer } : { event: verifier.verify(body, headers, target) };
  };

  return async (request) => {
    try {
      return await verify(request);
    } catch (error) {
      if (error instanceof HungUp) return {};
      if (!(error instanceof VerificationError)) throw error;
      await onReject?.(error, request);
      return { reply: problem(error) };
    }
  };
}
