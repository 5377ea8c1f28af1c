import { useRef } from "preact/hooks";

import { Choice } from "../ui/choice.tsx";
import { Editor } from "../ui/editor.tsx";
import { dropTarget, FileButton, FileChip } from "../ui/files.tsx";
import { outcome } from "../state/diagnosis.ts";
import { activePart } from "../state/active.ts";
import { change, input, type Way, type Written } from "../state/input.ts";
import { fillFields } from "../state/fill.ts";
import { FieldsInput } from "./fields.tsx";
import { StatusBar } from "./status-bar.tsx";

const WAYS: readonly (readonly [Way, string])[] = [
  ["paste", "Paste"],
  ["fields", "Fields"],
  ["compare", "Compare two"],
];

/** Where a request is given. */
export function RequestInput() {
  const { way, paste, wire, handler } = input.value;
  const choose = (next: Way) => {
    if (next === "fields") fillFields();
    change({ way: next });
  };
  return (
    <section class="panel" aria-labelledby="request-title">
      <div class="panel-head">
        <h2 id="request-title">Request</h2>
        <Choice label="How the request is given" options={WAYS} value={way} onChange={choose} look="tabs" />
      </div>
      {way === "paste" && (
        <WrittenInput
          label="Request: raw HTTP, a curl command or a HAR file"
          placeholder={"Paste a raw HTTP request, a curl command or a HAR file, or drop a file.\n\nPOST /webhooks HTTP/1.1\nX-Webhook-Signature: …\n\n{ … }"}
          written={paste}
          onChange={(next) => change({ paste: next })}
          choosesEntry
        />
      )}
      {way === "fields" && <FieldsInput />}
      {way === "compare" && (
        <div class="captures">
          <h3>On the wire</h3>
          <p class="hint">As the provider sent it: of a proxy, a tunnel or a request bin.</p>
          <WrittenInput
            label="The request on the wire"
            placeholder="Request, or body"
            written={wire}
            onChange={(next) => change({ wire: next })}
          />
          <h3>In your handler</h3>
          <p class="hint">What your code hashes. The body alone will do.</p>
          <WrittenInput
            label="The request in the handler"
            placeholder="Request, or body"
            written={handler}
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
  readonly written: Written;
  readonly onChange: (written: Written) => void;
  readonly choosesEntry?: boolean;
}

function WrittenInput({ label, placeholder, written, onChange, choosesEntry = false }: Props) {
  // The editor is made once, and keeps what it was given then.
  const latest = useRef(written);
  latest.current = written;
  return (
    <div class="drop" {...dropTarget((file) => onChange({ ...written, file, entry: undefined }))}>
      {written.file ? (
        <FileChip file={written.file} onRemove={() => onChange({ ...written, file: undefined, entry: undefined })} />
      ) : (
        <Editor
          label={label}
          placeholder={placeholder}
          value={written.text}
          numbers={choosesEntry}
          header={activePart.value}
          onChange={(text) => onChange({ ...written, text, entry: undefined })}
          onBinary={(text) => {
            const file = { name: "Pasted, and no text", bytes: new TextEncoder().encode(text) };
            onChange({ ...latest.current, file, entry: undefined });
          }}
        />
      )}
      {choosesEntry && <EntryChoice written={written} onChange={onChange} />}
      <div class="drop-foot">
        <FileButton text="Use a file" onFile={(file) => onChange({ ...written, file, entry: undefined })} />
        {!written.file && <span class="hint">Pasting may change line breaks. A file, hex or base64 keeps every byte.</span>}
      </div>
    </div>
  );
}

/** Which of a HAR file's requests. */
function EntryChoice({ written, onChange }: Pick<Props, "written" | "onChange">) {
  const result = outcome.value;
  if (result.state !== "diagnosed") return null;
  const { entries, entry } = result.diagnosis.reading;
  if (entries.length < 2) return null;
  return (
    <label class="field">
      <span>Request of the HAR file ({entries.length.toLocaleString("en")})</span>
      <select
        value={String(entry)}
        onChange={({ currentTarget }) => onChange({ ...written, entry: Number(currentTarget.value) })}
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
