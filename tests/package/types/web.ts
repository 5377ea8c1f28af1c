// Not run, but type-checked in a project that has the web's types.

import { type CheckResult, Verifier, type WebhookEvent } from "countersign";
import { Dedup, MemoryStore, type Outcome, type Store } from "countersign/dedup";
import { webhook } from "countersign/fetch";

const verifier = new Verifier("bottlecrm", "a secret");

export const POST: (request: Request) => Promise<Response> = webhook(verifier, async (event) => {
  if (event.type === "lead.created") return new Response(event.id);
  return undefined;
});

export async function check(request: Request): Promise<CheckResult> {
  return verifier.check(await request.text(), request.headers);
}

declare const event: WebhookEvent;
const store: Store = new MemoryStore({ maxEntries: 10 });
export const outcome: Promise<Outcome<string>> = new Dedup(store, { scope: "bottlecrm" }).once(
  event,
  async ({ id }, signal) => {
    signal.throwIfAborted();
    return id;
  },
);
// @ts-expect-error: what is to be handled once has a key
void new Dedup(store, { scope: "bottlecrm" }).once({ id: "evt_1" }, () => {});
