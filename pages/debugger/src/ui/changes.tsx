import type { Hunk } from "../engine/diff.ts";
import { characterStart, textRuns } from "./runs.ts";

/** What is shown around a difference, in bytes. */
const CONTEXT = 36;

/** More than these nobody reads. */
const SHOWN = 40;

/** A longer piece is cut. */
const LONGEST = 400;

interface Props {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly hunks: readonly Hunk[];
  readonly label: string;
}

/** How one run of bytes became another: what is left out, and what is put in. */
export function Changes({ before, after, hunks, label }: Props) {
  const shown = hunks.slice(0, SHOWN);
  const last = shown.at(-1)?.before[1] ?? 0;
  return (
    <div class="changes">
      <pre class="byte-text" tabIndex={0} role="region" aria-label={label}>
        {shown.map((hunk, index) => {
          const [from, to] = hunk.before;
          const previousEnd = shown[index - 1]?.before[1];
          const gap = from - (previousEnd ?? 0);
          // What is between two is shown whole, or the end of the one and the beginning of the other.
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
      {hunks.length > SHOWN && <p class="muted">and {(hunks.length - SHOWN).toLocaleString("en")} more places</p>}
    </div>
  );
}

/** Such is not struck through: the line would cover the signs that stand for it. */
function isSpace(bytes: Uint8Array, from: number, to: number): boolean {
  return bytes.subarray(from, to).every((byte) => byte <= 0x20);
}

function Runs({ bytes, from, to }: { bytes: Uint8Array; from: number; to: number }) {
  const end = Math.min(to, from + LONGEST);
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

/** How much differs, in a sentence. */
export function amountOf(hunks: readonly Hunk[]): string {
  const sum = (side: "before" | "after") => hunks.reduce((total, hunk) => total + hunk[side][1] - hunk[side][0], 0);
  const counted = (count: number, noun: string) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
  const [out, inside] = [sum("before"), sum("after")];
  const what = [out > 0 && `${counted(out, "byte")} out`, inside > 0 && `${counted(inside, "byte")} in`];
  return `${counted(hunks.length, "place")}: ${what.filter(Boolean).join(", ")}`;
}
