// The filter's own answers, in JavaScript: through Rust each of them would take
// several objects of the API, and each of those costs more than the hash of a
// webhook does.

const PROBLEM = "application/problem+json";

/** When a provider may try again what could not be stored, in seconds. */
const RETRY_AFTER_S = "10";

/** What is said of an answer beside its status. */
const HEADERS = {
  200: { "content-type": "application/json" },
  405: { "content-type": PROBLEM, allow: "POST" },
  503: { "content-type": PROBLEM, "retry-after": RETRY_AFTER_S },
};
const OTHERWISE = { "content-type": PROBLEM };

/** Answers with what others wrote, as far as it can be an answer; `headers` are pairs, as JSON. */
export function echo(status, body, headers) {
  return new Response(body, { status, headers: JSON.parse(headers) });
}

export function respond(status, json) {
  return new Response(json, { status, headers: HEADERS[status] ?? OTHERWISE });
}
