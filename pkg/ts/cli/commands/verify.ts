import type { VerificationError, WebhookEvent } from "../../index.js";
import type { Scheme } from "../../scheme.js";
import { EXIT } from "../errors.js";
import { describe } from "../facade.js";
import type { Command } from "../options/arguments.js";
import { describeBody } from "../output/explanation.js";
import { columns, paint, print, printable, printJson, warn } from "../terminal.js";
import { type Verification, verify, VERIFY_NOTES, VERIFY_OPTIONS, VERIFY_SYNOPSIS } from "../verification.js";

export const verifyCommand: Command = {
  name: "verify",
  synopsis: VERIFY_SYNOPSIS,
  summary: "Verifies a request that was written down",
  notes: VERIFY_NOTES,
  examples: [
    "countersign verify bottlecrm --secret-env SECRET request.txt",
    "pbpaste | countersign verify optimocms --secret-env SECRET --tolerance none",
  ],
  options: VERIFY_OPTIONS,
  async run(args) {
    const verification = await verify(args);
    const { request, result } = verification;
    if (args.flag("json")) {
      printJson({ ...toJson(verification), warnings: request.warnings });
    } else {
      request.warnings.forEach(warn);
      if (result.ok) printEvent(result.event, verification);
      else printRefusal(verification, result.error);
    }
    return result.ok ? EXIT.ok : EXIT.refused;
  },
};

function nameOf({ id, name = id }: Scheme): string {
  return printable(name);
}

/** The URL, where it counts. */
function urlRow({ scheme, url }: Verification): Readonly<Record<string, string>> {
  return url !== undefined && describe(scheme).target.includes("url") ? { url } : {};
}

function printEvent(event: WebhookEvent, verification: Verification): void {
  const { scheme, secrets, request } = verification;
  print(`${paint("green", "authentic")}: ${nameOf(scheme)}`);
  const rows: [string, string | undefined][] = [
    ["id", event.id],
    ["type", event.type],
    ["time", event.time?.toISOString()],
    ["tenant", event.tenant],
    ["dedup key", event.dedupKey],
    ["secret", secretOf(event, secrets)],
    ...Object.entries(urlRow(verification)),
    ["body", describeBody(request.body)],
  ];
  const present = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)]]));
  for (const line of columns(present, "  ")) print(line);
}

function secretOf({ secretIndex }: WebhookEvent, secrets: Verification["secrets"]): string {
  if (secretIndex === undefined) return "none: the request is not signed";
  const place = secrets.length > 1 ? ` (${secretIndex + 1} of ${secrets.length})` : "";
  return `${secrets[secretIndex]!.name}${place}`;
}

function printRefusal(verification: Verification, error: VerificationError): void {
  const { scheme, request } = verification;
  print(`${paint("red", "refused")}: ${nameOf(scheme)}: ${error.code}`);
  print(`  ${printable(error.message, 500)}`);
  const details = Object.entries({ ...error.details, ...urlRow(verification), body: describeBody(request.body) });
  const rows = details.map(([name, value]) => [name, printable(String(value))]);
  for (const line of columns(rows, "  ")) print(line);
}

/** The request and the result, in the package's own names. */
function toJson({ scheme, request, result, secrets }: Verification): object {
  const { method, target, body } = request;
  const common = { scheme: scheme.id, request: { method, target, bodyBytes: body.length } };
  if (!result.ok) {
    const { code, message, details } = result.error;
    return { ...common, ok: false, error: { code, message, details } };
  }
  const { id, type, time, tenant, dedupKey, secretIndex } = result.event;
  const secret = secretIndex === undefined ? undefined : secrets[secretIndex]!.name;
  return { ...common, ok: true, event: { id, type, time, tenant, dedupKey, secretIndex }, secret };
}
