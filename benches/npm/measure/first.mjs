// How long a new process takes to its first verification: many processes, by
// hand and with the package in turn.

import { fileURLToPath } from "node:url";

import { makeBody } from "../requests/bodies.mjs";
import { signRequests } from "../requests/requests.mjs";
import { SCHEMES } from "../requests/schemes.mjs";
import { run } from "./process.mjs";

const SCHEME = "whitelabelcro";
const SIZE = 1024;

/** Who starts, and the file that does. */
export const STARTERS = [
  { id: "countersign-import", name: "Countersign, `import`", file: "countersign.mjs" },
  { id: "by-hand-import", name: "by hand, `import`", file: "by-hand.mjs" },
  { id: "countersign-require", name: "Countersign, `require`", file: "countersign.cjs" },
];

/** The times by the starter's id, in ms: within the process, from before the import to the verified event. */
export async function measureFirst(node, processes) {
  const times = Object.fromEntries(STARTERS.map(({ id }) => [id, []]));
  for (let i = 0; i < processes; i++) {
    for (const { id, file } of STARTERS) {
      const [{ text, headers }] = signRequests([makeBody(SIZE, i)], SCHEME);
      const input = JSON.stringify({ secret: SCHEMES[SCHEME].secret, text, headers });
      const path = fileURLToPath(new URL(`first/${file}`, import.meta.url));
      times[id].push(Number(await run(node, [path, input])));
    }
  }
  return times;
}
