// The way of a webhook into its inbox: what takes time is done here, and what
// is decided is decided by the WebAssembly, in calls that take none.

import { call, filter, Filter, Watch } from "./life.mjs";

/** Where webhooks go. The names of sources are as plain as this. */
const HOOK = /^[^:]+:\/\/[^/]*\/hooks\/([\w-]+)(?:[?#]|$)/;

/** What an inbox answers that has not got an event, and will not get it. */
const CLAIMED = 202;

/** How requests are read, and for how long an inbox is waited for. */
let manifest;

export async function inbound(request, env, context) {
  try {
    manifest ??= openManifest(env);
    const name = HOOK.exec(request.url)?.[1];
    const source = manifest.sources.get(name);
    if (!source?.methods.includes(request.method)) return await new Watch().over(() => new Filter(context, env).fetch(request));

    const started = Date.now();
    const { body, size } = await readBody(request, source.max_body);
    const head = readHead(request, source);
    if (source.is_inline) {
      return await new Watch().over(() => filter.forward_inline(env, context, name, head, body, size, started));
    }
    const [first, ...asked] = call(filter, "verify_request", env, name, head, body, size, started);
    if (typeof first === "object") return first;
    const { status, failure } = await bring(env, asked);
    return call(filter, "acknowledge", name, first, status, failure, started);
  } catch (error) {
    console.log(JSON.stringify({ at: "inbound", outcome: "unavailable", detail: String(error) }));
    return unavailable();
  }
}

function openManifest(env) {
  const { deadline_ms, sources } = JSON.parse(call(filter, "ingest_manifest", env));
  return { deadlineMs: deadline_ms, sources: new Map(Object.entries(sources)) };
}

/** What of a request has to be known beside its body, as JSON. */
function readHead({ headers, method, url }, source) {
  const values = source.headers.map((name) => headers.get(name));
  return JSON.stringify({ headers: values, ...(source.has_target && { method, url }) });
}

/**
 * Reads a body, and no more of it into memory than the limit. Without a body,
 * gives the size of one that is too large; nothing of one that broke off.
 */
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
function bring(env, asked) {
  return new Promise((resolve) => {
    const late = () => resolve({ status: 0, failure: "the inbox did not answer in time" });
    const timer = setTimeout(late, manifest.deadlineMs);
    const ends = (end) => {
      clearTimeout(timer);
      resolve(end);
    };
    ask(env, asked).then(
      (status) => ends({ status }),
      (error) => ends({ status: 0, failure: String(error) }),
    );
  });
}

async function ask(env, asked) {
  const isClaim = asked.length > 2;
  const [name, frame] = asked;
  const url = isClaim ? "https://inbox/claim" : "https://inbox/";
  const { status } = await env.INBOX.getByName(name).fetch(url, { method: "POST", body: frame });
  return isClaim && status === CLAIMED ? ask(env, asked.slice(2)) : status;
}

function unavailable() {
  const problem = {
    type: "urn:countersign:error:unavailable",
    title: "Service Unavailable",
    status: 503,
    code: "unavailable",
    detail: "the event could not be stored; send it again",
  };
  return new Response(JSON.stringify(problem), {
    status: 503,
    headers: { "content-type": "application/problem+json", "retry-after": "10" },
  });
}
