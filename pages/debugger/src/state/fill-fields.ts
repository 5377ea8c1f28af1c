import { outcome } from "./diagnosis.ts";
import { replace } from "./history.ts";
import { bodyFields, EMPTY_FIELDS, input } from "./input.ts";

/** Puts what was pasted into the fields, as long as nobody has typed there. */
export function fillFields(): void {
  const { fields } = input.peek();
  const result = outcome.peek();
  const isTouched = [fields.headers, fields.text, fields.hex, fields.base64].some(({ length }) => length > 0) || fields.file;
  if (isTouched || result.state !== "diagnosed") return;
  const { method, url, headers, body } = result.diagnosis.reading.request;
  const filled = {
    ...EMPTY_FIELDS,
    method: method ?? "POST",
    url: url ?? "",
    headers: headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
    ...bodyFields(body),
  };
  replace("filling the fields", { ...input.peek(), fields: filled }, undefined);
}
