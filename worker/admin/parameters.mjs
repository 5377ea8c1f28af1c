// Parameters of an address, read strictly: what is misspelt would otherwise
// select everything.

import { invalid } from "./problem.mjs";

/** The one that may be there several times. */
const REPEATABLE = "type";

/** As forms are encoded; `undefined` where it is no text. */
export function decode(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " ").replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch {
    return undefined;
  }
}

/** All values of each parameter that is there, by name. */
export function readParameters(search, known) {
  const parameters = {};
  for (const pair of search.slice(1).split("&").filter(Boolean)) {
    const [, encodedName, encodedValue] = /^([^=]*)=?(.*)$/s.exec(pair);
    const name = decode(encodedName) ?? "";
    const value = decode(encodedValue);
    if (!known.includes(name)) {
      const reason = known.length ? `known are ${known.join(", ")}` : "there is none here";
      throw invalid(name, reason, "unknown_parameter");
    }
    if (value === undefined) throw invalid(name, "it is not UTF-8");
    if (value === "") throw invalid(name, "it is empty");
    if (parameters[name] && name !== REPEATABLE) throw invalid(name, "it is given twice");
    (parameters[name] ??= []).push(value);
  }
  return parameters;
}
