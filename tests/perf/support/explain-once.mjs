// Explains one request in a process of its own, and prints what that cost.
//
//   node explain-once.mjs NAME SIZE

import { DEEP, WIDE } from "../../support/large-bodies.mjs";
import { loadPackage } from "../../support/package.mjs";

/** What else of a request may be large. */
const REQUESTS = {
  "an id": (size) => ({ headers: { ...HEADERS, "webhook-id": "a".repeat(size) } }),
  "a time": (size) => ({ headers: { ...HEADERS, "webhook-timestamp": "1".repeat(size) } }),
  "a signature": (size) => ({ headers: { ...HEADERS, "webhook-signature": `v1,${"A".repeat(size)}` } }),
  "signatures": (size) => ({ headers: { ...HEADERS, "webhook-signature": `${SIGNATURE} `.repeat(size / 50) } }),
  "header lines": (size) => ({ headers: lines(size / 20, (index) => [`x-line-${index}`, "a"]) }),
  "header lines with times": (size) => ({ headers: lines(size / 20, (index) => [`x-${index}`, String(1_790_000_000 + index)]) }),
  "lines of one signature": (size) => ({ headers: lines(size / 70, (index) => ["webhook-signature", `${SIGNATURE}${index}`]) }),
  "an address": (size) => ({ ...ADDRESSED, url: `https://example.com/?${"a".repeat(size)}` }),
  "a proxy's address": (size) => ({
    ...ADDRESSED,
    headers: { ...ADDRESSED.headers, "x-forwarded-host": "a".repeat(size / 2), "x-forwarded-prefix": `/${"a".repeat(size / 2)}` },
  }),
  "an address and times": (size) => ({
    ...ADDRESSED,
    headers: [...Object.entries(ADDRESSED.headers), ...lines(size / 20, (index) => [`x-${index}`, String(1_790_000_000 + index)])],
  }),
  "a secret": (size) => ({ secret: "ab12".repeat(size / 4) }),
  "secrets": (size) => ({ secret: Array.from({ length: size / 1000 }, (_, index) => `secret-${index}-${"a".repeat(980)}`) }),
};

const SIGNATURE = `v1,${Buffer.alloc(32, 7).toString("base64")}`;
const HEADERS = { "webhook-id": "msg_1", "webhook-timestamp": "1790000000", "webhook-signature": SIGNATURE };
const ADDRESSED = {
  scheme: {
    id: "addressed",
    name: "Addressed",
    source: "a test",
    confidence: "official",
    algorithm: "hmac-sha256",
    secret: { encoding: "utf8" },
    signature: { header: "x-signature", encoding: "base64" },
    timestamp: { header: "x-timestamp", unit: "ms" },
    signed_content: "{method}{url}{body}{timestamp}",
    event: { format: "any", id: "body-sha256" },
  },
  method: "POST",
  url: "https://example.com/hooks",
  headers: { "x-signature": SIGNATURE.slice(3), "x-timestamp": "1790000000000" },
};

function lines(count, line) {
  return [...Object.entries(HEADERS), ...Array.from({ length: count }, (_, index) => line(index))];
}

let memory;
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...given) {
    super(...given);
    memory = this.exports.memory;
  }
};

const { explain } = (await loadPackage()).esm;
const BASE = { scheme: "standard-webhooks", secret: "a-secret", headers: HEADERS, body: '{"a":1}', now: 1_790_000_000_000 };
const [name, size] = [process.argv[2], Number(process.argv[3])];
const body = { ...DEEP, ...WIDE }[name]?.(size);
const input = { ...BASE, ...(body === undefined ? REQUESTS[name](size) : { body: Buffer.from(body) }) };

// What is compiled and read once is not of this request.
explain(BASE);
const before = process.memoryUsage().rss;
const began = process.cpuUsage();
const { search, causes } = explain(input);
const { user, system } = process.cpuUsage(began);
const megabytes = (bytes) => bytes / 1e6;
console.log(
  JSON.stringify({
    millis: (user + system) / 1000,
    more: megabytes(process.resourceUsage().maxRSS * 1024 - before),
    wasm: megabytes(memory.buffer.byteLength),
    complete: search.complete,
    uncovered: search.uncovered,
    causes: causes.map(({ code }) => code),
  }),
);
