// The application behind the filter: it trusts a request only if the npm
// package verifies its countersignature.

import { createServer } from "node:http";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";

export async function startReceiver(verifier) {
  const received = [];
  let announce = () => {};

  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => Buffer.alloc(0)); // the sender hung up
    const delivery = { path: request.url, text: body.toString(), verified: false };
    try {
      delivery.id = verifier.verify(body, request.headers).id;
      delivery.verified = true;
    } catch (error) {
      delivery.error = error.code ?? error.message;
    }
    received.push(delivery);
    announce(delivery);
    response.writeHead(delivery.verified ? 204 : 401).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${server.address().port}/webhooks`,
    received,
    onDelivery: (listener) => (announce = listener),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
