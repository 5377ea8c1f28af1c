// The filter on workerd with a second Worker beside it that reaches the
// inboxes, as only the filter itself does otherwise.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { startFilter } from "./filter.mjs";
import { request, secrets } from "../../support/providers.mjs";
import { SINK_SECRET } from "./sink.mjs";
import { until } from "../../support/wait.mjs";

/** Passes `/{inbox}?{path}` on, the inbox's name encoded. */
const WINDOW = `
export default {
  fetch(request, env) {
    const { pathname, search } = new URL(request.url);
    const name = decodeURIComponent(pathname.slice(1));
    const path = decodeURIComponent(search.slice(1));
    return env.INBOX.get(env.INBOX.idFromName(name)).fetch(new Request("https://inbox" + path, request));
  },
};`;

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/**
 * Starts the filter on a workspace's state. `wrap` is a module to stand between
 * the runtime and the filter, which it imports as `filter.js`.
 */
export async function startInside(context, folder, { wrap, more = {} } = {}) {
  const file = join(folder, "state/workerd.capnp");
  // `serve` writes the configuration, and is asked for no more than that.
  const serve = await startFilter(context, folder);
  await serve.kill();

  let config = await readFile(file, "utf8");
  config = config
    .replace("services = [", 'services = [\n    (name = "window", worker = .window),')
    .replace("sockets = [", 'sockets = [\n    (name = "window", http = (), service = "window"),');
  config += `
const window :Workerd.Worker = (
  modules = [(name = "window.js", esModule = ${JSON.stringify(WINDOW)})],
  compatibilityDate = "2026-01-01",
  bindings = [
    (name = "INBOX", durableObjectNamespace = (className = "Inbox", serviceName = "filter")),
  ],
);
`;
  if (wrap) {
    config = config.replace(
      '(name = "index.js", ',
      `(name = "wrap.js", esModule = ${JSON.stringify(wrap)}),\n    (name = "filter.js", `,
    );
  }
  const inside = join(folder, "state/inside.capnp");
  await writeFile(inside, config);

  const [http, window] = [await freePort(), await freePort()];
  const child = spawn(
    process.env.COUNTERSIGN_WORKERD,
    [
      ...["serve", "--import-path=/"],
      ...[`--socket-addr=http=127.0.0.1:${http}`, `--socket-addr=window=127.0.0.1:${window}`],
      inside,
    ],
    { env: { ...secrets, SINK_SECRET, ...more }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  context.after(() => child.kill("SIGKILL"));
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output.text += text));
  }
  const url = `http://127.0.0.1:${http}`;
  const isUp = () => fetch(url).then(() => true, () => false);
  await until("workerd", isUp).catch((error) => {
    throw new Error(`${error.message}:\n${output.text}`);
  });

  return {
    url,
    output,
    /** Ends the process at once. */
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
    /** Posts a webhook; a signed new one, unless `init` says otherwise. */
    post: (source, { body, headers } = request(source)) =>
      fetch(`${url}/hooks/${source}`, { method: "POST", headers, body }),
    /** Asks an inbox. */
    ask: (inbox, path, init) =>
      fetch(`http://127.0.0.1:${window}/${encodeURIComponent(inbox)}?${encodeURIComponent(path)}`, init),
    /** What an inbox has counted. */
    stats: async function (inbox) {
      return (await this.ask(inbox, "/stats")).json();
    },
  };
}
