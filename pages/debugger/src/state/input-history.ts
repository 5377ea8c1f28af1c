// Undo for replaced input, so that nothing that was typed is lost.

import { batch, signal } from "@preact/signals";

import { type Input, input } from "./input.ts";
import { secrets } from "./secrets.ts";

interface Snapshot {
  readonly input: Input;
  readonly secrets: readonly string[];
  /** The replacement, for the user: "opening the example". */
  readonly doing: string;
}

/** The number of replacements that can be undone. */
const MAX_ENTRIES = 50;

const snapshots = signal<readonly Snapshot[]>([]);

/** The replacement that can be undone. */
export function undoable(): string | undefined {
  return snapshots.value.at(-1)?.doing;
}

/** Replaces the input; `undo` restores it. */
export function replace(doing: string, next: Input, nextSecrets: readonly string[] | undefined): void {
  batch(() => {
    snapshots.value = [...snapshots.peek(), { input: input.peek(), secrets: secrets.peek(), doing }].slice(-MAX_ENTRIES);
    input.value = next;
    if (nextSecrets) secrets.value = nextSecrets;
  });
}

export function undo(): void {
  const last = snapshots.peek().at(-1);
  if (!last) return;
  batch(() => {
    snapshots.value = snapshots.peek().slice(0, -1);
    input.value = last.input;
    secrets.value = last.secrets;
  });
}

/** Drops the history: the initial input was not typed. */
export function forget(): void {
  snapshots.value = [];
}
