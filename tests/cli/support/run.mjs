// The built command as a process of its own, as its users run it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { projectFolder } from "../../support/package.mjs";

/** In the environment of every run, and to be in the output of none. */
export const SECRET = "a-secret-that-nobody-prints";

const LIMIT_MS = 120_000;
/** Where the command runs. */
export const folder = projectFolder();
const installed = join(folder, "node_modules/countersign");
const { bin } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));

/** The file that npm links to as `countersign`. */
export const program = join(installed, bin.countersign);

/** Starts the command. */
export function start(args, { env = {}, cwd = folder } = {}) {
  return spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, SECRET, ...env },
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
}

/**
 * Runs the command to its end.
 *
 * @returns `{ code, out, err }`. Neither text has the secret or a stack in it.
 */
export async function run(args, { input = "", ...options } = {}) {
  return ended(start(args, options), input);
}

/** What a process wrote, and how it ended. */
export async function ended(child, input = "") {
  child.stdin.on("error", () => {}); // it need not read to the end
  child.stdin.end(input);
  const [out, err, [code, signal]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise((resolve) => child.once("close", (...how) => resolve(how))),
  ]);
  assert.equal(signal, null, `it was ended by ${signal}: ${err}`);
  for (const text of [out, err]) {
    assert.ok(!text.includes(SECRET), "the secret was printed");
    assert.doesNotMatch(text, /^ +at .*\d+:\d+/m, "a stack was printed");
  }
  return { code, out, err };
}

async function textOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Writes a file into the folder where the command runs. */
export function file(name, content) {
  writeFileSync(join(folder, name), content);
  return name;
}

/** Runs the command, which is to fail before it does anything: one line says why. */
export async function complaint(args, options) {
  const { code, out, err } = await run(args, options);
  assert.equal(code, 2, `${out}${err}`);
  assert.equal(out, "");
  assert.match(err, /^(warning: .*\n)*error: .*\n(Try `countersign.*--help`\.\n)?$/);
  return err;
}
