// docs/openapi.yaml against the filter: every route and status of the document
// exists and answers as it says, and the filter has no other.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

import { TOKEN, startAdmin, withAdmin } from "../edge/support/admin.mjs";
import { workspace } from "../edge/support/filter.mjs";
import { startInside } from "../edge/support/inside.mjs";
import { startSink } from "../edge/support/sink.mjs";
import { until } from "../support/wait.mjs";

const document = parse(await readFile(join(process.env.COUNTERSIGN_ROOT, "docs/openapi.yaml"), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ ...document, $id: "openapi" });

/** What a `$ref` of the document names, or the value itself. */
function resolve(value) {
  if (!value?.$ref) return value;
  return value.$ref.slice(2).split("/").reduce((part, name) => part[name], document);
}

/** Asserts that a value is as a schema of the document, found by its pointer, says. */
function assertFits(pointer, value) {
  const escaped = pointer.map((name) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1")));
  const validate = ajv.getSchema(`openapi#/${escaped.join("/")}`);
  assert.ok(validate(value), `${ajv.errorsText(validate.errors)}: ${JSON.stringify(value)}`);
}

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  ["get", "put", "post", "delete", "patch"]
    .filter((method) => item[method])
    .map((method) => ({ path, method, operation: item[method] })),
);

/** Where the response of an operation stands in the document. */
function responsePointer({ path, method, operation }, status) {
  const { $ref } = operation.responses[status];
  return $ref ? $ref.slice(2).split("/") : ["paths", path, method, "responses", String(status)];
}

/** A request that `fetch` does not make: it gives no GET a body. */
function getWithBody(url, token, body) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, "content-length": Buffer.byteLength(body) };
    const outgoing = httpRequest(url, { method: "GET", headers });
    outgoing.once("response", async (incoming) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      resolve(new Response(Buffer.concat(chunks), { status: incoming.statusCode, headers: incoming.headers }));
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

describe("the document of the admin API", () => {
  const cleanups = [];
  const context = { after: (cleanup) => cleanups.push(cleanup) };
  let healthy;
  let broken;

  before(async () => {
    healthy = await startAdmin(context, {
      shards: 2,
      names: ["good", "bad", "slow"],
      answer: ({ path }) => {
        return path.endsWith("slow") ? new Promise(() => {}) : { status: path.endsWith("bad") ? 422 : 204 };
      },
    });
    await healthy.publish("sales", "evt_1");
    await healthy.publish("sales", "evt_2");
    await healthy.inState("parked", 2);
    await until("the slow attempt", () => healthy.sink.received.some(({ path }) => path.endsWith("slow")));

    const sink = await startSink();
    cleanups.push(sink.stop);
    const folder = await workspace(context, withAdmin({ destinations: { app: { url: sink.url } } }), {
      ADMIN_TOKEN: TOKEN,
    });
    const wrap = 'export { default } from "filter.js"; export class Inbox { fetch() { throw new Error("broken"); } }';
    broken = await startInside(context, folder, { wrap, more: { ADMIN_TOKEN: TOKEN } });
  });
  after(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  /** What makes an operation answer with a status: where, and with what. */
  const cases = (path, method) => {
    const address = path.replace("{event}", "sales:evt_1").slice("/admin/".length);
    const init = { method: method.toUpperCase() };
    return {
      400: [address, { ...init, query: "?nonsense=1" }],
      401: [address, { ...init, token: "another-token-of-the-tests" }],
      404: path.includes("{event}")
        ? [path.replace("{event}", "sales:none").slice("/admin/".length), init]
        : [address, { ...init, query: "?source=nobody" }],
      405: [address, { method: "PATCH" }],
      413: [address, { ...init, body: "{}" }],
      503: [address, { ...init, filter: "broken" }],
      200: [address, init],
      204: [path.replace("{event}", "sales:evt_2").slice("/admin/".length), init],
      409: [address, { ...init, query: "?destination=slow" }],
      410: [path.replace("{event}", "sales:evt_2").slice("/admin/".length), init],
    };
  };

  async function ask(address, { method, query = "", token = TOKEN, body, filter }) {
    const { url } = filter === "broken" ? broken : healthy.filter;
    if (method === "GET" && body) return getWithBody(`${url}/admin/${address}`, token, body);
    const headers = { authorization: `Bearer ${token}` };
    return fetch(`${url}/admin/${address}${query}`, { method, headers, body });
  }

  // An erased event is needed after it was erased.
  const order = (status) => ["204", "410"].indexOf(status);
  const steps = operations
    .flatMap((it) => Object.keys(it.operation.responses).map((status) => ({ ...it, status })))
    .sort((one, another) => order(one.status) - order(another.status));

  for (const step of steps) {
    const { path, method, operation, status } = step;
    test(`${method.toUpperCase()} ${path} answers ${status}`, async () => {
      const response = await ask(...cases(path, method)[status]);
      assert.equal(response.status, Number(status));
      const pointer = responsePointer(step, status);
      const { content = {}, headers = {} } = resolve(operation.responses[status]);
      for (const [name, header] of Object.entries(headers)) {
        const { $ref, required } = header;
        const value = response.headers.get(name);
        if (required || resolve(header).required) assert.notEqual(value, null, name);
        assertFits($ref ? [...$ref.slice(2).split("/"), "schema"] : [...pointer, "headers", name, "schema"], value);
      }
      const text = await response.text();
      const [type] = Object.keys(content);
      if (!type) return assert.equal(text, "");
      assert.equal(response.headers.get("content-type").split(";")[0], type);
      const value = type.endsWith("json") ? JSON.parse(text) : text;
      assertFits([...pointer, "content", type, "schema"], value);
      assertFits([...pointer, "content", type, "schema"], content[type].example);
    });
  }

  test("every status that an address can have is in the document", async () => {
    for (const { path, method, operation } of operations) {
      const [address, init] = cases(path, method)[405];
      const allowed = (await ask(address, init)).headers.get("allow").split(", ");
      const documented = operations.filter((it) => it.path === path).map((it) => it.method.toUpperCase());
      assert.deepEqual(allowed, documented, path);
      for (const common of ["400", "401", "405", "413"]) assert.ok(common in operation.responses, path);
    }
  });

  test("every parameter is in the document, and no other", async () => {
    for (const { path, method, operation } of operations) {
      const documented = [...(document.paths[path].parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
      const inQuery = documented.filter((parameter) => parameter.in === "query").map(({ name }) => name);
      const [address, init] = cases(path, method)[400];
      const { detail } = await (await ask(address, init)).json();
      const known = /known are (.*)$/.exec(detail)?.[1].split(", ") ?? [];
      assert.deepEqual(inQuery, known, path);
    }
  });

  test("every code is in the document", async () => {
    const { enum: codes } = document.components.schemas.Problem.properties.code;
    const folder = join(process.env.COUNTERSIGN_ROOT, "worker/src/admin");
    const sources = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
    const thrown = sources.join("\n").matchAll(/Problem::(\w+)\(/g);
    const found = new Set([...thrown].map(([, code]) => code));
    // No input leads to it.
    found.delete("internal");
    assert.deepEqual([...found].sort(), codes);
  });
});
