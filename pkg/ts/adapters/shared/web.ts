import type { VerificationError } from "../../index.js";
import { PROBLEM, problem } from "./problem.js";
import { readLimited } from "./read.js";

/** Reads the body of a `Request` whose body has not been used. */
export async function readRequest(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const source = { next: () => reader.read(), cancel: () => reader.cancel() };
  return readLimited(source, request.headers.get("content-length"), limit);
}

/** The answer to a request that is refused. */
export function rejection(error: VerificationError): Response {
  return new Response(problem(error), {
    status: error.status,
    headers: { "content-type": PROBLEM },
  });
}
