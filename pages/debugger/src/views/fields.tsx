import type { BodyMode } from "../engine/protocol.ts";
import { activePart } from "../state/active-part.ts";
import { changeFields, input } from "../state/input.ts";
import { Choice } from "../ui/choice.tsx";
import { Editor } from "../ui/editor.tsx";
import { dropTarget, FileButton, FileChip } from "../ui/files.tsx";

const MODES: readonly (readonly [BodyMode, string])[] = [
  ["text", "Text"],
  ["hex", "Hex"],
  ["base64", "Base64"],
  ["file", "File"],
];

/** The input of a request, field by field. */
export function FieldsInput() {
  const { fields } = input.value;
  return (
    <div class="fields">
      <div class="row">
        <label class="field narrow">
          <span>Method</span>
          <input
            value={fields.method}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => changeFields({ method: currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>URL, where it is signed</span>
          <input
            value={fields.url}
            autocomplete="off"
            spellcheck={false}
            placeholder="https://api.example.com/webhooks"
            onInput={({ currentTarget }) => changeFields({ url: currentTarget.value })}
          />
        </label>
      </div>
      <h3>Headers</h3>
      <div class="short">
        <Editor
          label="Headers, one a line"
          placeholder="X-Webhook-Signature: …"
          value={fields.headers}
          header={activePart.value}
          onChange={(headers) => changeFields({ headers })}
        />
      </div>
      <div class="panel-head">
        <h3>Body</h3>
        <Choice label="How the body is given" options={MODES} value={fields.mode} onChange={(mode) => changeFields({ mode })} />
      </div>
      <div class="drop" {...dropTarget((file) => changeFields({ mode: "file", file }))}>
        <BodyInput />
      </div>
    </div>
  );
}

function BodyInput() {
  const { fields } = input.value;
  switch (fields.mode) {
    case "file":
      return fields.file ? (
        <FileChip file={fields.file} onRemove={() => changeFields({ mode: "text", file: undefined })} />
      ) : (
        <div class="drop-foot">
          <FileButton text="Choose a file" onFile={(file) => changeFields({ file })} />
          <span class="hint">or drop it here</span>
        </div>
      );
    case "hex":
      return (
        <Editor
          key="hex"
          label="Body, in hex"
          placeholder="7b 22 69 64 22 …"
          value={fields.hex}
          onChange={(hex) => changeFields({ hex })}
        />
      );
    case "base64":
      return (
        <Editor
          key="base64"
          label="Body, in base64"
          placeholder="eyJpZCI6…"
          value={fields.base64}
          onChange={(base64) => changeFields({ base64 })}
        />
      );
    default:
      return (
        <Editor
          key="text"
          label="Body, as text"
          placeholder="{ … }"
          value={fields.text}
          onChange={(text) => changeFields({ text })}
        />
      );
  }
}
