import { outcome } from "./diagnosis.ts";
import { replace } from "./input-history.ts";
import { bodyFields, EMPTY_FIELDS, input } from "./input.ts";

/** Fills the fields from the pasted request, unless the user has typed into them. */
export function fillFields(): void {
  const { fields } = input.peek();
  const result = outcome.peek();
  const isTouched = [fields.headers, fields.text, fields.hex, fields.base64].some(({ length }) => length > 0) || fields.file;
  if (isTouched || result.state !== "diagnosed") return;
  const { method, url, headers, body } = result.diagnosis.parsed.request;
  const filled = {
    ...EMPTY_FIELDS,
    method: method ?? "POST",
    url: url ?? "",
    headers: headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
    ...bodyFields(body),
  };
  replace("filling the fields", { ...input.peek(), fields: filled }, undefined);
}
