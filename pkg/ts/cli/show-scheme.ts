import type { Scheme } from "../scheme.js";
import { columns, paint, print, printable } from "./output.js";
import {
  content,
  eventParts,
  type Fact,
  handshakes,
  places,
  retries,
  secretForm,
  toleranceText,
  variants,
} from "./scheme-text.js";

const CONFIDENCES = {
  official: "the provider's own documents or code",
  "two-libraries": "two libraries that do not know of each other agree",
} as const;

/** Prints all that there is to know of a scheme. */
export function showScheme(scheme: Scheme): void {
  const { id, name = id, source, confidence } = scheme;
  print(`${paint("bold", printable(name))} (${id})`);
  const facts: Fact[] = [
    ...(source ? [["source", source] as const] : []),
    ...(confidence ? [["confidence", CONFIDENCES[confidence]] as const] : []),
    ...places(scheme),
    ...content(scheme),
    ["secret", secretForm(scheme)],
    ["tolerance", toleranceText(scheme)],
    ...eventParts(scheme),
    ...handshakes(scheme),
    ["retries", retries(scheme)],
    ...variants(scheme),
  ];
  for (const line of columns(facts.map(([fact, text]) => [fact, printable(text, 1000)]), "  ")) print(line);
  const types = scheme.event.types ?? [];
  if (types.length === 0) return;
  print(`  event types (${types.length})`);
  for (const type of types) print(`    ${printable(type)}`);
}
