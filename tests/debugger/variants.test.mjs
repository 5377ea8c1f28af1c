// What BottleCRM's and SalesOS's own code sends, in the page: recognised, explained, made.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { variants } from "../support/providers.mjs";
import { until } from "../support/wait.mjs";
import { choose, give, openPage, SECRET_FIELD, startBrowser, verdict, written } from "./support/browser.mjs";

const SECRET = "whsec_5d0f3a9c7be1426894c2ab07d3e6f18a5c9b2e7d40f16a83";
const VERIFIES = /This request verifies/;

/** Waits until the request verifies in this form. */
async function verifiesAs(page, form) {
  await verdict(page, VERIFIES);
  await page.locator(".verdict-facts dd", { hasText: form }).waitFor();
}

const bottlecrm = (at = Date.now()) => {
  const body = JSON.stringify({ id: "0b9f", event: "deal.won", created_at: "2026-09-21T14:13:20+00:00", org_id: "ab12", data: { n: 1 } });
  return { body, headers: variants["bottlecrm/timestamped"](SECRET, body, at) };
};

const salesos = () => {
  const body = JSON.stringify({ event: "quote.accepted", eventId: "3f6f", timestamp: Date.now(), data: { n: 1 } });
  return { body, headers: variants["salesos/event-id"](SECRET, body) };
};

for (const [id, title, make] of [
  ["bottlecrm", "BottleCRM, timestamped", bottlecrm],
  ["salesos", "SalesOS, event-id", salesos],
]) {
  test(`${id}: a request of its variant verifies, a reserialised one does not, and the fix verifies again`, async (context) => {
    const page = await openPage(await startBrowser(context));
    await page.getByRole("combobox", { name: "Scheme", exact: true }).selectOption(id);
    const request = make();
    await give(page, written(request), SECRET);
    await verifiesAs(page, title);

    await give(page, written({ ...request, body: request.body.replaceAll("\":", "\": ") }));
    await page.locator(".cause.proven", { hasText: "body_reserialized" }).first().waitFor();
    await page.getByRole("button", { name: "Apply this fix here" }).first().click();
    await verdict(page, VERIFIES);
    assert.deepEqual(page.faults, []);
  });
}

test("bottlecrm: a stale timestamped request is stale", async (context) => {
  const page = await openPage(await startBrowser(context));
  await give(page, written(bottlecrm(Date.now() - 3_600_000)), SECRET);
  await page.locator(".cause", { hasText: "stale" }).first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("each variant is generated, verified and has examples", async (context) => {
  const page = await openPage(await startBrowser(context));
  const { Verifier } = (await loadPackage()).esm;
  for (const [form, member] of [["bottlecrm/timestamped", "event"], ["salesos/event-id", "eventId"]]) {
    await page.getByRole("combobox", { name: "Provider of the example" }).selectOption(form);
    await page.getByRole("combobox", { name: "Fault of the example" }).selectOption("none");
    await verifiesAs(page, form.split("/")[1]);

    await choose(page, "Generate");
    await page.getByRole("combobox", { name: "Scheme" }).selectOption(form);
    await page.locator(SECRET_FIELD).fill(SECRET);
    await choose(page, "fetch", "How it is written");
    const verifier = new Verifier(form.split("/")[0], SECRET);
    const code = page.getByRole("region", { name: "the signed request" }).locator("code");
    await until(`a request of ${form} that verifies`, async () => {
      const [, options] = /fetch\([^,]+, (\{.*\})\);\nconsole/s.exec(await code.innerText());
      const { headers, body } = new Function(`return ${options}`)();
      return member in JSON.parse(body) && verifier.check(body, headers).ok;
    });
    await page.getByRole("button", { name: "Diagnose it" }).click();
    await verifiesAs(page, form.split("/")[1]);
  }
  assert.deepEqual(page.faults, []);
});
