// The edge filter as a child process, with what it says kept for when
// something is wrong.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const STOP_MS = 5000;

export function startFilter({ xtask, config, envFile, state, port }) {
  const child = spawn(
    xtask,
    ["serve", "--config", config, "--env-file", envFile, "--state", state, "--port", String(port)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(child, "exit");
  const log = [];
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const announced = /^ready (\S+)$/.exec(line);
      if (announced) resolve(announced[1]);
      else log.push(line);
    });
    child.on("error", reject);
    child.on("exit", () => reject(new Error("the filter did not start")));
  });

  return {
    // Resolves to its address.
    ready,
    log,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
