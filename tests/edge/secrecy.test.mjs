// Nothing that is secret, and nothing of what events say, is in a log or in an
// answer: markers are planted in all of it, and looked for everywhere.

import assert from "node:assert/strict";
import { test } from "node:test";

import { groups } from "./support/bad-requests.mjs";
import { configuration, refusal, startFilter, workspace } from "./support/filter.mjs";
import { providers, request, secrets } from "../support/providers.mjs";
import { SINK_SECRET, startSink } from "./support/sink.mjs";
import { exchange } from "./support/socket.mjs";
import { settled, until } from "../support/wait.mjs";

const MARK = "MARKER";

/** Secrets by name, each with a mark of its own. */
const marked = {
  OPTIMO_SECRET: secrets.OPTIMO_SECRET,
  TOKEN: `${MARK}-token`,
  SIGNING_KEY: Buffer.from(`${MARK}-signing-key`).toString("base64"),
};

/** What stands in a configuration and is meant for the destination alone. */
const PATH = `${MARK}-in-the-address`;

const destination = (name, url, more = "") => `
  [vars.COUNTERSIGN.destinations.${name}]
  url = "${url}?key=${PATH}"
  sign_with = "SIGNING_KEY"
  bearer = "TOKEN"
  timeout = 1
  ${more}
`;

const source = (name, to, mode = "inbox") => `
  [vars.COUNTERSIGN.sources.${name}]
  scheme = "optimocms"
  secrets = ["OPTIMO_SECRET"]
  mode = "${mode}"
  routes = [{ to = "${to}" }]
`;

test("no secret, signature or body is in a log or in an answer", async (context) => {
  let tries = 0;
  const answer = async ({ path }) => {
    if (path.startsWith("/refusing")) return { status: 422, body: `${MARK} refuses` };
    if (path.startsWith("/moody") && tries++ === 0) {
      return { status: 503, headers: { "retry-after": MARK } };
    }
    if (path.startsWith("/hanging")) return new Promise(() => {});
    return { status: 204, headers: { "x-own": MARK } };
  };
  const sink = await startSink(answer);
  context.after(sink.stop);
  const closed = await startSink();
  await closed.stop();

  const template = (text) => `body = '''${text}'''`;
  const name = "{{ event.data.fields.name }}";
  const extra = [
    destination("good", sink.url),
    destination("down", closed.url, "attempts = 1"),
    destination("refusing", `${sink.url}refusing`),
    destination("moody", `${sink.url}moody`),
    destination("hanging", `${sink.url}hanging`, "attempts = 1"),
    destination("shaped", sink.url, template(`{"name": ${name}}`)),
    destination("misshaped", sink.url, template(`[${name}, {{ event.data.fields.name | int }}]`)),
    destination("nojson", sink.url, template(`${name} ${name}`)),
    destination("headed", sink.url, 'headers = { X-Name = "{{ event.data.fields.bell }}" }'),
    ...["inbox", "inline"].flatMap((mode) => [
      source(`good-${mode}`, "good", mode),
      source(`down-${mode}`, "down", mode),
      source(`refusing-${mode}`, "refusing", mode),
      source(`moody-${mode}`, "moody", mode),
      source(`hanging-${mode}`, "hanging", mode),
      source(`shaped-${mode}`, "shaped", mode),
      source(`misshaped-${mode}`, "misshaped", mode),
      source(`nojson-${mode}`, "nojson", mode),
      source(`headed-${mode}`, "headed", mode),
    ]),
  ];
  const config = configuration({ destinations: { app: { url: sink.url } }, extra: extra.join("") });
  const filter = await startFilter(context, await workspace(context, config, marked));

  const answers = [];
  const signatures = [];
  async function post(to, webhook) {
    signatures.push(webhook.headers["x-optimocms-signature"]);
    const response = await filter.post(to, webhook);
    answers.push(`${JSON.stringify([...response.headers])} ${await response.text()}`);
  }

  const fields = { name: `${MARK} "name"`, bell: "\u0007", email: `${MARK}@example.com` };
  let last = 0;
  const webhook = () => {
    const id = `evt_secrecy_${++last}`;
    return request("optimo", { event: { id, type: "form.submitted", data: { fields } } });
  };
  const names = [...config.matchAll(/sources\.(\w+-(?:inbox|inline))\]/g)].map(([, name]) => name);
  assert.equal(names.length, 18);
  for (const name of names) {
    const event = webhook();
    await post(name, event);
    await post(name, event);
    await post(name, { ...event, body: event.body.replace("{", "{ ") });
    await post(name, { ...event, headers: { ...event.headers, "x-optimocms-signature": MARK } });
    await post(name, { ...event, headers: { ...event.headers, "x-optimocms-timestamp": MARK } });
    const body = `${MARK} is no JSON`;
    await post(name, { body, headers: providers.optimo.sign(body, Date.now()) });
    const nameless = JSON.stringify({ id: { [MARK]: MARK } });
    await post(name, { body: nameless, headers: providers.optimo.sign(nameless, Date.now()) });
  }
  await post(`${MARK}-source`, webhook());
  for (const { bytes, end, isHead } of Object.values(groups).flat()) {
    const written = typeof bytes === "function" ? bytes() : bytes;
    const { answers: got } = await exchange(filter.url, written, { end, isHead });
    answers.push(JSON.stringify(got));
  }

  const outcomes = (outcome) => filter.output.stdout.split(`"outcome":"${outcome}"`).length - 1;
  await until("the deliveries", () => outcomes("parked") >= 6 && outcomes("retrying") >= 1);
  await until("the retry", () => /"source":"moody-inbox".*"attempt":2/.test(filter.output.stdout));
  await settled(500);

  // All of it did happen.
  const log = filter.output.stdout + filter.output.stderr;
  const inbound = ["accepted", "duplicate", "rejected", "forwarded"];
  for (const seen of [...inbound, "delivered", "parked", "retrying", "returned"]) {
    assert.ok(log.includes(`"outcome":"${seen}"`), seen);
  }
  for (const seen of ["template_failed", "destination_timeout", "destination_unreachable"]) {
    assert.ok(log.includes(`"code":"${seen}"`), seen);
  }
  const got = sink.received.find(({ headers }) => headers.authorization);
  assert.equal(got.headers.authorization, `Bearer ${marked.TOKEN}`);
  const shaped = `{"name": ${JSON.stringify(fields.name)}}`;
  assert.ok(sink.received.some(({ body }) => body.toString() === shaped));

  const countersignatures = sink.received.map(({ headers }) => headers["webhook-signature"]);
  const keys = [SINK_SECRET, ...Object.values(secrets), ...Object.values(marked)];
  const hidden = [MARK, ...keys, ...signatures, ...countersignatures];
  const unmarked = answers.filter((text) => !text.includes(`${MARK} refuses`));
  assert.equal(answers.length - unmarked.length, 2, "inline, a destination's own answer is passed on");
  const places = { log, answers: unmarked.join("\n") };
  for (const [place, text] of Object.entries(places)) {
    for (const secret of new Set(hidden.filter(Boolean))) {
      const at = text.indexOf(secret);
      assert.equal(at, -1, `${place}: ${text.slice(Math.max(0, at - 200), at + 100)}`);
    }
  }
});

test("a refused configuration shows no secret", async (context) => {
  const good = configuration({ destinations: { app: { url: "https://app.example.com/" } } });
  for (const [what, from, to] of [
    ["a secret in the place of its name", '["OPTIMO_SECRET"]', `["whsec_${MARK}"]`],
    ["a secret that does not fit", 'sign_with = "SINK_SECRET"', 'sign_with = "NOT_BASE64"'],
    ["a secret that no header can hold", 'sign_with = "SINK_SECRET"', 'bearer = "NO_HEADER"'],
    ["credentials in an address", "https://app.example.com/", `https://user:${MARK}@app.example.com/`],
  ]) {
    assert.ok(good.includes(from), what);
    const folder = await workspace(context, good.replaceAll(from, to), {
      NOT_BASE64: `whsec_!${MARK}`,
      NO_HEADER: `${MARK}é`,
    });
    const { code, stdout, stderr } = await refusal(folder);
    assert.equal(code, 1, what);
    assert.ok(!(stdout + stderr).includes(MARK), `${what}: ${stderr}`);
  }
});
