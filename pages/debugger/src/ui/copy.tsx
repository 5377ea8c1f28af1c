import { useSignal } from "@preact/signals";

import { Icon } from "./icon.tsx";

const SAID_MS = 1600;

/** Copies a text, also on an insecure page, which has no clipboard API. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    try {
      return await navigator.clipboard.writeText(text);
    } catch {
      // Not allowed here: falls back to the old command.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A button that copies a text, and confirms it. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const isDone = useSignal(false);
  const onClick = async () => {
    await copy(text);
    isDone.value = true;
    setTimeout(() => (isDone.value = false), SAID_MS);
  };
  return (
    <button type="button" class="quiet" onClick={onClick} aria-label={`Copy ${what}`}>
      <Icon name={isDone.value ? "check" : "copy"} />
      <span aria-live="polite">{isDone.value ? "Copied" : "Copy"}</span>
    </button>
  );
}

/** Code with a copy button. */
export function Code({ text, what }: { text: string; what: string }) {
  return (
    <div class="code">
      <CopyButton text={text} what={what} />
      <pre tabIndex={0} role="region" aria-label={what}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
