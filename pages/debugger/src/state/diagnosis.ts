// Diagnoses what was given, as it changes.

import { batch, effect, signal } from "@preact/signals";

import { Engine, EngineError } from "../engine/client.ts";
import type { Against, Comparison, Diagnosis } from "../engine/protocol.ts";
import { chosenScheme, givenOf, givenOfFields, input, isEmpty } from "./input.ts";
import { givenSecrets } from "./secrets.ts";

/** Typing is let settle for so long. */
const SETTLE_MS = 40;

/** From then on it is said that it takes long. */
const LONG_MS = 400;

export type Outcome =
  | { readonly state: "nothing" }
  | { readonly state: "unreadable"; readonly message: string; readonly field: EngineError["field"] }
  | { readonly state: "diagnosed"; readonly diagnosis: Diagnosis; readonly now: number; readonly secretCount: number }
  | { readonly state: "compared"; readonly comparison: Comparison; readonly now: number; readonly secretCount: number }
  | { readonly state: "cancelled" };

export const outcome = signal<Outcome>({ state: "nothing" });

/** Whether an answer is waited for, and for how long already. */
export const busy = signal<"no" | "yes" | "long">("no");

/** How many answers there were. */
export const runs = signal(0);

const engine = new Engine();

export function cancel(): void {
  engine.cancel();
  batch(() => {
    busy.value = "no";
    outcome.value = { state: "cancelled" };
  });
}

/** Begins to watch what is given. */
export function watch(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void [input.value, givenSecrets(), chosenScheme.value];
    // What is shown is of something else from now on.
    busy.value = "yes";
    clearTimeout(timer);
    timer = setTimeout(() => void run(), SETTLE_MS);
  });
}

async function run(): Promise<void> {
  const { way, paste, fields, wire, handler, url, now: fixed, tolerance } = input.peek();
  const { scheme, fault } = chosenScheme.peek();
  if (fault !== undefined) return settle({ state: "unreadable", message: `the scheme is no JSON: ${fault}`, field: "scheme" });
  const now = fixed ?? Date.now();
  const against: Against = { secrets: givenSecrets(), scheme, url: way === "fields" ? "" : url.trim(), now, tolerance };
  const secretCount = against.secrets.length;
  if (way === "compare" ? isEmpty(wire) || isEmpty(handler) : way === "paste" && isEmpty(paste)) {
    engine.cancel();
    return settle({ state: "nothing" });
  }
  const timer = setTimeout(() => (busy.value = "long"), LONG_MS);
  try {
    if (way === "compare") {
      const comparison = await engine.ask("compare", { wire: givenOf(wire), handler: givenOf(handler), against });
      if (comparison) settle({ state: "compared", comparison, now, secretCount });
    } else {
      const given = way === "paste" ? givenOf(paste) : givenOfFields(fields);
      const diagnosis = await engine.ask("diagnose", { given, against });
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
