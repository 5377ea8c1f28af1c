import type { ErrorCode } from "../index.js";
import { describeBody } from "./body.js";
import type { WrittenRequest } from "./input/request.js";
import type { Judgement } from "./judgement.js";
import { counted } from "./output.js";
import { headerFormats } from "./scheme-text.js";

/** What became of a step: one behind a failure may not have been taken. */
export type Outcome = "passed" | "failed" | "skipped";

/** A step of the verification. */
export interface Step {
  readonly step: (typeof ORDER)[number]["step"];
  readonly title: string;
  readonly outcome: Outcome;
  readonly facts: readonly string[];
}

/** The steps in the order in which a verifier takes them, and the codes of their failures. */
const ORDER = [
  { step: "headers", title: "the headers are there", codes: ["missing_header", "ambiguous_header", "unsigned"] },
  { step: "format", title: "they are well-formed", codes: ["malformed_signature", "malformed_timestamp"] },
  { step: "freshness", title: "the signed time is fresh", codes: ["timestamp_too_old", "timestamp_too_new"] },
  { step: "signature", title: "the signature matches", codes: ["signature_mismatch"] },
  { step: "event", title: "the body is an event", codes: ["malformed_payload", "event_too_old"] },
] as const satisfies readonly { step: string; title: string; codes: readonly ErrorCode[] }[];

/**
 * The steps of a verification, from its result: a verifier stops at the first
 * failure, so the code says which steps were passed. Where only the time
 * failed, the result at any time tells of the steps behind it.
 */
export function stepsOf(judgement: Judgement): Step[] {
  const { result } = judgement;
  const failure = result.ok ? undefined : result.error;
  const failed = indexOf(failure?.code);
  const isStale = failed !== undefined && ORDER[failed]!.step === "freshness";
  const later = isStale ? judgement.atAnyTime() : undefined;
  const laterFailure = later?.ok === false ? later.error : undefined;
  const laterFailed = later && (indexOf(laterFailure?.code) ?? ORDER.length);

  return ORDER.map(({ step, title }, index) => {
    const error = index === failed ? failure : index === laterFailed ? laterFailure : undefined;
    const isPassed =
      failed === undefined || index < failed || (laterFailed !== undefined && index > failed && index < laterFailed);
    const outcome: Outcome = error ? "failed" : isPassed ? "passed" : "skipped";
    return {
      step,
      title,
      outcome,
      facts: [...(error ? [`${error.code}: ${error.message}`] : []), ...FACTS[step](judgement)],
    };
  });
}

function indexOf(code: ErrorCode | undefined): number | undefined {
  if (code === undefined) return undefined;
  const index = ORDER.findIndex(({ codes }) => (codes as readonly string[]).includes(code));
  return index === -1 ? 0 : index;
}

/** What can be read off the request and the scheme, whatever came of a step. */
const FACTS: Readonly<Record<Step["step"], (judgement: Judgement) => string[]>> = {
  headers: ({ scheme, request }) =>
    headerFormats(scheme).map(({ header }) => {
      const values = valuesOf(request, header);
      return values.length === 0 ? `${header} is missing` : values.map((value) => `${header}: ${value}`).join(", ");
    }),

  format: ({ scheme }) => headerFormats(scheme).map(({ header, form }) => `expected: ${header}: ${form}`),

  freshness({ scheme, request, now }) {
    if (!scheme.timestamp) return [`${scheme.name} signs no time: there is nothing to test`];
    const [text = ""] = valuesOf(request, scheme.timestamp.header);
    if (!/^\d{1,15}$/.test(text)) return [];
    const signed = Number(text) * (scheme.timestamp.unit === "s" ? 1000 : 1);
    return [`signed at ${time(signed)}`, `judged at ${time(now)}`];
  },

  signature: ({ scheme, request, secrets }) => [
    `${scheme.algorithm} of ${scheme.signed_content}, in ${scheme.signature.encoding}`,
    `body: ${describeBody(request.body)}`,
    `${counted(secrets.length, "secret")}: ${secrets.map(({ name }) => name).join(", ") || "none"}`,
  ],

  event({ result }) {
    if (!result.ok) return [];
    const { id, type, time: at } = result.event;
    return [`id ${id}`, ...(type ? [`type ${type}`] : []), ...(at ? [`time ${at.toISOString()}`] : [])];
  },
};

function valuesOf(request: WrittenRequest, header: string): string[] {
  const wanted = header.toLowerCase();
  return request.headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));
}

function time(millis: number): string {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? "no time that a date reaches" : date.toISOString();
}
