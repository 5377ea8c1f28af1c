import type { Scheme } from "../../scheme.js";
import { factsOf, variantOf } from "../facade.js";
import { columns, paint, print, printable } from "../terminal.js";

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

/** A fact about a scheme: what it is of, and the fact. */
export type Fact = readonly [name: string, fact: string];

/** Where the signature, the time and the id stand, and how they are written. */
export function places(scheme: Scheme): Fact[] {
  const { signature, timestamp, message_id: id } = scheme;
  const more = signature.more_headers ?? [];
  return [
    ["signature", `${placeOf(signature)}: ${signatureForm(scheme)}`],
    ...more.map((header): Fact => ["signature, too", `${header}: the same`]),
    ...(timestamp && placeOf(timestamp) ? [["timestamp", `${placeOf(timestamp)}: ${UNITS[timestamp.unit]}`] as const] : []),
    ...(id ? [["message id", `${id.header}: <text>`] as const] : []),
  ];
}

/** A header's name, or another part of the request; nothing for a time among the signature's fields. */
export function placeOf({ header, part }: { readonly header?: string; readonly part?: string }): string {
  return header ?? part ?? "";
}

const UNITS = {
  s: "<seconds since the epoch>",
  ms: "<milliseconds since the epoch>",
  rfc3339: "<time in RFC 3339>",
} as const;

function signatureForm({ signature, timestamp, algorithm }: Scheme): string {
  const { prefix = "", prefix_optional: isOptional = false, encoding, separator, fields } = signature;
  const digest = algorithm !== "token" ? encoding : encoding === "text" ? "the secret" : `the secret in ${encoding}`;
  const text = `${isOptional ? `[${prefix}]` : prefix}<${digest}>`;
  if (fields) {
    const { assign, separators, signature: name, timestamp: time } = fields;
    const named = [time && `${time}${assign}${UNITS[timestamp?.unit ?? "s"]}`, `${name}${assign}${text}`];
    return named.filter(Boolean).join(separators[0]);
  }
  return separator === undefined ? text : `${text}, or several with ${JSON.stringify(separator)} between`;
}

/** What is signed, and what else has to hold. */
export function content({ signed_content, algorithm, unsigned_body: isUnsigned, equal = [] }: Scheme): Fact[] {
  const signs = algorithm === "token" ? "nothing: the secret itself is sent" : signed_content;
  return [
    ["signed content", isUnsigned ? `${signs} (the body is not signed, and nothing of it is believed)` : signs],
    ...equal.map((condition): Fact => ["must hold", conditionText(condition)]),
    ["algorithm", algorithm],
  ];
}

function conditionText({ part, is }: { readonly part: string; readonly is?: string }): string {
  return is === undefined ? `${part} is there` : `${part} is ${is}`;
}

/** What a secret looks like. */
export function secretForm({ secret }: Scheme): string {
  const { encoding, prefix, after, optional } = secret;
  const written = encoding === "base64" || encoding === "hex" ? encoding : "taken as it is";
  const left = [prefix && `${prefix} before it left out`, after && `all up to the last ${after} left out`];
  const form = [written, ...left].filter(Boolean).join(", ");
  return optional ? `${form}; without one, requests are not signed` : form;
}

/** How far the signed time may lie from now. */
export function toleranceText(scheme: Scheme): string {
  const { signs_time: signsTime, tolerance_s: seconds } = factsOf(scheme);
  return signsTime
    ? `${duration(seconds)}, past or future`
    : "none: the time of sending is not signed, so a captured request verifies for ever";
}

/** Where an event's own parts are. */
export function eventParts({ event, message_id: message }: Scheme): Fact[] {
  const sources: Readonly<Record<string, string | undefined>> = {
    "body-sha256": "the SHA-256 of the body",
    "content-sha256": "the SHA-256 of what is signed",
    "message-id": message?.header,
  };
  return [
    ["event id", event.id.split(" or ").map((source) => sources[source] ?? source).join(", or else ")],
    ...(["type", "time", "tenant", "data"] as const).flatMap((part): Fact[] => {
      const pointer = event[part];
      return pointer === undefined ? [] : [[`event ${part}`, pointer]];
    }),
  ];
}

/** The other forms in which the provider sends: what tells each, and how it differs. */
export function variants(scheme: Scheme): Fact[] {
  return (scheme.variants ?? []).flatMap((variant): Fact[] => {
    const form = variantOf(scheme, variant.id);
    const { when } = variant;
    const told =
      when.signature_begins !== undefined
        ? `where the signature begins with ${when.signature_begins}`
        : `where the body has ${when.body_has}`;
    const facts = [
      ...(variant.signature ? [...places(form), ...content(form), ["tolerance", toleranceText(form)] as const] : []),
      ...(variant.event ? eventParts(form) : []),
    ];
    const source: Fact[] = variant.source ? [[`${variant.id}: source`, variant.source]] : [];
    return [
      [`variant ${variant.id}`, told],
      ...source,
      ...facts.map(([name, fact]): Fact => [`${variant.id}: ${name}`, fact]),
    ];
  });
}

/** What the provider asks before it sends any event, and how it is answered. */
export function handshakes({ handshakes: questions = [] }: Scheme): Fact[] {
  return questions.map(({ method, when = [], signed, token, answer = {} }) => {
    const answers = [
      answer.text,
      ...Object.entries(answer.json ?? {}).map(([name, text]) => `${name}: ${text}`),
      ...Object.entries(answer.headers ?? {}).map(([name, text]) => `the header ${name}: ${text}`),
    ];
    const parts = [
      [method, ...(when.length > 0 ? ["where", when.map(conditionText).join(" and ")] : [])].join(" "),
      ...(signed ? ["signed as events are"] : []),
      ...(token ? [`with a token in ${token}`] : []),
    ];
    return ["handshake", `${parts.join(", ")}: ${answers.filter(Boolean).join(", ") || "any answer will do"}`];
  });
}

/** What the provider documents of its own deliveries. */
export function retries({ retries: documented = {} }: Scheme): string {
  const { attempts, delays_s: delays, answer_within_s: within, disabled_after_failures: failures } = documented;
  const parts = [
    ...(attempts === undefined ? [] : [attempts === 0 ? "none" : `up to ${attempts}`]),
    ...(delays?.length ? [`after ${delays.map(duration).join(", ")}`] : []),
    ...(within === undefined ? [] : [`an answer is wanted within ${duration(within)}`]),
    ...(failures === undefined ? [] : [`given up for good after ${failures} failures in a row`]),
  ];
  return parts.join("; ") || "not documented";
}

/** A number of seconds, in the largest unit that divides it. */
export function duration(seconds: number): string {
  for (const [unit, length] of [["h", 3600], ["min", 60]] as const) {
    if (seconds >= length && seconds % length === 0) return `${seconds / length} ${unit}`;
  }
  return `${seconds} s`;
}
