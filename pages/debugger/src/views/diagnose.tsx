import { outcome } from "../state/diagnosis.ts";
import { input } from "../state/input.ts";
import { amountOf, Changes } from "../ui/changes.tsx";
import type { Comparison } from "../engine/protocol.ts";
import { Causes } from "./causes.tsx";
import { ExampleChoice } from "./examples.tsx";
import { SignedContent } from "./signed-content.tsx";
import { RequestInput } from "./input.tsx";
import { SecretsInput } from "./secrets.tsx";
import { SettingsInput } from "./settings.tsx";
import { Actions } from "./actions.tsx";
import { Signatures, Steps } from "./steps.tsx";
import { VerdictBox } from "./verdict.tsx";

/** The input, and its diagnosis. */
export function DiagnoseView() {
  return (
    <div class="columns">
      <div class={`column inputs${input.value.mode === "paste" ? " follows" : ""}`}>
        <ExampleChoice />
        <RequestInput />
        <SecretsInput />
        <SettingsInput />
      </div>
      <div class="column results">
        <VerdictBox />
        <Result />
        <Actions />
      </div>
    </div>
  );
}

function Result() {
  const result = outcome.value;
  if (result.state === "compared") return <Compared comparison={result.comparison} />;
  if (result.state !== "diagnosed") return null;
  const { diagnosis } = result;
  const { findings } = diagnosis;
  if (!findings) return null;
  return (
    <>
      <Causes diagnosis={diagnosis} findings={findings} />
      <Steps findings={findings} />
      <SignedContent diagnosis={diagnosis} findings={findings} />
      <Signatures findings={findings} />
    </>
  );
}

function Compared({ comparison: { wire, handler, hunks } }: { comparison: Comparison }) {
  return (
    <>
      <section class="panel" aria-labelledby="compared-title">
        <h2 id="compared-title">Byte by byte</h2>
        {hunks.length === 0 ? (
          <p>{wire.parsed.facts.size.toLocaleString("en")} bytes, and no difference.</p>
        ) : (
          <>
            <p class="hint">
              From the wire to the handler, {amountOf(hunks)}, the first at byte {hunks[0]!.before[0].toLocaleString("en")}:{" "}
              <del>out</del> <ins>in</ins>
            </p>
            <Changes
              before={wire.parsed.request.body}
              after={handler.parsed.request.body}
              hunks={hunks}
              label="How the body in the handler differs from that on the wire"
            />
          </>
        )}
      </section>
      {handler.findings && <Causes diagnosis={handler} findings={handler.findings} />}
      {wire.findings && <Steps findings={wire.findings} />}
    </>
  );
}
