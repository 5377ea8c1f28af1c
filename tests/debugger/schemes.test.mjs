// The providers' schemes: each is known by name, verified, explained and made.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { until } from "../support/wait.mjs";
import { choose, give, openPage, SECRET_FIELD, startBrowser, verdict } from "./support/browser.mjs";

const schemes = ["builtin", "catalogue"].flatMap((folder) =>
  readdirSync(at(`schemes/${folder}`)).map((file) => JSON.parse(readFileSync(at(`schemes/${folder}/${file}`), "utf8"))),
);

/** Requests that a program made which knows the providers and not the schemes. */
const requests = JSON.parse(readFileSync(at("tests/catalogue/independent.json"), "utf8"));

const VERIFIES = /This request verifies/;

/** A request as it came over the wire: with a path, and not with a URL. */
function written({ method, url, headers, body }) {
  const { host, pathname, search } = new URL(url);
  const lines = Object.entries({ Host: host, ...headers }).map((line) => line.join(": "));
  return `${method} ${pathname}${search} HTTP/1.1\n${lines.join("\n")}\n\n${body}`;
}

const scheme = (page) => page.getByRole("combobox", { name: "Scheme", exact: true });
const secret = (page, change) => async (request) => page.locator(SECRET_FIELD).fill(change(request.secret));
const body = (page, change) => async (request) => give(page, written({ ...request, body: change(request.body) }));

/** How each is broken, and what that is called. */
const BROKEN = {
  stripe: (page) => [body(page, (text) => `${text}\n`), "body_trailing_newline"],
  slack: (page) => [secret(page, (text) => `"${text}"`), "secret_quoted"],
  twilio: (page) => [
    ({ url }) => page.getByRole("textbox", { name: "URL, as the provider has it" }).fill(url.replace("https", "http")),
    "url_mismatch",
  ],
  "gitlab-token": (page) => [secret(page, (text) => `${text} `), "secret_whitespace"],
};

for (const [id, broken] of Object.entries(BROKEN)) {
  test(`${id}: a request verifies, an altered one does not, and the fix verifies again`, async (context) => {
    const page = await openPage(await startBrowser(context));
    const request = requests.find((one) => one.scheme === id);
    await scheme(page).selectOption(id);
    // They were signed at another time.
    await page.getByRole("spinbutton", { name: "Tolerance, s" }).fill("31536000");
    await give(page, written(request), request.secret);
    await verdict(page, VERIFIES);

    const [spoil, code] = broken(page);
    await spoil(request);
    await page.locator(".cause.proven", { hasText: code }).first().waitFor();
    await page.getByRole("button", { name: "Apply this fix here" }).first().click();
    await verdict(page, VERIFIES);
    assert.deepEqual(page.faults, []);
  });
}

test("every scheme is found by typing and can be chosen", async (context) => {
  const page = await openPage(await startBrowser(context));
  const values = await scheme(page).locator("option").evaluateAll((options) => options.map(({ value }) => value));
  assert.deepEqual(values.toSorted(), [...schemes.map(({ id }) => id), "detect", "own"].toSorted());
  await scheme(page).focus();
  await page.keyboard.type("twitch");
  assert.equal(await scheme(page).inputValue(), "twitch");
});

/** One of each way to sign. */
const ways = new Map(
  schemes.map((one) => {
    const { header: _, more_headers: more, ...format } = one.signature;
    const { header, ...time } = one.timestamp ?? {};
    const way = [format, !!more, header !== undefined, time, one.signed_content, one.algorithm, one.equal, one.secret];
    return [JSON.stringify(way), one];
  }),
);

test("a generated request of each signing method verifies", async (context) => {
  const page = await openPage(await startBrowser(context));
  const missed = [];
  for (const { id } of ways.values()) {
    await choose(page, "Generate");
    await page.locator(SECRET_FIELD).fill("");
    await scheme(page).selectOption(id);
    await page.getByRole("button", { name: "Make a secret" }).click();
    await page.getByRole("region", { name: "the signed request" }).waitFor();
    const runs = await page.locator("main").getAttribute("data-runs");
    await page.getByRole("button", { name: "Diagnose it" }).click();
    await page.waitForFunction((before) => document.querySelector("main").dataset.runs !== before, runs);
    let found;
    const isRight = async () => {
      found = await page.getByRole("status").first().innerText();
      return VERIFIES.test(found);
    };
    await until(id, isRight, 20_000).catch(() => missed.push(`${id}: ${found}`));
  }
  assert.ok(ways.size > 40, `${ways.size}`);
  assert.deepEqual(missed, []);
  assert.deepEqual(page.faults, []);
});

test("a secret that is sent as a token is in no export and in no link", async (context) => {
  const page = await openPage(await startBrowser(context, { acceptDownloads: true }));
  for (const id of ["gitlab-token", "figma"]) {
    const { secret: token, ...request } = requests.find((one) => one.scheme === id);
    await scheme(page).selectOption(id);
    await give(page, written(request), token);
    await verdict(page, VERIFIES);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export JSON" }).click(),
    ]);
    const exported = readFileSync(await download.path(), "utf8");
    const { headers, body: sent } = JSON.parse(exported).request;
    assert.ok(headers.length > 0 && sent.length > 0);
    for (const text of [exported, Buffer.from(sent, "base64").toString()]) assert.ok(!text.includes(token), id);

    await page.getByRole("button", { name: "Share a link" }).click();
    const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByRole("textbox", { name: "Body, as text" }).waitFor();
    assert.ok(!(await other.locator("main").innerText()).includes(token), id);
    await other.close();
    await page.getByRole("button", { name: "Close" }).click();
  }
});
