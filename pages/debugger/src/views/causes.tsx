import { useSignal } from "@preact/signals";

import type { Diagnosis, Findings } from "../engine/protocol.ts";
import type { Cause, Fix } from "../engine/types.ts";
import { busy } from "../state/diagnosis.ts";
import { apply } from "../state/repair.ts";
import { sentence } from "../state/verdict.ts";
import { amountOf, Changes } from "../ui/changes.tsx";
import { Code } from "../ui/copy.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";

const CERTAINTIES: Readonly<Record<Cause["certainty"], { word: string; icon: IconName; meaning: string }>> = {
  proven: { word: "Proven", icon: "seal", meaning: "the received signature was made again this way" },
  inferred: { word: "Inferred", icon: "half", meaning: "it can be seen in the request; no signature was computed for it" },
  hint: { word: "Hint", icon: "query", meaning: "it looks like it; nothing shows it" },
};

/** The causes, the most certain first. */
export function Causes({ diagnosis, findings }: { diagnosis: Diagnosis; findings: Findings }) {
  const { causes, search } = findings;
  // The causes of a pair have the same repair: one button is enough.
  const seen = new Set<string>();
  const isProven = causes.some(({ certainty }) => certainty === "proven");
  return (
    <>
      {search.ran && !isProven && <NothingProven findings={findings} />}
      {causes.length > 0 && (
        <section class="panel" aria-labelledby="causes-title">
          <h2 id="causes-title">{findings.ok ? "Worth knowing" : causes.length === 1 ? "Cause" : "Causes"}</h2>
          <ol class="causes">
            {causes.map((cause, index) => {
              const key = JSON.stringify(cause.repair);
              const repeats = key !== undefined && seen.has(key);
              if (key !== undefined) seen.add(key);
              return <CauseCard key={`${cause.code}-${index}`} {...{ cause, diagnosis, findings, repeats }} />;
            })}
          </ol>
        </section>
      )}
    </>
  );
}

interface CardProps {
  readonly cause: Cause;
  readonly diagnosis: Diagnosis;
  readonly findings: Findings;
  /** Whether an earlier cause has the same repair. */
  readonly repeats: boolean;
}

function CauseCard({ cause, diagnosis, findings, repeats }: CardProps) {
  const { word, icon, meaning } = CERTAINTIES[cause.certainty];
  const { repaired } = findings;
  const isOfBody = cause.repair?.body !== undefined;
  return (
    <li class={`cause ${cause.certainty}`}>
      <div class="cause-head">
        <span class="badge" title={meaning}>
          <Icon name={icon} />
          {word}
        </span>
        <h3>{sentence(cause.title)}</h3>
        <code class="cause-code">{cause.code}</code>
      </div>
      <p>
        <span class="input-name">{cause.finding.input}</span> {cause.finding.message}
      </p>
      {cause.with && (
        <p class="hint">
          Two faults at once: together with <code>{cause.with}</code>.
        </p>
      )}
      {isOfBody && repaired && !repeats && (
        <>
          <p class="hint">
            From what you gave to what was signed, {amountOf(repaired.hunks)}: <del>out</del> <ins>in</ins>
          </p>
          <Changes
            before={diagnosis.parsed.request.body}
            after={repaired.body}
            hunks={repaired.hunks}
            label="How the body given differs from what was signed"
          />
        </>
      )}
      {cause.repair && !repeats && (
        <button
          type="button"
          class={cause.certainty === "proven" ? "primary" : "secondary"}
          aria-disabled={busy.value !== "no"}
          onClick={() => busy.value === "no" && apply(cause, cause.repair!, diagnosis)}
        >
          <Icon name="check" />
          {cause.certainty === "proven" ? "Apply this fix here" : "Try this change here"}
        </button>
      )}
      <Fixes fixes={cause.fixes} />
    </li>
  );
}

/** The fixes, by framework. */
function Fixes({ fixes }: { fixes: readonly Fix[] }) {
  const chosen = useSignal(0);
  const fix = fixes[Math.min(chosen.value, fixes.length - 1)];
  if (!fix) return null;
  const nameOf = ({ framework }: Fix) => (framework === "any" ? "Anywhere" : framework);
  return (
    <div class="fixes">
      <div class="fixes-head">
        <h4>In your code</h4>
        {fixes.length > 1 && (
          <select
            aria-label="Framework"
            value={String(Math.min(chosen.value, fixes.length - 1))}
            onChange={({ currentTarget }) => (chosen.value = Number(currentTarget.value))}
          >
            {fixes.map((one, index) => (
              <option key={index} value={String(index)}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        )}
      </div>
      <p>{sentence(fix.text)}</p>
      {fix.code && <Code text={fix.code} what={`the fix for ${nameOf(fix)}`} />}
    </div>
  );
}

/** The result of a search that found nothing. */
function NothingProven({ findings: { search } }: { findings: Findings }) {
  const { hypotheses, pairs, kinds, complete, uncovered } = search;
  return (
    <section class="panel negative" aria-labelledby="negative-title">
      <h2 id="negative-title">Nothing is proven</h2>
      <p>
        {hypotheses.toLocaleString("en")} signatures were computed, {pairs.toLocaleString("en")} of them with two faults
        at once, and none is the received one. So either the secret is another one, or the body was changed in a way
        that cannot be undone here.
        {!complete && " Not all could be tried: what was left out is listed below."}
      </p>
      <details>
        <summary>What was tried, and what was not</summary>
        <ul class="kinds">
          {kinds.map(({ code, tried }) => (
            <li key={code}>
              <code>{code}</code> {tried.toLocaleString("en")}
            </li>
          ))}
        </ul>
        {uncovered.length > 0 && (
          <>
            <h3>Not covered</h3>
            <ul>
              {uncovered.map((one) => (
                <li key={one}>{sentence(one)}</li>
              ))}
            </ul>
          </>
        )}
      </details>
    </section>
  );
}
