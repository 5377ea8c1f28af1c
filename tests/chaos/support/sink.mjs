// A destination with moods. It checks each countersignature with the npm
// package, as a receiver does, and keeps what it answered.

import { once } from "node:events";
import { createServer } from "node:http";

import { SINK_SECRET } from "../../edge/support/sink.mjs";
import { loadPackage } from "../../support/package.mjs";

/** Seconds between a countersignature and its arrival, on a busy machine. */
const FRESH_S = 15;

const { Verifier } = (await loadPackage()).esm;

/**
 * Starts a sink. `mood(response, request)` answers, or breaks down, as it
 * likes; it may be replaced at any time. Each request is kept as `{ id, at,
 * attempt, answered, fault }`: `answered` is the status of a whole answer, and
 * `fault` what is wrong with its countersignature.
 */
export async function startSink(mood = well) {
  const verifier = new Verifier("standard-webhooks", SINK_SECRET, { tolerance: FRESH_S });
  const sink = { mood, received: [] };
  const server = createServer(async (incoming, response) => {
    const entry = { id: incoming.headers["webhook-id"], at: Date.now() };
    sink.received.push(entry);
    entry.attempt = Number(incoming.headers["countersign-attempt"]);
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    try {
      verifier.verify(Buffer.concat(chunks), incoming.headers);
    } catch (error) {
      entry.fault = error.message;
    }
    response.once("finish", () => {
      entry.answered = response.statusCode;
      entry.answeredAt = Date.now();
    });
    await sink.mood(response, entry);
  });
  server.on("clientError", (_, socket) => socket.destroy());
  const listen = async (port) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return server.address().port;
  };
  const port = await listen(0);
  return Object.assign(sink, {
    url: `http://127.0.0.1:${port}/`,
    /** Nobody listens any more. */
    goDown: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
    /** Listens again, where it did. */
    comeUp: () => listen(port),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
    /** The ids that were answered with success, and how often. */
    delivered: () => {
      const counts = new Map();
      for (const { id, answered } of sink.received) {
        if (answered >= 200 && answered < 300) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      return counts;
    },
    faults: () => sink.received.filter(({ fault }) => fault).map(({ id, fault }) => `${id}: ${fault}`),
  });
}

/** The mood in which all is well. */
export function well(response) {
  response.writeHead(204).end();
}
