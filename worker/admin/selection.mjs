// Which deliveries an operator speaks of.

import { invalid } from "./problem.mjs";
import { readTime } from "./time.mjs";

/** The parameters that select deliveries. */
export const SELECTION = ["source", "state", "destination", "type", "since", "until", "limit", "cursor"];

const STATES = ["pending", "sending", "delivered", "parked", "unrouted", "cancelled"];
const USUAL_LIMIT = 100;
const MOST = 500;

/** What inboxes are asked, but for the cursor, and at most how many deliveries. */
export function readSelection({ state: [state] = [], destination: [destination] = [], type, ...rest }) {
  if (state && !STATES.includes(state)) throw invalid("state", `known are ${STATES.join(", ")}`);
  if (type?.some((pattern) => !/^[^*]*(?:[^*]|\*)$/.test(pattern))) {
    throw invalid("type", "a type is expected, or the beginning of some and a *");
  }
  const [limit = String(USUAL_LIMIT)] = rest.limit ?? [];
  if (!/^\d{1,3}$/.test(limit) || limit < 1 || limit > MOST) {
    throw invalid("limit", `1 to ${MOST} are expected`);
  }
  const question = { state, destination, types: type, since: time(rest, "since"), until: time(rest, "until") };
  return { question, limit: Number(limit) };
}

function time(parameters, name) {
  const [text] = parameters[name] ?? [];
  const millis = text && readTime(text);
  if (text && millis === undefined) {
    throw invalid(name, "a time such as 2026-04-12T15:32:11Z is expected");
  }
  return millis;
}
