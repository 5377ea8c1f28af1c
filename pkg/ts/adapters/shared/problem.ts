import type { VerificationError } from "../../index.js";

/** The media type of {@link problem}. */
export const PROBLEM = "application/problem+json";

/** The reason phrases of RFC 9110. */
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  413: "Content Too Large",
};

/** The problem details (RFC 9457) that answer a request that is refused. */
export function problem({ code, status, message }: VerificationError): string {
  return JSON.stringify({
    type: `urn:countersign:error:${code}`,
    title: TITLES[status] ?? "Internal Server Error",
    status,
    code,
    detail: message,
  });
}
