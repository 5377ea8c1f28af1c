// Makes a Response, in JavaScript: through Rust each would take several objects
// of the API, and each of those costs more than the hash of a webhook does.

/** `headers` are pairs, as JSON. Throws where the runtime makes no answer of this. */
export function respond(status, body, headers) {
  return new Response(body, { status, headers: JSON.parse(headers) });
}
