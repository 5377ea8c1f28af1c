// A destination that answers 204 at once. Each message asks how many requests
// came so far.

import { createServer } from "node:http";

let received = 0;
const server = createServer((request, response) => {
  received++;
  request.resume();
  response.writeHead(204).end();
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => process.send({ received }));
process.once("disconnect", () => process.exit());
