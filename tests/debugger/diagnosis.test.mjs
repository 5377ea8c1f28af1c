// From a request that fails to one that passes, for each provider.

import assert from "node:assert/strict";
import { test } from "node:test";

import { providers, request, secrets } from "../support/providers.mjs";
import { choose, FILE_URL, give, openPage, SECRET_FIELD, startBrowser, steps, verdict, written } from "./support/browser.mjs";

/** What goes wrong on the way, what that is called, and what is at fault. */
const FAULTS = {
  body_reserialized: (given) => ({ ...given, body: JSON.stringify(JSON.parse(given.body), undefined, 2) }),
  body_trailing_newline: (given) => ({ ...given, body: `${given.body}\n` }),
  secret_quoted: (given) => ({ ...given, secret: `"${given.secret}"` }),
};

const PASSED = /This request verifies/;
const apply = (page) => page.getByRole("button", { name: "Apply this fix here" }).first();

/** All pass but what there is nothing to be tested of, as where no time is signed. */
async function assertAllPass(page, signsTime) {
  const states = await steps(page);
  assert.ok(states.length >= 6, states.join());
  const expected = states.map((state) => (state === "skip" && !signsTime ? "skip" : "pass"));
  assert.deepEqual(states, expected);
  assert.ok(states.filter((state) => state === "skip").length <= 1, states.join());
}

for (const [source, { scheme, secret: name }] of Object.entries(providers)) {
  test(`${scheme}: a pasted request is diagnosed, and the fix makes all steps pass`, async (context) => {
    const page = await openPage(await startBrowser(context));
    const signsTime = Object.keys(request(source).headers).some((header) => header.endsWith("timestamp"));
    for (const [code, spoil] of Object.entries(FAULTS)) {
      await page.goto("about:blank");
      await page.goto(FILE_URL);
      await verdict(page, /this is why/);
      const { headers, body, secret } = spoil({ ...request(source), secret: secrets[name] });
      await give(page, written({ headers, body }), secret);
      await page.getByRole("combobox", { name: "Scheme", exact: true }).selectOption(scheme);

      const cause = page.locator(".cause.proven", { hasText: code }).first();
      await cause.waitFor();
      assert.match(await cause.innerText(), /Proven/);
      await verdict(page, /this is why/);
      await apply(page).click();
      await verdict(page, PASSED);
      await assertAllPass(page, signsTime);

      await page.getByRole("button", { name: /^Undo the fix/ }).click();
      await verdict(page, /this is why/);
      assert.equal(await page.locator(SECRET_FIELD).inputValue(), secret);
    }
    assert.deepEqual(page.faults, []);
  });
}

test("a wrong secret has no proven cause, and the search says what it tried", async (context) => {
  const page = await openPage(await startBrowser(context));
  await give(page, written(request("bottle")), "of-another-endpoint-77");
  await verdict(page, /^The signature differs$/);
  const negative = page.getByRole("region", { name: "Nothing is proven" });
  assert.match(await negative.innerText(), /[\d,]+ signatures were computed.*either the secret is another one, or the body was changed/s);
  assert.equal(await page.locator(".cause.proven").count(), 0);
});

test("a stale request with a wrong signature shows both, the signature first", async (context) => {
  const page = await openPage(await startBrowser(context));
  await give(page, written(request("optimo", { now: Date.now() - 3_600_000 })), secrets.OPTIMO_SECRET);
  const text = await verdict(page, /The signature matches, and the request is refused/);
  assert.match(text, /too long ago/);
  const facts = await page.locator(".verdict-facts").innerText();
  assert.match(facts.replaceAll("\n", " "), /Signature matches.*Time too old/s);
});

test("two captures are compared byte by byte", async (context) => {
  const page = await openPage(await startBrowser(context));
  const { headers, body } = request("bottle");
  await page.locator(SECRET_FIELD).fill(secrets.BOTTLE_SECRET);
  await choose(page, "Compare two");
  const type = async (label, text) => {
    await page.getByRole("textbox", { name: label }).click();
    await page.keyboard.insertText(text);
  };
  await type("The request on the wire", written({ headers, body }));
  await type("The request in the handler", body.replace(":", ": "));
  await verdict(page, /The fault is in the server/);
  assert.match(await page.getByRole("region", { name: "Byte by byte" }).innerText(), /1 place: 1 byte in, the first at byte 6/);
});

test("headers of several schemes offer the other schemes", async (context) => {
  const page = await openPage(await startBrowser(context));
  await give(page, written(request("sales")), secrets.SALES_SECRET);
  const settings = page.getByRole("region", { name: "Checked by" });
  await settings.getByText("By its headers it may also be of").waitFor();
  await settings.getByRole("button", { name: /SalesOS|Customermates/ }).first().click();
  assert.match(await settings.getByRole("combobox", { name: "Scheme", exact: true }).inputValue(), /salesos|customermates/);
  await verdict(page, /This request verifies/);
});

test("a body is taken byte for byte as hex, base64 and file", async (context) => {
  const page = await openPage(await startBrowser(context));
  const { headers } = request("bottle");
  const body = Buffer.from('\u{feff}{"id":"evt_1",\r\n"type":"x"}\r\n');
  const { createHmac } = await import("node:crypto");
  const digest = createHmac("sha256", secrets.BOTTLE_SECRET).update(body).digest("hex");
  const lines = { ...headers, "x-bottlecrm-signature": `sha256=${digest}` };
  await page.locator(SECRET_FIELD).fill(secrets.BOTTLE_SECRET);
  await give(page, written({ headers: lines, body: "" }), secrets.BOTTLE_SECRET);
  await verdict(page, /signature/);
  await choose(page, "Fields");
  for (const [way, label, text] of [
    ["Hex", "Body, in hex", body.toString("hex")],
    ["Base64", "Body, in base64", body.toString("base64")],
  ]) {
    await choose(page, way, "How the body is given");
    await page.getByRole("textbox", { name: label }).click();
    await page.keyboard.insertText(text);
    await page.locator(".verdict-facts .matches").waitFor();
  }
  await page.getByRole("textbox", { name: "Body, in base64" }).click();
  await page.keyboard.insertText("AAAA");
  await page.locator(".verdict-facts .differs").waitFor();
  await choose(page, "File");
  await page.locator("input[type=file]").setInputFiles({ name: "body.bin", mimeType: "application/json", buffer: body });
  await page.locator(".verdict-facts .matches").waitFor();
  const bar = (await page.getByLabel("What was read").innerText()).replace(/\s+/g, " ");
  assert.match(bar, /CRLF/);
  assert.match(bar, /BOM yes/);
  assert.match(bar, new RegExp(`${body.length} bytes`));
});
