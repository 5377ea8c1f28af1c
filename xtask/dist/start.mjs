#!/usr/bin/env node
// Runs the edge filter on workerd.
//
//   node start.mjs [--config FILE] [--secrets FILE] [--state DIR]
//                  [--listen ADDRESS:PORT] [--check]
//
// A wrong configuration is refused before anything listens: `--check` does that
// alone. Ends as workerd ends; SIGTERM and SIGINT are passed on to it.

import { spawn, spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs, parseEnv } from "node:util";

import workerd from "workerd";

/** The path of the native program. The package's own command is a script that starts it. */
const program = workerd.default;

const CHECK_MS = 30_000;
const folder = fileURLToPath(new URL(".", import.meta.url));

/** What the operator has to mend: said in one line, and the process ends. */
class Mistake extends Error {}

function options() {
  const { values } = parseArgs({
    options: {
      config: { type: "string", default: join(folder, "config.json") },
      secrets: { type: "string", default: join(folder, "secrets.env") },
      state: { type: "string", default: join(folder, "state") },
      listen: { type: "string", default: "127.0.0.1:8787" },
      check: { type: "boolean", default: false },
    },
  });
  return { ...values, state: resolve(values.state) };
}

function read(file, parse) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Mistake(`${file}: cannot be read: ${error.code}`);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new Mistake(`${file}: ${error.message.split("\n")[0]}`);
  }
}

/** The file of secrets need not be there: the environment may hold them. */
function environment(file) {
  try {
    return { ...process.env, ...read(file, parseEnv) };
  } catch (error) {
    if (error.message.endsWith("ENOENT")) return { ...process.env };
    throw error;
  }
}

/** Every string in the configuration. */
function strings(value) {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(strings);
}

/** JSON's escapes are those of Cap'n Proto's text. */
const quote = (text) => JSON.stringify(text);

/**
 * Writes what workerd reads. Secrets are bound by name, from the environment:
 * their values are never written to disk.
 */
function writeConfig({ config, names, home }) {
  const objects = join(home, "objects");
  mkdirSync(objects, { recursive: true });
  const bindings = [
    `(name = "COUNTERSIGN", json = ${quote(JSON.stringify(config))})`,
    ...names.map((name) => `(name = ${quote(name)}, fromEnvironment = ${quote(name)})`),
  ];
  const text = readFileSync(join(folder, "worker/workerd.capnp"), "utf8")
    .replaceAll('"/@worker@/', () => `${quote(join(folder, "worker")).slice(0, -1)}/`)
    .replaceAll('"/@objects@"', () => quote(objects))
    .replace("bindings = [", () => `bindings = [\n    ${bindings.join(",\n    ")},`);
  const file = join(home, "workerd.capnp");
  writeFileSync(file, text);
  return file;
}

/** Starts workerd; resolves to the port it listens on, or to nothing if it ends before. */
function serve(file, listen, env, stdio) {
  const args = ["serve", "--import-path=/", `--socket-addr=http=${listen}`, "--control-fd=3", file];
  const child = spawn(program, args, { env, stdio });
  const ended = new Promise((done) => child.once("exit", (code, signal) => done({ code, signal })));
  const listens = new Promise((done) => {
    createInterface({ input: child.stdio[3] }).on("line", (line) => {
      const message = JSON.parse(line);
      if (message.event === "listen") done(message.port);
    });
  });
  return { child, ended, port: Promise.race([listens, ended.then(() => undefined)]) };
}

/** Lets the filter itself judge the configuration, beside the state and away from the port. */
async function check({ config, names, env, state, file }) {
  const home = join(state, "check");
  const capnp = writeConfig({ config, names, home });
  const { child, ended, port } = serve(capnp, "127.0.0.1:0", env, ["ignore", "pipe", "pipe", "pipe"]);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
  }
  const timer = setTimeout(() => child.kill("SIGKILL"), CHECK_MS);
  try {
    const listening = await port;
    if (listening === undefined) throw new Mistake(`workerd did not start:\n${output.stderr}`);
    const response = await fetch(`http://127.0.0.1:${listening}/hooks/`);
    const { code } = await response.json();
    child.kill("SIGTERM");
    await ended;
    if (code !== "invalid_configuration") return;
    const detail = /"at":"configuration".*?"detail":("(?:[^"\\]|\\.)*")/.exec(output.stdout);
    throw new Mistake(`${file}: ${detail ? JSON.parse(detail[1]) : "the filter refuses it"}`);
  } finally {
    clearTimeout(timer);
    child.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  }
}

/** The bits of a mode that are for others than the owner. */
const OTHERS = 0o077;

/** The bit of a folder in which everybody may have files, such as `/tmp`. */
const STICKY = 0o1000;

/**
 * Makes the state's folder, and closes it to others, with what an earlier filter left in it.
 * What this process and workerd write from now on is closed to others, too.
 */
function createState(state) {
  process.umask(OTHERS);
  mkdirSync(state, { recursive: true });
  if (statSync(state).mode & STICKY) throw new Mistake(`${state} is everybody's: a folder of the filter's own is needed`);
  close(state, statSync(state));
  for (const name of ["objects", "workerd.capnp", "lock"]) closeAll(join(state, name));
}

/** Closes a file, or a folder and all that is in it, if it is there. */
function closeAll(path) {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats || stats.isSymbolicLink()) return;
  close(path, stats);
  if (stats.isDirectory()) readdirSync(path).forEach((name) => closeAll(join(path, name)));
}

function close(path, { mode }) {
  if (!(mode & OTHERS)) return;
  try {
    chmodSync(path, mode & 0o7777 & ~OTHERS);
  } catch (error) {
    throw new Mistake(`cannot close ${path} to others: ${error.code}`);
  }
}

/** Two filters on one state would both send what they find there. workerd holds the lock on. */
function lock(state) {
  const file = openSync(join(state, "lock"), "w");
  const { status, error } = spawnSync("flock", ["-n", "3"], {
    stdio: ["ignore", "ignore", "ignore", file],
  });
  if (error) console.error("flock is not installed: nothing keeps a second filter off this state");
  else if (status !== 0) throw new Mistake(`another filter is running on ${state}`);
  return file;
}

async function main() {
  const { config: file, secrets, state, listen, check: isCheck } = options();
  const config = read(file, JSON.parse);
  const env = environment(secrets);
  const names = [...new Set(strings(config))].filter((name) => name in env);
  createState(state);
  const held = lock(state);
  await check({ config, names, env, state, file });
  if (isCheck) return 0;

  const capnp = writeConfig({ config, names, home: state });
  const { child, ended, port } = serve(capnp, listen, env, ["ignore", "inherit", "inherit", "pipe", held]);
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
  const listening = await port;
  if (listening !== undefined) {
    console.log(`ready http://${listen.replace(/:\d+$/, "")}:${listening}`);
  }
  const { code, signal } = await ended;
  return code ?? 128 + constants.signals[signal];
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Mistake)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
