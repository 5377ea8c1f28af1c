// Undo and redo. The editor's own are part of a package that reads languages,
// and would be a tenth of the page.

import { Annotation, type ChangeSet, StateField, type Transaction } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

/** What is typed within this time is undone at once. */
const TOGETHER_MS = 500;

/** More than these are not kept. */
const MOST = 200;

interface Change {
  /** What takes it back. */
  readonly inverse: ChangeSet;
  readonly at: number;
}

interface Past {
  readonly done: readonly Change[];
  readonly undone: readonly Change[];
}

const moves = Annotation.define<"undo" | "redo">();

export const past = StateField.define<Past>({
  create: () => ({ done: [], undone: [] }),
  update(value, transaction) {
    if (!transaction.docChanged) return value;
    const { done, undone } = value;
    const change = { inverse: transaction.changes.invert(transaction.startState.doc), at: Date.now() };
    switch (transaction.annotation(moves)) {
      case "undo":
        return { done: done.slice(0, -1), undone: [...undone, change] };
      case "redo":
        return { done: [...done, { ...change, at: 0 }], undone: undone.slice(0, -1) };
      default:
        return { done: [...joined(done, change, transaction)].slice(-MOST), undone: [] };
    }
  },
});

/** With the last change, where both are typing. */
function joined(done: readonly Change[], change: Change, transaction: Transaction): readonly Change[] {
  const last = done.at(-1);
  const isTyping = transaction.isUserEvent("input.type") || transaction.isUserEvent("delete");
  if (!last || !isTyping || change.at - last.at > TOGETHER_MS) return [...done, change];
  return [...done.slice(0, -1), { inverse: change.inverse.compose(last.inverse), at: change.at }];
}

const move = (kind: "undo" | "redo", from: "done" | "undone") => (view: EditorView) => {
  const change = view.state.field(past)[from].at(-1);
  if (change) view.dispatch({ changes: change.inverse, annotations: moves.of(kind), scrollIntoView: true });
  return true;
};

export const undo = move("undo", "done");
export const redo = move("redo", "undone");
