// Requests as providers send them, and as they should not.

import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

/** How long any answer may take. */
const LIMIT_MS = 60_000;

/**
 * Posts a body.
 *
 * @param body Bytes or text, with their length; or an iterable, in chunks.
 * @param headers An object, or a flat list of names and values.
 */
export async function post(url, { headers = {}, body = "", agent } = {}) {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const outgoing = httpRequest(url, { method: "POST", headers: listed(headers, body), agent, signal });
  const answered = once(outgoing, "response", { signal });
  if (isWhole(body)) outgoing.end(body);
  else {
    for await (const chunk of body) outgoing.write(chunk);
    outgoing.end();
  }
  const [response] = await answered;
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

/** A list, as only that can hold a name twice. What it holds replaces Node's own headers. */
function listed(headers, body) {
  const list = Array.isArray(headers) ? headers : Object.entries(headers).flat();
  const length = isWhole(body) ? ["content-length", String(Buffer.byteLength(body))] : ["transfer-encoding", "chunked"];
  return ["host", "localhost", ...length, ...list];
}

function isWhole(body) {
  return typeof body === "string" || body instanceof Uint8Array;
}

/**
 * Opens a connection and writes to it what is given, to the letter.
 *
 * @returns The socket; what it has received so far; when it has received
 * something; and when it was closed.
 */
export async function dial(url, ...texts) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding("latin1");
  socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error("nothing happened")));
  const connection = { socket, received: "" };
  socket.on("data", (data) => (connection.received += data));
  socket.on("error", () => {}); // as a reset is; `close` follows
  connection.answered = new Promise((resolve, reject) => {
    socket.once("data", () => resolve());
    socket.once("close", () => reject(new Error("closed without an answer")));
  });
  connection.answered.catch(() => {});
  connection.closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  for (const text of texts) socket.write(text);
  return connection;
}
