import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import * as generate from "../state/generate.ts";
import { replace } from "../state/input-history.ts";
import { EMPTY, input } from "../state/input.ts";
import { secrets, setSecret } from "../state/secrets.ts";
import { view } from "../state/view.ts";
import { Choice } from "../ui/choice.tsx";
import { Code } from "../ui/copy.tsx";
import { Editor } from "../ui/editor.tsx";
import { SchemeChoice } from "../ui/scheme-choice.tsx";
import { SecretsInput } from "./secrets.tsx";

const NOTATIONS: readonly (readonly [generate.Notation, string])[] = [
  ["curl", "curl"],
  ["fetch", "fetch"],
  ["raw", "Raw HTTP"],
];

/** Generates a signed request for any scheme and event. */
export function GenerateView() {
  useEffect(() => {
    if (generate.body.peek().length === 0) generate.choose(generate.formId.peek());
    return generate.watchSigning();
  }, []);
  return (
    <div class="columns">
      <div class="column inputs">
        <EventInput />
        <SecretsInput />
        {secrets.value.every((secret) => secret === "") && (
          <button
            type="button"
            class="secondary"
            onClick={() => setSecret(0, generate.newSecret(generate.generatedForm()?.scheme))}
          >
            Make a secret
          </button>
        )}
      </div>
      <div class="column results">
        <Generated />
      </div>
    </div>
  );
}

function EventInput() {
  const scheme = generate.generatedForm()?.scheme;
  return (
    <section class="panel" aria-labelledby="event-title">
      <h2 id="event-title">Event</h2>
      <div class="row">
        <label class="field">
          <span>Scheme</span>
          <SchemeChoice
            value={generate.formId.value}
            onChange={(id) => generate.choose(id)}
            hasForms
            last={input.value.scheme === "own" ? ["own", "Your own, as under Diagnose"] : undefined}
          />
        </label>
        <label class="field">
          <span>Event</span>
          <select
            value={generate.type.value}
            onChange={({ currentTarget }) => generate.choose(generate.formId.peek(), currentTarget.value)}
          >
            {generate.typesOf(scheme).map((type) => (
              <option key={type} value={type}>
                {type}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label class="field">
        <span>URL of your receiver</span>
        <input
          value={generate.url.value}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => (generate.url.value = currentTarget.value)}
        />
      </label>
      <h3>Body</h3>
      <Editor label="Body of the event" value={generate.body.value} onChange={(text) => (generate.body.value = text)} />
    </section>
  );
}

function Generated() {
  const notation = useSignal<generate.Notation>("curl");
  const signed = generate.signed.value;
  const diagnose = () => {
    if (!signed || "fault" in signed) return;
    const text = generate.NOTATIONS.raw(signed);
    const form = generate.formId.peek();
    const scheme = form === "own" ? form : form.split("/")[0]!;
    const { ownScheme } = input.peek();
    replace("taking the generated request", { ...EMPTY, paste: { ...EMPTY.paste, text }, url: signed.url, scheme, ownScheme }, undefined);
    view.value = "diagnose";
  };
  return (
    <section class="panel" aria-labelledby="generated-title">
      <div class="panel-head">
        <h2 id="generated-title">Signed request</h2>
        <Choice label="How it is written" options={NOTATIONS} value={notation.value} onChange={(value) => (notation.value = value)} />
      </div>
      <div role="status">
        {signed && "fault" in signed && <p class="notice">{signed.fault}</p>}
      </div>
      {signed && !("fault" in signed) && (
        <>
          <Code
            text={generate.NOTATIONS[notation.value](signed)}
            what="the signed request"
          />
          <p class="hint">It is signed as of now, and holds the signature but not the secret. The page itself sends nothing.</p>
          <button type="button" class="secondary" onClick={diagnose}>
            Diagnose it
          </button>
        </>
      )}
    </section>
  );
}
