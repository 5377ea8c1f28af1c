// What the core says of the user's own scheme.

import { effect, signal } from "@preact/signals";

import type { SchemeFacts } from "../../../../pkg/ts/scheme-facts.ts";
import { Engine, EngineError } from "../engine/client.ts";
import type { Scheme } from "../engine/types.ts";
import { chosenScheme, input } from "./input.ts";

/** Until the core has answered, and where the scheme is invalid. */
const UNKNOWN: SchemeFacts = {
  headers: [],
  target: [],
  handshakes: [],
  components: [],
  signs_time: false,
  signs_body: true,
  takes_form: false,
  tolerance_s: 300,
};

export const ownSchemeFacts = signal<SchemeFacts>(UNKNOWN);

const engine = new Engine();

/** Asks the core about the user's own scheme whenever it changes. */
export function watchOwnScheme(): void {
  effect(() => {
    const { scheme } = chosenScheme.value;
    if (input.value.scheme === "own" && scheme) void ask(scheme);
  });
}

async function ask(scheme: Scheme): Promise<void> {
  try {
    const facts = await engine.ask("facts", { scheme });
    if (facts) ownSchemeFacts.value = facts;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    ownSchemeFacts.value = UNKNOWN;
  }
}
