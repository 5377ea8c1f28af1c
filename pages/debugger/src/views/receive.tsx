import { useSignal } from "@preact/signals";

import { outcome } from "../state/diagnosis.ts";
import { chosenScheme, input, schemes } from "../state/input.ts";
import { frameworks, referenceTo } from "../state/receivers.ts";
import { Choice } from "../ui/choice.tsx";
import { Code } from "../ui/copy.tsx";
import { SchemeChoice } from "../ui/scheme-choice.tsx";

/** The code of a receiver for a scheme and a framework. */
export function ReceiveView() {
  const framework = useSignal("express");
  const result = outcome.value;
  const diagnosed = result.state === "diagnosed" ? result.diagnosis.findings?.scheme?.id : undefined;
  const chosen = useSignal<string | undefined>(undefined);
  const hasOwn = input.value.scheme === "own" && chosenScheme.value.scheme !== undefined;
  const id = chosen.value ?? (hasOwn ? "own" : (diagnosed ?? "bottlecrm"));
  const isOwn = id === "own" && hasOwn;
  const scheme = (isOwn ? chosenScheme.value.scheme : schemes.find((one) => one.id === id)) ?? schemes[0]!;
  const reference = referenceTo(scheme, isOwn);
  const { name, file, install, code } = frameworks.find((one) => one.id === framework.value)!;
  return (
    <div class="one-column">
      <section class="panel" aria-labelledby="receive-title">
        <h2 id="receive-title">A receiver that keeps the raw body</h2>
        <div class="row">
          <label class="field">
            <span>Scheme</span>
            <SchemeChoice
              value={id}
              onChange={(value) => (chosen.value = value)}
              last={hasOwn ? ["own", "Your own, as under Diagnose"] : undefined}
            />
          </label>
        </div>
        <Choice
          label="Framework"
          options={frameworks.map((one) => [one.id, one.name] as const)}
          value={framework.value}
          onChange={(value) => (framework.value = value)}
        />
        <Code text={install} what="the command that installs it" />
        <h3>{file}</h3>
        <Code text={code(reference)} what={`the receiver for ${name}`} />
        <p class="hint">
          The secret comes from the environment, as <code>{reference.variable}</code>. What is not authentic is answered
          with 401, 400 or 413, and never gets to the handler.
        </p>
      </section>
    </div>
  );
}
