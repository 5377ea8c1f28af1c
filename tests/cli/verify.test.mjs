import assert from "node:assert/strict";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { complaint, file, run, SECRET } from "./support/run.mjs";

const { sign } = (await loadPackage()).esm;

const NOW = 1_790_000_000_000;
const AT_NOW = ["--now", String(NOW)];
const BODY = JSON.stringify({ id: "evt_1", type: "lead.created", created_at: "2026-01-02T03:04:05Z", org_id: "o1" });

/** A request as it is written down. */
function request(scheme, { secret = SECRET, body = BODY, now = NOW } = {}) {
  const lines = Object.entries(sign(scheme, secret, body, { now })).map(([name, value]) => `${name}: ${value}\n`);
  return `POST /hooks HTTP/1.1\n${lines.join("")}\n${body}`;
}

const verify = (args, input, env) => run(["verify", ...args], { input, env });
const bottlecrm = ["bottlecrm", "--secret-env", "SECRET"];
const optimocms = ["optimocms", "--secret-env", "SECRET"];

test("an authentic request: its event, and 0", async () => {
  const { code, out, err } = await verify(bottlecrm, request("bottlecrm"));
  assert.equal(err, "");
  assert.equal(
    out,
    `authentic: BottleCRM
  id         evt_1
  type       lead.created
  time       2026-01-02T03:04:05.000Z
  tenant     o1
  dedup key  evt_1
  secret     SECRET
  body       ${BODY.length} bytes
`,
  );
  assert.equal(code, 0);
});

test("the same from a file, and from standard input by name", async () => {
  const name = file("request.txt", request("bottlecrm"));
  assert.equal((await verify([...bottlecrm, name])).code, 0);
  assert.equal((await verify([...bottlecrm, "-"], request("bottlecrm"))).code, 0);
});

test("as JSON", async () => {
  const { out } = await verify([...bottlecrm, "--json"], request("bottlecrm"));
  assert.deepEqual(JSON.parse(out), {
    scheme: "bottlecrm",
    request: { method: "POST", target: "/hooks", bodyBytes: BODY.length },
    ok: true,
    event: {
      id: "evt_1",
      type: "lead.created",
      time: "2026-01-02T03:04:05.000Z",
      tenant: "o1",
      dedupKey: "evt_1",
      secretIndex: 0,
    },
    secret: "SECRET",
    warnings: [],
  });
});

test("a refusal: its code, what was measured, and 1", async () => {
  const old = request("optimocms", { now: NOW - 301_000 });
  const { code, out } = await verify([...optimocms, ...AT_NOW], old);
  assert.equal(code, 1);
  assert.match(out, /^refused: OptimoCMS: timestamp_too_old\n/);
  assert.match(out, /^ +age_s +301\n +tolerance_s +300$/m);

  const json = await verify([...optimocms, ...AT_NOW, "--json"], old);
  assert.equal(json.code, 1);
  const { ok, error } = JSON.parse(json.out);
  assert.deepEqual([ok, error.code, error.details], [false, "timestamp_too_old", { age_s: 301, tolerance_s: 300 }]);
});

test("another secret refuses", async () => {
  const { code, out } = await verify(bottlecrm, request("bottlecrm", { secret: "another" }));
  assert.equal(code, 1);
  assert.match(out, /signature_mismatch/);
});

test("tolerance is in seconds, and none is none", async () => {
  const old = request("optimocms", { now: NOW - 400_000 });
  for (const [tolerance, expected] of [["399", 1], ["400", 0], ["none", 0]]) {
    assert.equal((await verify([...optimocms, ...AT_NOW, "--tolerance", tolerance], old)).code, expected);
  }
});

test("--now sets the time of verification, which is the present by default", async () => {
  assert.equal((await verify(optimocms, request("optimocms", { now: Date.now() }))).code, 0);
  const then = request("optimocms", { now: Date.parse("2020-01-02T03:04:05Z") });
  assert.equal((await verify(optimocms, then)).code, 1);
  assert.equal((await verify([...optimocms, "--now", "2020-01-02T03:04:05Z"], then)).code, 0);
});

test("which secret it was is said by its name", async () => {
  const both = ["bottlecrm", "--secret-env", "NEW", "--secret-file", file("old", SECRET)];
  const { code, out } = await verify(both, request("bottlecrm"), { NEW: "another" });
  assert.equal(code, 0);
  assert.match(out, /^ +secret +old \(2 of 2\)$/m);
});

test("what is unsigned is accepted where that is asked for, and the scheme does", async () => {
  const unsigned = 'POST / HTTP/1.1\n\n{"event":"deal.created"}';
  await complaint(["verify", "customermates"], { input: unsigned });
  const { code, out } = await verify(["customermates", "--allow-unsigned"], unsigned);
  assert.equal(code, 0);
  assert.match(out, /^ +secret +none: the request is not signed$/m);
  assert.match(await complaint(["verify", "bottlecrm", "--allow-unsigned"], { input: unsigned }), /secret/);
});

test("what steers a terminal is written out", async () => {
  const body = JSON.stringify({ id: "a\u001b[31mb\u202ec", type: "\r\nrefused" });
  const { out } = await verify(bottlecrm, request("bottlecrm", { body }));
  assert.match(out, /^ +id +a\\u001b\[31mb\\u202ec$/m);
  assert.match(out, /^ +type +\\u000d\\u000arefused$/m);
});

test("a scheme of one's own", async () => {
  const own = file("own.json", (await run(["schemes", "bottlecrm", "--json"])).out.replace('"bottlecrm"', '"own"'));
  const args = ["--scheme-file", own, "--secret-env", "SECRET"];
  assert.equal((await verify([...args, file("own.txt", request("bottlecrm"))])).code, 0);
});
