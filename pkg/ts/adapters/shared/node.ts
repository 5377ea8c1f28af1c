import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";

import type { HeadersInput } from "../../index.js";
import { HungUp, readLimited } from "./read.js";
import type { Reply } from "./reply.js";
import type { Target } from "./target.js";

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

/** Where the request was sent. One that was made, and not received, may say neither. */
export function targetOf({ method = "POST", url = "/" }: IncomingMessage): Target {
  return { method, url };
}

/** Answers a request that is not handled. */
export function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
