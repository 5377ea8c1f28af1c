// The packed package in a page, as each bundler makes it, under a
// Content-Security-Policy that allows WebAssembly and nothing else.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, test } from "node:test";

import { chromium } from "playwright-core";

import { CHROMIUM } from "../support/chromium.mjs";
import { withEsbuild, withVite, withWebpack } from "./support/bundlers.mjs";
import { project, temporaryFolder } from "./support/project.mjs";
import { assertReport, importing } from "./support/report.mjs";

const LIMIT_MS = 180_000;

/** The page shows its report, or what has gone wrong. */
const SHOW = `
const show = (text) => {
  document.querySelector("output").textContent = text;
};
try {
  show(JSON.stringify(report()));
} catch (error) {
  show(error.message);
}`;

const PAGE = `<!doctype html>
<title>Countersign</title>
<output></output>
<script type="module" src="bundle.js"></script>
`;

const folder = await project(importing(SHOW));
const browser = await chromium.launchPersistentContext(temporaryFolder(), CHROMIUM);
after(() => browser.close());

/** A page with a bundle on it, over loopback. */
async function serve(bundle, policy) {
  const answers = {
    "/": ["text/html", PAGE],
    "/bundle.js": ["text/javascript", readFileSync(bundle)],
  };
  const server = createServer(({ url }, response) => {
    const [type, content] = answers[url] ?? [];
    if (type === undefined) return response.writeHead(404).end();
    response.setHeader("Content-Security-Policy", policy);
    response.writeHead(200, { "Content-Type": type }).end(content);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => new Promise((stopped) => {
    server.close(stopped);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, stop };
}

/** What the page shows. */
async function shown(bundle, policy) {
  const { url, stop } = await serve(bundle, policy);
  const page = await browser.newPage();
  try {
    const faults = [];
    page.on("pageerror", (error) => faults.push(error));
    await page.goto(url);
    const output = page.locator("output:not(:empty)");
    await output.waitFor({ timeout: LIMIT_MS }).catch((error) => {
      throw new AggregateError(faults, String([error, ...faults]));
    });
    return await output.textContent();
  } finally {
    await page.close();
    await stop();
  }
}

for (const [name, bundle] of [
  ["Vite", withVite],
  ["esbuild", withEsbuild],
  ["webpack", withWebpack],
]) {
  test(`a page bundled with ${name}`, async () => {
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
    assertReport(await shown(await bundle(folder), policy));
  });
}

test("a page that does not allow WebAssembly is told how to", async () => {
  const text = await shown(await withEsbuild(folder), "default-src 'none'; script-src 'self'");
  assert.match(text, /'wasm-unsafe-eval' in its Content-Security-Policy/);
});
