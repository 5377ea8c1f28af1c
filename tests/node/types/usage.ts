// Not run, but type-checked: what a user may write, and what not.

import type { IncomingHttpHeaders } from "node:http";

import {
  type Cause,
  type CauseCode,
  type CheckResult,
  type ErrorCode,
  explain,
  type Explanation,
  type Scheme,
  schemes,
  sign,
  VerificationError,
  Verifier,
  type WebhookEvent,
} from "countersign";

declare const body: Uint8Array;
declare const nodeHeaders: IncomingHttpHeaders;
declare const secret: string;

const verifier = new Verifier("bottlecrm", secret);
const event = verifier.verify(body, nodeHeaders);

const text: string = event.id;
const time: Date | undefined = event.time;
const data: unknown = event.data;
const raw: Uint8Array = event.body;

// The documented types are known, and others are possible.
if (event.type === "lead.created" || event.type === "something.new") void event.type;
type BottleCrm = NonNullable<typeof event.type>;
const known: BottleCrm = "invoice.paid";
const unknown: BottleCrm = "invoice.refunded";

// The result of a check is one or the other.
const result = verifier.check(Buffer.from("{}"), new Headers());
if (result.ok) {
  const narrowed: WebhookEvent<"bottlecrm"> = result.event;
  void narrowed;
} else {
  const code: ErrorCode = result.error.code;
  const error: VerificationError = result.error;
  const statusCode: number = result.error.statusCode;
  void [code, error, statusCode];
}
// @ts-expect-error: not before it is known which
void result.event.id;

// Every form of headers.
verifier.check("{}", { "X-A": "a", "X-B": ["b", "c"], "X-C": undefined });
verifier.check("{}", new Map([["X-A", "a"]]));
verifier.check("{}", [["X-A", "a"]]);
// @ts-expect-error: a value is text
verifier.check("{}", { "X-A": 1 });
// @ts-expect-error: headers are no text
verifier.check("{}", "X-A: a");
// @ts-expect-error: a body is not what was parsed from it
verifier.check({ id: 1 }, {});

// Schemes: by id, by an id that is known later, or one's own.
new Verifier("optimocms", [secret, secret], { tolerance: Infinity, maxBody: 1024 });
new Verifier(secret as string, secret);
const own: Scheme = {
  id: "own",
  name: "Own",
  source: "none",
  signature: { header: "X-Signature", encoding: "hex" },
  signed_content: "{body}",
  algorithm: "hmac-sha256",
  secret: { encoding: "utf8" },
  event: { format: "json", id: "/id" },
};
const ownType: string | undefined = new Verifier(own, secret).verify(body, {}).type;
// @ts-expect-error: there is no such option
new Verifier(own, secret, { tolerence: 1 });
// @ts-expect-error: a missing variable is no secret
new Verifier("bottlecrm", undefined as string | undefined);
const anyVerifier: Verifier = verifier;
const anyResult: CheckResult = result;

const headers: Record<string, string> = sign("bottlecrm", secret, body, { now: 0, id: "a" });
const ids: readonly string[] = schemes.map(({ id }) => id);
// @ts-expect-error: the list is not to be changed
schemes.push();

void [text, time, data, raw, known, unknown, ownType, anyVerifier, anyResult, headers, ids];

// What is explained, and what with.
const explanation: Explanation = explain({ headers: nodeHeaders, body });
explain({ scheme: "bottlecrm", secret: [secret], headers: new Headers(), body: "{}", now: new Date(), url: "http://x" });
// @ts-expect-error: there is no explanation without a body
explain({ headers: nodeHeaders });
const causes: readonly Cause[] = explanation.causes;
const why: CauseCode | undefined = causes[0]?.code;
// @ts-expect-error: no cause has this name
const nonsense: CauseCode = "nonsense";
if (explanation.scheme?.how === "detected") void explanation.candidates[0]?.likelihood;
export { nonsense, why };
