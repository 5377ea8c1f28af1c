// What a filter keeps is its own: nobody else on the machine may read it.

import assert from "node:assert/strict";
import { chmod, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";

import { configuration, refusal, startFilter, workspace } from "./support/filter.mjs";
import { startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

before(() => process.umask(0o022));

/** All that is in a folder, and the folder. */
async function entries(folder) {
  const names = await readdir(folder, { recursive: true });
  return [folder, ...names.map((name) => join(folder, name))];
}

/** What others may do anything with. */
async function openToOthers(folder) {
  const paths = await entries(folder);
  const modes = await Promise.all(paths.map(async (path) => [path, (await stat(path)).mode & 0o777]));
  return modes.filter(([, mode]) => mode & 0o077).map(([path, mode]) => `${mode.toString(8)} ${path}`);
}

async function setUp(context) {
  const sink = await startSink();
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  const accept = async (filter) => {
    const before = sink.received.length;
    assert.equal((await filter.post("optimo")).status, 200);
    await until("the event", () => sink.received.length > before);
  };
  return { folder, state: join(folder, "state"), accept };
}

test("a new state folder is closed to other users", async (context) => {
  const { folder, state, accept } = await setUp(context);
  await accept(await startFilter(context, folder));
  assert.ok((await entries(state)).some((path) => path.endsWith(".sqlite")));
  assert.deepEqual(await openToOthers(state), []);
});

test("an open state folder is closed to other users", async (context) => {
  const { folder, state, accept } = await setUp(context);
  const first = await startFilter(context, folder);
  await accept(first);
  await first.terminate();
  for (const path of await entries(state)) await chmod(path, (await stat(path)).isDirectory() ? 0o755 : 0o644);
  await accept(await startFilter(context, folder));
  assert.deepEqual(await openToOthers(state), []);
});

test("a sticky folder like /tmp is refused and unchanged", async (context) => {
  const { folder, state } = await setUp(context);
  await mkdir(state);
  await chmod(state, 0o1777);
  const { code, stderr } = await refusal(folder);
  assert.equal(code, 1);
  assert.match(stderr, /^\S+\/state is everybody's: a folder of the filter's own is needed\n$/);
  assert.equal((await stat(state)).mode & 0o7777, 0o1777);
  assert.deepEqual(await readdir(state), []);
});
