// What is pasted and is no request: a clear message, and nothing lost. That the page
// does not freeze is measured in `tests/perf`.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";

import { request, secrets } from "../support/providers.mjs";
import {
  fileOf,
  give,
  openPage,
  paste,
  REQUEST,
  SECRET_FIELD,
  startBrowser,
  textOf,
  verdict,
  written,
} from "./support/browser.mjs";
import { BINARY, CLIPBOARD, largeHar, LINE, LINES } from "./support/noise.mjs";

const BINARY_SIZE = Buffer.byteLength(BINARY).toLocaleString("en");

for (const [name, text, message] of [
  ["5 MB of noise in lines", LINES, /cannot be read/],
  ["5 MB of noise in one line", LINE, /cannot be read/],
  ["binary", BINARY, /cannot be read/],
]) {
  test(`${name}, pasted, is explained and stays as it was`, async (context) => {
    const page = await openPage(await startBrowser(context, CLIPBOARD));
    await page.locator(SECRET_FIELD).fill("typed before");
    await paste(page, REQUEST, text);
    assert.match(await verdict(page, message), /is no header|is expected|no request/);
    if (text === BINARY) {
      assert.ok((await page.locator(".file-chip").innerText()).includes(BINARY_SIZE), "what was pasted is there");
      await page.getByRole("button", { name: "Remove" }).click();
      assert.match(await textOf(page, REQUEST), /^POST/, "what was there before, too");
    } else assert.ok((await textOf(page, REQUEST)) === text, "what was pasted is there, to the character");
    assert.equal(await page.locator(SECRET_FIELD).inputValue(), "typed before");
    assert.deepEqual(page.faults, []);
  });
}

test("a file of 5 MB of random bytes is given", async (context) => {
  const page = await openPage(await startBrowser(context));
  await page.locator("input[type=file]").setInputFiles(fileOf(context, "noise.bin", randomBytes(5_000_000)));
  await verdict(page, /cannot be read/);
  await page.getByRole("button", { name: "Remove" }).click();
  assert.match(await verdict(page, /this is why/), /parsed and written again/, "what was there before is there again");
});

test("an unfinished curl command is explained and completes by typing on", async (context) => {
  const page = await openPage(await startBrowser(context));
  const { headers, body } = request("bottle");
  const lines = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
  const whole = `curl https://api.example.com/hooks ${lines.join(" ")} --data-raw '${body}'`;
  await give(page, whole.slice(0, -5), secrets.BOTTLE_SECRET);
  assert.match(await verdict(page, /cannot be read/), /the quote ' at line 1, column \d+ is not closed/);
  await page.keyboard.press("Control+End");
  assert.equal(await textOf(page, REQUEST), whole.slice(0, -5));
  await page.getByRole("textbox", { name: REQUEST }).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(whole.slice(-5));
  await verdict(page, /This request verifies/);
});

test("a HAR file of 1,000 entries opens at the webhook", async (context) => {
  const har = largeHar();
  const page = await openPage(await startBrowser(context, CLIPBOARD));
  await page.locator(SECRET_FIELD).fill(secrets.LABEL_SECRET);
  await paste(page, REQUEST, har);
  await verdict(page, /This request verifies/);
  const choice = page.getByRole("combobox", { name: /^Request of the HAR file \(1,000\)/ });
  assert.equal(await choice.inputValue(), "700");
  await choice.selectOption("3");
  await verdict(page, /No scheme recognised|no signature/);
  assert.ok((await textOf(page, REQUEST)) === har);
});

test("a long search is cancelled and the page goes on", async (context) => {
  const page = await openPage(await startBrowser(context));
  const body = JSON.stringify({ id: "evt_1", items: Array.from({ length: 90_000 }, (_, index) => ({ index, name: `item ${index}, naïve`, price: index / 8 })) }, undefined, 1);
  await page.locator(SECRET_FIELD).fill("of-another-endpoint-77");
  const file = fileOf(context, "large.http", written({ ...request("bottle"), body }));
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "Cancel" }).click();
  await verdict(page, /^Cancelled$/);
  await page.getByRole("button", { name: "Remove" }).click();
  await verdict(page, /signature/i);
  assert.deepEqual(page.faults, []);
});
