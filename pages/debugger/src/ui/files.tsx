import { useRef } from "preact/hooks";

import type { FileSource } from "../state/input.ts";
import { Icon } from "./icon.tsx";

export async function readFile(file: File): Promise<FileSource> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** A button that opens the file dialog. */
export function FileButton({ text, onFile }: { text: string; onFile: (file: FileSource) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const onChange = async ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    const file = currentTarget.files?.[0];
    if (file) onFile(await readFile(file));
    currentTarget.value = "";
  };
  return (
    <>
      <button type="button" class="quiet" onClick={() => field.current?.click()}>
        <Icon name="file" />
        {text}
      </button>
      <input ref={field} type="file" hidden aria-label={text} onChange={onChange} />
    </>
  );
}

/** Event handlers for dropped files. */
export function dropTarget(onFile: (file: FileSource) => void) {
  const mark = (event: DragEvent, isOver: boolean) => {
    (event.currentTarget as HTMLElement).classList.toggle("dropping", isOver);
  };
  return {
    onDragOver(event: DragEvent) {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      mark(event, true);
    },
    onDragLeave: (event: DragEvent) => mark(event, false),
    // Before the editor, which would insert the file as text, and corrupt binary data.
    onDropCapture(event: DragEvent) {
      mark(event, false);
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      event.stopPropagation();
      void readFile(file).then(onFile);
    },
  };
}

/** A file in place of text. */
export function FileChip({ file, onRemove }: { file: FileSource; onRemove: () => void }) {
  return (
    <div class="file-chip">
      <Icon name="file" />
      <span class="file-name">{file.name}</span>
      <span class="muted">{file.bytes.length.toLocaleString("en")} bytes, to the byte</span>
      <button type="button" class="quiet" onClick={onRemove}>
        <Icon name="cross" />
        Remove
      </button>
    </div>
  );
}
