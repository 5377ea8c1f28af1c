import type { Findings } from "../engine/protocol.ts";
import type { ExplainStep } from "../engine/types.ts";
import { sentence } from "../state/verdict.ts";
import { Icon } from "../ui/icon.tsx";

const STATES = {
  pass: { icon: "check", word: "Pass" },
  fail: { icon: "cross", word: "Fail" },
  skip: { icon: "dash", word: "Skipped" },
} as const;

const TASKS: Readonly<Record<ExplainStep["task"], string>> = {
  headers: "Header",
  parse: "ParsedRequest",
  content: "Signed content",
  digest: "Digest",
  compare: "Comparison",
  freshness: "Freshness",
  payload: "Event",
};

/** Every step of the verification, also those after one that failed. */
export function Steps({ findings: { steps } }: { findings: Findings }) {
  const count = (wanted: keyof typeof STATES) => steps.filter(({ state }) => state === wanted).length;
  const words = [
    count("fail") > 0 ? `${count("fail")} of ${steps.length} fail` : `${count("pass")} pass`,
    ...(count("skip") > 0 ? [`${count("skip")} skipped`] : []),
  ];
  return (
    <section class="panel" aria-labelledby="steps-title">
      <div class="panel-head">
        <h2 id="steps-title">Steps</h2>
        <span class="muted">{words.join(", ")}</span>
      </div>
      <ol class="steps">
        {steps.map((step, index) => {
          const { icon, word } = STATES[step.state];
          return (
            <li key={index} class={`step ${step.state}`}>
              <span class="step-state">
                <Icon name={icon} />
                <span class="unseen">{word}:</span>
              </span>
              <span class="step-task">{TASKS[step.task]}</span>
              <span class="step-text">
                <span class="input-name">{step.input}</span> {sentence(step.message)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/**
 * The signatures, received and computed. They are never compared digit by
 * digit: any change of the input changes all of a digest.
 */
export function Signatures({ findings: { received, computed } }: { findings: Findings }) {
  if (received.length + computed.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="signatures-title">
      <h2 id="signatures-title">Signatures</h2>
      <table class="signatures">
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col">Signature</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {received.map(({ header, text, state }, index) => (
            <tr key={index} class={state}>
              <th scope="row">Received in {header}</th>
              <td class="mono">{text}</td>
              <td>{state}</td>
            </tr>
          ))}
          {computed.map(({ secret, text, hex }) => {
            const isIt = received.some((one) => one.hex === hex);
            return (
              <tr key={secret} class={isIt ? "matches" : "differs"}>
                <th scope="row">Computed with {computed.length > 1 ? `secret ${secret + 1}` : "the secret"}</th>
                <td class="mono">{text}</td>
                <td>{isIt ? "matches" : "differs"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
