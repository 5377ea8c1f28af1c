// What the document says of the npm package.

import { PEERS } from "../contenders/index.mjs";
import { bytes } from "./format.mjs";
import { markdownTable } from "./document.mjs";
import { firstTable, leadTable, memoryTable, speedTable, targetTable } from "./tables.mjs";

/** The section in Markdown; `settings` are those that it was measured with. */
export function section({ nodes, verdicts, versions, processor, settings }) {
  const missed = verdicts.filter(({ holds }) => !holds).length;
  return `
## The npm package

\`verifier.verify(body, headers)\` against [a careful verifier](../benches/npm/hand-written.mjs)
over \`node:crypto\`, and against what npm has. Ratios are to the verifier by
hand in the same round: 2 is twice as fast. Higher is better.

![Speed against node:crypto by hand, by size of the body](benchmarks.svg)

${nodes.map((node) => nodeSection(node, settings)).join("\n\n")}

### Targets

${missed === 0 ? "All hold." : `${missed} of ${verdicts.length} are missed.`}

${markdownTable(targetTable(verdicts))}

### Who was compared

- **Countersign**, with its scheme \`whitelabelcro\`: \`{timestamp}.{body}\`,
  \`sha256=<hex>\`. It also reads the event's id, type and time from the body;
  the verifier by hand does not.
- **By hand**: the same scheme. Header look-up, a strict timestamp test, both
  ways; two updates, so the body is not copied; \`timingSafeEqual\`. It is
  given the secret as a string; where it keeps a \`KeyObject\`, it is in a
  column of its own.
${PEERS.map(({ name, package: npm, note }) => `- **${name}**: \`${npm}\` ${versions[npm]}. ${sentence(note)}`).join("\n")}

Each peer verifies its own scheme. In the tables of how many times faster,
Countersign verifies the same one as the peer.

### How it was measured

- Processor: ${processor}. One thread.
- Bodies: a CRM's JSON of a client with its history, in ASCII, the event's own
  fields first, as providers send them. In "envelope last" they stand at the
  end, which is the worst for a reader that stops where it has seen enough.
- Up to 64 different signed requests take turns. The headers are a plain object
  of about a dozen, as Node's \`request.headers\`. What a contender wants, a
  Buffer or a string, is made outside the timing.
- Every contender is first checked to accept each request and to refuse
  altered ones.
- ${settings.rounds} rounds after a warm-up. In each, every contender runs a batch of
  about ${settings.batchMs} ms, in random order. What is shown is the median of the
  ratios within each round, and the middle half of them.
- The time is that of the processor, which on an idle machine is that of the
  clock, and on a busy one does not count what else runs. What the threads of
  the garbage collector take is part of it.
- Bytes per call: what the JavaScript heap grows by, plus what buffers beside
  it take, over calls without a collection of garbage. What OpenSSL allocates
  is not seen. "Grown by": the resident set after ${settings.growthCalls.toLocaleString("en")} calls with
  bodies of ${bytes(settings.memorySizes[0])}.
- First verification: ${settings.processes} new processes each, in turn. The time, by
  the clock, runs within the process from before the import of the module to
  the verified event, and its body has 1 KB. What is judged is the median of the
  ratios between processes that ran one after another.
`;
}

function nodeSection({ node, rows, memory, first }, { memorySizes }) {
  return `### Node ${node}

How many times as fast as by hand:

${markdownTable(speedTable(rows, { withSpread: true }))}

How many times faster Countersign is than each peer:

${markdownTable(leadTable(rows, { withSpread: true }))}

Memory, on the heap and in buffers:

${markdownTable(memoryTable(memory, memorySizes))}

Time to the first verification in a new process:

${markdownTable(firstTable(first))}`;
}

function sentence(note) {
  return `${note[0].toUpperCase()}${note.slice(1)}.`;
}
