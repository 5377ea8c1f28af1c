import { useRef } from "preact/hooks";

import { Choice } from "../ui/choice.tsx";
import { Editor } from "../ui/editor.tsx";
import { dropTarget, FileButton, FileChip } from "../ui/files.tsx";
import { outcome } from "../state/diagnosis.ts";
import { activePart } from "../state/active-part.ts";
import { change, input, type InputMode, type PastedRequest } from "../state/input.ts";
import { fillFields } from "../state/fill-fields.ts";
import { FieldsInput } from "./fields.tsx";
import { StatusBar } from "./status-bar.tsx";

const MODES: readonly (readonly [InputMode, string])[] = [
  ["paste", "Paste"],
  ["fields", "Fields"],
  ["compare", "Compare two"],
];

/** The input of a request. */
export function RequestInput() {
  const { mode, paste, wire, handler } = input.value;
  const choose = (next: InputMode) => {
    if (next === "fields") fillFields();
    change({ mode: next });
  };
  return (
    <section class="panel" aria-labelledby="request-title">
      <div class="panel-head">
        <h2 id="request-title">Request</h2>
        <Choice label="How the request is given" options={MODES} value={mode} onChange={choose} look="tabs" />
      </div>
      {mode === "paste" && (
        <PastedInput
          label="Request: raw HTTP, a curl command or a HAR file"
          placeholder={"Paste a raw HTTP request, a curl command or a HAR file, or drop a file.\n\nPOST /webhooks HTTP/1.1\nX-Webhook-Signature: …\n\n{ … }"}
          pasted={paste}
          onChange={(next) => change({ paste: next })}
          choosesEntry
        />
      )}
      {mode === "fields" && <FieldsInput />}
      {mode === "compare" && (
        <div class="captures">
          <h3>On the wire</h3>
          <p class="hint">As the provider sent it: of a proxy, a tunnel or a request bin.</p>
          <PastedInput
            label="The request on the wire"
            placeholder="Request, or body"
            pasted={wire}
            onChange={(next) => change({ wire: next })}
          />
          <h3>In your handler</h3>
          <p class="hint">What your code hashes. The body alone will do.</p>
          <PastedInput
            label="The request in the handler"
            placeholder="Request, or body"
            pasted={handler}
            onChange={(next) => change({ handler: next })}
          />
        </div>
      )}
      <StatusBar />
    </section>
  );
}

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly pasted: PastedRequest;
  readonly onChange: (pasted: PastedRequest) => void;
  readonly choosesEntry?: boolean;
}

function PastedInput({ label, placeholder, pasted, onChange, choosesEntry = false }: Props) {
  // The editor keeps the callback of the first render, which needs the latest value.
  const latest = useRef(pasted);
  latest.current = pasted;
  return (
    <div class="drop" {...dropTarget((file) => onChange({ ...pasted, file, entry: undefined }))}>
      {pasted.file ? (
        <FileChip file={pasted.file} onRemove={() => onChange({ ...pasted, file: undefined, entry: undefined })} />
      ) : (
        <Editor
          label={label}
          placeholder={placeholder}
          value={pasted.text}
          numbers={choosesEntry}
          header={activePart.value}
          onChange={(text) => onChange({ ...pasted, text, entry: undefined })}
          onBinary={(text) => {
            const file = { name: "Pasted, and no text", bytes: new TextEncoder().encode(text) };
            onChange({ ...latest.current, file, entry: undefined });
          }}
        />
      )}
      {choosesEntry && <EntryChoice pasted={pasted} onChange={onChange} />}
      <div class="drop-foot">
        <FileButton text="Use a file" onFile={(file) => onChange({ ...pasted, file, entry: undefined })} />
        {!pasted.file && <span class="hint">Pasting may change line breaks. A file, hex or base64 keeps every byte.</span>}
      </div>
    </div>
  );
}

/** The choice of a request in a HAR file. */
function EntryChoice({ pasted, onChange }: Pick<Props, "pasted" | "onChange">) {
  const result = outcome.value;
  if (result.state !== "diagnosed") return null;
  const { entries, entry } = result.diagnosis.parsed;
  if (entries.length < 2) return null;
  return (
    <label class="field">
      <span>Request of the HAR file ({entries.length.toLocaleString("en")})</span>
      <select
        value={String(entry)}
        onChange={({ currentTarget }) => onChange({ ...pasted, entry: Number(currentTarget.value) })}
      >
        {entries.map(({ index, method, url, isSigned }) => (
          <option key={index} value={String(index)}>
            {index + 1}. {method} {url.slice(0, 90)}
            {isSigned ? " · signed" : ""}
          </option>
        ))}
      </select>
    </label>
  );
}
