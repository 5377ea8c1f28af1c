import { useSignal } from "@preact/signals";

import { example, faultsOf } from "../state/examples.ts";
import { findForm } from "../state/scheme-forms.ts";
import { replace } from "../state/input-history.ts";
import { SchemeChoice } from "../ui/scheme-choice.tsx";

/** The choice of an example request. */
export function ExampleChoice() {
  const form = useSignal("bottlecrm");
  const fault = useSignal("reserialized");
  const faults = faultsOf(findForm(form.value)!.form);
  const load = async () => {
    const possible = faultsOf(findForm(form.value)!.form);
    if (!possible.some(({ id }) => id === fault.value)) fault.value = possible[0]!.id;
    const loaded = await example(form.value, fault.value);
    if (loaded) replace("opening the example", loaded.input, loaded.secrets);
  };
  return (
    <div class="examples" role="group" aria-label="Examples">
      <span class="examples-title">Example</span>
      <SchemeChoice
        label="Provider of the example"
        value={form.value}
        hasForms
        onChange={(id) => {
          form.value = id;
          void load();
        }}
      />
      <select
        aria-label="Fault of the example"
        value={fault.value}
        onChange={({ currentTarget }) => {
          fault.value = currentTarget.value;
          void load();
        }}
      >
        {faults.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <button type="button" class="quiet" onClick={load}>
        Open
      </button>
    </div>
  );
}
