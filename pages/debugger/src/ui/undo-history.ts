// Undo and redo. CodeMirror's own are in a package with language support, which would be a
// tenth of the page.

import { Annotation, type ChangeSet, StateField } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

/** Typing within this time is undone in one step. */
const GROUPING_MS = 500;

/** The number of changes that are kept. */
const MAX_ENTRIES = 200;

interface Change {
  /** The change that undoes it. */
  readonly inverse: ChangeSet;
  readonly at: number;
  readonly isTyping: boolean;
}

interface History {
  readonly done: readonly Change[];
  readonly undone: readonly Change[];
}

const moves = Annotation.define<"undo" | "redo">();

export const undoHistory = StateField.define<History>({
  create: () => ({ done: [], undone: [] }),
  update(value, transaction) {
    if (!transaction.docChanged) return value;
    const { done, undone } = value;
    const isTyping = transaction.isUserEvent("input.type") || transaction.isUserEvent("delete");
    const change = { inverse: transaction.changes.invert(transaction.startState.doc), at: Date.now(), isTyping };
    switch (transaction.annotation(moves)) {
      case "undo":
        return { done: done.slice(0, -1), undone: [...undone, change] };
      case "redo":
        return { done: [...done, { ...change, at: 0 }], undone: undone.slice(0, -1) };
      default:
        return { done: [...joined(done, change)].slice(-MAX_ENTRIES), undone: [] };
    }
  },
});

/** Joins a change with the last one, where both are typing. */
function joined(done: readonly Change[], change: Change): readonly Change[] {
  const last = done.at(-1);
  if (!last?.isTyping || !change.isTyping || change.at - last.at > GROUPING_MS) return [...done, change];
  return [...done.slice(0, -1), { ...change, inverse: change.inverse.compose(last.inverse) }];
}

const move = (kind: "undo" | "redo", from: "done" | "undone") => (view: EditorView) => {
  const change = view.state.field(undoHistory)[from].at(-1);
  if (change) view.dispatch({ changes: change.inverse, annotations: moves.of(kind), scrollIntoView: true });
  return true;
};

export const undo = move("undo", "done");
export const redo = move("redo", "undone");
