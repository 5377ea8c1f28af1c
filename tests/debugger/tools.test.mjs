// What the page makes: signed requests and receivers, as they are copied out of
// it, against the npm package and real servers.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { at } from "../support/files.mjs";
import { freePort } from "../support/http.mjs";
import { loadPackage, projectFolder } from "../support/package.mjs";
import { until } from "../support/wait.mjs";
import { choose, openPage, SECRET_FIELD, startBrowser, verdict } from "./support/browser.mjs";

const SECRETS = { "standard-webhooks": "whsec_Y291bnRlcnNpZ24gdGVzdCBzZWNyZXQ=" };
const secretOf = (scheme) => SECRETS[scheme] ?? "of this test";

const code = (page, name) => page.getByRole("region", { name }).locator("code").innerText();

/** Runs a server of the code's until it listens on the port. */
async function run(context, folder, file, env) {
  const child = spawn(process.execPath, [join(folder, file)], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  context.after(() => child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  await until("the receiver", () => {
    assert.equal(child.exitCode, null, output);
    return fetch(`http://127.0.0.1:${env.PORT}/`).then(() => true, () => false);
  });
}

test("generated requests of every scheme verify as fetch and raw HTTP", async (context) => {
  const page = await openPage(await startBrowser(context));
  const { Verifier, schemes } = (await loadPackage()).esm;
  await choose(page, "Generate");
  for (const { id, eventTypes } of schemes) {
    await page.getByRole("combobox", { name: "Scheme" }).selectOption(id);
    await page.getByRole("combobox", { name: "Event" }).selectOption(eventTypes.at(-1) ?? "sample.sent");
    await page.locator(SECRET_FIELD).fill(secretOf(id));
    await choose(page, "fetch", "How it is written");
    const verifier = new Verifier(id, secretOf(id));
    await until(`a request of ${id} that verifies`, async () => {
      const source = await code(page, "the signed request");
      const [, options] = /fetch\([^,]+, (\{.*\})\);\nconsole/s.exec(source);
      const { headers, body } = new Function(`return ${options}`)();
      const { ok, event } = verifier.check(body, headers);
      if (ok) assert.equal(event.type, eventTypes.at(-1) ?? "sample.sent");
      return ok;
    });
  }
  await choose(page, "Raw HTTP", "How it is written");
  assert.match(await code(page, "the signed request"), /^POST \/webhooks HTTP\/1\.1\nHost: localhost:3000\n/);
  await page.getByRole("button", { name: "Diagnose it" }).click();
  await verdict(page, /This request verifies/);
});

test("the receivers for node:http, Express, Fastify and Hono accept what the page signs, and nothing else", async (context) => {
  const page = await openPage(await startBrowser(context));
  const folder = projectFolder();
  for (const [name, target] of Object.entries({ express: "express-5", fastify: "fastify", hono: "hono" })) {
    symlinkSync(at(`node_modules/${target}`), join(folder, "node_modules", name), "junction");
  }
  mkdirSync(join(folder, "node_modules/@hono"));
  symlinkSync(at("node_modules/@hono/node-server"), join(folder, "node_modules/@hono/node-server"), "junction");
  for (const framework of ["Express", "Fastify", "Hono", "node:http"]) {
    await choose(page, "Receive");
    await choose(page, framework, "Framework");
    const file = `${framework.replace(":", "-")}.mjs`;
    writeFileSync(join(folder, file), await code(page, `the receiver for ${framework}`));
    const port = String(await freePort());
    await run(context, folder, file, { PORT: port, BOTTLECRM_SECRET: "of this test" });

    await choose(page, "Generate");
    await page.getByRole("textbox", { name: "URL of your receiver" }).fill(`http://127.0.0.1:${port}/webhooks`);
    await page.locator(SECRET_FIELD).fill("of this test");
    await choose(page, "curl", "How it is written");
    const send = async (command) => (await promisify(execFile)("bash", ["-c", command])).stdout;
    let curl;
    await until(`a request that ${framework} accepts`, async () => {
      curl = `${await code(page, "the signed request")} -s -o /dev/null -w '%{http_code}'`;
      return (await send(curl).catch(() => "")) === "200";
    });
    assert.equal(await send(curl.replace("lead.created", "lead.treated")), "401", framework);
  }
});

test("the receiver of a scheme that is imported accepts what the page signs, and nothing else", async (context) => {
  const page = await openPage(await startBrowser(context));
  const folder = projectFolder();
  await page.getByRole("combobox", { name: "Scheme", exact: true }).selectOption("stripe");
  await choose(page, "Receive");
  await choose(page, "node:http", "Framework");
  const contents = await code(page, "the receiver for node:http");
  assert.match(contents, /import \{ stripe \} from "countersign\/schemes";/);
  writeFileSync(join(folder, "stripe.mjs"), contents);
  const port = String(await freePort());
  await run(context, folder, "stripe.mjs", { PORT: port, STRIPE_SECRET: "of this test" });

  await choose(page, "Generate");
  await page.getByRole("combobox", { name: "Scheme", exact: true }).selectOption("stripe");
  await page.getByRole("textbox", { name: "URL of your receiver" }).fill(`http://127.0.0.1:${port}/webhooks`);
  await page.locator(SECRET_FIELD).fill("of this test");
  await choose(page, "curl", "How it is written");
  await page.getByRole("region", { name: "the signed request" }).getByText("Stripe-Signature").waitFor();
  const send = async (command) => (await promisify(execFile)("bash", ["-c", command])).stdout;
  let curl;
  await until("a request that is accepted", async () => {
    curl = `${await code(page, "the signed request")} -s -o /dev/null -w '%{http_code}'`;
    return (await send(curl).catch(() => "")) === "200";
  });
  assert.equal(await send(curl.replace('"id"', '"di"')), "401");
});

test("the receivers for Next.js and Workers, and for an own scheme, are well-formed", async (context) => {
  const { build } = await import("esbuild");
  const page = await openPage(await startBrowser(context));
  await page.getByRole("combobox", { name: "Scheme", exact: true }).selectOption("own");
  await choose(page, "Receive");
  for (const framework of ["Express", "Next.js", "Workers"]) {
    await choose(page, framework, "Framework");
    const contents = await code(page, `the receiver for ${framework}`);
    assert.match(contents, /const scheme = \{\n {2}id: "acme",/);
    await build({ stdin: { contents, loader: "js" }, write: false, format: "esm" });
  }
});

test("every example is diagnosed as its title says", async (context) => {
  const page = await openPage(await startBrowser(context));
  const provider = page.getByRole("combobox", { name: "Provider of the example" });
  const fault = page.getByRole("combobox", { name: "Fault of the example" });
  const expected = {
    "Body parsed and written again": /body_reserialized/,
    "Line break added to the body": /body_trailing_newline/,
    "LF turned into CRLF": /body_line_endings/,
    "Non-ASCII characters escaped": /body_unicode_escapes/,
    "Body in base64, as Lambda has it": /body_base64_envelope/,
    "Line break in the secret": /secret_whitespace/,
    "whsec_ cut off the secret": /secret_prefix/,
    "Another secret of those given": /secret_other/,
    "Sent an hour ago": /stale/,
    "Signature in the other encoding": /signature_encoding/,
    "Signature cut off": /signature_truncated/,
    "Signature header is missing": /header_missing/,
    "Body already read: it is empty": /body_empty/,
    "Timestamp in the wrong unit": /timestamp_unit/,
  };
  const missed = [];
  for (const scheme of ["bottlecrm", "optimocms", "salesos", "customermates", "whitelabelcro", "standard-webhooks"]) {
    await provider.selectOption(scheme);
    for (const title of await fault.locator("option").allInnerTexts()) {
      const runs = await page.locator("main").getAttribute("data-runs");
      await fault.selectOption(title);
      await page.waitForFunction((before) => document.querySelector("main").dataset.runs !== before, runs);
      const wanted =
        expected[title] ??
        (/Nothing wrong|curl/.test(title) ? /This request verifies/ : /Wrong secret/.test(title) ? /The signature differs/ : /./);
      let found;
      const isRight = async () => {
        found = `${await page.getByRole("status").first().innerText()} ${(await page.locator(".cause").allInnerTexts()).join(" ")}`;
        return wanted.test(found);
      };
      await until(title, isRight, 20_000).catch(() => missed.push(`${scheme}, ${title}: ${found.slice(0, 200)}`));
    }
  }
  assert.deepEqual(missed, []);
  assert.deepEqual(page.faults, []);
});
