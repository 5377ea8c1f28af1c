// Servers for the tests.

import { once } from "node:events";
import { createServer } from "node:http";
import { Readable } from "node:stream";

/** Serves with a listener of `node:http`. */
export async function listen(listener, options = {}) {
  const server = createServer(options, listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

/**
 * Serves with a handler of `Request`s, as Next.js does with its route
 * handlers: what that throws is a 500. A request whose body was cancelled keeps
 * its connection, until that has been idle.
 */
export function listenFetch(handler, onFailure) {
  const listener = async (incoming, outgoing) => {
    try {
      const response = await handler(toRequest(incoming));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    } catch (failure) {
      onFailure(failure);
      outgoing.writeHead(500).end();
    }
  };
  return listen(listener, { keepAliveTimeout: 100 });
}

function toRequest(incoming) {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
  }
  const { method } = incoming;
  const body = method === "GET" || method === "HEAD" ? null : Readable.toWeb(incoming);
  return new Request(`http://localhost${incoming.url}`, { method, headers, body, duplex: "half" });
}
