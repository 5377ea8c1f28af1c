// Not run, but type-checked: nothing that a user writes or reads is `any`, and
// what cannot work is an error before it runs.

import {
  type ErrorCode,
  type Scheme,
  schemes,
  sign,
  type SignOptions,
  VerificationError,
  Verifier,
  type VerifierOptions,
  type VerifyOptions,
} from "countersign";

type IsAny<T> = 0 extends 1 & T ? true : false;
/** The names of those members that are `any`. */
type Untyped<T> = { [K in keyof T]-?: IsAny<T[K]> extends true ? K : never }[keyof T];

declare const secret: string;
declare const error: VerificationError;

const isAny: IsAny<VerifierOptions | VerifyOptions | SignOptions | Scheme> = false;
const untyped = {} as {
  verifier: Untyped<VerifierOptions>;
  verify: Untyped<VerifyOptions>;
  sign: Untyped<SignOptions>;
  scheme: Untyped<Scheme>;
  info: Untyped<(typeof schemes)[number]>;
  event: Untyped<typeof event>;
  error: Untyped<Omit<VerificationError, keyof Error>>;
};
const none: Record<keyof typeof untyped, never> = untyped;

// The options of a verifier.
const verifier = new Verifier("bottlecrm", secret, { tolerance: undefined, maxBody: 1, allowUnsigned: false });
// @ts-expect-error: seconds are a number
new Verifier("bottlecrm", secret, { tolerance: "300" });
// @ts-expect-error: no limit is Infinity
new Verifier("bottlecrm", secret, { tolerance: null });
// @ts-expect-error: bytes are a number
new Verifier("bottlecrm", secret, { maxBody: "1mb" });
// @ts-expect-error: yes is true
new Verifier("bottlecrm", secret, { allowUnsigned: 1 });
// @ts-expect-error: options are an object
new Verifier("bottlecrm", secret, 300);
// @ts-expect-error: a secret is text
new Verifier("bottlecrm", Buffer.from("secret"));
// @ts-expect-error: a verifier has a secret, or an empty list of them
new Verifier("bottlecrm");

// The options of a verification.
const event = verifier.verify("", {}, { now: Date.now(), tolerance: Infinity });
// @ts-expect-error: a time is a number of milliseconds
verifier.verify("", {}, { now: new Date() });
// @ts-expect-error: there is no such option
verifier.check("", {}, { nwo: 0 });
// @ts-expect-error: headers are needed
verifier.verify("");
// @ts-expect-error: a request is not its headers
verifier.verify("", new Request("http://localhost"));

// An event is read, and its contents are not known before they are looked at.
// @ts-expect-error: it is read-only
event.id = "another";
// @ts-expect-error: it is unknown
event.data.lead;
// @ts-expect-error: it is unknown
event.payload.data;

// The options of a signature.
sign("optimocms", secret, "", { now: 0, id: undefined });
// @ts-expect-error: an id is text
sign("optimocms", secret, "", { id: 7 });
// @ts-expect-error: there is no such option
sign("optimocms", secret, "", { timestamp: 0 });
// @ts-expect-error: one secret signs
sign("optimocms", [secret], "");
// @ts-expect-error: a body is not what becomes one
sign("optimocms", secret, { id: 1 });

// An error's code is one of those that there are.
const code: ErrorCode = error.code;
// @ts-expect-error: there is no such code
if (error.code === "signature_missmatch") void code;
// @ts-expect-error: it is read-only
error.status = 200;

// A scheme of one's own.
const own = {
  id: "own",
  name: "Own",
  source: "none",
  signature: { header: "X-Signature", encoding: "hex" },
  timestamp: { header: "X-Time", unit: "s" },
  signed_content: "{timestamp}.{body}",
  algorithm: "hmac-sha256",
  secret: { encoding: "utf8" },
  event: { format: "json", id: "/id" },
} as const satisfies Scheme;
new Verifier(own, secret);
// @ts-expect-error: there is no such encoding
new Verifier({ ...own, signature: { header: "X-Signature", encoding: "base62" } }, secret);
// @ts-expect-error: there is no such unit
new Verifier({ ...own, timestamp: { header: "X-Time", unit: "us" } }, secret);
const { signature, ...unsigned } = own;
// @ts-expect-error: a scheme has a signature
const incomplete: Scheme = unsigned;
// @ts-expect-error: what is built in is not changed
schemes[0]!.id = "another";

void [isAny, none, signature, incomplete];
