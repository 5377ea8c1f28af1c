// Answers every request at once, and reads no more of it than its length: what
// the load generator reaches against it is its own ceiling.

import { createServer } from "node:net";

const BODY = '{"status":"accepted"}';
const ANSWER = `HTTP/1.1 200 OK\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

const server = createServer((socket) => {
  let received = "";
  socket.setNoDelay(true).on("error", () => {});
  socket.on("data", (chunk) => {
    received += chunk.latin1Slice();
    for (;;) {
      const head = received.indexOf("\r\n\r\n");
      if (head === -1) break;
      const length = Number(/content-length: (\d+)/.exec(received)[1]);
      const end = head + 4 + length;
      if (received.length < end) break;
      received = received.slice(end);
      socket.write(ANSWER);
    }
  });
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.once("disconnect", () => process.exit());
