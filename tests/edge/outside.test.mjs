// Whatever a destination answers and a sender sends, the WebAssembly lives on: what is
// odd is told of its own request alone, and others under way beside it are not touched.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { providers, request } from "../support/providers.mjs";
import { answer, startRawDestination } from "./support/raw-destination.mjs";
import { startSink } from "./support/sink.mjs";
import { exchange } from "./support/socket.mjs";
import { until } from "../support/wait.mjs";

const ADMIN_TOKEN = "token-of-these-tests-alone";

/** The longest that one request is under way while others come and go. */
const HELD_MS = 100_000;

const length = (body) => `Content-Length: ${body.length}`;
const unavailable = (retryAfter) => answer("HTTP/1.1 503 X", [`Retry-After: ${retryAfter}`, length("")]);
const ok = (...fields) => answer("HTTP/1.1 200 OK", [...fields, length("x")], "x");

/**
 * What a destination answers, what the provider is told of it inline, and what the
 * delivery's log says of it: a status, or that there was no answer.
 */
const ANSWERS = [
  // Statuses.
  ["a status of 600", answer("HTTP/1.1 600 X", [length("x")], "x"), "502 destination_invalid_status", 600],
  ["a status of 999", answer("HTTP/1.1 999 X", [length("")]), "502 destination_invalid_status", 999],
  ["101 where nothing was to be switched", answer("HTTP/1.1 101 X"), "502 destination_invalid_status", 101],
  [
    "101 to another protocol",
    answer("HTTP/1.1 101 X", ["Upgrade: websocket", "Connection: Upgrade"]),
    "502 destination_invalid_status",
    101,
  ],
  ["an interim answer alone", answer("HTTP/1.1 103 Early Hints"), "502 destination_unreachable"],
  ["an interim answer, and another", Buffer.concat([answer("HTTP/1.1 103 X"), ok()]), "200", 200],
  ["a status of 199", answer("HTTP/1.1 199 X", [length("")]), "502 destination_unreachable"],
  ["a status of 000", answer("HTTP/1.1 000 X", [length("")]), "502 destination_unreachable"],
  ["a status of two digits", answer("HTTP/1.1 20 X", [length("")]), "502 destination_unreachable"],
  ["200 past 16 bits", answer("HTTP/1.1 65736 X", [length("")]), "502 destination_unreachable"],
  ["a status of letters", answer("HTTP/1.1 abc X", [length("")]), "502 destination_unreachable"],
  ["a reason that is not ASCII", answer("HTTP/1.1 200 \xe9\xff", [length("")]), "200", 200],
  ["the last status that there is", answer("HTTP/1.1 599 X", [length("")]), "599", 599],
  // Bodies where there is none.
  ["204 with a body", answer("HTTP/1.1 204 X", [length("x")], "x"), "204", 204],
  ["205 with a body", answer("HTTP/1.1 205 X", ["Content-Type: text/plain", length("x")], "x"), "205", 205],
  ["304 with a body", answer("HTTP/1.1 304 X", [length("x")], "x"), "304", 304],
  // Redirections.
  ["a redirection to nowhere", answer("HTTP/1.1 301 X", [length("")]), "301", 301],
  ["a redirection to what is no URL", answer("HTTP/1.1 302 X", ["Location: http://[\xe9", length("")]), "302", 302],
  // Headers that are passed on.
  ["a content type in Latin-1", ok("Content-Type: text/\xe9\xff"), "200", 200],
  ["a content type with control characters", ok("Content-Type: a\x01\x7fb"), "200", 200],
  ["a content type with half a surrogate pair", ok("Content-Type: \xed\xa0\x80"), "200", 200],
  ["two content types", ok("Content-Type: a/b", "Content-Type: c/d"), "200", 200],
  ["a content type of 60 kB", ok(`Content-Type: ${"a".repeat(60_000)}`), "200", 200],
  ["a Retry-After in Latin-1", unavailable("\xe9"), "503", 503],
  ["a Retry-After of a negative number", unavailable("-5"), "503", 503],
  ["a Retry-After at the end of 64 bits", unavailable("18446744073709551615"), "503", 503],
  ["a Retry-After past 64 bits", unavailable("9".repeat(30)), "503", 503],
  ["a Retry-After before the epoch", unavailable("Mon, 01 Jan 1601 00:00:00 GMT"), "503", 503],
  ["a Retry-After at the end of time", unavailable("Fri, 31 Dec 9999 23:59:59 GMT"), "503", 503],
  ["a Retry-After on no day", unavailable("Sun, 99 F\xe9b 1994 99:99:99 GMT"), "503", 503],
  // Headers that are not.
  ["a header's name in Latin-1", ok("X-\xe9: 1"), "502 destination_unreachable"],
  ["a NUL in a header", ok("X-A: a\0b"), "502 destination_unreachable"],
  ["a cookie of odd bytes", ok("Set-Cookie: \xe9=\x01"), "200", 200],
  // Bodies that are not as they are said to be.
  ["a body that ends early", answer("HTTP/1.1 200 OK", ["Content-Length: 9"], "x"), "502 destination_unreachable", 200],
  ["a body that goes on", answer("HTTP/1.1 200 OK", ["Content-Length: 1"], "xyz"), "200", 200],
  ["a negative length", answer("HTTP/1.1 200 OK", ["Content-Length: -1"], "x"), "502 destination_unreachable"],
  ["a length past 64 bits", answer("HTTP/1.1 200 OK", [`Content-Length: ${"9".repeat(30)}`]), "502 destination_unreachable"],
  [
    "a chunk without a size",
    answer("HTTP/1.1 200 OK", ["Transfer-Encoding: chunked"], "zz\r\nx"),
    "502 destination_unreachable",
    200,
  ],
  ["what is not gzip", ok("Content-Encoding: gzip"), "502 destination_unreachable", 200],
  ["an encoding that nobody knows", ok("Content-Encoding: \xe9"), "200", 200],
  ["what is not HTTP", Buffer.from("<html>"), "502 destination_unreachable"],
  ["nothing", Buffer.alloc(0), "502 destination_unreachable"],
];

const inline = (name, to) => `
  [vars.COUNTERSIGN.sources.${name}]
  scheme = "optimocms"
  secrets = ["OPTIMO_SECRET"]
  mode = "inline"
  routes = [{ to = "${to}" }]
`;

/**
 * A filter whose source `odd` forwards to what answers in bytes. Its source `now` forwards to
 * `app`, where inboxes deliver, too. `extra(odd)` is further configuration.
 */
async function start(context, { reply, app, extra = () => "" }) {
  const odd = await startRawDestination(reply);
  context.after(odd.stop);
  const sink = await startSink(app);
  context.after(sink.stop);
  const config = configuration({
    destinations: { odd: { url: odd.url, timeout: 5 }, app: { url: sink.url, timeout: 120 } },
    routes: ["app"],
    extra: `${inline("odd", "odd")}${inline("now", "app")}${extra(odd)}`,
  });
  const folder = await workspace(context, config, { ADMIN_TOKEN });
  return { odd, sink, filter: await startFilter(context, folder) };
}

/** A webhook in bytes; no client minds then what comes back. */
function bytesOf(source, { body, headers } = request("optimo"), more = []) {
  const fields = { Host: "filter.example", "Content-Length": Buffer.byteLength(body), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  const head = [`POST /hooks/${source} HTTP/1.1`, ...lines, ...more].join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), Buffer.from(body)]);
}

/** Posts a webhook; resolves to the status and, of a problem, the code. */
async function outcome({ url }, bytes, options) {
  const { answers } = await exchange(url, bytes, options);
  const { status, headers, body } = answers[0] ?? {};
  return headers?.["content-type"] === "application/problem+json" ? `${status} ${JSON.parse(body).code}` : `${status}`;
}

/** Runs `work` while a request to `now` is under way, which must end well after it. */
async function beside(context, options, work) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const app = ({ headers }) => (headers["countersign-source"] === "now" ? held : undefined);
  const started = await start(context, { ...options, app });
  const { filter, sink } = started;
  const answered = outcome(filter, bytesOf("now"), { ms: HELD_MS });
  await until("what is under way", () => sink.received.length === 1);
  await work(started);
  release({ status: 200 });
  assert.equal(await answered, "200");
  assert.doesNotMatch(filter.output.stdout + filter.output.stderr, /panicked|WebAssembly died/);
}

test("a malformed response fails its own delivery alone", async (context) => {
  let reply;
  await beside(context, { reply: () => reply }, async ({ odd, filter }) => {
    for (const [what, bytes, expected] of ANSWERS) {
      reply = bytes;
      const webhook = request("optimo");
      const before = odd.received.length;
      assert.equal(await outcome(filter, bytesOf("odd", webhook)), expected, what);
      assert.equal(odd.received.length, before + 1, what);
      if (/^20/.test(expected)) continue;
      reply = ok();
      assert.equal(await outcome(filter, bytesOf("odd", webhook)), "200", `the retry after ${what}`);
    }
  });
});

test("a delivery with an odd response succeeds or fails by its status", async (context) => {
  const reply = ({ path }) => ANSWERS[path.slice(1)][1];
  // Each has a destination of its own: one that fails again and again is left alone.
  const extra = (odd) => {
    const destinations = ANSWERS.map((_, index) => `
      [vars.COUNTERSIGN.destinations.odd${index}]
      url = "${odd.url}${index}"
      attempts = 1
    `);
    const routes = ANSWERS.map((_, index) => `{ to = "odd${index}", types = ["odd.${index}"] }`);
    return `
      [vars.COUNTERSIGN.sources.later]
      scheme = "optimocms"
      secrets = ["OPTIMO_SECRET"]
      routes = [${routes}]

      [vars.COUNTERSIGN.admin]
      token = "ADMIN_TOKEN"
      ${destinations.join("")}
    `;
  };
  await beside(context, { reply, extra }, async ({ filter }) => {
    for (const index of ANSWERS.keys()) {
      const event = { id: `evt_odd_${index}`, type: `odd.${index}`, data: {} };
      assert.equal(await outcome(filter, bytesOf("later", request("optimo", { event }))), "200");
    }
    const list = async () => {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
      const response = await fetch(`${filter.url}/admin/deliveries?source=later`, { headers });
      return (await response.json()).deliveries.filter(({ state }) => ["delivered", "parked"].includes(state));
    };
    await until("the attempts", async () => (await list()).length === ANSWERS.length);
    const ended = new Map((await list()).map((delivery) => [delivery.id, delivery]));
    for (const [index, [what, , , status]] of ANSWERS.entries()) {
      const { state, log } = ended.get(`evt_odd_${index}`);
      const isDelivered = status >= 200 && status < 300;
      assert.deepEqual([log[0].status, state], [status, isDelivered ? "delivered" : "parked"], what);
    }
  });
});

test("a destination that answers 600 does not affect 1,000 deliveries to another", async (context) => {
  let isMended = false;
  const count = 1000;
  const { odd, sink, filter } = await start(context, {
    reply: () => (isMended ? ok() : answer("HTTP/1.1 600 X", [length("")])),
    app: () => ({ status: 200 }),
  });
  const refused = [];
  const send = async (index) => {
    const webhook = request("optimo");
    if (index % 2 === 0) {
      assert.equal(await outcome(filter, bytesOf("odd", webhook)), "502 destination_invalid_status");
      refused.push(webhook);
    } else {
      assert.equal(await outcome(filter, bytesOf("now", webhook)), "200");
    }
    // The inbox of another source is at work beside them.
    if (index % 5 === 0) assert.equal((await filter.post("bottle")).status, 200);
  };
  let next = 0;
  const lane = async () => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  await until("the deliveries", () => sink.received.length >= count / 2 + count / 5);
  assert.equal(odd.received.length, count / 2, "each was forwarded once");

  // The claims are let go: the provider's retry is the retry.
  isMended = true;
  for (const webhook of refused.slice(0, 20)) {
    assert.equal(await outcome(filter, bytesOf("odd", webhook)), "200");
  }
  const delivered = [...sink.received, ...odd.received.slice(count / 2)];
  const ids = new Set(delivered.map(({ headers }) => headers["webhook-id"]));
  assert.equal(ids.size, count / 2 + count / 5 + 20);
  assert.equal(delivered.length, ids.size, "nothing is delivered twice");
});

/** What stands in events: text in JSON, of which `ID` becomes new each time. */
const EVENTS = [
  ["NULs in the id", '"id":"\\u0000ID\\u0000","type":"t"'],
  ["marks of direction in the id", '"id":"ID\\u2028\\u202e","type":"t"'],
  ["a number of 30 digits for an id", `"id":${"7".repeat(30)},"type":"t"`],
  ["half a surrogate pair for a type", '"id":"ID","type":"\\ud800"'],
  ["a NUL in the type", '"id":"ID","type":"a\\u0000b"'],
  ["a type of 100 kB", `"id":"ID","type":"${"t".repeat(100_000)}"`],
  ["half a surrogate pair for a tenant", '"id":"ID","type":"t","org_id":"\\udfff"'],
  ["a tenant past every number", '"id":"ID","type":"t","org_id":1e999'],
  ["half a surrogate pair in the data", '"id":"ID","type":"t","data":{"name":"\\ud800"}'],
  ["line ends in the data", '"id":"ID","type":"t","data":{"name":"a\\r\\nx: y"}'],
  ["data nested 50,000 deep", `"id":"ID","type":"t","data":{"name":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
  ["a number of 100,000 digits", `"id":"ID","type":"t","data":{"name":${"9".repeat(100_000)}}`],
  ["900 kB of escapes", `"id":"ID","type":"t","data":{"name":"${"\\u0001".repeat(150_000)}"}`],
];

/** What stands in headers, one character a byte. */
const HEADERS = [
  ["a content type in Latin-1", "Content-Type: text/\xe9\xff"],
  ["a content type with half a surrogate pair", "Content-Type: \xed\xa0\x80"],
  ["a content type with control characters", "Content-Type: a\x01\x7fb"],
  ["an encoding that is none", "Content-Encoding: \xff"],
  ["a cookie of odd bytes", "Cookie: \xff=\x01"],
  ["a switch to another protocol", "Upgrade: websocket"],
  ["a condition of odd bytes", "If-None-Match: \xff"],
];

test("odd headers and bytes of a sender break no other request", async (context) => {
  const extra = () => `
    [vars.COUNTERSIGN.sources.sent]
    scheme = "bottlecrm"
    secrets = ["BOTTLE_SECRET"]
    mode = "inline"
    routes = [{ to = "odd" }]

    [vars.COUNTERSIGN.sources.made]
    scheme = "bottlecrm"
    secrets = ["BOTTLE_SECRET"]
    mode = "inline"
    routes = [{ to = "made" }]

    [vars.COUNTERSIGN.destinations.made]
    url = "http://127.0.0.1:9/"
    timeout = 5
    body = '''{"name": "{{ event.data.name | d("") }}", "type": {{ event.type | d("") | upper | tojson }}}'''
    headers = { x-name = '{{ event.data.name | d("") }}' }
  `;
  await beside(context, { reply: () => ok(), extra }, async ({ filter }) => {
    let last = 0;
    const event = (text) => {
      const body = `{${text.replace("ID", `evt_outside_${++last}`)},"created_at":"${new Date().toISOString()}"}`;
      return { body, headers: providers.bottle.sign(body) };
    };
    const rows = [
      ...EVENTS.map(([what, text]) => [what, () => event(text)]),
      ...HEADERS.map(([what, field]) => [what, () => event('"id":"ID","type":"t"'), [field]]),
    ];
    for (const [what, webhook, fields] of rows) {
      const tell = (source) => outcome(filter, bytesOf(source, webhook(), fields));
      assert.equal(await tell("bottle"), "200", what);
      assert.equal(await tell("sent"), "200", what);
      // What can be made of it is sent to where nobody is.
      assert.match(await tell("made"), /^(502 destination_unreachable|500 template_failed)$/, what);
    }
    // The sink refuses some of the headers: those deliveries are over, too.
    const ended = () => filter.output.stdout.match(/"at":"delivery","outcome":"(delivered|parked)","source":"bottle"/g);
    await until("the deliveries", () => ended()?.length === rows.length);
  });
});
