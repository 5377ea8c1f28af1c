// Not run, but type-checked in a project that has no types but the package's.

import {
  type CheckResult,
  type HeadersInput,
  type SchemeId,
  schemes,
  sign,
  VerificationError,
  Verifier,
  type WebhookEvent,
} from "countersign";

declare const body: Uint8Array;
declare const headers: HeadersInput;

const verifier = new Verifier("bottlecrm", ["new", "old"], { tolerance: 60, maxBody: 1024 });
const event: WebhookEvent<"bottlecrm"> = verifier.verify(body, headers);
const result: CheckResult<"bottlecrm"> = verifier.check("{}", sign("bottlecrm", "secret", "{}"));
if (!result.ok && result.error instanceof VerificationError) void result.error.code;
// @ts-expect-error: a body is not what was parsed from it
verifier.verify({ id: 1 }, headers);

export const ids: string[] = schemes.map(({ id }) => id);
export { event };

import "countersign/schemes/all";
import { stripe, xTwitter } from "countersign/schemes";

const id: "stripe" = stripe.id;
const byItself: WebhookEvent<typeof xTwitter> = new Verifier(xTwitter, "secret").verify("", headers);
// Known by name, since all are imported.
const name: SchemeId = "x-twitter";
// @ts-expect-error: no scheme is called that
const misspelt: SchemeId = "stripes";
void [id, byItself, name, misspelt];
