import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { startReceiver } from "./support/receiver.mjs";
import { complaint, ended, file, program, run, SECRET, start } from "./support/run.mjs";

const send = (scheme, url, ...args) => run(["send", scheme, url, "--secret-env", "SECRET", ...args]);

/** The summary, as rows `new 200 accepted 9`. */
async function summary(...args) {
  const { code, out } = await send(...args, "--json");
  const report = JSON.parse(out);
  return { code, report, rows: report.answers.map(({ sent, status, word, count }) => `${sent} ${status} ${word} ${count}`) };
}

test("one event, as the provider sends it", async (context) => {
  const { url, requests } = await startReceiver(context, "optimocms");
  const { code, out, err } = await send("optimocms", `${url}?a=b`);
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^SENT +STATUS +ANSWER +REQUESTS\nnew +200 +accepted +1\n\n1 request in .* requests\/s\nlatency: p50 /);
  const [{ method, url: target, headers, body }] = requests;
  assert.deepEqual([method, target], ["POST", "/hooks?a=b"]);
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["content-length"], String(body.length));
});

for (const [amount, events, duplicates] of [
  ["0.2", 50, 10],
  ["20%", 50, 10],
  ["1", 50, 50],
  ["3", 50, 150],
  ["1.5", 50, 75],
  ["0.001", 50, 1],
]) {
  test(`--duplicate ${amount}: ${duplicates} of ${events} again, byte for byte`, async (context) => {
    const { url, requests } = await startReceiver(context, "salesos");
    const { code, rows } = await summary("salesos", url, "--count", String(events), "--duplicate", amount, "--concurrency", "1");
    assert.equal(code, 0);
    assert.deepEqual(rows, [`new 200 accepted ${events}`, `duplicate 200 duplicate ${duplicates}`]);
    const copies = new Map();
    for (const { body, headers } of requests) {
      const request = `${headers["x-webhook-signature"]} ${body}`;
      copies.set(request, (copies.get(request) ?? 0) + 1);
    }
    assert.equal(copies.size, events);
    const most = Math.ceil(duplicates / events) + 1;
    assert.ok([...copies.values()].every((count) => count <= most));
  });
}

test("--tamper: altered after they were signed, spread evenly, and refused", async (context) => {
  const { url, requests } = await startReceiver(context, "bottlecrm");
  const { code, rows } = await summary("bottlecrm", url, "--count", "100", "--tamper", "0.1", "--concurrency", "1");
  assert.equal(code, 0);
  assert.deepEqual(rows, ["new 200 accepted 90", "tampered 401 signature_mismatch 10"]);
  const places = requests.flatMap(({ result }, index) => (result.ok ? [] : [index]));
  assert.ok(places.every((place, index) => Math.floor(place / 10) === index), String(places));
});

test("duplicates and tampering at once: what is tampered with is sent once", async (context) => {
  const { url } = await startReceiver(context, "optimocms");
  const { code, rows } = await summary("optimocms", url, "--count", "1000", "--tamper", "1%", "--duplicate", "0.5");
  assert.equal(code, 0);
  assert.deepEqual(rows.map((row) => row.replace(/^(\w+ 200) \w+/, "$1")), [
    "new 200 990",
    "duplicate 200 495",
    "tampered 401 signature_mismatch 10",
  ]);
});

for (const [age, word, status] of [
  ["600", "timestamp_too_old", 401],
  ["-600", "timestamp_too_new", 401],
  ["200", "accepted", 200],
]) {
  test(`--age ${age}: ${word}`, async (context) => {
    const { url } = await startReceiver(context, "whitelabelcro");
    const { code, rows } = await summary("whitelabelcro", url, "--count", "10", `--age`, age);
    assert.equal(code, 0);
    assert.deepEqual(rows, [`new ${status} ${word} 10`]);
  });
}

test("--age where no time is signed: a warning, and 2xx is wanted", async (context) => {
  const { url } = await startReceiver(context, "salesos");
  const { code, err } = await send("salesos", url, "--age", "6000");
  assert.equal(code, 0);
  assert.match(err, /^warning: SalesOS signs no time of sending/);
});

test("what should be refused and is not makes a failure", async (context) => {
  const { url } = await startReceiver(context, "optimocms", { answer: (response) => response.end("ok") });
  for (const args of [["--tamper", "1"], ["--age", "600"]]) {
    const { code, out } = await send("optimocms", url, "--count", "5", ...args);
    assert.equal(code, 1);
    assert.match(out, /^(new|tampered) +200 +ok +5 +unexpected$/m);
  }
});

test("what should be accepted and is not makes a failure", async (context) => {
  for (const status of [301, 400, 500, 503]) {
    const answer = (response) => response.writeHead(status).end();
    const { url } = await startReceiver(context, "optimocms", { answer });
    const { code, rows } = await summary("optimocms", url);
    assert.deepEqual([code, rows], [1, [`new ${status}  1`]]);
  }
});

test("answers are told apart by status and word, and strange ones are no words", async (context) => {
  const answers = ['{"code":"a_code","status":"b"}', '{"status":"queued"}', '{"status":200}', "{", "plain", "two words", "\x1b[31m", "x".repeat(1e6)];
  const answer = (response, count) => response.end(answers[count - 1]);
  const { url } = await startReceiver(context, "optimocms", { answer });
  const { rows } = await summary("optimocms", url, "--count", String(answers.length), "--concurrency", "1");
  assert.deepEqual(rows.sort(), ["new 200  5", "new 200 a_code 1", "new 200 plain 1", "new 200 queued 1"]);
});

test("a receiver with ever new words does not fill the summary", async (context) => {
  const answer = (response, count) => response.end(`word${count}`);
  const { url } = await startReceiver(context, "optimocms", { answer });
  const { rows, report } = await summary("optimocms", url, "--count", "300");
  assert.equal(rows.length, 101);
  assert.equal(report.answers.reduce((sum, { count }) => sum + count, 0), 300);
});

test("a body of one's own goes as it is", async (context) => {
  const body = Buffer.from('\ufeff{"id":"evt_own",\r\n"x":"☎"}\n');
  const { url, requests } = await startReceiver(context, "optimocms");
  const { code, rows } = await summary("optimocms", url, "--body", file("own.json", body), "--count", "3", "--concurrency", "1");
  assert.equal(code, 0);
  assert.deepEqual(rows.sort(), ["new 200 accepted 1", "new 200 duplicate 2"]);
  for (const request of requests) assert.deepEqual(request.body, body);
});

test("a body without letters is tampered with, too", async (context) => {
  const { url } = await startReceiver(context, "standard-webhooks", { secret: "whsec_c2VjcmV0" });
  for (const body of ["", "[]"]) {
    const args = ["send", "standard-webhooks", url, "--secret-env", "OTHER", "--body", "-", "--tamper", "1", "--json"];
    const { code, out } = await run(args, { input: body, env: { OTHER: "whsec_c2VjcmV0" } });
    assert.equal(code, 0, out);
    assert.equal(JSON.parse(out).answers[0].word, "signature_mismatch");
  }
});

test("--concurrency: so many at once, and no more", async (context) => {
  let [open, most] = [0, 0];
  const answer = async (response) => {
    most = Math.max(most, ++open);
    await wait(20);
    open--;
    response.end();
  };
  const { url } = await startReceiver(context, "optimocms", { answer });
  await send("optimocms", url, "--count", "40", "--concurrency", "8");
  assert.equal(most, 8);
});

test("--timeout: an answer that does not come is none", async (context) => {
  const answer = (response) => void response;
  const { url } = await startReceiver(context, "optimocms", { answer });
  const { code, rows } = await summary("optimocms", url, "--timeout", "1", "--count", "20");
  assert.deepEqual([code, rows], [1, ["new undefined timeout 20"]]);
});

test("an answer that breaks off is none", async (context) => {
  const answer = (response) => {
    response.writeHead(200, { "content-length": 10 }).write("{");
    setTimeout(() => response.destroy(), 20);
  };
  const { url } = await startReceiver(context, "optimocms", { answer });
  const { code, rows } = await summary("optimocms", url);
  assert.deepEqual([code, rows], [1, ["new undefined ECONNRESET 1"]]);
});

test("where nobody listens, it gives up soon", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  const { code, report } = await summary("optimocms", `http://127.0.0.1:${port}`, "--count", "1000000");
  assert.equal(code, 1);
  assert.equal(report.planned, 1_000_000);
  assert.ok(report.requests >= 100 && report.requests < 200, `${report.requests}`);
});

test("Ctrl-C: the summary of what was done", async (context) => {
  const answer = (response, count) => (count <= 30 ? response.end() : undefined);
  const { url, requests } = await startReceiver(context, "optimocms", { answer });
  const child = start(["send", "optimocms", url, "--secret-env", "SECRET", "--count", "1000", "--concurrency", "4"]);
  const done = ended(child);
  while (requests.length < 34) await wait(10);
  child.kill("SIGINT");
  const { code, out } = await done;
  assert.equal(code, 130);
  assert.match(out, /^new +200 +30$/m);
  assert.match(out, /^30 of 1,000 requests in /m);
});

test("a secret that cannot be one is refused before anything is sent", async (context) => {
  const { url, requests } = await startReceiver(context, "optimocms");
  assert.match(await complaint(["send", "standard-webhooks", url, "--secret-env", "SECRET"]), /secret .* is invalid/);
  assert.equal(requests.length, 0);
});

const hasScript = spawnSync("script", ["--version"]).status === 0;

test("progress is for terminals", { skip: !hasScript && "script is not here" }, async (context) => {
  const answer = async (response) => {
    await wait(60);
    response.end();
  };
  const { url } = await startReceiver(context, "optimocms", { answer });
  const args = `send optimocms ${url} --secret-env SECRET --count 20 --concurrency 1`;
  const { err } = await run(args.split(" "));
  assert.equal(err, "");
  const child = spawn("script", ["-qec", `"$NODE" "$PROGRAM" ${args}`, "/dev/null"], {
    env: { ...process.env, SECRET, NODE: process.execPath, PROGRAM: program },
  });
  const { out } = await ended(child);
  assert.match(out, /\r\x1b\[K█+░+ \d+ of 20, \d+\/s/);
  assert.match(out, /\r\x1b\[KSENT|\r\x1b\[K\x1b\[1mSENT/);
});

test("it is a load generator", async (context) => {
  const { url } = await startReceiver(context, "optimocms", { answer: (response) => response.end() });
  const { report } = await summary("optimocms", url, "--count", "10000", "--concurrency", "32");
  context.diagnostic(`${report.requestsPerSecond} requests/s`);
  assert.equal(report.requests, 10_000);
  assert.ok(report.latencyMs.p50 <= report.latencyMs.p90 && report.latencyMs.p99 <= report.latencyMs.max);
  // Far below what it does, so that a busy machine does not fail it.
  assert.ok(report.requestsPerSecond > 500, `${report.requestsPerSecond} requests/s`);
});
