import { CommandError } from "../errors.js";
import { parseCurl } from "./curl.js";
import { parseHttp } from "./http.js";
import type { WrittenRequest } from "./written-request.js";

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
