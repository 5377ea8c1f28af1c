// What the browser's processes have of memory. Linux alone tells it like this.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const read = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // It has ended.
  }
};

/** The processes of the browsers that this one started, which show pages. */
function renderers() {
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    parents.set(Number(pid), Number(/^PPid:\t(\d+)/m.exec(read(pid, "status"))?.[1]));
  }
  const isOwn = (pid) => pid === process.pid || (parents.has(pid) && isOwn(parents.get(pid)));
  return [...parents.keys()].filter((pid) => isOwn(pid) && read(pid, "cmdline").includes("--type=renderer"));
}

const megabytes = (pid, name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(read(pid, "status"))?.[1] ?? 0) / 1000;
const sum = (name) => renderers().reduce((all, pid) => all + megabytes(pid, name), 0);

/** What pages take now, in MB. From here on their peak is measured. */
export function memoryNow() {
  for (const pid of renderers()) writeFileSync(`/proc/${pid}/clear_refs`, "5");
  return sum("VmRSS");
}

/** The most that they have taken since, in MB. */
export const memoryPeak = () => sum("VmHWM");
