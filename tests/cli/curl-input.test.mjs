// curl commands. Each has its signature for the body that the table says; and
// what the table says is what bash and curl do, where they are here.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { complaint, ended, file, folder, run, SECRET } from "./support/run.mjs";

const { sign } = (await loadPackage()).esm;

const ARGS = ["verify", "bottlecrm", "--secret-env", "SECRET", "--json"];
const JSON_BODY = '{"id":"evt_1"}';

file("body.json", '{"id":\r\n"evt_1"}\n');
file("headers.txt", "X-Other: 1\r\nX-More: 2\r\n");

/** Commands with `URL` and `SIG` in them, and the body that each sends. */
const COMMANDS = [
  ["single quotes", `curl URL -H 'SIG' -d '${JSON_BODY}'`],
  ["double quotes", `curl "URL" -H "SIG" -d "{\\"id\\":\\"evt_1\\"}"`],
  ["no quotes", `curl URL -H 'SIG' -d \\{\\"id\\":\\"evt_1\\"\\}`],
  ["mixed quotes", `curl URL -H 'SIG' -d '{"id":'"\\"evt_1\\""\\}`],
  ["backslashes in double quotes", `curl URL -H "SIG" -d "{\\"id\\":\\"a\\\\\\\\b\\n\\"}"`, '{"id":"a\\\\b\\n"}'],
  ["a quote in single quotes", `curl URL -H 'SIG' -d '{"id":"it'\\''s"}'`, '{"id":"it\'s"}'],
  ["$'…'", `curl URL -H 'SIG' -d $'{"id":"it\\'s \\u0021 \\x21 \\41 \\\\n"}'`, '{"id":"it\'s ! ! ! \\n"}'],
  ["$'…' with bytes", `curl URL -H 'SIG' --data-raw $'{"id":"\\xc3\\xa9\\n\\t\\e"}'`, '{"id":"é\n\t\x1b"}'],
  ["$'…' with Unicode", `curl URL -H 'SIG' --data-raw $'{"id":"\\u260e \\U0001f98a"}'`, '{"id":"☎ 🦊"}'],
  ['$"…"', `curl URL -H 'SIG' -d $"{\\"id\\":1}"`, '{"id":1}'],
  ["a dollar sign alone", `curl URL -H 'SIG' -d "{\\"id\\":\\"5 $ \\$x\\"}"`, '{"id":"5 $ $x"}'],
  ["lines", `curl -X POST \\\n  URL \\\n  -H 'SIG' \\\n  -d '${JSON_BODY}'\n`],
  ["a line broken within a word", `curl URL -H 'SIG' --da\\\nta '${JSON_BODY}'`],
  ["a line broken within double quotes", `curl URL -H "SIG" -d "{\\"id\\":\\\n\\"evt_1\\"}"`],
  ["a body of several lines", `curl URL -H 'SIG' -d '{\n  "id": "a"\n}\n'`, '{\n  "id": "a"\n}\n'],
  ["CRLF in a body", `curl URL -H 'SIG' -d '{"id":"a"}\r\n'`, '{"id":"a"}\r\n'],
  ["UTF-8 in a body", `curl URL -H 'SIG' -d '{"id":"☎ 🦊 é"}'`, '{"id":"☎ 🦊 é"}'],
  ["an empty body", `curl URL -H 'SIG' -d ''`, ""],
  ["options joined with their values", `curl -sSXPOST URL -H'SIG' -d'${JSON_BODY}'`],
  ["long options", `curl --request POST --url URL --header 'SIG' --data '${JSON_BODY}' --silent`],
  ["options with values that matter not", `curl -o /dev/null -m 5 --retry 1 -A 'a b' URL -H 'SIG' -d '${JSON_BODY}'`],
  ["what follows --", `curl -H 'SIG' -d '${JSON_BODY}' -- URL`],
  ["several pieces of data", `curl URL -H 'SIG' -d '{"id":1}' --data-raw @b --data-binary c`, '{"id":1}&@b&c'],
  ["JSON", `curl URL -H 'SIG' --json '{"id":' --json '"evt_1"}'`],
  ["data from a file", `curl URL -H 'SIG' -d @body.json`],
  ["binary data from a file", `curl URL -H 'SIG' --data-binary @body.json`, '{"id":\r\n"evt_1"}\n'],
  ["data that begins with @", `curl URL -H 'SIG' --data-raw @body.json`, "@body.json"],
  ["URL-encoded data", `curl URL -H 'SIG' --data-urlencode 'a=b&é' --data-urlencode '=x/y' --data-urlencode 'z~'`, "a=b%26%C3%A9&x%2Fy&z~"],
  ["URL-encoded data of a file", `curl URL -H 'SIG' --data-urlencode n@body.json`, "n=%7B%22id%22%3A%0D%0A%22evt_1%22%7D%0A"],
  ["an uploaded file", `curl URL -X POST -H 'SIG' -T body.json`, '{"id":\r\n"evt_1"}\n'],
  ["headers from a file", `curl URL -H @headers.txt -H 'SIG' -d '${JSON_BODY}'`],
  ["a header taken away", `curl URL -H 'Accept:' -H 'SIG' -d '${JSON_BODY}'`],
  ["a comment", `curl URL -H 'SIG' -d '${JSON_BODY}' # and that's it`],
  ["what is no comment", `curl URL#a -H 'SIG' -d 'a'#b`, "a#b"],
  ["a pipe", `curl -s URL -H 'SIG' -d '${JSON_BODY}' | cat`],
  ["redirections", `curl -s URL 2>/dev/null >/dev/null -H 'SIG' -d '${JSON_BODY}' 2>&1`],
  ["a browser's own", `curl 'URL' \\\n  -H 'accept: */*' \\\n  -H 'content-type: application/json' \\\n  -H 'SIG' \\\n  --data-raw $'{"id":"it\\'s"}' \\\n  --compressed`, '{"id":"it\'s"}'],
];

const signed = (command, body) =>
  command.replace("SIG", () => `X-BottleCRM-Signature: ${sign("bottlecrm", SECRET, body)["x-bottlecrm-signature"]}`);

for (const [name, command, body = JSON_BODY] of COMMANDS) {
  test(name, async () => {
    const input = signed(command, body).replace("URL", "http://localhost/hooks");
    const { code, out, err } = await run(ARGS, { input });
    assert.ok(code < 2, err);
    const { ok, error, request, warnings } = JSON.parse(out);
    assert.match(request.target, /^http:\/\/localhost\/hooks/);
    if (!ok) assert.equal(error.code, "malformed_payload", "the body was not read as it is sent");
    assert.deepEqual(warnings, []);
  });
}

const hasBoth = spawnSync("curl", ["--version"]).status === 0 && spawnSync("bash", ["--version"]).status === 0;

test("the table says what bash and curl do", { skip: !hasBoth && "bash and curl are not here" }, async (context) => {
  const server = createServer(async (request, response) => {
    server.emit("received", Buffer.concat(await request.toArray()), request.headers);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  for (const [name, command, body = JSON_BODY] of COMMANDS) {
    const script = signed(command, body).replace("URL", `http://127.0.0.1:${server.address().port}`);
    const received = once(server, "received");
    const curl = ended(spawn("bash", ["-c", script], { cwd: folder, env: { ...process.env, LC_ALL: "C.UTF-8" } }));
    const [sent, headers] = await received;
    await curl;
    assert.equal(sent.toString(), body, name);
    assert.ok(headers["x-bottlecrm-signature"], name);
  }
});

const SIGNED = signed(`curl http://localhost -H 'SIG' -d '${JSON_BODY}'`, JSON_BODY);

for (const [name, input] of [
  ["a prompt before it", `$ ${SIGNED}`],
  ["curl.exe", SIGNED.replace("curl", "curl.exe")],
  ["a byte order mark and space before it", `\ufeff \n${SIGNED}`],
]) {
  test(name, async () => {
    const { code, err } = await run(ARGS, { input });
    assert.equal(code, 0, err);
  });
}

test("the signature twice is ambiguous, as it would be over HTTP", async () => {
  const header = /-H '[^']*'/.exec(SIGNED)[0];
  const { out } = await run(ARGS, { input: `${SIGNED} ${header}` });
  assert.equal(JSON.parse(out).error.code, "ambiguous_header");
});

for (const [name, input, hint] of [
  ["a variable", `${SIGNED} -H "Authorization: Bearer $TOKEN"`, /\$TOKEN is a variable of the shell/],
  ["a variable in braces", `${SIGNED} -u \${USER}:x`, /\$\{USER\} is a variable/],
  ["another command after it", `${SIGNED}\ncurl http://localhost`, /something follows/],
  ["a length that is another", `${SIGNED} -H 'Content-Length: 15'`, /Content-Length is 15, and its data has 14 bytes/],
]) {
  test(`${name}: a warning`, async () => {
    const { code, out } = await run(ARGS, { input });
    assert.equal(code, 0);
    const { warnings } = JSON.parse(out);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], hint);
  });
}

for (const [name, input, hint] of [
  ["an open single quote", `curl x \\\n  -d '{"id":1}`, /unfinished: the quote ' at line 2, column 6 is not closed/],
  ["an open double quote", `curl x -d "{\\"id\\"`, /unfinished: the quote " at line 1, column \d+ is not closed/],
  ["an open $'…'", `curl x -d $'{\\'`, /unfinished: the quote '/],
  ["a backslash at its end", "curl x \\", /ends with a backslash: it was cut off/],
  ["a line that does not follow", "curl x \\\n", /ends with a backslash: it was cut off/],
  ["an option without its value", "curl x -H", /unfinished: --header has no value/],
  ["a here-document", "curl x -d @- <<EOF\n{}\nEOF\n", /here-document/],
  ["data from standard input", "curl x -d @-", /standard input/],
  ["a file that is not there", "curl x -d @nowhere.json", /nowhere\.json, which cannot be read: no such file/],
  ["a command within it", 'curl x -d "$(cat body.json)"', /another command in it/],
  ["a command in backquotes", "curl x -d `cat body.json`", /another command in it/],
  ["a form", "curl x -F a=b", /--form makes a multipart body/],
  ["data for the URL", "curl x -G -d a=b", /--get puts the data into the URL/],
  ["several requests", "curl x -d a --next y", /--next begins another/],
  ["options in a file", "curl x -K config", /--config reads options from a file/],
  ["Windows' cmd", 'curl ^"http://localhost^" ^\r\n  -d ^"{}^"', /cURL \(bash\)/],
  ["a NUL", "curl x -d $'a\\0b'", /NUL/],
  ["5 MB that do not end", `curl x -d '${"0123456789".repeat(500_000)}`, /unfinished/],
  ["5 MB of quotes", `curl x ${`'a'"b"\\c`.repeat(600_000)} -d '`, /unfinished/],
]) {
  test(`${name}: one line`, async () => {
    assert.match(await complaint(ARGS, { input }), hint);
  });
}
