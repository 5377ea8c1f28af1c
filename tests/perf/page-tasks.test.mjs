// How soon the page is there, and how long it does not answer its reader.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";

import {
  fileOf,
  longestTask,
  openPage,
  paste,
  REQUEST,
  SECRET_FIELD,
  startBrowser,
  verdict,
  watchTasks,
} from "../debugger/support/browser.mjs";
import { BINARY, CLIPBOARD, largeHar, LINE, LINES } from "../debugger/support/noise.mjs";
import { configuration, startFilter, workspace } from "../edge/support/filter.mjs";
import { secrets } from "../support/providers.mjs";

const FIRST_PAINT_MS = 1000;
const MAX_TASK_MS = 100;

/** Of these tries the least disturbed counts. */
const TRIES = 3;

for (const [name, give, message] of [
  ["5 MB of noise in lines are pasted", (page) => paste(page, REQUEST, LINES), /cannot be read/],
  ["5 MB of noise in one line are pasted", (page) => paste(page, REQUEST, LINE), /cannot be read/],
  ["binary is pasted", (page) => paste(page, REQUEST, BINARY), /cannot be read/],
  ["a HAR file of 1,000 entries is pasted", (page) => paste(page, REQUEST, largeHar()), /This request verifies/],
  ["a file of 5 MB of random bytes is given", (page, file) => page.locator("input[type=file]").setInputFiles(file), /cannot be read/],
]) {
  test(`no task of the page takes 100 ms when ${name}`, async (context) => {
    const browser = await startBrowser(context, CLIPBOARD);
    const file = fileOf(context, "noise.bin", randomBytes(5_000_000));
    const tries = [];
    while (tries.length < TRIES && !tries.some((longest) => longest < MAX_TASK_MS)) {
      const page = await openPage(browser);
      await page.locator(SECRET_FIELD).fill(secrets.LABEL_SECRET);
      await watchTasks(page);
      await give(page, file);
      await verdict(page, message);
      await page.waitForTimeout(300);
      tries.push(await longestTask(page));
      await page.close();
    }
    context.diagnostic(`${tries.map(Math.round)} ms (0: under 50 ms)`);
    assert.ok(Math.min(...tries) < MAX_TASK_MS, `${tries} ms`);
  });
}

test("the page that the filter serves is painted within a second", async (context) => {
  const config = configuration({ destinations: { app: { url: "http://127.0.0.1:9/" } } });
  const filter = await startFilter(context, await workspace(context, config));
  const browser = await startBrowser(context);
  const times = [];
  for (let count = 0; count < 5; count++) {
    const page = await openPage(browser, `${filter.url}/debugger`);
    times.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
    await page.close();
  }
  times.sort((one, other) => one - other);
  context.diagnostic(`first contentful paint after ${times.map(Math.round).join(", ")} ms`);
  assert.ok(times[2] < FIRST_PAINT_MS, String(times));
});
