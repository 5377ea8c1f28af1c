// Programs that measure, each in a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** Runs one, and gives what it prints. Its complaints are for the reader. */
export async function run(program, args) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (code !== 0) throw new Error(`a process that measures has failed (${code})`);
  return out;
}
