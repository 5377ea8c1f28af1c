// Serves the signature debugger: one page, compressed when it was built. A
// webhook is a POST, and is let by at once.

// As it lies beside the bundle.
import page from "./debugger.html.gz";

import { etag, policy } from "../../pages/debugger/dist/page.json";

const PATH = /^[^:]+:\/\/[^/?#]*\/debugger\/?(?:[?#]|$)/;

const HEADERS = {
  "cache-control": "no-cache",
  "content-security-policy": policy,
  "content-type": "text/html; charset=utf-8",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  etag,
  "referrer-policy": "no-referrer",
  vary: "accept-encoding",
  "x-content-type-options": "nosniff",
};

/** The answer to who asks for the page; `undefined` to all others. */
export function debuggerPage({ method, url, headers }) {
  if (method === "POST" || !PATH.test(url)) return undefined;
  if (method !== "GET" && method !== "HEAD") return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  // What compresses on the way marks the tag as weak.
  const isKnown = headers.get("if-none-match")?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  if (isKnown) return new Response(null, { status: 304, headers: HEADERS });
  if (method === "HEAD") return new Response(null, { headers: HEADERS });
  if (/\bgzip\b/.test(headers.get("accept-encoding") ?? "")) {
    return new Response(page, { encodeBody: "manual", headers: { ...HEADERS, "content-encoding": "gzip" } });
  }
  return new Response(new Response(page).body.pipeThrough(new DecompressionStream("gzip")), { headers: HEADERS });
}
