// The recipe "OptimoCMS forms become HubSpot contacts", as its document has it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { tomlOf, wranglerWith } from "./support/documents.mjs";
import { startFilter, workspace } from "./support/filter.mjs";
import { startHubSpot } from "./support/hubspot.mjs";
import { request } from "../support/providers.mjs";
import { settled, until } from "../support/wait.mjs";

const RECIPE = "docs/recipes/optimocms-to-hubspot.md";
const TOKEN = "pat-eu1-a-token";

let last = 0;

const form = (fields) =>
  request("optimo", {
    event: {
      id: `evt_form_${++last}`,
      type: "form.submitted",
      data: { formId: "contact", siteId: "site_abc123", fields, submittedAt: "2026-05-26T14:00:00Z" },
    },
  });

async function start(context, { edit = (toml) => toml, token = TOKEN } = {}) {
  const hubspot = await startHubSpot(TOKEN);
  context.after(hubspot.stop);
  const toml = await tomlOf(RECIPE);
  assert.ok(toml.includes("https://api.hubapi.com/"));
  const config = edit(toml.replace("https://api.hubapi.com", hubspot.url));
  const folder = await workspace(context, await wranglerWith(config), { HUBSPOT_API_KEY: token });
  const filter = await startFilter(context, folder);
  const lines = () =>
    filter.output.stdout
      .split("\n")
      .filter((line) => line.includes('"at":"delivery"'))
      .map((line) => JSON.parse(line));
  return {
    hubspot,
    filter,
    /** Posts a form, and waits for what becomes of its delivery. */
    submit: async (fields) => {
      const before = lines().length;
      assert.equal((await filter.post("optimo", form(fields))).status, 200);
      await until("a line", () => lines().length > before);
      return lines().at(-1);
    },
  };
}

test("a form with a full name becomes a contact with first and last name", async (context) => {
  const { hubspot, filter, submit } = await start(context);
  const line = await submit({
    name: "  Ada  King Lovelace ",
    email: "ada@example.com",
    phone: "+44 1",
    company: "Analytical Engines",
  });
  assert.equal(line.outcome, "delivered");
  assert.equal(line.status, 201);
  await submit({ firstName: "Charles", lastName: "Babbage", name: "ignored", email: "cb@example.com" });
  await submit({ firstName: "", name: "Plato", email: "p@example.com", company: null });
  assert.deepEqual(hubspot.contacts, [
    {
      firstname: "Ada",
      lastname: "King Lovelace",
      email: "ada@example.com",
      phone: "+44 1",
      company: "Analytical Engines",
      hs_lead_status: "NEW",
      source: "OptimoCMS form: contact",
    },
    {
      firstname: "Charles",
      lastname: "Babbage",
      email: "cb@example.com",
      phone: "",
      company: "",
      hs_lead_status: "NEW",
      source: "OptimoCMS form: contact",
    },
    {
      firstname: "Plato",
      lastname: "",
      email: "p@example.com",
      phone: "",
      company: "",
      hs_lead_status: "NEW",
      source: "OptimoCMS form: contact",
    },
  ]);

  const [{ headers }] = hubspot.requests;
  const foreign = Object.keys(headers).filter((name) => /^(x-optimocms|webhook)-/.test(name));
  assert.deepEqual(foreign, [], "the provider's signature is not over this body");
  assert.ok(!filter.output.stdout.includes(TOKEN));
});

test("template syntax and quotes in a field stay text", async (context) => {
  const { hubspot, submit } = await start(context);
  const name = 'Robert "); DROP\u2028 \\"}],"admin":true,{{ event.id }} \u0000é';
  const line = await submit({ name, email: "bobby@example.com", company: '","email":"x' });
  assert.equal(line.outcome, "delivered");
  const [contact] = hubspot.contacts;
  assert.equal(Object.keys(contact).length, 7);
  assert.equal(contact.firstname, "Robert");
  assert.equal(contact.lastname, name.split(/\s+/).slice(1).join(" "));
  assert.equal(contact.company, '","email":"x');
});

test("409 with success = [409] ends the delivery", async (context) => {
  const { hubspot, submit } = await start(context);
  await submit({ name: "Ada", email: "ada@example.com" });
  const line = await submit({ name: "Ada L", email: "ada@example.com" });
  assert.deepEqual([line.outcome, line.status, line.attempt], ["delivered", 409, 1]);
  assert.deepEqual(hubspot.contacts.map(({ firstname }) => firstname), ["Ada"]);
  await settled(1500);
  assert.equal(hubspot.requests.length, 2);
});

test("409 without success parks the delivery", async (context) => {
  const { hubspot, submit } = await start(context, {
    edit: (toml) => toml.replace("success = [409]\n", ""),
  });
  await submit({ name: "Ada", email: "ada@example.com" });
  const line = await submit({ name: "Ada", email: "ada@example.com" });
  assert.deepEqual([line.outcome, line.status], ["parked", 409]);
  await settled(1500);
  assert.equal(hubspot.requests.length, 2);
});

test("401 of the destination parks the delivery", async (context) => {
  const { hubspot, submit } = await start(context, { token: "pat-eu1-another" });
  const line = await submit({ name: "Ada", email: "ada@example.com" });
  assert.deepEqual([line.outcome, line.status], ["parked", 401]);
  await settled(1500);
  assert.equal(hubspot.requests.length, 1);
});

test("400 of the destination parks the delivery", async (context) => {
  const { submit } = await start(context, { edit: (toml) => toml.replace('"company"', '"firm"') });
  const line = await submit({ name: "Ada", email: "ada@example.com" });
  assert.deepEqual([line.outcome, line.status], ["parked", 400]);
});

test("an undefined template value parks the delivery with the template's line and no payload", async (context) => {
  const { hubspot, filter, submit } = await start(context);
  const line = await submit({ name: "Ada MARKER" });
  assert.equal(line.outcome, "parked");
  assert.equal(line.code, "template_failed");
  assert.equal(line.detail, 'body: line 7: undefined value: "email": {{ fields.email }},');
  assert.equal(line.attempt, 1);
  await settled(1500);
  assert.equal(hubspot.requests.length, 0);
  assert.equal(filter.output.stdout.match(/template_failed/g).length, 1, "it is not tried again");
  assert.ok(!filter.output.stdout.includes("MARKER"));

  assert.equal((await submit({ name: "Ada", email: "ada@example.com" })).outcome, "delivered");
});
