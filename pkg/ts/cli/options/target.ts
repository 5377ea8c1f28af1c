import type { Scheme } from "../../scheme.js";
import { UsageError } from "../errors.js";
import { factsOf } from "../facade.js";
import type { WrittenRequest } from "../input/written-request.js";
import type { Arguments, Option } from "./arguments.js";

/** Where a request is sent, where that is signed. */
export const TARGET_OPTIONS: readonly Option[] = [
  { name: "url", value: "URL", help: "The URL that the provider was told, where it is signed" },
  { name: "method", value: "METHOD", help: "The method, where it is signed" },
];

/** The option `--url`. */
export function urlOption(args: Arguments): string | undefined {
  const url = args.text("url");
  if (url === undefined || (/^https?:\/\/\S+$/i.test(url) && URL.canParse(url))) return url;
  throw new UsageError("--url begins with http:// or https://");
}

/** The option `--method`. */
export function methodOption(args: Arguments): string | undefined {
  const method = args.text("method");
  if (method === undefined || /^[A-Za-z]{1,20}$/.test(method)) return method?.toUpperCase();
  throw new UsageError("--method is a method of HTTP, as POST");
}

/** Where a request was sent, as far as that is known. */
export interface Target {
  readonly url: string | undefined;
  readonly method: string | undefined;
}

/** What a command line says of where a request was sent. */
export function takeTarget(args: Arguments): Target {
  return { url: urlOption(args), method: methodOption(args) };
}

/** The same of a request that was written down: what was given goes before what that says. */
export function targetOf({ url, method }: Target, request: WrittenRequest, scheme: Scheme | undefined): Target {
  const given = { method: method ?? request.method };
  if (url === undefined) return { ...given, url: statedUrl(request) ?? queryAlone(request, scheme) };
  const [query = ""] = /\?.*$/s.exec(request.target ?? "") ?? [];
  return { ...given, url: url.includes("?") ? url : url + query };
}

/** The URL that a request states. */
function statedUrl({ target, headers }: WrittenRequest): string | undefined {
  if (target === undefined || /^https?:/.test(target)) return target;
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  return host === undefined ? undefined : `https://${host}${target}`;
}

/** Where no more than the query counts, it is not needed to know the host. */
function queryAlone({ target }: WrittenRequest, scheme: Scheme | undefined): string | undefined {
  return scheme && !factsOf(scheme).target.includes("url") ? target : undefined;
}
