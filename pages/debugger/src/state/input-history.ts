// What was replaced, so that nothing that was typed is lost.

import { batch, signal } from "@preact/signals";

import { type Input, input } from "./input.ts";
import { secrets } from "./secrets.ts";

interface Snapshot {
  readonly input: Input;
  readonly secrets: readonly string[];
  /** What came after it, for the reader. */
  readonly doing: string;
}

const MOST = 50;

const snapshots = signal<readonly Snapshot[]>([]);

/** What can be undone, for the reader. */
export function undoable(): string | undefined {
  return snapshots.value.at(-1)?.doing;
}

/** Replaces what was given, which can be undone. */
export function replace(doing: string, next: Input, nextSecrets: readonly string[] | undefined): void {
  batch(() => {
    snapshots.value = [...snapshots.peek(), { input: input.peek(), secrets: secrets.peek(), doing }].slice(-MOST);
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

/** Forgets the beginning: nothing of it was typed. */
export function forget(): void {
  snapshots.value = [];
}
