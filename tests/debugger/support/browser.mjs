// Chromium, and the page in it.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { CHROMIUM } from "../../support/chromium.mjs";
import { at } from "../../support/files.mjs";

/** When the page has hung: no machine takes as long. */
export const LIMIT_MS = 120_000;

export const FILE = at("pages/debugger/dist/index.html");
export const FILE_URL = `file://${FILE}`;

/** A file of these bytes, for who gives the page a file as a reader does. */
export function fileOf(context, name, bytes) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-file-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

/** Where the secret is typed. */
export const SECRET_FIELD = "#secret-0";

/** Starts a browser with a profile of its own, which is gone when it ends. */
export async function startBrowser(context, options = {}) {
  const profile = mkdtempSync(join(tmpdir(), "countersign-debugger-"));
  const browser = await chromium.launchPersistentContext(profile, {
    ...CHROMIUM,
    viewport: { width: 1440, height: 1000 },
    ...options,
  });
  browser.setDefaultTimeout(LIMIT_MS);
  context.after(async () => {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  });
  return browser;
}

/** Opens the page, and waits for the example's diagnosis. What goes wrong in it is in `faults`. */
export async function openPage(browser, url = FILE_URL) {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(url);
  await verdict(page, /this is why/);
  return Object.assign(page, { faults });
}

/** Waits until the verdict's title is such, and gives all of the verdict. */
export async function verdict(page, title) {
  await page.getByRole("status").first().getByRole("heading", { name: title }).waitFor();
  return page.getByRole("status").first().innerText();
}

/** Puts text into an editor by its label, in place of what it has. */
export async function fill(page, label, text) {
  await page.getByRole("textbox", { name: label, exact: true }).click();
  await page.keyboard.press("Control+A");
  await (text === "" ? page.keyboard.press("Delete") : page.keyboard.insertText(text));
}

export const REQUEST = "Request: raw HTTP, a curl command or a HAR file";

/** Gives a request and a secret to be diagnosed. */
export async function give(page, text, secret) {
  await fill(page, REQUEST, text);
  if (secret !== undefined) await page.locator(SECRET_FIELD).fill(secret);
}

/** Pastes as a reader does, from the clipboard. */
export async function paste(page, label, text) {
  const other = await page.context().newPage();
  await other.goto(FILE_URL);
  await other.evaluate((content) => navigator.clipboard.writeText(content), text);
  await other.close();
  await page.bringToFront();
  await page.getByRole("textbox", { name: label, exact: true }).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+V");
}

/** A request as it is written on the wire. */
export function written({ headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return `POST /webhooks HTTP/1.1\nHost: api.example.com\n${lines.join("")}\n${body}`;
}

/** The whole document of an editor, with what is not in sight. */
export const textOf = (page, label) =>
  page.getByRole("textbox", { name: label, exact: true }).evaluate((content) => content.cmTile.view.state.doc.toString());

/** Chooses one of a few, as a reader does who clicks on it. */
export function choose(page, option, group = /./) {
  const box = page.getByRole("group", { name: group }).filter({ has: page.getByRole("radio", { name: option, exact: true }) });
  return box.last().locator("label", { hasText: new RegExp(`^${option}$`) }).click();
}

/** Begins to watch for tasks that hold the page up: those of 50 ms and more. */
export function watchTasks(page) {
  return page.evaluate(() => {
    globalThis.longest = 0;
    globalThis.observer?.disconnect();
    globalThis.observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
    });
    globalThis.observer.observe({ type: "longtask" });
  });
}

/** How long the longest of them took. */
export const longestTask = (page) => page.evaluate(() => globalThis.longest);

/** The states of all steps, in order. */
export function steps(page) {
  return page.locator(".step").evaluateAll((items) => items.map((item) => item.className.replace("step ", "")));
}
