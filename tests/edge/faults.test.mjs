// What is broken around the filter neither loses an event nor runs wild.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";

import { configuration, refusal, startFilter, workspace } from "./support/filter.mjs";
import { request, secrets } from "../support/providers.mjs";
import { SINK_SECRET, startSink } from "./support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

async function setUp(context, answer) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  return { sink, folder };
}

test("a failed write is 503, and the retry is accepted", async (context) => {
  const { sink, folder } = await setUp(context);
  const filter = await startFilter(context, folder);
  await filter.post("optimo");
  await until("the first event", () => sink.received.length === 1);
  await filter.terminate();

  // The inbox's database turns into something that is none.
  const databases = join(folder, "state/objects/Inbox");
  const names = (await readdir(databases)).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  assert.equal(names.length, 1);
  const database = join(databases, names[0]);
  const content = await readFile(database);
  await writeFile(database, Buffer.alloc(content.length, "x"));

  const webhook = request("optimo");
  const broken = await startFilter(context, folder);
  for (let count = 0; count < 3; count++) {
    const response = await broken.post("optimo", webhook);
    assert.equal(response.status, 503);
    assert.ok(Number(response.headers.get("retry-after")) > 0);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal((await response.json()).code, "unavailable");
  }
  assert.equal((await broken.post("sales")).status, 200, "another source is not harmed");

  await broken.terminate();
  await writeFile(database, content);
  const mended = await startFilter(context, folder);
  assert.equal((await (await mended.post("optimo", webhook)).json()).status, "accepted");
  await until("all three events", () => sink.received.length === 3);
});

/** workerd itself, on what `serve` wrote, with secrets that `serve` would have refused. */
async function startUnchecked(context, folder, variables) {
  const port = await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  const child = spawn(
    process.env.COUNTERSIGN_WORKERD,
    [
      ...["serve", "--import-path=/", `--socket-addr=http=127.0.0.1:${port}`],
      join(folder, "state/workerd.capnp"),
    ],
    { env: variables, stdio: ["ignore", "pipe", "pipe"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  context.after(() => child.kill("SIGKILL"));
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output.text += text));
  }
  const url = `http://127.0.0.1:${port}`;
  await until("workerd", () => fetch(url).then(() => true, () => false));
  return { url, output, pid: child.pid, kill: () => (child.kill("SIGKILL"), ended) };
}

test("a configuration that became invalid is 500, does not loop and loses no pending delivery", async (context) => {
  let isUp = false;
  const { sink, folder } = await setUp(context, () => ({ status: isUp ? 204 : 503 }));
  const filter = await startFilter(context, folder);
  await filter.post("optimo");
  await until("an attempt", () => sink.received.length === 1);
  await filter.kill();

  const { OPTIMO_SECRET: _, ...others } = secrets;
  const wrong = await startUnchecked(context, folder, { ...others, SINK_SECRET });
  const response = await fetch(`${wrong.url}/hooks/optimo`, { method: "POST", ...request("optimo") });
  assert.equal(response.status, 500);
  assert.equal((await response.json()).code, "invalid_configuration");
  assert.match(wrong.output.text, /sources\.optimo\.secrets\[0\]/);

  // The pending delivery's alarm is past. Were it set again at once, workerd
  // would write thousands of times in this while.
  const written = async () => {
    const io = await readFile(`/proc/${wrong.pid}/io`, "utf8").catch(() => undefined);
    return io === undefined ? undefined : Number(/^syscw: (\d+)$/m.exec(io)[1]);
  };
  await settled(2000);
  const before = await written();
  await settled(2000);
  if (before === undefined) context.diagnostic("writes are not counted: there is no /proc");
  else assert.ok((await written()) - before < 100, `${(await written()) - before} writes`);
  await wrong.kill();

  isUp = true;
  const mended = await startFilter(context, folder);
  await mended.post("optimo");
  await until("both events", () => sink.received.length === 3);
});

test("a lost alarm is set again by a duplicate", async (context) => {
  let isUp = false;
  const { sink, folder } = await setUp(context, () => ({ status: isUp ? 204 : 503 }));
  const filter = await startFilter(context, folder);
  const webhook = request("bottle");
  await filter.post("bottle", webhook);
  await until("an attempt", () => sink.received.length === 1);
  await filter.kill();
  // Alarms are kept here, apart from the inboxes.
  for (const suffix of ["", "-wal", "-shm"]) {
    await rm(join(folder, `state/objects/Inbox/metadata.sqlite${suffix}`), { force: true });
  }

  isUp = true;
  const restored = await startFilter(context, folder);
  const answer = await (await restored.post("bottle", webhook)).json();
  assert.equal(answer.status, "duplicate");
  await until("the event", () => sink.received.length === 2);
});

test("a second filter on the same state is refused", async (context) => {
  const { folder } = await setUp(context);
  const filter = await startFilter(context, folder);
  const { code, stderr } = await refusal(folder);
  assert.equal(code, 1);
  assert.match(stderr, /^another filter is running on \S+\n$/);
  assert.equal((await filter.post("optimo")).status, 200);
  await filter.terminate();
  await startFilter(context, folder);
});
