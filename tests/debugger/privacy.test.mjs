// That nothing leaves the page, and where the secret is: in its field alone.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { request } from "../support/providers.mjs";
import { choose, FILE, give, openPage, SECRET_FIELD, startBrowser, verdict, written } from "./support/browser.mjs";

const SECRET = "S3cret-that-must-not-be-seen-51b2";

/** The page from a plain server, which records what it is asked, and sends no policy of its own. */
async function serve(context) {
  const asked = [];
  const server = createServer(async ({ url }, response) => {
    asked.push(url);
    response.writeHead(200, { "content-type": "text/html" }).end(await readFile(FILE));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, asked };
}

/** Uses the page as its readers do. */
async function useAll(page) {
  await give(page, written(request("bottle")), SECRET);
  await verdict(page, /^The signature differs$/);
  await page.getByRole("button", { name: "Show secret 1" }).click();
  await page.locator(SECRET_FIELD).fill(`${SECRET}\t`);
  await page.getByText("It ends with").waitFor().catch(() => undefined);
  await page.locator(SECRET_FIELD).fill(SECRET);
  for (const way of ["Fields", "Compare two", "Paste"]) await choose(page, way);
  for (const view of ["Generate", "Receive", "Diagnose"]) await choose(page, view);
  await verdict(page, /^The signature differs$/);
}

/** All that is in the document, with what is in shadow roots. */
const documentText = (page) =>
  page.evaluate(() => {
    const texts = [];
    const walk = (node) => {
      for (const attribute of node.attributes ?? []) texts.push(`${attribute.name}=${attribute.value}`);
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
      if (node.shadowRoot) walk(node.shadowRoot);
      for (const child of node.childNodes) walk(child);
    };
    walk(document.documentElement);
    return texts.join("\n");
  });

const stored = (page) =>
  page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookie: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    state: history.state,
    url: location.href,
  }));

async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
  return readFile(await download.path(), "utf8");
}

test("no request leaves the page after it was loaded", async (context) => {
  const browser = await startBrowser(context);
  const { url, asked } = await serve(context);
  const requests = [];
  browser.on("request", (one) => requests.push(one.url()));
  const page = await openPage(browser, url);
  await useAll(page);
  const outside = requests.filter((one) => !/^(data|blob):/.test(one));
  assert.deepEqual(outside, [url], "the page itself, and nothing else");
  assert.deepEqual(asked, ["/"]);
  assert.deepEqual(page.faults, []);
});

test("the Content-Security-Policy forbids requests and other scripts", async (context) => {
  const browser = await startBrowser(context);
  const { url, asked } = await serve(context);
  const page = await openPage(browser, url);
  const tries = await page.evaluate(async () => {
    const failed = async (work) => {
      try {
        await work();
        return false;
      } catch {
        return true;
      }
    };
    const loaded = (element) =>
      new Promise((resolve, reject) => {
        element.onload = resolve;
        element.onerror = reject;
        document.head.append(element);
      });
    const inline = document.createElement("script");
    inline.textContent = "globalThis.injected = true";
    document.head.append(inline);
    const style = document.createElement("style");
    style.textContent = "body { display: none }";
    document.head.append(style);
    return {
      fetch: await failed(() => fetch("/fetched")),
      beacon: !navigator.sendBeacon("/beacon", "x") || "queued",
      image: await failed(() => loaded(Object.assign(document.createElement("img"), { src: "/image" }))),
      script: await failed(() => loaded(Object.assign(document.createElement("script"), { src: "/script" }))),
      inline: globalThis.injected === undefined,
      style: getComputedStyle(document.body).display !== "none",
      eval: await failed(() => new Function("return 1")()),
    };
  });
  await page.waitForTimeout(300);
  assert.deepEqual(asked, ["/"], "not even a beacon");
  assert.deepEqual({ ...tries, beacon: true }, { fetch: true, beacon: true, image: true, script: true, inline: true, style: true, eval: true });
});

test("the secret is in its own field alone", async (context) => {
  const browser = await startBrowser(context);
  const { url } = await serve(context);
  const page = await openPage(browser, url);
  await useAll(page);
  assert.equal(await page.locator(SECRET_FIELD).inputValue(), SECRET);
  assert.ok(!(await documentText(page)).includes(SECRET), "it is in no text and no attribute");
  assert.deepEqual(await stored(page), { local: {}, session: {}, cookie: "", databases: 0, caches: 0, state: null, url });

  const json = await downloaded(page, "Export JSON");
  assert.ok(!json.includes(SECRET));
  assert.equal(JSON.parse(json).signature, "differs");
});

test("a saved copy equals the built page and works", async (context) => {
  const browser = await startBrowser(context);
  const page = await openPage(browser);
  await give(page, written(request("bottle")), SECRET);
  const copy = await downloaded(page, "Save this page");
  const built = await readFile(FILE, "utf8");
  for (const part of [/<script type="module">.*<\/script>/s, /<style>.*<\/style>/s, /default-src[^"]*/]) {
    assert.equal(part.exec(copy)[0], part.exec(built)[0]);
  }
  assert.ok(!copy.includes(SECRET));
  const folder = await mkdtemp(join(tmpdir(), "countersign-copy-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "copy.html"), copy);
  const opened = await openPage(browser, `file://${join(folder, "copy.html")}`);
  assert.deepEqual(opened.faults, []);
  assert.equal(await downloaded(opened, "Save this page"), copy, "and so are copies of it");
});

test("a repair that holds the right secret is not exported", async (context) => {
  const browser = await startBrowser(context);
  const page = await openPage(browser);
  const { createHmac } = await import("node:crypto");
  const { body } = request("bottle");
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  await give(page, written({ headers: { "X-BottleCRM-Signature": `sha256=${signature}` }, body }), `"${SECRET}"`);
  await page.locator(".cause.proven", { hasText: "secret_quoted" }).waitFor();
  assert.ok(!(await downloaded(page, "Export JSON")).includes(SECRET));
  assert.ok(!(await documentText(page)).includes(SECRET));
});

test("a shared link has the request without the secret and opens as it was", async (context) => {
  const browser = await startBrowser(context);
  const page = await openPage(browser);
  const given = request("label");
  given.headers.authorization = "Bearer something-private";
  await give(page, written(given), SECRET);
  await verdict(page, /^The signature differs$/);
  await page.getByRole("button", { name: "Share a link" }).click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  assert.match(link, /#v1\./);
  const { inflateRawSync } = await import("node:zlib");
  const content = inflateRawSync(Buffer.from(link.split("#v1.")[1], "base64url")).toString();
  const { headers, body } = JSON.parse(content);
  assert.equal(Buffer.from(body, "base64").toString(), given.body);
  for (const hidden of [SECRET, "something-private"]) {
    assert.ok(!content.includes(hidden) && !content.includes(Buffer.from(hidden).toString("base64")));
  }
  assert.ok(headers.some(([name]) => /webhook-signature/i.test(name)));

  const opened = await browser.newPage();
  await opened.goto(link);
  await verdict(opened, /A secret is needed/);
  assert.equal(await opened.locator(SECRET_FIELD).inputValue(), "");
  assert.match(await opened.getByRole("textbox", { name: "Body, as text" }).innerText(), /client\.created/);
});
