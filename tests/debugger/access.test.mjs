// That everyone can use it: axe-core on every view, the keyboard, small and
// large screens. What each looks like is kept as a picture.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { request } from "../support/providers.mjs";
import { choose, FILE_URL, give, openPage, REQUEST, SECRET_FIELD, startBrowser, textOf, verdict, written } from "./support/browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The views, and how one gets there. */
const VIEWS = {
  proven: async () => undefined,
  verified: async (page) => {
    await page.getByRole("button", { name: "Apply this fix here" }).click();
    await verdict(page, /This request verifies/);
  },
  negative: async (page) => {
    await page.locator(SECRET_FIELD).fill("sk_live_of_another_kind ");
    await verdict(page, /^The signature differs$/);
    await page.getByText("What was tried, and what was not").click();
  },
  stale: async (page) => {
    await give(page, written(request("optimo", { now: Date.now() - 3_600_000 })), "whsec_optimo");
    await verdict(page, /The signature matches/);
    await page.getByText("Hex", { exact: true }).last().click();
  },
  unreadable: async (page) => {
    await give(page, "curl 'https://example.com", "");
    await verdict(page, /cannot be read/);
  },
  compare: async (page) => {
    await choose(page, "Compare two");
    for (const [label, text] of [["The request on the wire", '{"a": 1}\n'], ["The request in the handler", '{"a":1}']]) {
      await page.getByRole("textbox", { name: label }).click();
      await page.keyboard.insertText(text);
    }
    await verdict(page, /The bodies differ/);
  },
  own: async (page) => {
    await page.getByRole("combobox", { name: "Scheme", exact: true }).selectOption("own");
    await page.getByRole("combobox", { name: "At the time" }).selectOption("fixed");
    await verdict(page, /./);
  },
  share: async (page) => {
    await page.getByRole("button", { name: "Share a link" }).click();
    await page.getByRole("textbox", { name: "Link" }).waitFor();
  },
  generate: async (page) => {
    await choose(page, "Generate");
    await page.getByRole("region", { name: "the signed request" }).waitFor();
  },
  receive: async (page) => {
    await choose(page, "Receive");
  },
};

async function violations(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((values) => axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  return violations.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0].target.join(" ")}\n${nodes[0].failureSummary}`);
}

const SCREENS = [
  { name: "light", viewport: { width: 1440, height: 1000 }, colorScheme: "light" },
  { name: "dark", viewport: { width: 1440, height: 1000 }, colorScheme: "dark" },
  { name: "360", viewport: { width: 360, height: 780 }, colorScheme: "light" },
  { name: "360-dark", viewport: { width: 360, height: 780 }, colorScheme: "dark" },
  { name: "1600", viewport: { width: 1600, height: 1000 }, colorScheme: "light" },
];

for (const { name, ...screen } of SCREENS) {
  test(`every view at ${name} passes axe and fits the width`, async (context) => {
    const browser = await startBrowser(context, { ...screen, reducedMotion: "reduce" });
    for (const [view, reach] of Object.entries(VIEWS)) {
      const page = await openPage(browser);
      await reach(page);
      await page.screenshot({ path: join(process.env.COUNTERSIGN_PICTURES, `${view}-${name}.png`), fullPage: true });
      assert.deepEqual(await violations(page), [], `${view} at ${name}`);
      const { content, window } = await page.evaluate(() => ({
        content: document.documentElement.scrollWidth,
        window: document.documentElement.clientWidth,
      }));
      assert.ok(content <= window, `${view} at ${name} is ${content - window} pixels too wide`);
      assert.deepEqual(page.faults, [], view);
      await page.close();
    }
  });
}

test("the page is usable by keyboard alone", async (context) => {
  const page = await openPage(await startBrowser(context));
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
    });
  const tabTo = async (wanted) => {
    for (let count = 0; count < 60; count++) {
      await page.keyboard.press("Tab");
      if (wanted.test(await focused())) return;
    }
    assert.fail(`Tab does not lead to ${wanted}`);
  };
  await tabTo(/^Request: raw HTTP/);
  await tabTo(/^Show secret 1/);
  await page.keyboard.press("Space");
  assert.equal(await page.getByRole("button", { name: "Show secret 1" }).getAttribute("aria-pressed"), "true");
  await tabTo(/^Apply this fix here/);
  await page.keyboard.press("Enter");
  await verdict(page, /This request verifies/);
  await page.goto("about:blank");
  await page.goto(FILE_URL);
  await verdict(page, /this is why/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("heading", { name: "Signed request" }).waitFor();
});

test("typing and replacing are undone and redone", async (context) => {
  const page = await openPage(await startBrowser(context));
  const example = await textOf(page, REQUEST);
  await give(page, "typed instead");
  await page.keyboard.type(", and more");
  assert.equal(await textOf(page, REQUEST), "typed instead, and more");
  // How much of what was typed goes at once depends on how quickly it was.
  for (let presses = 0; presses < 40 && (await textOf(page, REQUEST)) !== example; presses++) {
    await page.keyboard.press("Control+z");
  }
  assert.equal(await textOf(page, REQUEST), example);
  await page.keyboard.press("Control+y");
  assert.notEqual(await textOf(page, REQUEST), example);

  const typed = await textOf(page, REQUEST);
  await page.getByRole("combobox", { name: "Fault of the example" }).selectOption("Nothing wrong");
  await verdict(page, /This request verifies/);
  await page.getByRole("button", { name: "Undo opening the example" }).click();
  await page.waitForFunction(() => !document.querySelector(".verdict.good"));
  assert.equal(await textOf(page, REQUEST), typed);
});

test("light and dark colours are chosen by setting and system", async (context) => {
  const page = await openPage(await startBrowser(context, { colorScheme: "light" }));
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await choose(page, "Dark");
  await page.waitForFunction((light) => getComputedStyle(document.documentElement).backgroundColor !== light, light);
  await choose(page, "System");
  await page.waitForFunction((light) => getComputedStyle(document.documentElement).backgroundColor === light, light);
});
