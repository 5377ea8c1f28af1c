// Requests as HTTP has them. That a body was read right is shown by its
// signature: one byte more or less, and it is refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { complaint, run, SECRET } from "./support/run.mjs";

const { sign } = (await loadPackage()).esm;

const BODY = '{"id":"evt_1"}';
const ARGS = ["verify", "bottlecrm", "--secret-env", "SECRET", "--json"];
const signature = (body) => sign("bottlecrm", SECRET, body)["x-bottlecrm-signature"];

/** Joins text, one character a byte where it is no bytes already. */
const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

/** Reads a request, and returns what became of it. */
async function read(input) {
  const { code, out, err } = await run(ARGS, { input });
  assert.ok(code < 2, err);
  const { ok, error, warnings } = JSON.parse(out);
  return { result: ok ? "authentic" : error.code, warnings };
}

const SIGNED = `X-BottleCRM-Signature: ${signature(BODY)}`;
const [NO_WARNING, LINE_BREAK, CUT_OFF, SURPLUS, NO_BLANK, UNCHUNKED] = [
  [],
  [/ends with a line break that is not of the body: Content-Length says 14 bytes/],
  [/Content-Length says 14 bytes, and the body has 13: it was cut off or altered/],
  [/Content-Length says 14 bytes: 3 bytes after them were left out/],
  [/no blank line/],
  [/not in chunks/],
];

for (const [name, input, expected = "authentic", warnings = NO_WARNING] of [
  ["LF", `POST / HTTP/1.1\nHost: a\n${SIGNED}\n\n${BODY}`],
  ["CRLF", `POST / HTTP/1.1\r\nHost: a\r\n${SIGNED}\r\n\r\n${BODY}`],
  ["without a request line", `${SIGNED}\n\n${BODY}`],
  ["without a version", `POST /hooks\n${SIGNED}\n\n${BODY}`],
  ["HTTP/2's own fields", `:method: POST\n:path: /\n${SIGNED.toLowerCase()}\n\n${BODY}`],
  ["blank lines before it", `\r\n\nPOST / HTTP/1.1\n${SIGNED}\n\n${BODY}`],
  ["a byte order mark before it", `\ufeff${SIGNED}\n\n${BODY}`],
  ["no space after the colon", `${SIGNED.replace(": ", ":")}\n\n${BODY}`],
  ["space around the value", `${SIGNED.replace(": ", ":\t ")} \t\n\n${BODY}`],
  ["a folded line", `${SIGNED.replace(": ", ":\n ")}\n\n${BODY}`],
  ["upper case", `${SIGNED.toUpperCase().replace("SHA256", "sha256")}\n\n${BODY}`],
  ["the signature twice", `${SIGNED}\n${SIGNED}\n\n${BODY}`, "ambiguous_header"],
  ["no signature", `Host: a\n\n${BODY}`, "missing_header"],
  ["no blank line", `${SIGNED}\n`, "signature_mismatch", NO_BLANK],
  ["a line break more", `${SIGNED}\n\n${BODY}\n`, "signature_mismatch"],
  ["Content-Length", `${SIGNED}\nContent-Length: 14\n\n${BODY}`],
  ["Content-Length, and LF more", `${SIGNED}\nContent-Length: 14\n\n${BODY}\n`, "authentic", LINE_BREAK],
  ["Content-Length, and CRLF more", `${SIGNED}\ncontent-length:14\n\n${BODY}\r\n`, "authentic", LINE_BREAK],
  ["Content-Length, and more", `${SIGNED}\nContent-Length: 14\n\n${BODY}abc`, "authentic", SURPLUS],
  ["Content-Length, and less", `${SIGNED}\nContent-Length: 14\n\n${BODY.slice(1)}`, "signature_mismatch", CUT_OFF],
  ["Content-Length twice, equal", `${SIGNED}\nContent-Length: 14\nContent-Length: 14\n\n${BODY}`],
  ["chunks", `${SIGNED}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\n9;x=1\r\n:"evt_1"}\r\n0\r\nX: 1\r\n\r\n`],
  ["chunks with LF", `${SIGNED}\nTransfer-Encoding: gzip, Chunked\n\nE\n${BODY}\n0\n\n`],
  ["chunks that were joined", `${SIGNED}\nTransfer-Encoding: chunked\n\n${BODY}`, "authentic", UNCHUNKED],
  ["chunks go before Content-Length", `${SIGNED}\nContent-Length: 3\nTransfer-Encoding: chunked\n\ne\n${BODY}\n0\n\n`],
]) {
  test(name, async () => {
    const read_ = await read(input);
    assert.equal(read_.result, expected);
    assert.equal(read_.warnings.length, warnings.length, String(read_.warnings));
    for (const [index, pattern] of warnings.entries()) assert.match(read_.warnings[index], pattern);
  });
}

for (const [name, body] of [
  ["a byte order mark", bytes("\ufeff", BODY)],
  ["an emoji", bytes('{"id":"☎ 🦊"}')],
  ["invalid UTF-8", bytes('{"id":"a","x":"', Buffer.from([0xff, 0xc3, 0x28]), '"}')],
  ["NUL", bytes('{"id":"a"}', Buffer.from([0]))],
  ["CRLF", bytes('{\r\n"id":"a"\r\n}\r\n')],
  ["blank lines", bytes('\n\n{"id":"a"}\n\n')],
  ["5 MB", bytes(`{"id":"a","x":"${"0123456789".repeat(500_000)}"}`)],
]) {
  test(`a body with ${name}, to the byte`, async () => {
    for (const lineBreak of ["\n", "\r\n"]) {
      const head = `POST / HTTP/1.1${lineBreak}X-BottleCRM-Signature: ${signature(body)}${lineBreak}${lineBreak}`;
      const { result } = await read(bytes(head, body));
      // What is authentic need not be JSON.
      assert.ok(["authentic", "malformed_payload"].includes(result), result);
    }
  });
}

test("a warning is shown beside the event", async () => {
  const input = `${SIGNED}\nContent-Length: 14\n\n${BODY}\n`;
  const { code, err } = await run(ARGS.slice(0, -1), { input });
  assert.equal(code, 0);
  assert.match(err, /^warning: the input ends with a line break .*\n$/);
});

const noise = Buffer.alloc(5_000_000, "Zm9vYmFy+/");
const binary = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 167 + 13) % 256));

for (const [name, input, hint] of [
  ["nothing", "", /the input is empty/],
  ["blank lines alone", "\n\r\n\n", /the input is empty/],
  ["a body alone", BODY, /line 1 is no header: \{"id":"evt_1"\} \(the headers come first/],
  ["an answer", "HTTP/1.1 200 OK\nDate: x\n\n", /line 1 begins an answer/],
  ["text", "hello there\n", /line 1 is no header: hello there \(a request in HTTP or a curl command/],
  ["a space before the colon", `Host: a\nX-BottleCRM-Signature : x\n\n`, /line 2 is no header/],
  ["a NUL in a header", "Host: a\0b\n\n", /line 1 is no header: Host: a\\u0000b/],
  ["binary junk", binary, /line 1 is no header: /],
  ["5 MB without a line", noise, /line 1 is no header: Zm9vYmFy/],
  ["5 MB in one header", Buffer.concat([Buffer.from("a: "), noise]), /line 1 is no header: a: Zm9v/],
  ["5 MB of headers", "a: b\n".repeat(1_000_000), /no blank line within 1000 lines/],
  ["5 MB of blank lines", "\n".repeat(5_000_000), /no blank line within 1000 lines/],
  ["UTF-16", Buffer.from(`\ufeff${SIGNED}`, "utf16le"), /UTF-16/],
  ["two lengths", "Content-Length: 1\nContent-Length: 2\n\nab", /several values/],
  ["a length that is none", "Content-Length: 0x10\n\nab", /not a number/],
  ["a chunk that ends early", "Transfer-Encoding: chunked\n\n5\nabc", /the chunk of 5 bytes has only 3/],
  ["a chunk that ends late", "Transfer-Encoding: chunked\n\n2\nabc\n0\n\n", /does not end after them/],
  ["chunks without an end", "Transfer-Encoding: chunked\n\n2\nab\n", /there is no length of a chunk at byte 5/],
]) {
  test(`${name} is no request: one line`, async () => {
    const err = await complaint(ARGS, { input });
    assert.match(err, hint);
    assert.ok(err.length < 300, err);
    assert.doesNotMatch(err.slice(0, -1), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/, "it steers the terminal");
  });
}
