import type { Findings } from "../engine/protocol.ts";
import { outcome } from "../state/diagnosis.ts";
import { change, chosenScheme, input, schemes } from "../state/input.ts";
import { signsUrl } from "../state/scheme-forms.ts";
import { Editor } from "../ui/editor.tsx";
import { Icon } from "../ui/icon.tsx";
import { SchemeChoice } from "../ui/scheme-choice.tsx";

/** The least likelihood of a scheme that is offered. */
const MIN_LIKELIHOOD = 0.2;

/** The scheme and the time of the check. */
export function SettingsInput() {
  const { scheme, ownScheme, now, tolerance } = input.value;
  const result = outcome.value;
  const findings = result.state === "diagnosed" ? result.diagnosis.findings : undefined;
  const detected = findings?.scheme?.how === "detected" ? `: ${findings.scheme.title}` : "";
  const fault = chosenScheme.value.fault ?? (result.state === "unreadable" && result.field === "scheme" ? result.message : undefined);
  return (
    <section class="panel" aria-labelledby="settings-title">
      <div class="panel-head">
        <h2 id="settings-title">Checked by</h2>
      </div>
      <div class="row">
        <label class="field">
          <span>Scheme</span>
          <SchemeChoice
            value={scheme}
            onChange={(id) => change({ scheme: id })}
            first={["detect", `Detect${detected}`]}
            last={["own", "Your own, as JSON"]}
          />
        </label>
        <label class="field">
          <span>At the time</span>
          <select
            value={now === undefined ? "now" : "fixed"}
            onChange={({ currentTarget }) => change({ now: currentTarget.value === "now" ? undefined : Date.now() })}
          >
            <option value="now">Now</option>
            <option value="fixed">Another time</option>
          </select>
        </label>
        <label class="field narrow">
          <span>Tolerance, s</span>
          <input
            type="number"
            min="0"
            max="31536000"
            inputMode="numeric"
            placeholder="300"
            value={tolerance ?? ""}
            onInput={({ currentTarget }) => {
              const value = currentTarget.valueAsNumber;
              change({ tolerance: Number.isFinite(value) && value >= 0 ? Math.floor(value) : undefined });
            }}
          />
        </label>
      </div>
      <OtherSchemes findings={findings} />
      <UrlField findings={findings} />
      {now !== undefined && <TimeField now={now} />}
      {scheme === "own" && (
        <>
          <h3>Your scheme</h3>
          <Editor label="Your scheme, as JSON" value={ownScheme} onChange={(text) => change({ ownScheme: text })} />
        </>
      )}
      {fault !== undefined && (
        <p class="notice fault" role="alert">
          <Icon name="warning" />
          <span>The scheme is wrong: {fault}</span>
        </p>
      )}
    </section>
  );
}

/** Other likely schemes, where the scheme was detected. */
function OtherSchemes({ findings }: { findings: Findings | undefined }) {
  if (findings?.scheme?.how !== "detected") return null;
  const others = findings.candidates.filter(({ id, likelihood }) => id !== findings.scheme?.id && likelihood >= MIN_LIKELIHOOD);
  if (others.length === 0) return null;
  return (
    <div class="others">
      <span class="hint">By its headers it may also be of</span>
      {others.map(({ id }) => (
        <button key={id} type="button" class="quiet" onClick={() => change({ scheme: id })}>
          {schemes.find((scheme) => scheme.id === id)?.name ?? id}
        </button>
      ))}
    </div>
  );
}

/** The URL, for schemes that sign it: a pasted request has only a path. */
function UrlField({ findings }: { findings: Findings | undefined }) {
  const { mode, url } = input.value;
  const scheme = chosenScheme.value.scheme ?? schemes.find(({ id }) => id === findings?.scheme?.id);
  if (mode === "fields" || !scheme || !signsUrl(scheme)) return null;
  return (
    <label class="field">
      <span>URL, as the provider has it</span>
      <input
        value={url}
        autocomplete="off"
        spellcheck={false}
        placeholder="https://api.example.com/webhooks"
        onInput={({ currentTarget }) => change({ url: currentTarget.value })}
      />
    </label>
  );
}

/** The time of the check, in UTC. */
function TimeField({ now }: { now: number }) {
  return (
    <label class="field">
      <span>Time, in UTC</span>
      <input
        type="datetime-local"
        step="1"
        value={new Date(now).toISOString().slice(0, 19)}
        onInput={({ currentTarget }) => {
          const time = Date.parse(`${currentTarget.value}Z`);
          if (Number.isFinite(time)) change({ now: time });
        }}
      />
    </label>
  );
}
