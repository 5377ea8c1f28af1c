import type { SchemeInfo } from "../../index.js";

/** Where a request was sent. */
export interface Target {
  readonly method: string;
  /** As the server sees it; its path and query at least. */
  readonly url: string;
}

/**
 * Makes of where a request was sent what a verifier is told of it.
 *
 * What stands before the query is what was configured, or else is not verified:
 * where the scheme signs it, that has to be configured.
 *
 * @throws TypeError where it is not, or is no URL.
 */
export function resolver<Request>(
  scheme: SchemeInfo,
  publicUrl: string | ((request: Request) => string) | undefined,
): (request: Request, seen: Target) => Target {
  if (publicUrl === undefined) {
    if (scheme.target.includes("url")) {
      throw new TypeError(
        `${scheme.name} signs the URL that requests are sent to, and what a server sees of it is ` +
          "what the sender wrote. Say what you told the provider, as in " +
          '{ publicUrl: "https://hooks.example.com/hooks" }.',
      );
    }
    return (_, { method, url }) => ({ method, url: `/${queryOf(url)}` });
  }
  if (typeof publicUrl === "function") return (request, { method }) => ({ method, url: publicUrl(request) });
  // It is kept as it was written: the provider signs it to the letter.
  if (typeof publicUrl !== "string" || !/^https?:\/\/[^\s#]+$/i.test(publicUrl) || !isUrl(publicUrl)) {
    throw new TypeError('publicUrl must be a whole URL, as "https://hooks.example.com/hooks", or a function.');
  }
  const hasQuery = publicUrl.includes("?");
  return (_, { method, url }) => ({ method, url: hasQuery ? publicUrl : publicUrl + queryOf(url) });
}

/** The query with its question mark, to the letter. */
function queryOf(url: string): string {
  const [whole] = url.split("#", 1) as [string];
  const start = whole.indexOf("?");
  return start === -1 ? "" : whole.slice(start);
}

function isUrl(text: string): boolean {
  try {
    return Boolean(new URL(text));
  } catch {
    return false;
  }
}
