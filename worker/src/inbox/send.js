// The request to a destination, in JavaScript: its headers are handed over
// together, and no object of the API is made for the sake of Rust alone.

/** Posts a body, with headers as a JSON array of pairs; gives the response. */
export function send(url, headers, body, signal) {
  // The body is a view of memory that may be another's by the time it is sent.
  const init = { method: "POST", headers: JSON.parse(headers), body: body.slice(), redirect: "manual", signal };
  return fetch(url, init);
}
