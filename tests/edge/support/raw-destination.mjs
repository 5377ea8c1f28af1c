// A destination that answers byte by byte, as no HTTP server would.

import { createServer } from "node:net";

const END_OF_HEAD = "\r\n\r\n";

/** An answer, its last: the status line and fields, one character a byte, and the body. */
export function answer(statusLine, fields = [], body = "") {
  return Buffer.from([statusLine, "Connection: close", ...fields, "", body].join("\r\n"), "latin1");
}

/** Starts one. `reply({ path, headers, body })` gives the bytes of an answer, and the connection ends. */
export async function startRawDestination(reply) {
  const received = [];
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    // The filter hangs up on what it does not take.
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf(END_OF_HEAD);
      if (end < 0) return;
      const [line, ...fields] = bytes.subarray(0, end).toString("latin1").split("\r\n");
      const pairs = fields.map((field) => /^([^:]*):\s*(.*)$/.exec(field));
      const headers = Object.fromEntries(pairs.map(([, name, value]) => [name.toLowerCase(), value]));
      const body = bytes.subarray(end + END_OF_HEAD.length);
      if (body.length < Number(headers["content-length"] ?? 0)) return;
      const request = { path: line.split(" ")[1], headers, body };
      received.push(request);
      socket.end(reply(request));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    received,
    url: `http://127.0.0.1:${server.address().port}/`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
