// What holds for every command.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { complaint, ended, file, program, run, SECRET, start } from "./support/run.mjs";

const COMMANDS = ["schemes", "scheme", "sign", "send", "verify", "explain"];

test("the program runs by itself", () => {
  const { version } = JSON.parse(readFileSync(at("pkg/package.json"), "utf8"));
  assert.equal(execFileSync(program, ["--version"], { encoding: "utf8" }), `${version}\n`);
});

test("there is one core: the command loads the package's own", () => {
  const source = readFileSync(program, "utf8");
  assert.match(source, /from ?"\.\/index\.js"/);
  assert.ok(source.length < 150_000, `${source.length}`);
});

test("help names every command, and every option of each", async () => {
  for (const args of [["--help"], ["-h"], ["help"]]) {
    const { code, out } = await run(args);
    assert.equal(code, 0);
    for (const command of COMMANDS) assert.match(out, new RegExp(`^  ${command} `, "m"));
  }
  for (const command of COMMANDS) {
    for (const args of [[command, "--help"], [command, "-h"], ["help", command]]) {
      const { code, out } = await run(args);
      assert.equal(code, 0);
      assert.match(out, new RegExp(`^Usage: countersign ${command} `, "m"));
      for (const line of out.split("\n")) assert.ok(line.length <= 80, line);
    }
  }
});

test("no command prints the help, and exits with 2", async () => {
  const { code, out } = await run([]);
  assert.equal(code, 2);
  assert.match(out, /^Usage:/m);
});

for (const [name, args, hint] of [
  ["an unknown command", ["frobnicate"], /there are schemes, scheme, sign/],
  ["a mistyped command", ["verfy"], /did you mean verify\?/],
  ["an unknown scheme", ["verify", "nobody"], /`countersign schemes` lists them/],
  ["a mistyped scheme", ["verify", "BottelCRM"], /did you mean bottlecrm\?/],
  ["no scheme", ["verify"], /which SCHEME\?/],
  ["no secret", ["verify", "bottlecrm"], /a secret is needed/],
  ["no secret to sign with", ["sign", "bottlecrm"], /a secret is needed/],
  ["an unknown option", ["verify", "--frobnicate"], /unknown option --frobnicate\n/],
  ["a mistyped option", ["verify", "--secret-evn=X"], /did you mean --secret-env\?/],
  ["an unknown short option", ["verify", "-x"], /unknown option -x/],
  ["an option without its value", ["verify", "bottlecrm", "--secret-env"], /--secret-env needs a value, NAME/],
  ["an option for a value", ["verify", "bottlecrm", "--now", "--json"], /--now needs a value, TIME/],
  ["a value for a flag", ["schemes", "--json=yes"], /--json takes no value/],
  ["two files", ["verify", "bottlecrm", "a", "b"], /one FILE/],
  ["words that nothing has", ["schemes", "bottlecrm", "salesos"], /no built-in scheme is like that/],
  ["a mistyped scheme to show", ["schemes", "strpe"], /did you mean stripe\?/],
  ["something that nothing signs", ["schemes", "--signs", "cookies"], /--signs is one of time, url, method/],
  ["nothing to do with a scheme", ["scheme"], /countersign scheme check FILE/],
  ["no scheme to check", ["scheme", "check"], /which FILE/],
  ["a request and no secret", ["scheme", "check", "a.json", "b.txt"], /a secret is needed/],
  ["a URL that is none to sign", ["verify", "twilio", "--secret-env", "SECRET", "--url", "example.com"], /--url begins with http/],
  ["a method that is none", ["sign", "hubspot-v3", "--method", "P O"], /--method is a method/],
  ["a header that is none", ["sign", "plivo-v2", "--header", "nonce"], /--header is a line/],
  ["a time that is none", ["verify", "bottlecrm", "--now", "yesterday"], /--now is in milliseconds/],
  ["a time without a zone", ["verify", "bottlecrm", "--now", "2026-01-02T03:04:05"], /--now is in milliseconds/],
  ["a date that is none", ["verify", "bottlecrm", "--now", "2026-13-02T03:04:05Z"], /--now is in milliseconds/],
  ["a tolerance that is none", ["verify", "bottlecrm", "--tolerance", "any"], /--tolerance is a whole number/],
  ["a negative tolerance", ["verify", "bottlecrm", "--tolerance", "-1"], /--tolerance is a whole number/],
  ["a format that is none", ["sign", "bottlecrm", "--format", "xml"], /headers, curl, json/],
  ["curl to nowhere", ["sign", "bottlecrm", "--format", "curl"], /--url/],
  ["an id that no header holds", ["sign", "bottlecrm", "--id", "a b"], /--id is visible ASCII/],
  ["a body in the wrong place", ["sign", "bottlecrm", "event.json"], /--body FILE/],
  ["no URL", ["send", "bottlecrm"], /which URL\?/],
  ["a URL that is none", ["send", "bottlecrm", "localhost:3000"], /begins with http/],
  ["a count that is none", ["send", "bottlecrm", "http://localhost", "--count", "1e3"], /--count is a whole number/],
  ["too large a count", ["send", "bottlecrm", "http://localhost", "--count", "10000001"], /from 1 to 10000000/],
  ["no concurrency", ["send", "bottlecrm", "http://localhost", "--concurrency", "0"], /from 1 to 1000/],
  ["more than all", ["send", "bottlecrm", "http://localhost", "--tamper", "1.5"], /from 0 to 1,/],
  ["a part that is none", ["send", "bottlecrm", "http://localhost", "--duplicate", "some"], /--duplicate is a number/],
]) {
  test(`${name}: one line`, async () => assert.match(await complaint(args), hint));
}

test("a type that the provider does not document is no sample", async () => {
  const args = ["send", "bottlecrm", "http://localhost", "--secret-env", "SECRET", "--type"];
  assert.match(await complaint([...args, "lead.burnt"]), /there are lead\.created, /);
  assert.match(await complaint([...args, "lead.created", "--body", "-"]), /--body is none/);
});

test("a file that cannot be read is named, with the reason", async () => {
  const args = ["verify", "bottlecrm", "--secret-env", "SECRET"];
  assert.match(await complaint([...args, "nowhere.txt"]), /cannot read nowhere\.txt: no such file or directory/);
  assert.match(await complaint([...args, "node_modules"]), /cannot read node_modules: /);
});

test("a scheme of one's own is read, and refused with the reason", async () => {
  const args = ["verify", "--secret-env", "SECRET", "--scheme-file"];
  assert.match(await complaint([...args, "nowhere.json"]), /cannot read the scheme nowhere\.json: no such file/);
  assert.match(await complaint([...args, file("not.json", "{")]), /not\.json: not JSON/);
  assert.match(await complaint([...args, file("list.json", "[]")]), /list\.json: The scheme must be/);
  assert.match(await complaint([...args, file("empty.json", "{}")]), /empty\.json: missing field/);
});

for (const [name, shell] of [
  ["schemes | head -n 1", `"$NODE" "$PROGRAM" schemes bottlecrm | head -n 1`],
  ["a reader that reads nothing", `"$NODE" "$PROGRAM" schemes bottlecrm | true`],
  ["no output at all", `"$NODE" "$PROGRAM" schemes >&-`],
]) {
  test(`${name}: no complaint`, () => {
    const env = { ...process.env, NODE: process.execPath, PROGRAM: program };
    const { stderr, status } = spawnSync("bash", ["-o", "pipefail", "-c", shell], { env, encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
  });
}

test("a refusal is one, even if nobody reads it to its end", async () => {
  const child = start(["explain", "bottlecrm", "--secret-env", "SECRET", "--json"]);
  child.stdout.once("data", () => child.stdout.destroy());
  child.stdin.end("X-Other: 1\n\n{}");
  const [code] = await new Promise((resolve) => child.once("exit", (...how) => resolve(how)));
  assert.equal(code, 1);
});

const hasScript = spawnSync("script", ["--version"]).status === 0;

test("colours are for terminals, and not where NO_COLOR is set", { skip: !hasScript && "script is not here" }, async () => {
  const piped = await run(["schemes"]);
  assert.doesNotMatch(piped.out, /\x1b/);
  assert.match(onTerminal("schemes", { TERM: "xterm-256color" }), /\x1b\[1mSCHEME/);
  assert.doesNotMatch(onTerminal("schemes", { TERM: "xterm-256color", NO_COLOR: "1" }), /\x1b/);
  assert.doesNotMatch(onTerminal("schemes", { TERM: "dumb" }), /\x1b/);
});

function onTerminal(args, variables) {
  const { NO_COLOR, FORCE_COLOR, CI, ...rest } = process.env;
  const env = { ...rest, ...variables, NODE: process.execPath, PROGRAM: program };
  return execFileSync("script", ["-qec", `"$NODE" "$PROGRAM" ${args}`, "/dev/null"], { env, encoding: "utf8" });
}

test("what is said of a mistake never has the secret in it", async () => {
  // The places where a secret lands when the command line is mistyped.
  for (const args of [
    [SECRET],
    ["verify", SECRET],
    ["verify", "bottlecrm", `--secrte=${SECRET}`],
    ["verify", "bottlecrm", "--secret-env", SECRET],
    ["verify", "bottlecrm", `--secret-env=${SECRET}`],
    ["verify", "bottlecrm", "--secret-file", SECRET],
    ["verify", "bottlecrm", "--json", `--secret=${SECRET}`, "--now", "x"],
    ["sign", "bottlecrm", SECRET],
    ["sign", "bottlecrm", "--id", `${SECRET} `],
    ["sign", "standard-webhooks", "--secret", SECRET],
    ["send", "bottlecrm", SECRET],
    ["send", "bottlecrm", "http://localhost", SECRET],
  ]) {
    await complaint(args);
  }
});

test("a secret on the command line is warned of", async () => {
  const { code, err } = await ended(start(["sign", "bottlecrm", "--secret", SECRET]), "{}");
  assert.equal(code, 0);
  assert.match(err, /^warning: --secret shows the secret in the list of processes/);
});
