// workerd itself, on what `serve` wrote for it, changed as a test needs it.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { until } from "../../support/wait.mjs";

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/**
 * Starts workerd in a workspace where `serve` has run, and has ended. `edit`
 * changes the text of its configuration; `variables` are its environment.
 */
export async function startWorkerd(context, folder, { edit, variables, flags = [] }) {
  const config = join(folder, "state/workerd.capnp");
  await writeFile(config, edit(await readFile(config, "utf8")));
  const port = await freePort();
  const child = spawn(
    process.env.COUNTERSIGN_WORKERD,
    ["serve", ...flags, "--import-path=/", `--socket-addr=http=127.0.0.1:${port}`, config],
    { env: variables, stdio: ["ignore", "pipe", "pipe"] },
  );
  context.after(() => child.kill("SIGKILL"));
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output.text += text));
  }
  const url = `http://127.0.0.1:${port}`;
  await until("workerd", () => fetch(url).then(() => true, () => false));
  return { url, output };
}
