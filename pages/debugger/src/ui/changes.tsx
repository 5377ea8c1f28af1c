import type { Hunk } from "../engine/diff.ts";
import { characterStart, textRuns } from "./text-runs.ts";

/** The context around a difference, in bytes. */
const CONTEXT = 36;

/** The number of differences that are shown. */
const MAX_SHOWN = 40;

/** The longest piece that is shown, in bytes. */
const MAX_LENGTH = 400;

interface Props {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly hunks: readonly Hunk[];
  readonly label: string;
}

/** The differences between two byte sequences: what was deleted, and what was inserted. */
export function Changes({ before, after, hunks, label }: Props) {
  const shown = hunks.slice(0, MAX_SHOWN);
  const last = shown.at(-1)?.before[1] ?? 0;
  return (
    <div class="changes">
      <pre class="byte-text" tabIndex={0} role="region" aria-label={label}>
        {shown.map((hunk, index) => {
          const [from, to] = hunk.before;
          const previousEnd = shown[index - 1]?.before[1];
          const gap = from - (previousEnd ?? 0);
          // A short gap between two differences is shown whole, a long one only at its ends.
          const isCut = gap > (previousEnd === undefined ? CONTEXT : 2 * CONTEXT);
          const lead = isCut ? characterStart(before, from - CONTEXT) : (previousEnd ?? 0);
          return (
            <span key={from}>
              {isCut && previousEnd !== undefined && <Runs bytes={before} from={previousEnd} to={previousEnd + CONTEXT} />}
              {isCut && <span class="skipped">…</span>}
              <Runs bytes={before} from={lead} to={from} />
              {to > from && (
                <del class={isSpace(before, from, to) ? "blank" : undefined}>
                  <span class="unseen"> left out: </span>
                  <Runs bytes={before} from={from} to={to} />
                </del>
              )}
              {hunk.after[1] > hunk.after[0] && (
                <ins class={isSpace(after, ...hunk.after) ? "blank" : undefined}>
                  <span class="unseen"> put in: </span>
                  <Runs bytes={after} from={hunk.after[0]} to={hunk.after[1]} />
                </ins>
              )}
            </span>
          );
        })}
        <Runs bytes={before} from={last} to={Math.min(before.length, last + CONTEXT)} />
        {last + CONTEXT < before.length && <span class="skipped">…</span>}
      </pre>
      {hunks.length > MAX_SHOWN && <p class="muted">and {(hunks.length - MAX_SHOWN).toLocaleString("en")} more places</p>}
    </div>
  );
}

/** White space is not struck through: the line would cover its symbols. */
function isSpace(bytes: Uint8Array, from: number, to: number): boolean {
  return bytes.subarray(from, to).every((byte) => byte <= 0x20);
}

function Runs({ bytes, from, to }: { bytes: Uint8Array; from: number; to: number }) {
  const end = Math.min(to, from + MAX_LENGTH);
  return (
    <>
      {textRuns(bytes, from, end, new Set()).map((run) =>
        run.kind === "plain" ? (
          run.text
        ) : (
          <span key={run.start} class={`run-${run.kind}`}>
            {run.text}
            {run.kind === "break" && "\n"}
          </span>
        ),
      )}
      {end < to && <span class="skipped">… {(to - end).toLocaleString("en")} bytes …</span>}
    </>
  );
}

/** The amount of differences, in a sentence. */
export function amountOf(hunks: readonly Hunk[]): string {
  const sum = (side: "before" | "after") => hunks.reduce((total, hunk) => total + hunk[side][1] - hunk[side][0], 0);
  const counted = (count: number, noun: string) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
  const [out, inside] = [sum("before"), sum("after")];
  const what = [out > 0 && `${counted(out, "byte")} out`, inside > 0 && `${counted(inside, "byte")} in`];
  return `${counted(hunks.length, "place")}: ${what.filter(Boolean).join(", ")}`;
}
