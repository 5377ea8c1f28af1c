// Which deliveries an operator speaks of.

import { invalid } from "./problem.mjs";
import { readTime } from "./time.mjs";

/** The parameters that select deliveries. */
export const SELECTION = ["source", "state", "destination", "type", "since", "until", "limit", "cursor"];

const STATES = ["pending", "sending", "delivered", "parked", "unrouted", "cancelled"];
/** As the configuration has it. */
const NAME = /^[\w-]{1,64}$/;

const TYPE = /^(?=.{1,256}$)[^*]*\*?$/s;
const MOST_TYPES = 20;
const USUAL_LIMIT = 100;
const MOST = 500;

/** What inboxes are asked, but for the cursor, and at most how many deliveries. */
export function readSelection({ state: [state] = [], destination: [destination] = [], type, ...rest }) {
  if (state && !STATES.includes(state)) throw invalid("state", `known are ${STATES.join(", ")}`);
  checkDestination(destination);
  if (type?.length > MOST_TYPES) throw invalid("type", `${MOST_TYPES} are the most`);
  if (!(type ?? []).every((pattern) => TYPE.test(pattern))) {
    throw invalid("type", "a type is expected, or the beginning of some and a *");
  }
  const [limit = String(USUAL_LIMIT)] = rest.limit ?? [];
  if (!/^\d{1,3}$/.test(limit) || limit < 1 || limit > MOST) {
    throw invalid("limit", `1 to ${MOST} are expected`);
  }
  const question = { state, destination, types: type, since: time(rest, "since"), until: time(rest, "until") };
  return { question, limit: Number(limit) };
}

/** What can be no name of a destination. */
export function checkDestination(destination) {
  if (destination !== undefined && !NAME.test(destination)) {
    throw invalid("destination", "a name is 1 to 64 letters, digits, hyphens and underscores");
  }
}

function time(parameters, name) {
  const [text] = parameters[name] ?? [];
  const millis = text && readTime(text);
  if (text && millis === undefined) {
    throw invalid(name, "a time such as 2026-04-12T15:32:11Z is expected");
  }
  return millis;
}
