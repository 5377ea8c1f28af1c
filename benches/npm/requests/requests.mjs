// Signed requests as a server on Node has them: the body as bytes, and the
// headers in a plain object, of which the scheme's are a few among many.

import { makeBody } from "./bodies.mjs";
import { SCHEMES } from "./schemes.mjs";

/** How many different requests take turns, so that nothing is known from the time before. */
const COUNT = 64;

/** The most that the bodies of one size take together, in bytes. */
const MOST = 2 ** 24;

/** What proxies and clients send beside the signature. */
const OTHERS = {
  host: "hooks.example.com",
  "user-agent": "Provider-Webhooks/2.4 (+https://provider.example/docs)",
  "content-type": "application/json; charset=utf-8",
  accept: "*/*",
  "accept-encoding": "gzip, deflate, br",
  connection: "keep-alive",
  "x-forwarded-for": "203.0.113.7",
  "x-forwarded-proto": "https",
};

/** The bodies of one size: a power of two of them. */
export function makeBodies(size, envelope) {
  const count = Math.min(COUNT, MOST / size);
  return Array.from({ length: count }, (_, number) => makeBody(size, number, envelope));
}

/** The bodies, signed now: each as `{ body, text, headers }`. */
export function signRequests(bodies, scheme) {
  const seconds = Math.floor(Date.now() / 1000);
  return bodies.map((body, number) => ({
    body,
    text: body.toString(),
    headers: headersOf(body, SCHEMES[scheme].sign(body, seconds, number), number),
  }));
}

/** The same requests, each with one byte of its body changed. The bodies are still JSON. */
export function tamper(requests) {
  return requests.map(({ body, headers }) => {
    const altered = Buffer.from(body);
    altered[altered.indexOf("active")] ^= 0x20; // a capital letter
    return { body: altered, text: altered.toString(), headers };
  });
}

/** Filled name by name, with strings of their own, as Node's parser does. */
function headersOf(body, signed, number) {
  const headers = {};
  const lines = { ...OTHERS, "content-length": body.length, "x-request-id": `req-${number}`, ...signed };
  for (const [name, value] of Object.entries(lines)) {
    headers[name] = Buffer.from(String(value)).toString("latin1");
  }
  return headers;
}
