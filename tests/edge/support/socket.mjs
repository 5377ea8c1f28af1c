// Requests byte by byte, as no HTTP client would write them.

import { connect } from "node:net";

const END_OF_HEAD = "\r\n\r\n";

/** Reads one response off the front of what arrived; nothing while it is not whole. */
function parse(bytes, hasEnded) {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const [line, ...fields] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = Object.fromEntries(
    fields.map((field) => field.split(/:\s*/, 2)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const status = Number(line.split(" ")[1]);
  let rest = bytes.subarray(end + END_OF_HEAD.length);
  if (status < 200 || status === 204 || status === 304) return { status, headers, body: "", rest };
  if (headers["transfer-encoding"] === "chunked") {
    let body = "";
    for (;;) {
      const line = rest.indexOf("\r\n");
      if (line < 0) return undefined;
      const size = parseInt(rest.subarray(0, line).toString("latin1"), 16);
      if (rest.length < line + 2 + size + 2) return undefined;
      body += rest.subarray(line + 2, line + 2 + size).toString();
      rest = rest.subarray(line + 2 + size + 2);
      if (size === 0) return { status, headers, body, rest };
    }
  }
  const length = headers["content-length"];
  if (length === undefined && !hasEnded) return undefined;
  const size = length === undefined ? rest.length : Number(length);
  if (rest.length < size && !hasEnded) return undefined;
  return { status, headers, body: rest.subarray(0, size).toString(), rest: rest.subarray(size) };
}

/**
 * Writes bytes to a server and reads its answers: `count` of them, or those
 * until it hangs up. An interim answer (1xx) counts for itself.
 */
export function exchange(url, bytes, { count = 1, end = false, ms = 10_000, isHead = false } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const answers = [];
    let received = Buffer.alloc(0);
    const finish = (hasHungUp) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ answers, hasHungUp });
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${ms} ms; received ${JSON.stringify(received.toString())}`));
    }, ms);
    const read = (hasEnded) => {
      for (;;) {
        const answer = parse(received, hasEnded || isHead);
        if (!answer) return;
        received = answer.rest;
        delete answer.rest;
        answers.push(answer);
        if (answers.length === count) return finish(hasEnded);
      }
    };
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      read(false);
    });
    // A server may hang up on what it will not read to its end.
    socket.on("error", () => {});
    socket.on("close", () => {
      read(true);
      finish(true);
    });
    if (end) socket.end(bytes);
    else socket.write(bytes);
  });
}
