import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";

import type { HeadersInput, VerificationError } from "../../index.js";
import { PROBLEM, problem } from "./problem.js";
import { HungUp, readLimited } from "./read.js";

/** Reads a stream that no one has read from. */
export function readStream(
  stream: Readable,
  headers: IncomingHttpHeaders,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // Not a loop over it: leaving one destroys the stream, and the connection with it.
  const chunks = stream[Symbol.asyncIterator]();
  const source = { next: () => chunks.next().catch(explain), cancel: () => stream.destroy() };
  return readLimited(source, headers["content-length"], limit);
}

function explain(error: NodeJS.ErrnoException): never {
  const isHungUp = error.code === "ECONNRESET" || error.code === "ERR_STREAM_PREMATURE_CLOSE";
  throw isHungUp ? new HungUp(error) : error;
}

/** Whether bytes of the stream have gone elsewhere, or will come as text. */
export function wasRead(stream: Readable): boolean {
  return stream.readableDidRead || stream.readableEncoding !== null;
}

/**
 * The headers, those that were sent twice as two. Where a request was not
 * received but made, as it is on some serverless hosts, it has no lines of its own.
 */
export function headersOf(request: IncomingMessage): HeadersInput {
  const wasReceived = request.rawHeaders?.length > 0 && request.headersDistinct !== undefined;
  return wasReceived ? request.headersDistinct : request.headers;
}

/** Answers a request that is refused. */
export function reject(response: ServerResponse, error: VerificationError): void {
  response.statusCode = error.status;
  response.setHeader("content-type", PROBLEM);
  response.end(problem(error));
}
