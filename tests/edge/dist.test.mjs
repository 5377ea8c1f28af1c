// The folder that `cargo xtask dist` makes, copied elsewhere, runs on Node and
// the npm package workerd alone, and keeps what it accepted.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { freePort } from "../support/http.mjs";
import { providers, request, secrets } from "../support/providers.mjs";
import { isCountersigned, SINK_SECRET, startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

const run = promisify(execFile);
const started = new Set();

/** The folder, made, moved, and installed as `npm ci` would install it. */
async function unpack(context, sinkUrl) {
  const home = await mkdtemp(join(tmpdir(), "countersign-dist-"));
  context.after(() => rm(home, { recursive: true, force: true }));
  context.after(() => started.forEach((pid) => end(pid)));
  await run(process.env.COUNTERSIGN_XTASK, ["dist", "--out", join(home, "made")]);
  const folder = join(home, "else where");
  await cp(join(home, "made"), folder, { recursive: true });
  await rm(join(home, "made"), { recursive: true });

  const modules = join(process.env.COUNTERSIGN_ROOT, "node_modules");
  await mkdir(join(folder, "node_modules/@cloudflare"), { recursive: true });
  const platform = (await readdir(join(modules, "@cloudflare"))).filter((name) => name.startsWith("workerd-"));
  for (const name of ["workerd", ...platform.map((name) => `@cloudflare/${name}`)]) {
    await cp(join(modules, name), join(folder, "node_modules", name), { recursive: true });
  }
  await mkdir(join(folder, "node_modules/.bin"));
  await symlink("../workerd/bin/workerd", join(folder, "node_modules/.bin/workerd"));

  const sources = Object.entries(providers).map(([name, { scheme, secret }]) => [
    name,
    { scheme, secrets: [secret], routes: [{ to: "app" }] },
  ]);
  const destinations = { app: { url: sinkUrl, sign_with: "SINK_SECRET" } };
  await configure(folder, { sources: Object.fromEntries(sources), destinations });
  const lines = Object.entries({ ...secrets, SINK_SECRET }).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(join(folder, "secrets.env"), lines.join(""));
  return folder;
}

const configure = (folder, config) => writeFile(join(folder, "config.json"), JSON.stringify(config));

/** Ends a process and those that it started, at once. */
function end(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Starts a program in a group of its own, with nothing of this environment but PATH. */
function launch(folder, command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  started.add(child.pid);
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output.text += text));
  }
  const ended = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  return { child, output, ended };
}

async function start(folder, ...args) {
  const all = ["start.mjs", "--listen", "127.0.0.1:0", ...args];
  const { child, output, ended } = launch(folder, process.env.COUNTERSIGN_NODE20, all);
  const url = () => /^ready (http:\S+)$/m.exec(output.text)?.[1];
  await until("the filter", () => url() || child.exitCode !== null);
  return { child, output, ended, url: url() };
}

async function accept(url, source, webhook = request(source)) {
  const response = await fetch(`${url}/hooks/${source}`, { method: "POST", ...webhook });
  return response.json();
}

test("a dist folder serves all five providers, over kill -9 and with npx workerd", async (context) => {
  let isUp = false;
  const sink = await startSink(() => ({ status: isUp ? 204 : 503 }));
  context.after(sink.stop);
  const folder = await unpack(context, sink.url);
  const sources = Object.keys(providers);
  const webhooks = Object.fromEntries(sources.map((source) => [source, request(source)]));
  const first = await start(folder);
  for (const source of sources) {
    assert.equal((await accept(first.url, source, webhooks[source])).status, "accepted", source);
  }
  const forged = { ...webhooks.sales, body: `${webhooks.sales.body} ` };
  assert.equal((await accept(first.url, "sales", forged)).code, "signature_mismatch");
  end(first.child.pid);
  await first.ended;

  isUp = true;
  const second = await start(folder);
  for (const source of sources) {
    assert.equal((await accept(second.url, source, webhooks[source])).status, "duplicate", source);
  }
  const delivered = () => new Set(sink.received.filter(isCountersigned).map(({ headers }) => headers["webhook-id"]));
  await until("what was accepted before", () => delivered().size === sources.length);
  second.child.kill("SIGTERM");
  assert.equal(await second.ended, 0, "SIGTERM is passed on");

  const port = await freePort();
  const npx = launch(
    folder,
    "npx",
    [
      ...["--no-install", "workerd", "serve", "--import-path=/"],
      ...[`--socket-addr=http=127.0.0.1:${port}`, "state/workerd.capnp"],
    ],
    { ...secrets, SINK_SECRET },
  );
  const url = `http://127.0.0.1:${port}`;
  await until("workerd", () => fetch(url).then(() => true, () => npx.child.exitCode !== null));
  for (const source of sources) {
    assert.equal((await accept(url, source, webhooks[source])).status, "duplicate", source);
    assert.equal((await accept(url, source)).status, "accepted", source);
  }
  await until("all events", () => delivered().size === 2 * sources.length);

  const capnp = await readFile(join(folder, "state/workerd.capnp"), "utf8");
  for (const secret of Object.values(secrets)) assert.ok(!capnp.includes(secret), "no secret is on disk");
});

test("a wrong configuration is refused with its path before anything listens", async (context) => {
  const folder = await unpack(context, "http://127.0.0.1:9/");
  const refused = async (...args) => {
    const { output, ended, url } = await start(folder, ...args);
    assert.equal(url, undefined);
    assert.equal(await ended, 1);
    return output.text;
  };
  const good = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
  const wrong = async (change) => {
    const config = structuredClone(good);
    change(config);
    await configure(folder, config);
    return refused();
  };
  const path = `${join(folder, "config.json")}: `;
  assert.match(await wrong(({ sources }) => (sources.sales.scheme = "none")), /sources\.sales\.scheme/);
  assert.match(await wrong(({ sources }) => (sources.sales.typo = 1)), /sources\.sales\.typo/);
  assert.match(await wrong(({ destinations }) => (destinations.app.url = "ftp://x")), /destinations\.app\.url/);
  const missing = await wrong(({ sources }) => (sources.sales.secrets = ["NOT_THERE"]));
  assert.ok(missing.startsWith(`${path}sources.sales.secrets[0]: `), missing);
  assert.equal(missing.trim().split("\n").length, 1, "one line");
  await writeFile(join(folder, "config.json"), "{");
  assert.ok((await refused()).startsWith(path));
  await rm(join(folder, "config.json"));
  assert.match(await refused(), /config\.json: cannot be read: ENOENT\n$/);

  await configure(folder, good);
  const checked = await start(folder, "--check");
  assert.equal(await checked.ended, 0, checked.output.text);
});

test("an example secret is refused at start", async (context) => {
  const folder = await unpack(context, "http://127.0.0.1:9/");
  const sources = { optimo: { scheme: "optimocms", secrets: ["OPTIMO_SECRET"], routes: [{ to: "app" }] } };
  const destinations = { app: { url: "http://127.0.0.1:9/", sign_with: "APP_SECRET" } };
  await configure(folder, { sources, destinations });
  const example = await readFile(join(folder, "secrets.env.example"), "utf8");
  for (const [filled, value, path, name] of [
    ["OPTIMO_SECRET", secrets.OPTIMO_SECRET, "destinations.app.sign_with", "APP_SECRET"],
    ["APP_SECRET", SINK_SECRET, "sources.optimo.secrets[0]", "OPTIMO_SECRET"],
  ]) {
    const text = example.replace(`${filled}="whsec_…"`, `${filled}="${value}"`);
    assert.notEqual(text, example);
    await writeFile(join(folder, "secrets.env"), text);
    for (const args of [[], ["--check"]]) {
      const { output, ended } = await start(folder, ...args);
      assert.equal(await ended, 1);
      const line = `${join(folder, "config.json")}: ${path}: the secret "${name}" is a placeholder; `;
      assert.equal(output.text.slice(0, line.length), line);
      assert.equal(output.text.trim().split("\n").length, 1, "one line");
    }
  }
});

test("the state folder is closed to other users", async (context) => {
  process.umask(0o022);
  const folder = await unpack(context, "http://127.0.0.1:9/");
  const state = join(folder, "state");
  const entries = async () => {
    const names = await readdir(state, { recursive: true });
    return [state, ...names.map((name) => join(state, name))];
  };
  for (const mode of [undefined, 0o755]) {
    if (mode) await Promise.all((await entries()).map((path) => chmod(path, mode)));
    const { child, ended, url } = await start(folder);
    assert.equal((await accept(url, "sales")).status, "accepted");
    const modes = await Promise.all((await entries()).map(async (path) => [path, (await stat(path)).mode & 0o077]));
    assert.deepEqual(modes.filter(([, open]) => open), []);
    end(child.pid);
    await ended;
  }
  await chmod(state, 0o1777);
  const { output, ended } = await start(folder);
  assert.equal(await ended, 1);
  assert.match(output.text, /\/state is everybody's: a folder of the filter's own is needed\n$/);
});

test("a second filter on the same state is refused", async (context) => {
  const folder = await unpack(context, "http://127.0.0.1:9/");
  const first = await start(folder);
  const second = await start(folder);
  assert.equal(await second.ended, 1);
  assert.match(second.output.text, /^another filter is running on \S.*\n$/);

  // The start script alone is killed: what it started still holds the state.
  first.child.kill("SIGKILL");
  await first.ended;
  const third = await start(folder);
  assert.equal(await third.ended, 1);
  end(first.child.pid);
  const fourth = await start(folder);
  assert.equal((await accept(fourth.url, "sales")).status, "accepted");
});
