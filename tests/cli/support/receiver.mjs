// A receiver over real HTTP that verifies with the package.

import { once } from "node:events";
import { createServer } from "node:http";

import { loadPackage } from "../../support/package.mjs";
import { SECRET } from "./run.mjs";

const { Verifier } = (await loadPackage()).esm;

/**
 * Starts one, and ends it with the test. It answers as the edge filter does.
 *
 * @returns Its `url`, and the `requests` it has got: `{ headers, body, result }`.
 */
export async function startReceiver(context, scheme, { secret = SECRET, answer } = {}) {
  const verifier = new Verifier(scheme, secret);
  const requests = [];
  const seen = new Set();
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const result = verifier.check(body, request.headers);
    requests.push({ method: request.method, url: request.url, headers: request.headers, body, result });
    if (answer) return answer(response, requests.length);
    const { ok, event, error } = result;
    if (!ok) {
      response.writeHead(error.status, { "content-type": "application/problem+json" });
      return response.end(JSON.stringify({ type: "about:blank", status: error.status, code: error.code }));
    }
    const status = seen.has(event.dedupKey) ? "duplicate" : "accepted";
    seen.add(event.dedupKey);
    response.writeHead(200).end(JSON.stringify({ status, id: event.id }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}/hooks`, requests };
}
