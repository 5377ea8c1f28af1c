// A destination: records what it gets, and answers as it is told to.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

export const SINK_SECRET = "whsec_c2luayBzZWNyZXQ=";

/** Starts a sink. `answer(request)` gives `{ status, headers, body }`, or nothing for 204. */
export async function startSink(answer = () => undefined) {
  const received = [];
  const server = createServer(async (incoming, response) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = {
      at: Date.now(),
      path: incoming.url,
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    };
    received.push(request);
    const { status = 204, headers = {}, body } = (await answer({ ...request, response })) ?? {};
    response.writeHead(status, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    received,
    url: `http://127.0.0.1:${server.address().port}/`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether a request has a good and fresh countersignature, by node:crypto alone. */
export function isCountersigned({ headers, body, at }) {
  const key = Buffer.from(SINK_SECRET.slice("whsec_".length), "base64");
  const expected = createHmac("sha256", key)
    .update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`)
    .update(body)
    .digest();
  const received = Buffer.from(headers["webhook-signature"].replace(/^v1,/, ""), "base64");
  const isFresh = Math.abs(at / 1000 - Number(headers["webhook-timestamp"])) < 10;
  return isFresh && received.length === expected.length && timingSafeEqual(received, expected);
}
