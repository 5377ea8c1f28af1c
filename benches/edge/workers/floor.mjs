// The least that storing takes: one row, unchecked, in a Durable Object.

import { DurableObject } from "cloudflare:workers";

const ANSWER = { status: "accepted" };

export default {
  async fetch(request, env) {
    const inbox = env.INBOX.getByName("optimo/0");
    await inbox.fetch("https://inbox/", { method: "POST", body: await request.arrayBuffer() });
    return Response.json(ANSWER);
  },
};

/** One table. */
export class Inbox extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.sql = state.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, body BLOB)");
  }

  async fetch(request) {
    this.sql.exec("INSERT INTO events (body) VALUES (?)", await request.arrayBuffer());
    return new Response(null);
  }
}
