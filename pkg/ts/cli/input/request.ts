import { CommandError } from "../errors.js";
import { parseCurl } from "./curl.js";
import { parseHttp } from "./http.js";

/** A request that was written down. */
export interface WrittenRequest {
  readonly method: string | undefined;
  readonly target: string | undefined;
  /** Names and values, in order. A character is a byte, as in HTTP. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** What seems wrong with how it was written down. */
  readonly warnings: readonly string[];
}

/** Reads a `curl` command, or else a request as HTTP has it. */
export function parseRequest(input: Buffer): WrittenRequest {
  if (/^(\xff\xfe|\xfe\xff)/.test(input.toString("latin1", 0, 2))) {
    throw new CommandError("the input is UTF-16: save it as UTF-8, or as it came");
  }
  const start = /^(?:\xef\xbb\xbf)?\s*(?:[$%>] +)?(?=curl(?:\.exe)?(?:\s|$))/.exec(
    input.toString("latin1", 0, 1000),
  );
  return start ? parseCurl(input.toString("latin1").slice(start[0].length)) : parseHttp(input);
}
