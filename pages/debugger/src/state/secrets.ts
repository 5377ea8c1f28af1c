// The secrets. They are in this signal and in their input fields alone: nothing that
// shares or exports imports this module.

import { signal } from "@preact/signals";

/** Secret. As they were entered, to the character. */
export const secrets = signal<readonly string[]>([""]);

/** The secrets that are not empty. */
export function nonEmptySecrets(): string[] {
  return secrets.value.filter((secret) => secret !== "");
}

export function setSecret(index: number, secret: string): void {
  secrets.value = secrets.peek().map((other, at) => (at === index ? secret : other));
}

export function addSecret(): void {
  secrets.value = [...secrets.peek(), ""];
}

export function removeSecret(index: number): void {
  const left = secrets.peek().filter((_, at) => at !== index);
  secrets.value = left.length > 0 ? left : [""];
}

// An input field has one line, so control characters are shown as their symbols.
const SYMBOLS = new Map([
  ["\r", "␍"],
  ["\n", "␊"],
  ["\t", "␉"],
]);

export function toField(secret: string): string {
  return secret.replace(/[\r\n\t]/g, (character) => SYMBOLS.get(character)!);
}

export function fromField(text: string): string {
  let secret = text;
  for (const [character, symbol] of SYMBOLS) secret = secret.replaceAll(symbol, character);
  return secret;
}

/** What is likely wrong with a secret. A warning does not contain the secret. */
export function warningsOf(secret: string): string[] {
  if (secret === "") return [];
  const warnings: string[] = [];
  const ends = /[\r\n]+$/.exec(secret)?.[0];
  if (ends) warnings.push(`It ends with ${named(ends)}: files and container secrets often add that.`);
  if (/^[\r\n]/.test(secret)) warnings.push("It begins with a line break.");
  if (/[\r\n]/.test(secret.replace(/^[\r\n]+|[\r\n]+$/g, ""))) warnings.push("It has a line break in it.");
  if (/^[ \t\u00a0]/.test(secret)) warnings.push("It begins with white space.");
  if (/[ \t\u00a0]$/.test(secret.replace(/[\r\n]+$/, ""))) warnings.push("It ends with white space.");
  if (/[\u200b-\u200f\u2060\ufeff]/.test(secret)) warnings.push("It has an invisible character in it.");
  const bare = secret.trim();
  if (/^(["'`]).*\1$/s.test(bare)) warnings.push("It is in quotes: those are rarely part of it.");
  if (/^[“‘«].*[”’»]$/s.test(bare)) warnings.push("It is in typographic quotes: those are rarely part of it.");
  warnings.push(...kindOf(bare));
  return warnings;
}

function named(breaks: string): string {
  return breaks.replaceAll("\r", "CR ").replaceAll("\n", "LF ").trim();
}

/** What the value may be instead, by its form. */
function kindOf(secret: string): string[] {
  if (/^(sk|rk|pk)_(live|test)_/.test(secret)) return ["It looks like an API key of Stripe's kind, not a signing secret."];
  if (/^(AKIA|ASIA)[A-Z0-9]{16}$/.test(secret)) return ["It looks like an AWS access key."];
  if (/^(ghp|gho|ghs|github_pat)_/.test(secret)) return ["It looks like a GitHub token."];
  if (/^xox[abp]-/.test(secret)) return ["It looks like a Slack token."];
  if (/^eyJ[\w-]+\.[\w-]+\./.test(secret)) return ["It looks like a JSON Web Token."];
  if (/^pat-|^Bearer /i.test(secret)) return ["It looks like an access token, not a signing secret."];
  if (/^https?:\/\//.test(secret)) return ["It is a URL, not a secret."];
  if (/^-----BEGIN /.test(secret)) return ["It is a PEM file: a key of another kind of signature."];
  if (/^\$\{?\w+\}?$|^process\.env\b|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(secret)) {
    return ["It looks like a variable's name, not its value."];
  }
  if (/^<.*>$|^(your|my|the)[-_ ]|^(secret|changeme|password|test|xxx+)$|\.\.\.$|…$/i.test(secret)) {
    return ["It looks like a placeholder out of an example."];
  }
  if (/^v1,\s*whsec_/.test(secret)) return ["It begins with v1, which is not part of it."];
  return [];
}
