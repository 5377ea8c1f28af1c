import { HungUp, readLimited } from "./read.js";
import type { Reply } from "./reply.js";

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

/** The answer to a request that is not handled, or whose sender will not read it. */
export function response(reply: Reply | undefined): Response {
  if (reply === undefined) return new Response(null, { status: 400 });
  // A text makes a content type, be it empty.
  return new Response(reply.body || null, reply);
}
