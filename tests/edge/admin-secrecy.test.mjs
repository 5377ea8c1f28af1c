// No secret, signature, token or body comes out of the admin API, the metrics or
// the log, whatever is asked and whatever goes wrong.

import assert from "node:assert/strict";
import { test } from "node:test";

import { TOKEN, eventPath, operator, withAdmin } from "./support/admin.mjs";
import { startFilter, workspace } from "./support/filter.mjs";
import { providers, request, secrets } from "../support/providers.mjs";
import { SINK_SECRET, startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

const BEARER = "MARK-bearer-of-the-destination";
const BODY = "MARK-in-the-body";
const ANSWER = "MARK-in-the-answer-of-the-destination";

test("no secret, signature or body is in an answer of the admin API", async (context) => {
  const sink = await startSink(({ path }) => ({
    status: { ok: 204, bad: 422, down: 503 }[path.slice(1)],
    headers: { "x-mark": ANSWER, "retry-after": "1" },
  }));
  context.after(sink.stop);
  const to = (name) => ({ url: `${sink.url}${name}`, bearer: "SINK_BEARER", headers: { "x-key": "MARK-in-a-header" } });
  const config = withAdmin({ destinations: { ok: to("ok"), bad: to("bad"), down: to("down") }, shards: 2 });
  const folder = await workspace(context, config.replace(/^headers = (.*)$/gm, (_, json) => {
    return `headers = { ${Object.entries(JSON.parse(json)).map(([name, value]) => `${name} = "${value}"`)} }`;
  }), { ADMIN_TOKEN: TOKEN, SINK_BEARER: BEARER });
  const filter = await startFilter(context, folder);
  const { call, inState } = operator(filter);

  const signatures = new Set();
  const events = [];
  for (const [source, provider] of Object.entries(providers)) {
    const event = { ...provider.event(`${source}-1`, Date.now()), more: BODY };
    const webhook = request(source, { event });
    for (const [name, value] of Object.entries(webhook.headers)) {
      if (name.endsWith("-signature")) signatures.add(value.replace("sha256=", ""));
    }
    const response = await filter.post(source, webhook);
    events.push(`${source}:${(await response.json()).id}`);
    await filter.post(source, { ...webhook, body: webhook.body.replace(BODY, `${BODY}!`) });
  }
  await inState("delivered", 5);
  await inState("parked", 5);
  await until("attempts at what is down", () => sink.received.filter(({ path }) => path === "/down").length >= 5);
  for (const { headers } of sink.received) signatures.add(headers["webhook-signature"].replace("v1,", ""));

  const shown = [];
  const ask = async (path, init = {}, authorization = `Bearer ${TOKEN}`) => {
    const response = await fetch(`${filter.url}/admin/${path}`, { ...init, headers: { authorization } });
    shown.push([...response.headers].join(), await response.text());
  };
  for (const path of ["deliveries", "stats", "metrics", "no", "deliveries?limit=no", ...events.map((it) => eventPath(it))]) {
    await ask(path);
    await ask(path, {}, `Bearer ${TOKEN}-another`);
    await ask(path, { method: "PUT", body: BODY });
  }
  await ask("deliveries/replay?state=delivered", { method: "POST" });
  for (const event of events) {
    await ask(eventPath(event, "/replay"), { method: "POST" });
    await ask(eventPath(event), { method: "DELETE" });
  }
  shown.push(await call("metrics"), filter.output.stdout, filter.output.stderr);

  const all = shown.join("\n");
  assert.ok(all.includes("delivered") && all.includes('"at":"admin","outcome":"erased"'));
  assert.ok(signatures.size >= 10);
  const hidden = [
    BODY, ANSWER, BEARER, TOKEN, "MARK-in-a-header", SINK_SECRET, SINK_SECRET.slice("whsec_".length),
    ...Object.values(secrets), ...signatures,
  ];
  for (const text of hidden) assert.ok(!all.includes(text), text);
});
