// An accepted event as the filter hands it to an inbox: for events of a past
// that no request can come from.

/** An ingest record, and the names of what is in it. */
export function ingestRecord({ key, receivedAt = Date.now(), destinations = [], kind = "form.submitted", generation = 0 }) {
  const envelope = JSON.stringify({
    source: "optimo",
    dedup_key: key,
    id: key,
    kind,
    time: null,
    tenant: null,
    received_at: receivedAt,
    headers: [["content-type", "application/json"]],
    generation,
    destinations,
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(envelope));
  return Buffer.concat([length, Buffer.from(envelope), Buffer.from(JSON.stringify({ id: key }))]);
}
