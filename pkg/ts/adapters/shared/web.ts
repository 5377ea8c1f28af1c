import type { VerificationError } from "../../index.js";
import { PROBLEM, problem } from "./problem.js";
import { HungUp, readLimited } from "./read.js";

/** Reads the body of a `Request` whose body has not been used. */
export async function readRequest(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const hungUp = (cause: unknown) => {
    throw new HungUp(cause);
  };
  const source = { next: () => reader.read().catch(hungUp), cancel: () => reader.cancel() };
  return readLimited(source, request.headers.get("content-length"), limit);
}

/** The answer to a request that is refused, or whose sender will not read it. */
export function rejection(error: VerificationError | undefined): Response {
  if (error === undefined) return new Response(null, { status: 400 });
  return new Response(problem(error), {
    status: error.status,
    headers: { "content-type": PROBLEM },
  });
}
