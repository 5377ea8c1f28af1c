// The picture in the README: the page's first view, as it is. Its words change
// with each run, so the one that is committed is replaced by hand.

import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";

const SIZE = { width: 1360, height: 850 };
const LIMIT = 200_000;

/** The width and height of a WebP file, by its header. */
function sizeOf(webp) {
  assert.equal(webp.toString("latin1", 8, 15), "WEBPVP8");
  return webp[15] === 0x58
    ? { width: webp.readUIntLE(24, 3) + 1, height: webp.readUIntLE(27, 3) + 1 }
    : { width: webp.readUInt16LE(26) & 0x3fff, height: webp.readUInt16LE(28) & 0x3fff };
}

test("the first view has the size of the README's picture", async (context) => {
  const browser = await startBrowser(context, { viewport: SIZE, deviceScaleFactor: 1.5, colorScheme: "light" });
  const page = await openPage(browser);
  await page.evaluate(() => document.fonts.ready);
  const devtools = await browser.newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 88 });
  const picture = Buffer.from(data, "base64");
  writeFileSync(join(process.env.COUNTERSIGN_PICTURES, "debugger.webp"), picture);
  assert.ok(picture.length < LIMIT, `${picture.length} bytes`);

  const committed = at("docs/debugger.webp");
  assert.ok(statSync(committed).size < LIMIT);
  assert.deepEqual(sizeOf(readFileSync(committed)), sizeOf(picture));
  assert.match(readFileSync(at("README.md"), "utf8").slice(0, 2500), /!\[[^\]]{20,}\]\(docs\/debugger\.webp\)/);
});
