// Where a dataset of Analytics Engine is bound, each line of the log is a data
// point too.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { request, secrets } from "../support/providers.mjs";
import { SINK_SECRET, startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";
import { startWorkerd } from "./support/workerd.mjs";

test("each outcome writes one data point to Analytics Engine", async (context) => {
  const sink = await startSink();
  context.after(sink.stop);
  const points = await startSink(() => ({ status: 200 }));
  context.after(points.stop);
  const config = configuration({ destinations: { app: { url: sink.url } } });
  const folder = await workspace(context, config);
  await (await startFilter(context, folder)).terminate();

  const address = new URL(points.url).host;
  const service = `(name = "points", external = (address = "${address}", http = ()))`;
  const binding = '(name = "COUNTERSIGN_ANALYTICS", analyticsEngine = "points")';
  const filter = await startWorkerd(context, folder, {
    flags: ["--experimental"],
    variables: { ...secrets, SINK_SECRET },
    edit: (text) =>
      text
        .replace("services = [", `services = [${service},`)
        .replace("bindings = [", `bindings = [${binding},`),
  });
  const webhook = request("optimo");
  const post = (init) => fetch(`${filter.url}/hooks/optimo`, { method: "POST", ...init });
  assert.equal((await post(webhook)).status, 200);
  assert.equal((await post({ ...webhook, body: "{}" })).status, 401);
  await until("three points", () => points.received.length === 3);

  const text = (bytes) => Buffer.from(bytes).toString();
  const rows = points.received.map(({ body }) => {
    const point = JSON.parse(body);
    const blobs = [1, 2, 3, 4, 5, 6, 7].map((number) => text(point[`blob${number}`]));
    return [text(point.index1), ...blobs, point.double2, point.double3].join(",");
  });
  assert.deepEqual(rows.sort(), [
    "optimo,delivery,delivered,optimo,app,,,evt_1,204,1",
    "optimo,inbound,accepted,optimo,,,,evt_1,0,0",
    "optimo,inbound,rejected,optimo,,,signature_mismatch,,0,0",
  ]);
});
