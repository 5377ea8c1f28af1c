// The diagnosis as JSON. Members are listed one by one, so that no secret gets in.

import type { Diagnosis } from "../engine/protocol.ts";
import type { Cause } from "../engine/types.ts";
import { shareable } from "./share.ts";

export function exported({ parsed, findings }: Diagnosis, now: number): object {
  const { method, url, headers, body } = shareable(parsed.request, findings?.scheme?.id);
  return {
    countersign: 1,
    request: { method, url, headers, body: toBase64(body) },
    checkedAt: new Date(now).toISOString(),
    body: parsed.facts,
    warnings: parsed.warnings,
    ...(findings && {
      ok: findings.ok,
      scheme: findings.scheme,
      candidates: findings.candidates,
      signature: findings.signature,
      freshness: findings.freshness,
      steps: findings.steps,
      signed: findings.signed && { base64: toBase64(findings.signed.bytes), parts: findings.signed.parts },
      received: findings.received,
      computed: findings.computed,
      causes: findings.causes.map(causeOf),
      search: findings.search,
    }),
  };
}

/** A cause with the names of its repair's members alone, as the repair may hold the right secret. */
function causeOf({ code, certainty, with: other, title, finding, fixes, repair }: Cause): object {
  const changes = repair && Object.keys(repair);
  return { code, certainty, ...(other && { with: other }), title, finding, fixes, ...(changes && { repairs: changes }) };
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
