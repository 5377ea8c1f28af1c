// The object of an inbox. What comes together waits here to be stored together,
// outside of the WebAssembly, whose end it then survives.

import { call, InboxObject, Watch } from "./life.mjs";

/** Where events are brought to, and whether that is a claim. */
const BRINGS = new Map([
  ["https://inbox/", false],
  ["https://inbox/claim", true],
]);

/** How long deliveries rest after the WebAssembly died of them. */
const REST_MS = 10_000;

/** Events that are stored together. */
class Group {
  frames = [];
  claims = [];

  constructor() {
    this.answers = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  /** Adds an event; resolves with the status of its answer. */
  async add(frame, isClaim) {
    const place = this.frames.push(frame) - 1;
    this.claims.push(Number(isClaim));
    const answer = (await this.answers)[place];
    if (typeof answer !== "number") throw new Error(answer);
    return answer;
  }
}

export class Inbox {
  /** The requests of an object share it: the runtime lets them wait for each other. */
  watch = new Watch();
  group = new Group();

  constructor(context, env) {
    this.context = context;
    this.inbox = new InboxObject(context, env);
  }

  async fetch(request) {
    const isClaim = BRINGS.get(request.url);
    if (isClaim === undefined) return this.watch.over(() => this.inbox.fetch(request));
    const frame = new Uint8Array(await request.arrayBuffer());
    return new Response(null, { status: await this.bring(frame, isClaim) });
  }

  bring(frame, isClaim) {
    const role = call(this.inbox, "enqueue", frame.length);
    if (typeof role === "number") return role;
    const answer = this.group.add(frame, isClaim);
    // On its own, and not for whoever came first, who may hang up.
    if (role !== "follow") this.context.waitUntil(this.store(role === "lead"));
    return answer;
  }

  /** Stores what waits, and tells who waits for it. */
  async store(isBusy) {
    // What is ready to be read by now is read before a timer fires.
    if (isBusy) await new Promise((resolve) => setTimeout(resolve, 0));
    const group = this.group;
    this.group = new Group();
    try {
      const claims = new Uint8Array(group.claims);
      const [alarm, ...answers] = call(this.inbox, "commit_batch", group.frames, claims);
      await alarm;
      group.resolve(answers);
    } catch (error) {
      group.reject(error);
      return;
    }
    // Where this fails, the runtime ends the object, and answers nobody who waits for it.
    await this.context.storage.sync();
    call(this.inbox, "mark_durable");
  }

  /** Never fails: the runtime gives an alarm up after six failures. */
  async alarm() {
    try {
      await this.watch.over(() => this.inbox.alarm());
    } catch (error) {
      console.log(JSON.stringify({ at: "delivery", outcome: "interrupted", detail: String(error) }));
      await this.context.storage.setAlarm(Date.now() + REST_MS);
    }
  }
}
