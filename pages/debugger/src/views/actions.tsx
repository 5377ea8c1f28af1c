import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { outcome } from "../state/diagnosis.ts";
import { exported } from "../state/export.ts";
import { input } from "../state/input.ts";
import { leftOut, linkTo } from "../state/share.ts";
import { CopyButton } from "../ui/copy.tsx";
import { download } from "../ui/download.ts";
import { Icon } from "../ui/icon.tsx";

/** Shares and exports a diagnosis, without the secret. */
export function Actions() {
  const dialog = useRef<HTMLDialogElement>(null);
  const link = useSignal("");
  const fault = useSignal("");
  const result = outcome.value;
  if (result.state !== "diagnosed") return null;
  const { diagnosis, now } = result;
  const { request } = diagnosis.parsed;

  const share = async () => {
    link.value = fault.value = "";
    try {
      link.value = await linkTo(request, diagnosis.findings?.scheme?.id, now);
    } catch (error) {
      fault.value = (error as Error).message;
    }
    dialog.current?.showModal();
  };
  const save = () => download("countersign-diagnosis.json", "application/json", JSON.stringify(exported(diagnosis, now), undefined, 2));
  const omitted = leftOut(request);
  return (
    <div class="actions">
      <button type="button" class="secondary" onClick={share}>
        <Icon name="link" />
        Share a link
      </button>
      <button type="button" class="secondary" onClick={save}>
        <Icon name="down" />
        Export JSON
      </button>
      <span class="hint">Neither holds the secret.</span>
      <dialog ref={dialog} aria-labelledby="share-title">
        <h2 id="share-title">Share a link</h2>
        <p>
          The link holds the request and the settings, after its <code>#</code>, so no server gets them. It does not
          hold {input.value.mode === "compare" ? "the captures or " : ""}the secret: whoever opens it needs it.
        </p>
        {omitted.length > 0 && <p class="notice">Left out, as they are secrets too: {omitted.join(", ")}</p>}
        {fault.value ? (
          <p class="notice fault">{fault.value}</p>
        ) : (
          <label class="field">
            <span>Link</span>
            <input class="mono" readOnly value={link.value} onFocus={({ currentTarget }) => currentTarget.select()} />
          </label>
        )}
        <div class="actions">
          {link.value && <CopyButton text={link.value} what="the link" />}
          <button type="button" class="secondary" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </div>
  );
}
