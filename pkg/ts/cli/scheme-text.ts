import type { Scheme } from "../index.js";

/** A header of a scheme, and how its value is written. */
export interface HeaderFormat {
  readonly part: "signature" | "timestamp" | "message id";
  /** As the provider writes it. */
  readonly header: string;
  readonly form: string;
}

/** The headers that a scheme reads. */
export function headerFormats(scheme: Scheme): HeaderFormat[] {
  const { signature, timestamp, message_id: id } = scheme;
  const prefix = signature.prefix ?? "";
  const isOptional = signature.prefix_optional ?? false;
  const several = signature.separator === undefined ? "" : `, or several with ${JSON.stringify(signature.separator)} between`;
  return [
    {
      part: "signature",
      header: signature.header,
      form: `${isOptional ? `[${prefix}]` : prefix}<${signature.encoding}>${several}`,
    },
    ...(timestamp ? [{ part: "timestamp" as const, header: timestamp.header, form: UNITS[timestamp.unit] }] : []),
    ...(id ? [{ part: "message id" as const, header: id.header, form: "<text>" }] : []),
  ];
}

const UNITS = { s: "<seconds since the epoch>", ms: "<milliseconds since the epoch>" } as const;

/** What a secret looks like. */
export function secretForm({ secret }: Scheme): string {
  const prefix = secret.prefix === undefined ? "" : `, ${secret.prefix} before it left out`;
  const form = secret.encoding === "base64" ? `base64${prefix}` : `taken as it is${prefix}`;
  return secret.optional ? `${form}; without one, requests are not signed` : form;
}

/** A number of seconds, in the largest unit that divides it. */
export function duration(seconds: number): string {
  for (const [unit, length] of [["h", 3600], ["min", 60]] as const) {
    if (seconds >= length && seconds % length === 0) return `${seconds / length} ${unit}`;
  }
  return `${seconds} s`;
}
