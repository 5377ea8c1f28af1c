// The diagnosis in a few words.

import type { Comparison, Findings } from "../engine/protocol.ts";
import type { Outcome } from "./diagnosis.ts";

export interface Verdict {
  readonly tone: "good" | "bad" | "open" | "quiet";
  readonly title: string;
  readonly text: string;
}

export function verdictOf(outcome: Outcome): Verdict {
  switch (outcome.state) {
    case "nothing":
      return {
        tone: "quiet",
        title: "Nothing to check yet",
        text: "Paste the request that fails and the secret, or choose an example.",
      };
    case "cancelled":
      return { tone: "quiet", title: "Cancelled", text: "Change something to check again." };
    case "unreadable":
      return { tone: "open", title: "This cannot be read", text: `${sentence(outcome.message)} What you gave is kept.` };
    case "compared":
      return compared(outcome.comparison, outcome.secretCount);
    case "diagnosed": {
      const { findings } = outcome.diagnosis;
      if (!findings) return { tone: "open", title: "There are no headers", text: "The signature is in a header of the request." };
      return diagnosed(findings, outcome.secretCount);
    }
  }
}

function diagnosed(findings: Findings, secretCount: number): Verdict {
  const proven = findings.causes.filter(({ certainty }) => certainty === "proven");
  if (findings.ok) {
    const text = proven[0] ? sentence(proven[0].title) : "The signature matches, and the time is near enough. A receiver accepts this.";
    return { tone: "good", title: "This request verifies", text };
  }
  if (findings.scheme === null) {
    return { tone: "open", title: "No scheme recognised", text: "No header is that of a known scheme: choose one, or give your own." };
  }
  if (findings.signature === "matches") return matchesAndFails(findings);
  if (secretCount === 0) {
    return { tone: "open", title: "A secret is needed", text: `This is read as ${findings.scheme.title}'s. Give the secret to check the signature.` };
  }
  if (proven.length > 0) {
    const title = findings.signature === "differs" ? "The signature differs, and this is why" : "The signature fails, and this is why";
    return { tone: "bad", title, text: `${proven.map((cause) => sentence(cause.title)).join(" ")} Proven: the signature was made again.` };
  }
  const [first] = findings.causes;
  if (findings.signature === "unknown") {
    return { tone: "bad", title: "There is no signature to compare", text: first ? sentence(first.title) : "The steps say what is missing." };
  }
  return {
    tone: "bad",
    title: "The signature differs",
    text: first ? `Nothing is proven. ${sentence(first.title)}` : "Nothing that was tried makes the received signature.",
  };
}

function matchesAndFails({ freshness, steps, causes }: Findings): Verdict {
  const title = "The signature matches, and the request is refused";
  if (freshness === "stale") return { tone: "bad", title, text: "Its signed time is too long ago. The secret and the body are right." };
  if (freshness === "future") return { tone: "bad", title, text: "Its signed time is in the future. The secret and the body are right." };
  const failed = steps.find(({ state }) => state === "fail");
  return { tone: "bad", title, text: sentence(causes[0]?.title ?? (failed ? `${failed.input}: ${failed.message}` : "The steps say why.")) };
}

function compared({ wire, handler, hunks }: Comparison, secretCount: number): Verdict {
  const matches = (side: Comparison["wire"]) => side.findings?.signature === "matches";
  if (hunks.length === 0) {
    return { tone: "quiet", title: "The bodies are the same", text: "Byte for byte: nothing changed on the way to the handler." };
  }
  if (matches(wire) && !matches(handler)) {
    return {
      tone: "bad",
      title: "The fault is in the server",
      text: "What came over the wire verifies, and what the handler has does not: the body was changed between them.",
    };
  }
  if (!matches(wire) && matches(handler)) {
    return { tone: "bad", title: "The capture on the wire was altered", text: "What the handler has verifies, so the other one is not what was sent." };
  }
  if (!wire.findings) {
    return { tone: "open", title: "The bodies differ", text: "Give the whole request on the wire, with its headers, to know which of them was signed." };
  }
  const why = secretCount === 0 ? "Give the secret to know which of them was signed." : "Neither of them verifies with the secret given.";
  return { tone: "open", title: "The bodies differ", text: why };
}

export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
