// Carries a webhook into its inbox. What takes time is awaited here; what is
// decided, the WebAssembly decides, in calls that end as they return.

import { call, filter, Filter, WasmGuard } from "./wasm_guard.mjs";

/** Where webhooks go. The names of sources are as plain as this. */
const HOOK = /^[^:]+:\/\/[^/]*\/hooks\/([\w-]+)(?:[?#]|$)/;

/** How requests are read, how inboxes are asked, and what is answered where none can be. */
let manifest;

export async function ingest(request, env, context) {
  try {
    manifest ??= JSON.parse(call(filter, "ingest_manifest", env));
    const [, name = ""] = HOOK.exec(request.url) ?? [];
    const source = Object.hasOwn(manifest.sources, name) && manifest.sources[name];
    if (!source || !source.methods.includes(request.method)) {
      return await new WasmGuard().run(() => new Filter(context, env).fetch(request));
    }
    const started = Date.now();
    const { body, size } = await readBody(request, source.max_body);
    const headers = source.headers.map((name) => request.headers.get(name));
    const { method, url } = request;
    const head = JSON.stringify({ headers, ...(source.has_target && { method, url }) });
    if (source.is_inline) {
      return await new WasmGuard().run(() => filter.forward_inline(env, context, name, head, body, size, started));
    }
    const [first, ...asked] = call(filter, "verify_request", env, name, head, body, size, started);
    if (typeof first === "object") return first;
    const { status = 0, failure } = await store(env, asked);
    return call(filter, "acknowledge", name, first, status, failure, started);
  } catch (error) {
    console.log(JSON.stringify({ at: "inbound", outcome: "unavailable", detail: String(error) }));
    const { body, headers } = manifest?.unavailable ?? {};
    return new Response(body, { status: 503, headers });
  }
}

// Reads a body, and no more of it into memory than the limit. Without a body,
// gives the size of one that is too large; nothing of one that broke off.
async function readBody(request, limit) {
  const declared = request.headers.get("content-length");
  try {
    // The runtime holds the sender to the length that it declared.
    if (declared > limit) return { size: Number(declared) };
    if (declared !== null) return { body: new Uint8Array(await request.arrayBuffer()) };
    const chunks = [];
    let size = 0;
    for await (const chunk of request.body ?? []) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) return { size };
    }
    return { body: new Uint8Array(await new Blob(chunks).arrayBuffer()) };
  } catch {
    return {};
  }
}

/** Asks inboxes, one after another, until one has the event; all of it ends by the deadline. */
async function store(env, asked) {
  const { promise, resolve } = Promise.withResolvers();
  const timer = setTimeout(resolve, manifest.deadline_ms, { failure: "the inbox did not answer in time" });
  ask(env, asked).then((status) => resolve({ status }), (error) => resolve({ failure: String(error) }));
  const answer = await promise;
  clearTimeout(timer);
  return answer;
}

async function ask(env, [name, record, ...others]) {
  const url = others.length ? "https://inbox/claim" : "https://inbox/";
  const { status } = await env.INBOX.getByName(name).fetch(url, { method: "POST", body: record });
  return others.length && status === manifest.tombstoned ? ask(env, others) : status;
}
