import type { VerificationError, WebhookEvent } from "../../index.js";
import type { Scheme } from "../../scheme.js";
import type { Command } from "../arguments.js";
import { describeBody } from "../body.js";
import { EXIT } from "../errors.js";
import { describe } from "../facade.js";
import { judge, type Judgement, JUDGEMENT_NOTES, JUDGEMENT_OPTIONS, JUDGEMENT_SYNOPSIS } from "../judgement.js";
import { columns, paint, print, printable, printJson, warn } from "../output.js";

export const verifyCommand: Command = {
  name: "verify",
  synopsis: JUDGEMENT_SYNOPSIS,
  summary: "Verifies a request that was written down",
  notes: JUDGEMENT_NOTES,
  examples: [
    "countersign verify bottlecrm --secret-env SECRET request.txt",
    "pbpaste | countersign verify optimocms --secret-env SECRET --tolerance none",
  ],
  options: JUDGEMENT_OPTIONS,
  async run(args) {
    const judgement = await judge(args);
    const { request, result } = judgement;
    if (args.flag("json")) {
      printJson({ ...toJson(judgement), warnings: request.warnings });
    } else {
      request.warnings.forEach(warn);
      if (result.ok) printEvent(result.event, judgement);
      else printRefusal(judgement, result.error);
    }
    return result.ok ? EXIT.ok : EXIT.refused;
  },
};

function nameOf({ id, name = id }: Scheme): string {
  return printable(name);
}

/** The URL, where it counts. */
function urlRow({ scheme, url }: Judgement): Readonly<Record<string, string>> {
  return url !== undefined && describe(scheme).target.includes("url") ? { url } : {};
}

function printEvent(event: WebhookEvent, judgement: Judgement): void {
  const { scheme, secrets, request } = judgement;
  print(`${paint("green", "authentic")}: ${nameOf(scheme)}`);
  const rows: [string, string | undefined][] = [
    ["id", event.id],
    ["type", event.type],
    ["time", event.time?.toISOString()],
    ["tenant", event.tenant],
    ["dedup key", event.dedupKey],
    ["secret", secretOf(event, secrets)],
    ...Object.entries(urlRow(judgement)),
    ["body", describeBody(request.body)],
  ];
  const present = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)]]));
  for (const line of columns(present, "  ")) print(line);
}

function secretOf({ secretIndex }: WebhookEvent, secrets: Judgement["secrets"]): string {
  if (secretIndex === undefined) return "none: the request is not signed";
  const place = secrets.length > 1 ? ` (${secretIndex + 1} of ${secrets.length})` : "";
  return `${secrets[secretIndex]!.name}${place}`;
}

function printRefusal(judgement: Judgement, error: VerificationError): void {
  const { scheme, request } = judgement;
  print(`${paint("red", "refused")}: ${nameOf(scheme)}: ${error.code}`);
  print(`  ${printable(error.message, 500)}`);
  const details = Object.entries({ ...error.details, ...urlRow(judgement), body: describeBody(request.body) });
  const rows = details.map(([name, value]) => [name, printable(String(value))]);
  for (const line of columns(rows, "  ")) print(line);
}

/** The request and the result, in the package's own names. */
function toJson({ scheme, request, result, secrets }: Judgement): object {
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
