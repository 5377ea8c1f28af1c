// The request to a destination, in JavaScript: through Rust each object of the
// API that takes part in it would be made twice.

/**
 * Posts a body, with headers as a JSON array of pairs. Gives the answer's
 * status, `retry-after`, `content-type` and the first `most` bytes of its body;
 * nothing where not all of that came in time.
 */
export async function send(url, headers, body, timeoutMs, most) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: JSON.parse(headers),
      // It is a view of memory that may be another's by the time it is sent.
      body: body.slice(),
      redirect: "manual",
      signal: abort.signal,
    });
    const read = most > 0 ? await readBody(response, most) : undefined;
    // A body that nobody reads would keep its connection, of which there are few.
    if (most === 0) response.body?.cancel().catch(() => {});
    return [response.status, response.headers.get("retry-after"), response.headers.get("content-type"), read];
  } catch (error) {
    if (abort.signal.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(response, most) {
  const chunks = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= most) break;
  }
  return new Uint8Array(await new Blob(chunks).slice(0, most).arrayBuffer());
}
