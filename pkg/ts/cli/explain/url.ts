import type { WrittenRequest } from "../input/request.js";

/** The address that a request was sent to, as far as it says so. */
export function urlOf({ target, headers }: WrittenRequest): string | undefined {
  if (target === undefined || /^https?:/.test(target)) return target;
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  return host === undefined ? undefined : `https://${host}${target}`;
}
