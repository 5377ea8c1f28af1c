// The admin API behind its door: who comes here has the token.

import { erase, replay, show } from "./event.mjs";
import { list } from "./list.mjs";
import { METRICS_TYPE, metrics } from "./metrics.mjs";
import { decode, readParameters } from "./parameters.mjs";
import { Problem } from "./problem.mjs";
import { replayMany } from "./replay.mjs";
import { SELECTION } from "./selection.mjs";
import { stats } from "./standing.mjs";

/** What each address does, by method; `takes` are its parameters. */
const ROUTES = [
  { path: /^deliveries$/, takes: SELECTION, GET: (house, _, parameters) => list(house, parameters) },
  { path: /^deliveries\/replay$/, takes: SELECTION, POST: (house, _, parameters) => replayMany(house, parameters) },
  { path: /^events\/([^/]+)$/, takes: [], GET: show, DELETE: erase },
  { path: /^events\/([^/]+)\/replay$/, takes: ["destination"], POST: replay },
  { path: /^stats$/, takes: [], GET: stats },
  { path: /^metrics$/, takes: [], GET: metrics },
];

const METHODS = ["GET", "POST", "DELETE"];

/** Answers an operator. What the filter is and counted is JSON. */
export async function operate(request, env, known, tallies) {
  const headers = { "cache-control": "no-store" };
  try {
    const { sources, ...rest } = JSON.parse(known);
    const house = { ...rest, sources: new Map(sources), tallies: JSON.parse(tallies), env, log };
    const answer = await route(request, house, headers);
    if (answer === undefined) return new Response(null, { status: 204, headers });
    if (typeof answer !== "string") return Response.json(answer, { headers });
    return new Response(answer, { headers: { ...headers, "content-type": METRICS_TYPE } });
  } catch (error) {
    if (!(error instanceof Problem)) log({ outcome: "failed", detail: String(error) });
    const { answer } = error instanceof Problem ? error : new Problem(500, "internal", "the log says what went wrong");
    headers["content-type"] = "application/problem+json";
    return new Response(JSON.stringify(answer), { status: answer.status, headers });
  }
}

async function route(request, house, headers) {
  const { pathname, search } = new URL(request.url);
  const path = pathname.slice("/admin/".length);
  const found = ROUTES.find((route) => route.path.test(path));
  const [, segment = ""] = found?.path.exec(path) ?? [];
  // In a path a plus is a plus.
  const name = decode(segment.replaceAll("+", "%2B"));
  if (!found || name === undefined) throw new Problem(404, "not_found", "there is nothing at this address");
  const allowed = METHODS.filter((method) => found[method]);
  if (!allowed.includes(request.method)) {
    headers.allow = allowed.join(", ");
    throw new Problem(405, "method_not_allowed", `the address takes ${headers.allow}`);
  }
  if (await hasBody(request)) throw new Problem(413, "body_too_large", "no request of the admin API has a body");
  return found[request.method](house, name, readParameters(search, found.takes));
}

async function hasBody(request) {
  if (Number(request.headers.get("content-length")) > 0) return true;
  const reader = request.body?.getReader();
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (value?.length) return true;
    if (done) return false;
  }
}

function log(line) {
  console.log(JSON.stringify({ at: "admin", ...line }));
}
