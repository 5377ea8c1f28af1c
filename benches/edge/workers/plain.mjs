// The same as the edge filter, in plain JavaScript, for one scheme: what a
// careful team would write on WebCrypto and a SQLite Durable Object.

import { DurableObject } from "cloudflare:workers";

const SOURCE = "optimo";
const MAX_BODY = 1 << 20;
const TOLERANCE_MS = 300_000;
const INBOX_DEADLINE_MS = 5000;
const CREATED = 201;

const MAX_IN_FLIGHT = 6;
const TIMEOUT_MS = 15_000;
const LEASE_MS = 25_000;
const WATCHDOG_MS = 1000;
const MAX_ATTEMPTS = 15;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (
    address INTEGER PRIMARY KEY, key TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL,
    type TEXT, received_at INTEGER NOT NULL, headers TEXT, body BLOB
  );
  CREATE TABLE IF NOT EXISTS deliveries (
    key TEXT NOT NULL, destination TEXT NOT NULL, address INTEGER NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL, due_at INTEGER, log TEXT NOT NULL,
    PRIMARY KEY (key, destination)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;
`;

/** An event stands at one of so many addresses from the one on that its key hashes to. */
const CANDIDATES = 16;

const utf8 = new TextEncoder();

/** A number of 52 bits, by two rounds of FNV-1a: no digest of WebCrypto is to be had at once. */
function hash(text) {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit ^ (high >>> 15), 0x01000193);
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}

/** A problem that the sender is told of. */
class Refusal {
  constructor(status, code, detail) {
    Object.assign(this, { status, code, detail });
  }

  response() {
    const { status, code, detail } = this;
    return Response.json(
      { type: `urn:countersign:${code}`, title: detail, status, code },
      { status, headers: { "content-type": "application/problem+json" } },
    );
  }
}

/** One import a secret, for as long as the isolate lives. */
const keys = new Map();
function hmacKey(secret, usage) {
  let key = keys.get(secret);
  if (key === undefined) {
    const bytes = typeof secret === "string" ? utf8.encode(secret) : secret;
    key = crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [usage]);
    keys.set(secret, key);
  }
  return key;
}

function joined(text, bytes) {
  const head = utf8.encode(text);
  const all = new Uint8Array(head.length + bytes.length);
  all.set(head);
  all.set(bytes, head.length);
  return all;
}

function fromHex(text) {
  if (!/^[0-9a-f]{64}$/i.test(text)) return undefined;
  const bytes = new Uint8Array(32);
  for (let index = 0; index < 32; index++) {
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}

async function readBody(request) {
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    if (Number(declared) > MAX_BODY) throw new Refusal(413, "body_too_large", "the body is too large");
    return new Uint8Array(await request.arrayBuffer());
  }
  const chunks = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Refusal(413, "body_too_large", "the body is too large");
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

async function verify(headers, body, secret, now) {
  const timestamp = headers.get("x-optimocms-timestamp");
  const signature = headers.get("x-optimocms-signature");
  if (timestamp === null || signature === null) {
    throw new Refusal(401, "missing_header", "a header is missing");
  }
  if (!/^\d{1,15}$/.test(timestamp)) {
    throw new Refusal(401, "malformed_timestamp", "the timestamp is no number");
  }
  const bytes = fromHex(signature);
  if (bytes === undefined) throw new Refusal(401, "malformed_signature", "the signature is no hex");
  const age = now - Number(timestamp);
  if (age > TOLERANCE_MS) throw new Refusal(401, "timestamp_too_old", "the timestamp is too old");
  if (age < -TOLERANCE_MS) throw new Refusal(401, "timestamp_too_new", "the timestamp is too new");
  const key = await hmacKey(secret, "verify");
  if (!(await crypto.subtle.verify("HMAC", key, bytes, joined(`${timestamp}.`, body)))) {
    throw new Refusal(401, "signature_mismatch", "the signature does not match");
  }
}

function parse(body) {
  let event;
  try {
    event = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, "malformed_payload", "the body is no JSON");
  }
  if (typeof event?.id !== "string" || event.id === "") {
    throw new Refusal(400, "malformed_payload", "the event has no id");
  }
  return { id: event.id, type: typeof event.type === "string" ? event.type : null };
}

async function store(env, envelope, body) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the inbox did not answer in time")), INBOX_DEADLINE_MS);
  });
  try {
    const inbox = env.INBOX.getByName(`${SOURCE}/0`);
    // Faster than a call by RPC: its arguments would be serialised.
    const call = inbox.fetch("https://inbox/", {
      method: "POST",
      headers: { envelope: encodeURIComponent(JSON.stringify(envelope)) },
      body,
    });
    const { status } = await Promise.race([call, late]);
    if (status === CREATED) return "accepted";
    if (status === 200) return "duplicate";
    throw new Error(`the inbox answered ${status}`);
  } catch (error) {
    console.log(JSON.stringify({ at: "inbound", outcome: "unavailable", detail: String(error) }));
    throw new Refusal(503, "unavailable", "the event could not be stored; send it again");
  } finally {
    clearTimeout(timer);
  }
}

async function receive(request, env, now) {
  const body = await readBody(request);
  await verify(request.headers, body, env.OPTIMO_SECRET, now);
  const { id, type } = parse(body);
  const headers = {};
  for (const name of ["x-optimocms-timestamp", "x-optimocms-signature", "content-type"]) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const envelope = { source: SOURCE, key: id, id, type, receivedAt: now, headers };
  return { status: await store(env, envelope, body), id };
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname !== `/hooks/${SOURCE}`) {
      return new Refusal(404, "unknown_source", "no source has this name").response();
    }
    if (request.method !== "POST") {
      return new Refusal(405, "method_not_allowed", "webhooks are posted").response();
    }
    const started = Date.now();
    const line = { at: "inbound", source: SOURCE };
    try {
      const accepted = await receive(request, env, started);
      Object.assign(line, { outcome: accepted.status, id: accepted.id });
      return Response.json(accepted);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      Object.assign(line, { outcome: "rejected", code: problem.code });
      return problem.response();
    } finally {
      line.ms = Date.now() - started;
      console.log(JSON.stringify(line));
    }
  },
};

/** Keeps the events of one source, and sends them on. */
export class Inbox extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.sql = state.storage.sql;
    this.sql.exec(SCHEMA);
    this.alarmAt = undefined;
    this.delivering = false;
    this.hasTakenOver = false;
  }

  async fetch(request) {
    const envelope = JSON.parse(decodeURIComponent(request.headers.get("envelope")));
    const isNew = await this.store(envelope, new Uint8Array(await request.arrayBuffer()));
    return new Response(null, { status: isNew ? CREATED : 200 });
  }

  /** Stores an event, and sees to its deliveries. */
  async store(envelope, body) {
    const isNew = this.accept(envelope, body);
    await this.wake();
    return isNew;
  }

  /** Stores an event and its deliveries, all or nothing; false if it is there already. */
  accept(envelope, body) {
    const { key, source, id, type, receivedAt, headers } = envelope;
    let address = hash(key);
    const near = this.sql
      .exec(
        "SELECT address, key FROM events WHERE address BETWEEN ? AND ?",
        address, address + CANDIDATES - 1,
      )
      .toArray();
    if (near.some((event) => event.key === key)) return false;
    while (near.some((event) => event.address === address)) address++;
    this.ctx.storage.transactionSync(() => {
      this.sql.exec(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        address, key, source, id, type, receivedAt, JSON.stringify(headers), body,
      );
      for (const destination of Object.keys(this.env.DESTINATIONS)) {
        this.sql.exec(
          "INSERT INTO deliveries VALUES (?, ?, ?, 'pending', 0, ?, '[]')",
          key, destination, address, receivedAt,
        );
      }
    });
    return true;
  }

  /** Sets the alarm for now, if nothing known will see to what is pending. */
  async wake() {
    const now = Date.now();
    if (this.delivering || (this.alarmAt >= now && this.alarmAt <= now + 1)) return;
    this.takeOver(now);
    const due = this.nextDue();
    if (due === null || (this.alarmAt >= now && this.alarmAt <= due)) return;
    this.alarmAt = now + 1;
    await this.ctx.storage.setAlarm(now + 1);
  }

  takeOver(now) {
    if (this.hasTakenOver) return;
    this.sql.exec("UPDATE deliveries SET due_at = ? WHERE due_at > ? AND state = 'sending'", now, now);
    this.hasTakenOver = true;
  }

  nextDue() {
    const [row] = this.sql
      .exec("SELECT min(due_at) AS due FROM deliveries WHERE due_at IS NOT NULL")
      .toArray();
    return row.due;
  }

  async alarm() {
    this.delivering = true;
    try {
      await this.deliverDue();
    } finally {
      this.delivering = false;
      const due = this.nextDue();
      this.alarmAt = due === null ? undefined : Math.max(due, Date.now() + 1);
      if (due === null) this.ctx.storage.deleteAlarm();
      else this.ctx.storage.setAlarm(this.alarmAt);
    }
  }

  async deliverDue() {
    this.alarmAt = Date.now() + WATCHDOG_MS;
    this.ctx.storage.setAlarm(this.alarmAt);
    this.takeOver(Date.now());
    const attempts = new Set();
    for (;;) {
      while (attempts.size < MAX_IN_FLIGHT) {
        const now = Date.now();
        const { value } = this.sql
          .exec(
            `SELECT key, destination, address, attempts FROM deliveries
             WHERE due_at <= ? ORDER BY due_at LIMIT 1`,
            now,
          )
          .next();
        if (value === undefined) break;
        this.sql.exec(
          `UPDATE deliveries SET state = 'sending', attempts = attempts + 1, due_at = ?
           WHERE key = ? AND destination = ?`,
          now + LEASE_MS, value.key, value.destination,
        );
        const attempt = this.attempt(value, now).finally(() => attempts.delete(attempt));
        attempts.add(attempt);
      }
      if (attempts.size === 0) return;
      await Promise.race(attempts);
    }
  }

  async attempt({ key, destination, address, attempts }, began) {
    const number = attempts + 1;
    const [event] = this.sql
      .exec("SELECT source, id, headers, body FROM events WHERE address = ?", address)
      .toArray();
    const log = { at: began };
    let isDelivered = false;
    try {
      const response = await this.send(event, this.env.DESTINATIONS[destination], number);
      log.status = response.status;
      isDelivered = response.ok;
      await response.body?.cancel();
    } catch (error) {
      log.error = String(error).slice(0, 200);
    }
    const ended = Date.now();
    log.ms = ended - began;
    const isOver = isDelivered || number >= MAX_ATTEMPTS;
    const state = isDelivered ? "delivered" : isOver ? "parked" : "pending";
    const delay = Math.min(2 ** number * 1000, 3_600_000) * (0.5 + Math.random() / 2);
    this.sql.exec(
      `UPDATE deliveries SET state = ?, due_at = ?, log = json_insert(log, '$[#]', json(?))
       WHERE key = ? AND destination = ? AND attempts = ? AND state = 'sending'`,
      state, isOver ? null : ended + delay, JSON.stringify(log), key, destination, number,
    );
    const line = { at: "delivery", outcome: state, source: event.source, destination, id: event.id };
    console.log(JSON.stringify({ ...line, attempt: number, ...log }));
  }

  /** Sends an event as it came, countersigned by the Standard Webhooks specification. */
  async send(event, url, attempt) {
    const body = new Uint8Array(event.body);
    const id = `${event.source}:${event.id}`;
    const timestamp = Math.floor(Date.now() / 1000);
    const key = await hmacKey(this.signingSecret(), "sign");
    const signature = await crypto.subtle.sign("HMAC", key, joined(`${id}.${timestamp}.`, body));
    return fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        ...JSON.parse(event.headers),
        "user-agent": "plain",
        "countersign-source": event.source,
        "countersign-attempt": String(attempt),
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`,
      },
      body,
    });
  }

  signingSecret() {
    this.secret ??= Uint8Array.from(atob(this.env.APP_SECRET.slice("whsec_".length)), (character) =>
      character.charCodeAt(0),
    );
    return this.secret;
  }
}
