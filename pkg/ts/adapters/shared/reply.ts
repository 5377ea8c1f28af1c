import type { VerificationError } from "../../index.js";
import { TITLES } from "../../problems.js";

/** What a request is answered with that is not handed to the handler. */
export interface Reply {
  readonly status: number;
  /** Their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The problem details (RFC 9457) that answer a request that is refused. */
export function problem({ code, status, message }: VerificationError): Reply {
  const type = `urn:countersign:error:${code}`;
  const title = TITLES[status] ?? "Internal Server Error";
  return {
    status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({ type, title, status, code, detail: message }),
  };
}
