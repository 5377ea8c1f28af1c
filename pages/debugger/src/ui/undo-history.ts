// Undo and redo. The editor's own are part of a package that reads languages,
// and would be a tenth of the page.

import { Annotation, type ChangeSet, StateField } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

/** What is typed within this time is undone at once. */
const TOGETHER_MS = 500;

/** More than these are not kept. */
const MOST = 200;

interface Change {
  /** What takes it back. */
  readonly inverse: ChangeSet;
  readonly at: number;
  readonly isTyping: boolean;
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
    const isTyping = transaction.isUserEvent("input.type") || transaction.isUserEvent("delete");
    const change = { inverse: transaction.changes.invert(transaction.startState.doc), at: Date.now(), isTyping };
    switch (transaction.annotation(moves)) {
      case "undo":
        return { done: done.slice(0, -1), undone: [...undone, change] };
      case "redo":
        return { done: [...done, { ...change, at: 0 }], undone: undone.slice(0, -1) };
      default:
        return { done: [...joined(done, change)].slice(-MOST), undone: [] };
    }
  },
});

/** With the last change, where both are typing. */
function joined(done: readonly Change[], change: Change): readonly Change[] {
  const last = done.at(-1);
  if (!last?.isTyping || !change.isTyping || change.at - last.at > TOGETHER_MS) return [...done, change];
  return [...done.slice(0, -1), { ...change, inverse: change.inverse.compose(last.inverse) }];
}

const move = (kind: "undo" | "redo", from: "done" | "undone") => (view: EditorView) => {
  const change = view.state.field(past)[from].at(-1);
  if (change) view.dispatch({ changes: change.inverse, annotations: moves.of(kind), scrollIntoView: true });
  return true;
};

export const undo = move("undo", "done");
export const redo = move("redo", "undone");
