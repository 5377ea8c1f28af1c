// Diagnoses the input whenever it changes.

import { batch, effect, signal } from "@preact/signals";

import { Engine, EngineError } from "../engine/client.ts";
import type { CheckOptions, Comparison, Diagnosis } from "../engine/protocol.ts";
import { chosenScheme, pastedSource, fieldsSource, input, isEmpty } from "./input.ts";
import { nonEmptySecrets } from "./secrets.ts";

/** The debounce after typing. */
const DEBOUNCE_MS = 40;

/** After this long, the page says that the diagnosis takes long. */
const LONG_MS = 400;

export type Outcome =
  | { readonly state: "nothing" }
  | { readonly state: "unreadable"; readonly message: string; readonly field: EngineError["field"] }
  | { readonly state: "diagnosed"; readonly diagnosis: Diagnosis; readonly now: number; readonly secretCount: number }
  | { readonly state: "compared"; readonly comparison: Comparison; readonly now: number; readonly secretCount: number }
  | { readonly state: "cancelled" };

export const outcome = signal<Outcome>({ state: "nothing" });

/** Whether a diagnosis is running, and whether for long. */
export const busy = signal<"no" | "yes" | "long">("no");

/** The number of diagnoses, for tests. */
export const runs = signal(0);

const engine = new Engine();

export function cancel(): void {
  engine.cancel();
  batch(() => {
    busy.value = "no";
    outcome.value = { state: "cancelled" };
  });
}

/** Starts to watch the input. */
export function watch(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void [input.value, nonEmptySecrets(), chosenScheme.value];
    // The shown diagnosis is outdated from now on.
    busy.value = "yes";
    clearTimeout(timer);
    timer = setTimeout(() => void run(), DEBOUNCE_MS);
  });
}

async function run(): Promise<void> {
  const { mode, paste, fields, wire, handler, url, now: fixed, tolerance } = input.peek();
  const { scheme, fault } = chosenScheme.peek();
  if (fault !== undefined) return settle({ state: "unreadable", message: `the scheme is no JSON: ${fault}`, field: "scheme" });
  const now = fixed ?? Date.now();
  const options: CheckOptions = { secrets: nonEmptySecrets(), scheme, url: mode === "fields" ? "" : url.trim(), now, tolerance };
  const secretCount = options.secrets.length;
  if (mode === "compare" ? isEmpty(wire) || isEmpty(handler) : mode === "paste" && isEmpty(paste)) {
    engine.cancel();
    return settle({ state: "nothing" });
  }
  const timer = setTimeout(() => (busy.value = "long"), LONG_MS);
  try {
    if (mode === "compare") {
      const comparison = await engine.ask("compare", { wire: pastedSource(wire), handler: pastedSource(handler), options });
      if (comparison) settle({ state: "compared", comparison, now, secretCount });
    } else {
      const source = mode === "paste" ? pastedSource(paste) : fieldsSource(fields);
      const diagnosis = await engine.ask("diagnose", { source, options });
      if (diagnosis) settle({ state: "diagnosed", diagnosis, now, secretCount });
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    settle({ state: "unreadable", message: error.message, field: error.field });
  } finally {
    clearTimeout(timer);
  }
}

function settle(next: Outcome): void {
  batch(() => {
    busy.value = "no";
    outcome.value = next;
    runs.value++;
  });
}
