// Sends requests that are ready made, over connections that stay open. It
// does as little as it can for each, so that what is measured is the server.

import { once } from "node:events";
import { connect } from "node:net";

/** How many requests are under way at most. */
export const CONNECTIONS = 32;

const HEAD_END = Buffer.from("\r\n\r\n");

/** One connection, with one request under way at a time. */
class Connection {
  constructor(socket) {
    this.socket = socket.setNoDelay(true);
    this.received = undefined;
    this.done = undefined;
    socket.on("data", (chunk) => this.read(chunk));
    socket.on("error", (error) => this.fail(error));
    socket.on("close", () => this.fail(new Error("the server closed the connection")));
  }

  /** Sends a request; `done(error, status, body)` follows. */
  send(request, done) {
    this.done = done;
    this.socket.write(request);
  }

  read(chunk) {
    const all = this.received === undefined ? chunk : Buffer.concat([this.received, chunk]);
    this.received = undefined;
    const head = all.indexOf(HEAD_END);
    if (head !== -1) {
      const text = all.latin1Slice(0, head);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (Number.isNaN(length)) return this.fail(new Error(`an answer without a length: ${text}`));
      const end = head + HEAD_END.length + length;
      if (all.length >= end) {
        const { done } = this;
        this.done = undefined;
        return done(undefined, Number(text.slice(9, 12)), all.subarray(end - length, end));
      }
    }
    this.received = all;
  }

  fail(error) {
    const { done } = this;
    this.done = undefined;
    done?.(error);
  }
}

/** Connections to a port of this machine. */
export async function open(port, count = CONNECTIONS) {
  const sockets = Array.from({ length: count }, () => connect(port, "127.0.0.1"));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return {
    connections: sockets.map((socket) => new Connection(socket)),
    close: () => sockets.forEach((socket) => socket.removeAllListeners("close").destroy()),
  };
}

/**
 * Sends all requests, each connection its next one as soon as the last is
 * answered. Resolves to the seconds it took and each answer's milliseconds.
 * An answer other than `expected` is an error.
 */
export function sendAll(connections, requests, expected) {
  const latencies = new Float64Array(requests.length);
  return new Promise((resolve, reject) => {
    let next = 0;
    let answered = 0;
    const began = performance.now();
    const sendNext = (connection) => {
      if (next === requests.length) return;
      const index = next++;
      const sent = performance.now();
      connection.send(requests[index], (error, status, body) => {
        if (error) return reject(error);
        if (!expected(status, body)) return reject(new Error(`answer ${status}: ${body}`));
        const now = performance.now();
        latencies[index] = now - sent;
        if (++answered === requests.length) resolve({ seconds: (now - began) / 1000, latencies });
        else sendNext(connection);
      });
    };
    connections.forEach(sendNext);
  });
}

/**
 * Sends the requests at random moments, `rate` a second on average, whether or
 * not earlier ones are answered. Resolves to each answer's milliseconds since
 * the moment its request was due: waiting for a connection counts.
 */
export function sendAtRate(connections, requests, rate, expected) {
  const latencies = new Float64Array(requests.length);
  const free = [...connections];
  const waiting = [];
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let due = 0;
    let next = 0;
    let answered = 0;
    const send = (index, dueAt) => {
      const connection = free.pop();
      if (connection === undefined) return waiting.push([index, dueAt]);
      connection.send(requests[index], (error, status, body) => {
        if (error) return reject(error);
        if (!expected(status, body)) return reject(new Error(`answer ${status}: ${body}`));
        latencies[index] = performance.now() - dueAt;
        if (++answered === requests.length) return resolve({ latencies });
        free.push(connection);
        if (waiting.length > 0) send(...waiting.shift());
      });
    };
    const tick = () => {
      while (next < requests.length && began + due <= performance.now()) {
        send(next++, began + due);
        due += (-Math.log(1 - Math.random()) * 1000) / rate;
      }
      if (next < requests.length) setTimeout(tick, Math.max(0, began + due - performance.now()));
    };
    tick();
  });
}
