// Not run, but type-checked: what is known of an event's type.

import { type EventType, Verifier } from "countersign";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Other = string & {};

declare const secret: string;
const event = new Verifier("whitelabelcro", secret).verify("", {});

// What is documented is known, so that an editor can complete it.
type Documented =
  | "client.created"
  | "payment.succeeded"
  | "payment.failed"
  | "invoice.created"
  | "agreement.signed";
const isUnion: Same<typeof event.type, Documented | Other | undefined> = true;

// A switch leaves that type, and strings that are not known; and takes it away from what follows.
switch (event.type) {
  case "client.created": {
    const isNarrowed: Same<typeof event.type, "client.created" | Other> = true;
    void isNarrowed;
    break;
  }
  case "payment.succeeded":
  case "payment.failed": {
    const isNarrowed: Same<typeof event.type, "payment.succeeded" | "payment.failed" | Other> = true;
    void isNarrowed;
    break;
  }
  case "something.new": {
    const isNarrowed: Same<typeof event.type, Other> = true;
    void isNarrowed;
    break;
  }
  case undefined:
    break;
  default: {
    const isNarrowed: Same<typeof event.type, "invoice.created" | "agreement.signed" | Other> = true;
    const text: string = event.type;
    void [isNarrowed, text];
  }
}

// A number is no type, and neither is what may be absent a string.
// @ts-expect-error: it is text
if (event.type === 7) void event;
// @ts-expect-error: it may be absent
const text: string = event.type;

// Each scheme has its own.
const bottlecrm: Extract<EventType<"bottlecrm">, "lead.converted"> = "lead.converted";
const customermates: Extract<EventType<"customermates">, "task.deleted"> = "task.deleted";
const optimocms: Extract<EventType<"optimocms">, "site.published"> = "site.published";
const salesos: Extract<EventType<"salesos">, "opportunity.lost"> = "opportunity.lost";
// @ts-expect-error: that is another provider's
const another: Extract<EventType<"salesos">, "site.published"> = "site.published";

// Where none are documented, or the scheme is not known before it runs, any text.
const anyType: Same<EventType<string>, string> = true;
const ofStandard: EventType<"standard-webhooks"> = "anything.at.all";

void [isUnion, text, bottlecrm, customermates, optimocms, salesos, another, anyType, ofStandard];
