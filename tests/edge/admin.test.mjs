// The admin API: by token only, deliveries are listed, shown, replayed and
// erased.

import assert from "node:assert/strict";
import { test } from "node:test";

import { TOKEN, eventPath, startAdmin } from "./support/admin.mjs";
import { configuration, refusal, startFilter, workspace } from "./support/filter.mjs";
import { providers, request } from "../support/providers.mjs";
import { startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

const ADDRESSES = ["", "/", "/deliveries", "/deliveries/replay", "/events/a:b", "/stats", "/metrics", "/no", "/stats/"];
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

const lead = (id) => ({ ...providers.sales.event(id, Date.now()), id });

test("without a configured token the admin API is 404", async (context) => {
  const sink = await startSink();
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  const filter = await startFilter(context, folder);
  const answer = async (path, method) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(filter.url + path, { method, headers });
    const { date, ...rest } = Object.fromEntries(response.headers);
    return { status: response.status, headers: rest, text: await response.text() };
  };
  for (const method of METHODS) {
    const unknown = await answer("/nothing", method);
    assert.equal(unknown.status, 404);
    for (const address of ADDRESSES) assert.deepEqual(await answer(`/admin${address}`, method), unknown);
  }
});

test("a missing or wrong token is 401, whatever the path", async (context) => {
  const { filter, publish, list } = await startAdmin(context);
  const event = await publish("optimo", "evt_1");
  const answers = new Set();
  for (const authorization of [undefined, "", "Bearer", `Bearer ${TOKEN}x`, TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN.toUpperCase()}`]) {
    for (const method of METHODS) {
      for (const address of [...ADDRESSES, `/${eventPath(event)}`, "/deliveries?nonsense=1"]) {
        const headers = authorization === undefined ? {} : { authorization };
        const response = await fetch(`${filter.url}/admin${address}`, { method, headers });
        assert.equal(response.status, 401, `${method} ${address}`);
        assert.equal(response.headers.get("www-authenticate"), "Bearer");
        assert.equal(response.headers.get("content-type"), "application/problem+json");
        answers.add(await response.text());
      }
    }
  }
  assert.equal(answers.size, 1);
  assert.equal(JSON.parse([...answers][0]).code, "unauthorized");
  assert.equal((await list()).length, 1);
});

test("a guessable token is refused at start with its path in the configuration", async (context) => {
  const config = configuration({
    destinations: { app: { url: "https://app.example.com/" } },
    extra: '[vars.COUNTERSIGN.admin]\ntoken = "ADMIN_TOKEN"\n',
  });
  for (const [ADMIN_TOKEN, reason] of [["", "there is no secret"], ["fifteen-letters", "shorter than 16"]]) {
    const { code, stderr } = await refusal(await workspace(context, config, { ADMIN_TOKEN }));
    assert.equal(code, 1);
    assert.ok(stderr.includes("vars.COUNTERSIGN.admin.token: ") && stderr.includes(reason), stderr);
    assert.ok(!stderr.includes("fifteen-letters"));
  }
});

test("a list over several shards pages through each delivery once, newest first", async (context) => {
  const EVENTS = 40;
  const { call, list, publish, inState } = await startAdmin(context, {
    shards: 4,
    names: ["good", "bad"],
    answer: ({ path }) => ({ status: path.endsWith("bad") ? 422 : 204 }),
  });
  const posted = [];
  for (let index = 0; index < EVENTS; index++) {
    const source = ["optimo", "sales", "bottle"][index % 3];
    // One id in two sources is two events.
    posted.push(await publish(source, `evt_${Math.floor(index / 3)}`));
  }
  await inState("delivered", EVENTS);
  await inState("parked", EVENTS);

  for (const limit of [1, 7, 500]) {
    const listed = [];
    let next;
    do {
      const page = await call(`deliveries?limit=${limit}${next ? `&cursor=${next}` : ""}`);
      assert.ok(page.deliveries.length <= limit);
      listed.push(...page.deliveries);
      next = page.next;
    } while (next);
    const names = listed.map(({ event, destination }) => `${event} ${destination}`);
    const expected = posted.flatMap((event) => [`${event} good`, `${event} bad`]);
    assert.deepEqual([...names].sort(), expected.sort(), `pages of ${limit}`);
    const times = listed.map(({ received_at }) => received_at);
    assert.deepEqual(times, [...times].sort().reverse());
  }

  const count = async (query) => (await list(query)).length;
  assert.equal(await count("source=optimo"), 2 * Math.ceil(EVENTS / 3));
  assert.equal(await count("destination=bad&state=parked"), EVENTS);
  assert.equal(await count("destination=bad&state=delivered"), 0);
  assert.equal(await count("type=lead.*&type=invoice.paid"), 2 * (EVENTS - Math.ceil(EVENTS / 3)));
  const [{ received_at: newest }] = await list();
  assert.ok((await count(`since=${newest}`)) >= 2);
  assert.equal(await count("until=2020-01-01T00:00:00%2B01:00"), 0);

  const [parked] = await list("state=parked");
  assert.deepEqual(
    [parked.attempts, parked.due_at, parked.log.length, parked.log[0].status, parked.erased],
    [1, null, 1, 422, false],
  );
  assert.match(parked.log[0].at, /^\d{4}-.*Z$/);
});

test("an event with any id is shown with its attempts", async (context) => {
  let count = 0;
  const { call, publish, inState } = await startAdmin(context, {
    shards: 2,
    answer: () => ({ status: count++ ? 204 : 503 }),
  });
  const first = await publish("optimo", "evt_1");
  await inState("delivered", 1);
  const { deliveries: [delivery] } = await call(eventPath(first));
  assert.deepEqual(delivery.log.map(({ status }) => status), [503, 204]);
  assert.deepEqual([delivery.event, delivery.source, delivery.id], [first, "optimo", "evt_1"]);

  for (const id of ["..", ".", "a/b", "é 😀", "100%", "%2e%2e", "a+b", "?#&;", ":", "a\nb", "\\"]) {
    const event = await publish("optimo", id);
    const { deliveries } = await call(eventPath(event));
    assert.deepEqual(deliveries.map(({ event, id }) => [event, id]), [[event, id]]);
  }
});

test("a parked delivery is replayed; an unknown one is 404 and an erased one 409", async (context) => {
  let status = 422;
  const { sink, filter, call, publish, inState } = await startAdmin(context, {
    names: ["one", "two"],
    answer: ({ path }) => (path.endsWith("/two") ? { status: 204 } : { status }),
  });
  const event = await publish("sales", "evt_1");
  await inState("parked", 1);
  await inState("delivered", 1);
  status = 204;
  const replay = (query, wanted) => call(eventPath(event, `/replay${query}`), { method: "POST", status: wanted });
  assert.deepEqual(await replay("?destination=one"), { replayed: 1 });
  await inState("delivered", 2);
  assert.deepEqual(await replay(""), { replayed: 2 });
  await until("all attempts", () => sink.received.length === 5);
  await inState("delivered", 2);
  assert.equal(new Set(sink.received.map(({ headers }) => headers["webhook-id"])).size, 1);

  assert.equal((await replay("?destination=three", 404)).code, "unknown_delivery");
  const missing = eventPath("sales:evt_2", "/replay");
  assert.equal((await call(missing, { method: "POST", status: 404 })).code, "unknown_event");
  assert.match(filter.output.stdout, /"at":"admin","outcome":"replayed","source":"sales","destination":"one","id":"evt_1"/);
});

test("replaying a delivery in flight or without a route is 409", async (context) => {
  const { promise: released, resolve: release } = Promise.withResolvers();
  const { sink, filter, call, publish, inState } = await startAdmin(context, {
    answer: () => released,
    extra: '[vars.COUNTERSIGN.sources.picky]\nscheme = "salesos"\nsecrets = ["SALES_SECRET"]\n'
      + 'routes = [{ to = "app", types = ["order.created"] }]\n',
  });
  const event = await publish("sales", "evt_1");
  await until("the attempt", () => sink.received.length === 1);
  const refused = await call(eventPath(event, "/replay"), { method: "POST", status: 409 });
  assert.equal(refused.code, "under_way");
  release();
  await inState("delivered", 1);

  assert.equal((await filter.post("picky", request("sales", { event: lead("evt_2") }))).status, 200);
  const unrouted = await call("events/picky:evt_2/replay", { method: "POST", status: 409 });
  assert.equal(unrouted.code, "unrouted");
  const { deliveries: [delivery] } = await call("events/picky:evt_2");
  assert.deepEqual([delivery.state, delivery.destination, delivery.attempts], ["unrouted", null, 0]);
});

test("parked deliveries are replayed in bulk, page by page", async (context) => {
  const EVENTS = 30;
  let status = 422;
  const { sink, call, list, publish, inState } = await startAdmin(context, { shards: 4, answer: () => ({ status }) });
  for (let index = 0; index < EVENTS; index++) {
    await publish(index % 2 ? "optimo" : "sales", `evt_${index}`);
  }
  await inState("parked", EVENTS);
  status = 204;
  let replayed = 0;
  let batches = 0;
  let next;
  do {
    const cursor = next ? `&cursor=${next}` : "";
    const batch = await call(`deliveries/replay?type=lead.*&limit=4${cursor}`, { method: "POST" });
    assert.ok(batch.replayed <= 4);
    replayed += batch.replayed;
    batches += 1;
    next = batch.next;
  } while (next);
  assert.equal(replayed, EVENTS / 2);
  assert.ok(batches >= 4);
  await inState("delivered", EVENTS / 2);
  assert.equal((await list("state=parked")).length, EVENTS / 2);
  assert.equal(sink.received.length, EVENTS + EVENTS / 2);

  assert.deepEqual(await call("deliveries/replay?source=optimo", { method: "POST" }), {
    replayed: EVENTS / 2,
    next: null,
  });
  await inState("delivered", EVENTS);
});
