import { busy, cancel, outcome } from "../state/diagnosis.ts";
import { undo, undoable } from "../state/input-history.ts";
import { verdictOf } from "../state/verdict.ts";
import { Icon, type IconName } from "../ui/icon.tsx";

const ICONS: Readonly<Record<string, IconName>> = { good: "check", bad: "cross", open: "query", quiet: "dash" };

const SIGNATURE = { matches: "matches", differs: "differs", unknown: "not compared" } as const;
const FRESHNESS = { fresh: "near enough", stale: "too old", future: "in the future", none: "not signed", unknown: "unreadable" } as const;

/** The verdict, which screen readers announce when it changes. */
export function VerdictBox() {
  const result = outcome.value;
  const { tone, title, text } = verdictOf(result);
  const findings = result.state === "diagnosed" ? result.diagnosis.findings : undefined;
  const undone = undoable();
  return (
    <section class={`verdict ${tone}`} aria-label="Verdict">
      <span class="verdict-icon">
        <Icon name={ICONS[tone]!} />
      </span>
      <div class="verdict-text">
        <div role="status">
          <h2>{title}</h2>
          <p>{text}</p>
        </div>
        {findings && (
          <dl class="verdict-facts">
            <div class={findings.signature}>
              <dt>Signature</dt>
              <dd>{SIGNATURE[findings.signature]}</dd>
            </div>
            <div class={findings.freshness}>
              <dt>Time</dt>
              <dd>{FRESHNESS[findings.freshness]}</dd>
            </div>
            {findings.scheme && (
              <div>
                <dt>Scheme</dt>
                <dd>
                  {findings.scheme.title}
                  {findings.scheme.variant !== undefined && `, ${findings.scheme.variant}`}
                  {findings.scheme.how === "detected" && ", detected"}
                </dd>
              </div>
            )}
          </dl>
        )}
        {busy.value === "long" && (
          <p class="searching">
            <span class="spinner" aria-hidden="true" />
            Searching…
            <button type="button" class="quiet" onClick={cancel}>
              Cancel
            </button>
          </p>
        )}
        {undone && (
          <button type="button" class="quiet" onClick={undo}>
            <Icon name="undo" />
            Undo {undone}
          </button>
        )}
      </div>
    </section>
  );
}
