// Every request of the table gets its answer, which the document gives too,
// and the filter then serves a good one.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { groups } from "./support/bad-requests.mjs";
import { readDocument } from "./support/documents.mjs";
import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { request } from "../support/providers.mjs";
import { startSink } from "./support/sink.mjs";
import { exchange } from "./support/socket.mjs";

describe("bad requests", () => {
  let filter;

  const cleanups = [];
  const suite = { after: (cleanup) => cleanups.unshift(cleanup) };
  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  before(async () => {
    const sink = await startSink();
    suite.after(sink.stop);
    const config = configuration({ destinations: { app: { url: sink.url } } });
    filter = await startFilter(suite, await workspace(suite, config));
  });

  async function servesTheNext() {
    const response = await filter.post("optimo");
    assert.equal(response.status, 200);
    assert.equal((await response.json()).status, "accepted");
  }

  /** An answer as the table writes it. */
  function summary({ status, headers, body }, isBodiless) {
    if (isBodiless || !headers["content-type"]?.includes("json")) return String(status);
    const { code, status: said } = JSON.parse(body);
    if (status >= 400) assert.equal(headers["content-type"], "application/problem+json");
    return `${status} ${code ?? said}`;
  }

  for (const [group, rows] of Object.entries(groups)) {
    for (const { what, bytes, answer, end, isHead } of rows) {
      test(`${group}: ${what}`, async () => {
        const written = typeof bytes === "function" ? bytes() : bytes;
        const { answers } = await exchange(filter.url, written, { end, isHead });
        assert.equal(answers.length, 1, "one answer");
        assert.equal(summary(answers[0], isHead), answer);
        await servesTheNext();
      });
    }
  }

  test("docs/answers.md has every bad request", async () => {
    const rows = Object.values(groups).flat();
    assert.ok(rows.length >= 60, `${rows.length}`);
    const document = await readDocument("docs/answers.md");
    const missing = rows.filter(({ what, answer }) => !document.includes(`\n| ${what} | ${answer} |\n`));
    assert.deepEqual(missing.map(({ what, answer }) => `| ${what} | ${answer} |`), []);
  });

  const signed = ({ body, headers }, more = "") => {
    const fields = Object.entries({ host: "filter.example", "content-length": body.length, ...headers });
    const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return `POST /hooks/optimo HTTP/1.1\r\n${head}${more}\r\n${body}`;
  };

  test("pipelined requests are answered in order", async () => {
    const tampered = request("optimo");
    tampered.body = tampered.body.replace("{", "[");
    const written = signed(request("optimo")) + signed(tampered) + signed(request("optimo"));
    const { answers } = await exchange(filter.url, written, { count: 3 });
    assert.deepEqual(
      answers.map((answer) => summary(answer)),
      ["200 accepted", "401 signature_mismatch", "200 accepted"],
    );
  });

  test("bytes after Content-Length are the next request", async () => {
    const { answers, hasHungUp } = await exchange(
      filter.url,
      `${signed(request("optimo"))}nonsense\r\n\r\n`,
      { count: 3 },
    );
    assert.deepEqual(answers.map(({ status }) => status), [200, 400]);
    assert.ok(hasHungUp);
  });

  test("the rest of a refused body is not taken for a request", async () => {
    const hidden = signed(request("optimo"));
    const head = "POST /hooks/optimo HTTP/1.1\r\nHost: filter.example\r\nContent-Length: 2000000\r\n\r\n";
    const { answers, hasHungUp } = await exchange(filter.url, head + hidden, { count: 2 });
    assert.deepEqual(answers.map((answer) => summary(answer)), ["413 body_too_large"]);
    assert.ok(hasHungUp);
  });

  test("Expect: 100-continue gets 100 and then the answer", async () => {
    const { answers } = await exchange(
      filter.url,
      signed(request("optimo"), "Expect: 100-continue\r\n"),
      { count: 2 },
    );
    assert.deepEqual(answers.map(({ status }) => status), [100, 200]);
  });
});
