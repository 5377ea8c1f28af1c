// Requests to a server that a test has just started.

import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

const LIMIT_MS = 60_000;

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Sends a request, again and again until someone listens. */
export async function post(port, init) {
  const signal = AbortSignal.timeout(LIMIT_MS);
  for (;;) {
    try {
      return await fetch(`http://127.0.0.1:${port}/hooks`, { method: "POST", signal, ...init });
    } catch (error) {
      if (error.cause?.code !== "ECONNREFUSED") throw error;
      await wait(20);
    }
  }
}

/** Begins a request, and breaks it off in its body. */
export async function hangUp(port) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST /hooks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabout");
  await wait(100);
  socket.destroy();
  await wait(100);
}
