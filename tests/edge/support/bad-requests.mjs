// Requests that are wrong, odd or hostile, and what the filter answers. It is
// also what the document says: docs/answers.md.
//
// `bytes` is what is written to the socket, or makes it; with `end`, the sender
// then hangs up. `answer` is a status and the code of its problem, or what the
// filter says of an event; a status alone is the runtime's own answer, given
// before the filter sees a request.

import { gzipSync } from "node:zlib";

import { providers, request } from "../../support/providers.mjs";

const HOST = "Host: filter.example";
const LIMIT = 1 << 20;

/** A request, its head line by line. */
function http(line, fields = [], body = "") {
  const head = [line, ...fields].join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), Buffer.from(body)]);
}

const fieldsOf = (headers) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
const sized = (body) => `Content-Length: ${Buffer.byteLength(body)}`;
const chunk = (data) => `${data.length.toString(16)}\r\n${data}\r\n`;

/** A signed webhook of OptimoCMS over a body, sent to a path. */
function optimo(body, { path = "/hooks/optimo", fields = [], headers = {}, now = Date.now() } = {}) {
  const signed = { ...providers.optimo.sign(body, now), ...headers };
  return http(`POST ${path} HTTP/1.1`, [HOST, sized(body), ...fieldsOf(signed), ...fields], body);
}

/** A signed webhook of BottleCRM, over bytes. */
function bottle(body, fields = []) {
  const signed = providers.bottle.sign(body);
  return http("POST /hooks/bottle HTTP/1.1", [HOST, sized(body), ...fieldsOf(signed), ...fields], body);
}

/** A good webhook, but for what is replaced. */
const good = (options) => optimo(request("optimo").body, options);

const method = (name) => http(`${name} /hooks/optimo HTTP/1.1`, [HOST, "Content-Length: 0"]);
const target = (path) => http(`POST ${path} HTTP/1.1`, [HOST, "Content-Length: 0"]);
const framed = (fields, body = "") => http("POST /hooks/optimo HTTP/1.1", [HOST, ...fields], body);
const bottleEvent = (more) =>
  JSON.stringify({ id: "evt_bad", type: "t", created_at: new Date().toISOString(), ...more });
const NESTED = 100_000;

export const groups = {
  methods: [
    { what: "GET", answer: "405 method_not_allowed", bytes: method("GET") },
    { what: "HEAD", answer: "405", bytes: method("HEAD"), isHead: true },
    { what: "PUT", answer: "405 method_not_allowed", bytes: method("PUT") },
    { what: "DELETE", answer: "405 method_not_allowed", bytes: method("DELETE") },
    { what: "PATCH", answer: "405 method_not_allowed", bytes: method("PATCH") },
    { what: "OPTIONS", answer: "405 method_not_allowed", bytes: method("OPTIONS") },
    { what: "TRACE", answer: "405 method_not_allowed", bytes: method("TRACE") },
    { what: "PROPFIND", answer: "405 method_not_allowed", bytes: method("PROPFIND") },
    { what: "a method in small letters", answer: "501", bytes: method("post") },
    { what: "a method that nobody knows", answer: "501", bytes: method("BREW") },
    { what: "CONNECT", answer: "500", bytes: http("CONNECT filter.example:443 HTTP/1.1", [HOST]) },
  ],
  targets: [
    { what: "/", answer: "404 not_found", bytes: target("/") },
    { what: "/hooks", answer: "404 not_found", bytes: target("/hooks") },
    { what: "/hooks/", answer: "404 unknown_source", bytes: target("/hooks/") },
    { what: "a slash at the end", answer: "404 unknown_source", bytes: target("/hooks/optimo/") },
    { what: "a longer path", answer: "404 unknown_source", bytes: target("/hooks/optimo/x") },
    { what: "two slashes in front", answer: "404 not_found", bytes: target("//hooks/optimo") },
    { what: "two slashes within", answer: "404 unknown_source", bytes: target("/hooks//optimo") },
    { what: "capitals", answer: "404 unknown_source", bytes: target("/hooks/OPTIMO") },
    { what: "an encoded letter", answer: "404 unknown_source", bytes: target("/hooks/%6Fptimo") },
    { what: "an encoded slash", answer: "404 not_found", bytes: target("/hooks%2Foptimo") },
    { what: "an encoded slash at the end", answer: "404 unknown_source", bytes: target("/hooks/optimo%2F") },
    { what: "an encoded NUL", answer: "404 unknown_source", bytes: target("/hooks/optimo%00") },
    { what: "a name of every object", answer: "404 unknown_source", bytes: target("/hooks/__proto__") },
    { what: "a name of every class", answer: "404 unknown_source", bytes: target("/hooks/constructor") },
    {
      what: "a name of 10,000 letters",
      answer: "404 unknown_source",
      bytes: target(`/hooks/${"a".repeat(10_000)}`),
    },
    { what: "a target of 1 MB", answer: "431", bytes: target(`/hooks/${"a".repeat(1_000_000)}`) },
    { what: "dots that lead away", answer: "404 unknown_source", bytes: target("/hooks/../admin") },
    { what: "dots that lead back", answer: "404 not_found", bytes: target("/x/../hooks/./optimo") },
    { what: "encoded dots that lead back", answer: "404 not_found", bytes: target("/x/%2E%2e/hooks/optimo") },
    {
      what: "a query, which is ignored",
      answer: "401 missing_header",
      bytes: target("/hooks/optimo?source=sales"),
    },
    { what: "a fragment, which is ignored", answer: "401 missing_header", bytes: target("/hooks/optimo#x") },
    { what: "a matrix parameter", answer: "404 unknown_source", bytes: target("/hooks/optimo;v=1") },
    { what: "a blank", answer: "400", bytes: target("/hooks/opt imo") },
    { what: "a byte that is not ASCII", answer: "400", bytes: target("/hooks/\xFFoptimo") },
    { what: "no slash in front", answer: "400", bytes: target("hooks/optimo") },
    { what: "an asterisk", answer: "404 not_found", bytes: target("*") },
    {
      what: "an absolute target of another host",
      answer: "401 missing_header",
      bytes: target("http://other.example/hooks/optimo"),
    },
  ],
  heads: [
    { what: "no version", answer: "400", bytes: http("POST /hooks/optimo", [HOST]) },
    {
      what: "HTTP/3.7",
      answer: "400",
      bytes: http("POST /hooks/optimo HTTP/3.7", [HOST, "Content-Length: 0"]),
    },
    {
      what: "HTTP/1.0",
      answer: "401 missing_header",
      bytes: http("POST /hooks/optimo HTTP/1.0", [HOST, "Content-Length: 0"]),
    },
    { what: "no host", answer: "400", bytes: http("POST /hooks/optimo HTTP/1.1", ["Content-Length: 0"]) },
    {
      what: "two hosts",
      answer: "401 missing_header",
      bytes: framed(["Host: other.example", "Content-Length: 0"]),
    },
    {
      what: "what is not HTTP",
      answer: "400",
      bytes: Buffer.from("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "latin1"),
    },
    { what: "a field without a colon", answer: "400", bytes: framed(["Nonsense", "Content-Length: 0"]) },
    { what: "a blank before a colon", answer: "400", bytes: framed(["X-A : 1", "Content-Length: 0"]) },
    { what: "a field over two lines", answer: "400", bytes: framed(["X-A: 1\r\n 2", "Content-Length: 0"]) },
    { what: "a NUL in a field", answer: "400", bytes: framed(["X-A: a\0b", "Content-Length: 0"]) },
    {
      what: "a field of 1 MB",
      answer: "431",
      bytes: framed([`X-A: ${"a".repeat(1_000_000)}`, "Content-Length: 0"]),
    },
    {
      what: "10,000 fields of 100 bytes",
      answer: "431",
      bytes: framed([...Array(10_000).fill(`X-A: ${"a".repeat(93)}`), "Content-Length: 0"]),
    },
    {
      what: "lines that end in LF alone",
      answer: "401 missing_header",
      bytes: Buffer.from(`POST /hooks/optimo HTTP/1.1\n${HOST}\nContent-Length: 0\n\n`),
    },
    {
      what: "an expectation that nobody knows",
      answer: "401 missing_header",
      bytes: framed(["Expect: 200-ok", "Content-Length: 0"]),
    },
  ],
  framing: [
    { what: "no length and no body", answer: "401 missing_header", bytes: framed([]) },
    { what: "an empty body", answer: "400 malformed_payload", bytes: optimo("") },
    { what: "a negative length", answer: "400", bytes: framed(["Content-Length: -1"]) },
    {
      what: "a length that is no number",
      answer: "400",
      bytes: framed(["Content-Length: ten"], "0123456789"),
    },
    {
      what: "a length past 64 bits",
      answer: "400",
      bytes: framed(["Content-Length: 99999999999999999999999"]),
    },
    { what: "two lengths", answer: "400", bytes: framed(["Content-Length: 1", "Content-Length: 2"], "ab") },
    {
      what: "a length and chunks",
      answer: "401 missing_header",
      bytes: framed(["Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
    },
    { what: "an unknown transfer encoding", answer: "400", bytes: framed(["Transfer-Encoding: cloud"]) },
    {
      what: "a chunk without a size",
      answer: "400 unreadable_body",
      bytes: framed(["Transfer-Encoding: chunked"], "nonsense\r\n\r\n"),
    },
    {
      what: "a declared length over the limit",
      answer: "413 body_too_large",
      bytes: framed([`Content-Length: ${LIMIT + 1}`]),
    },
    {
      what: "a body over the limit",
      answer: "413 body_too_large",
      bytes: framed([`Content-Length: ${LIMIT + 1}`], Buffer.alloc(LIMIT + 1)),
    },
    {
      what: "chunks over the limit",
      answer: "413 body_too_large",
      bytes: framed(["Transfer-Encoding: chunked"], `${chunk("a".repeat(1 << 16)).repeat(17)}0\r\n\r\n`),
    },
    {
      what: "a body that ends early",
      answer: "400 unreadable_body",
      bytes: framed(["Content-Length: 100"], "{}"), end: true,
    },
    {
      what: "chunks that end early",
      answer: "400 unreadable_body",
      bytes: framed(["Transfer-Encoding: chunked"], "5\r\nab"), end: true,
    },
    {
      what: "a length that cuts the body short",
      answer: "401 signature_mismatch",
      bytes: () => {
        const { body } = request("optimo");
        const short = `Content-Length: ${body.length - 1}`;
        return Buffer.from(optimo(body).toString().replace(sized(body), short));
      },
    },
  ],
  bodies: [
    {
      what: "JSON nested 100,000 deep, no id",
      answer: "400 malformed_payload",
      bytes: () => optimo("[".repeat(NESTED) + "]".repeat(NESTED)),
    },
    {
      what: "JSON nested 100,000 deep beside an id",
      answer: "200 accepted",
      bytes: () => optimo(`{"x":${"[".repeat(NESTED)}${"]".repeat(NESTED)},"id":"evt_deep"}`),
    },
    {
      what: "JSON nested 100,000 deep and not closed",
      answer: "400 malformed_payload",
      bytes: () => optimo(`{"id":"evt_open","x":${"[".repeat(NESTED)}`),
    },
    { what: "a form", answer: "400 malformed_payload", bytes: () => optimo("id=1&type=form.submitted") },
    {
      what: "an array instead of an object",
      answer: "400 malformed_payload",
      bytes: () => optimo('[{"id":"evt_1"}]'),
    },
    { what: "null instead of an object", answer: "400 malformed_payload", bytes: () => optimo("null") },
    {
      // Nothing is read behind the envelope.
      what: "data after the JSON",
      answer: "200 accepted",
      bytes: () => optimo('{"id":"evt_data_after"} {"id":"evt_2"}'),
    },
    {
      what: "a NUL after the JSON",
      answer: "200 accepted",
      bytes: () => optimo('{"id":"evt_nul_after"}\0'),
    },
    { what: "no id", answer: "400 malformed_payload", bytes: () => optimo("{}") },
    { what: "an empty id", answer: "400 malformed_payload", bytes: () => optimo('{"id":""}') },
    { what: "an id that is null", answer: "400 malformed_payload", bytes: () => optimo('{"id":null}') },
    { what: "an id that is a fraction", answer: "400 malformed_payload", bytes: () => optimo('{"id":1.5}') },
    { what: "an id that is an object", answer: "400 malformed_payload", bytes: () => optimo('{"id":{}}') },
    {
      what: "an id of 257 bytes",
      answer: "400 malformed_payload",
      bytes: () => optimo(JSON.stringify({ id: "a".repeat(257) })),
    },
    {
      what: "an id that is not UTF-8",
      answer: "400 malformed_payload",
      bytes: () => bottle(Buffer.from('{"id":"\xff","type":"t"}', "latin1")),
    },
    {
      what: "an id with half a surrogate pair",
      answer: "400 malformed_payload",
      bytes: () => optimo('{"id":"\\ud800"}'),
    },
    {
      what: "bytes that are not UTF-8 elsewhere",
      answer: "200 accepted",
      bytes: () => bottle(Buffer.from(bottleEvent({ id: "evt_latin1", x: "\xff" }), "latin1")),
    },
    { what: "a NUL in the id", answer: "200 accepted", bytes: () => optimo('{"id":"evt\\u0000nul"}') },
    {
      what: "gzip, signed before it was packed",
      answer: "401 signature_mismatch",
      bytes: () => {
        const { body, headers } = request("optimo");
        const packed = gzipSync(body);
        return framed([sized(packed), "Content-Encoding: gzip", ...fieldsOf(headers)], packed);
      },
    },
    {
      what: "gzip, signed as packed",
      answer: "400 malformed_payload",
      bytes: () => bottle(gzipSync(bottleEvent({ id: "evt_gzip" })), ["Content-Encoding: gzip"]),
    },
    {
      what: "an encoding that nobody knows",
      answer: "200 accepted",
      bytes: () => good({ fields: ["Content-Encoding: cloud"] }),
    },
    {
      what: "an event from before the dedup window",
      answer: "400 event_too_old",
      bytes: () => bottle(bottleEvent({ created_at: "2020-01-01T00:00:00Z" })),
    },
    {
      what: "an event without a time, where none is signed",
      answer: "400 malformed_payload",
      bytes: () => bottle('{"id":"evt_timeless","type":"t"}'),
    },
  ],
  signatures: [
    {
      what: "no signature at all",
      answer: "401 missing_header",
      bytes: () => framed(["Content-Length: 2"], "{}"),
    },
    {
      what: "an empty signature",
      answer: "401 malformed_signature",
      bytes: () => good({ headers: { "x-optimocms-signature": "" } }),
    },
    {
      what: "a signature that is not hex",
      answer: "401 malformed_signature",
      bytes: () => good({ headers: { "x-optimocms-signature": "z".repeat(64) } }),
    },
    {
      what: "half a signature",
      answer: "401 malformed_signature",
      bytes: () => good({ headers: { "x-optimocms-signature": "ab".repeat(16) } }),
    },
    {
      what: "a signature of 100 kB",
      answer: "401 malformed_signature",
      bytes: () => good({ headers: { "x-optimocms-signature": "ab".repeat(50_000) } }),
    },
    {
      what: "another signature",
      answer: "401 signature_mismatch",
      bytes: () => good({ headers: { "x-optimocms-signature": "ab".repeat(32) } }),
    },
    {
      what: "two different signatures",
      answer: "401 malformed_signature",
      bytes: () => good({ fields: [`X-OptimoCMS-Signature: ${"ab".repeat(32)}`] }),
    },
    {
      what: "the same signature twice",
      answer: "401 malformed_signature",
      bytes: () => {
        const { body } = request("optimo");
        const now = Date.now();
        const signature = providers.optimo.sign(body, now)["x-optimocms-signature"];
        return optimo(body, { now, fields: [`X-OptimoCMS-Signature: ${signature}`] });
      },
    },
    {
      what: "two times",
      answer: "401 malformed_timestamp",
      bytes: () => good({ fields: [`X-OptimoCMS-Timestamp: ${Date.now()}`] }),
    },
    {
      what: "a time that is no number",
      answer: "401 malformed_timestamp",
      bytes: () => good({ headers: { "x-optimocms-timestamp": "yesterday" } }),
    },
    {
      what: "a negative time",
      answer: "401 malformed_timestamp",
      bytes: () => good({ headers: { "x-optimocms-timestamp": "-1" } }),
    },
    {
      what: "a time with a fraction",
      answer: "401 malformed_timestamp",
      bytes: () => good({ headers: { "x-optimocms-timestamp": `${Date.now()}.5` } }),
    },
    {
      what: "a time past 64 bits",
      answer: "401 malformed_timestamp",
      bytes: () => good({ headers: { "x-optimocms-timestamp": "9".repeat(30) } }),
    },
    {
      what: "a time at the end of 64 bits",
      answer: "401 timestamp_too_new",
      bytes: () => good({ headers: { "x-optimocms-timestamp": "9223372036854775807" } }),
    },
    {
      what: "a time in seconds",
      answer: "401 timestamp_too_old",
      bytes: () => good({ headers: { "x-optimocms-timestamp": String(Math.floor(Date.now() / 1000)) } }),
    },
    {
      what: "a time an hour ago",
      answer: "401 timestamp_too_old",
      bytes: () => good({ now: Date.now() - 3_600_000 }),
    },
    {
      what: "a time in an hour",
      answer: "401 timestamp_too_new",
      bytes: () => good({ now: Date.now() + 3_600_000 }),
    },
    {
      what: "a webhook of another provider",
      answer: "401 missing_header",
      bytes: () => good({ path: "/hooks/bottle" }),
    },
  ],
};
