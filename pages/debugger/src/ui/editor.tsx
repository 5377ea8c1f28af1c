import { EditorState, type Extension, StateEffect, StateField, type Text as Document } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  highlightSpecialChars,
  highlightTrailingWhitespace,
  type KeyBinding,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
} from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import type { Text } from "../state/input.ts";
import { undoHistory, redo, undo } from "./undo-history.ts";
import { nameOf } from "./invisible-characters.ts";

/** How much of the text is searched for a header. */
const HEAD_LINES = 300;

const INVISIBLE =
  /[\0-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffc]/g;

// Keys that the browser cannot handle, as only the visible lines are in the document.
const KEYS: readonly KeyBinding[] = [
  { key: "Mod-a", run: (view) => select(view, 0, view.state.doc.length) },
  { key: "Mod-Home", mac: "Cmd-ArrowUp", run: (view) => select(view, 0, 0) },
  { key: "Mod-End", mac: "Cmd-ArrowDown", run: (view) => select(view, view.state.doc.length, view.state.doc.length) },
  { key: "Enter", run: (view) => replaceSelection(view, "\n") },
  { key: "Mod-z", run: undo, preventDefault: true },
  { key: "Mod-y", mac: "Mod-Shift-z", run: redo, preventDefault: true },
];

function select(view: EditorView, anchor: number, head: number): boolean {
  view.dispatch({ selection: { anchor, head }, scrollIntoView: anchor === head, userEvent: "select" });
  return true;
}

function replaceSelection(view: EditorView, text: string): boolean {
  view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true, userEvent: "input" });
  return true;
}

/** The name of the highlighted header. */
const light = StateEffect.define<string | undefined>();

const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(light)) next = marked(transaction.state.doc, effect.value);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function marked(document: Document, name: string | undefined): DecorationSet {
  if (name === undefined || name === "") return Decoration.none;
  const wanted = name.toLowerCase();
  for (let number = 1; number <= Math.min(document.lines, HEAD_LINES); number++) {
    const { from, text } = document.line(number);
    const at = text.slice(0, 500).toLowerCase().search(new RegExp(`(^|['"\\s])${wanted.replace(/[^\w-]/g, "\\$&")}\\s*:`));
    if (at !== -1) return Decoration.set(Decoration.line({ class: "cm-lit" }).range(from));
  }
  return Decoration.none;
}

// Lines end at LF alone, so that a CR stays in the document, and is shown.
const EXACT: Extension = [
  EditorState.lineSeparator.of("\n"),
  highlightSpecialChars({
    specialChars: INVISIBLE,
    render(code) {
      const span = document.createElement("span");
      span.textContent = nameOf(code) ?? `U+${code.toString(16).toUpperCase()}`;
      span.className = "cm-invisible";
      return span;
    },
  }),
  highlightTrailingWhitespace(),
];

// In a shadow root CodeMirror adopts constructed style sheets, which the page's Content-Security-Policy allows.
const LOOK = EditorView.theme({
  "&": { fontSize: "13px", color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    lineHeight: "1.55",
    maxHeight: "var(--editor-height, 24rem)",
    minHeight: "var(--editor-least, 8rem)",
    overflow: "auto",
  },
  ".cm-content": { padding: "10px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none", paddingLeft: "4px" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".cm-line ::selection, .cm-line::selection": { backgroundColor: "var(--selection)" },
  ".cm-invisible": {
    color: "var(--invisible)",
    backgroundColor: "var(--invisible-wash)",
    borderRadius: "3px",
    padding: "0 2px",
    fontSize: "0.8em",
  },
  ".cm-trailingSpace": { backgroundColor: "var(--invisible-wash)" },
  ".cm-lit": { backgroundColor: "var(--part-header-wash)", boxShadow: "inset 3px 0 var(--part-header)" },
});

interface Props {
  readonly label: string;
  readonly value: Text;
  readonly onChange: (text: Text) => void;
  readonly placeholder?: string;
  readonly numbers?: boolean;
  /** The header to highlight. */
  readonly header?: string | undefined;
  /** Takes pasted binary data, which would take long to render as text. */
  readonly onBinary?: (text: string) => void;
}

/** An editor that keeps every character, and shows invisible ones. */
export function Editor({ label, value, onChange, placeholder = "", numbers = false, header, onBinary }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;

  useLayoutEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    const created = new EditorView({
      root,
      parent: root as unknown as Element,
      state: EditorState.create({
        doc: documentOf(value),
        extensions: [
          EXACT,
          LOOK,
          lit,
          undoHistory,
          keymap.of(KEYS),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
          placeholderText(placeholder),
          ...(numbers ? [lineNumbers()] : []),
          EditorView.domEventHandlers({
            paste(event) {
              const text = event.clipboardData?.getData("text/plain") ?? "";
              if (!onBinary || !isBinary(text)) return false;
              event.preventDefault();
              onBinary(text);
              return true;
            },
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.isUserEvent("replace"))) {
              changed.current(update.state.doc);
            }
          }),
        ],
      }),
    });
    view.current = created;
    return () => created.destroy();
    // The editor lives as long as the component: changes are dispatched to it.
  }, []);

  // During the layout effect: a later one would revert what was typed meanwhile.
  useLayoutEffect(() => {
    const editor = view.current;
    if (!editor || value === editor.state.doc) return;
    const next = documentOf(value);
    if (next.eq(editor.state.doc)) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: next },
      selection: { anchor: 0 },
      userEvent: "replace",
    });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: light.of(header) });
  }, [header, value]);

  return <div class="editor" ref={host} />;
}

/** Whether a long text is binary data, by its beginning. */
function isBinary(text: string): boolean {
  if (text.length < 100_000) return false;
  const beginning = text.slice(0, 4096);
  return beginning.replace(/[^\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]/g, "").length > beginning.length / 50;
}

function documentOf(text: Text): Document {
  if (typeof text === "string") return EditorState.create({ extensions: EXACT }).toText(text);
  return text as Document;
}
