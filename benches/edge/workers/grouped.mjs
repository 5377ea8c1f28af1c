// The plain Worker with group commit: what comes while a commit is on its way
// to the disk is stored together by the next one. Like the plain one, it
// answers only once the event is durable.

import worker, { Inbox as Plain } from "plain.mjs";

export default worker;

/** Events that are stored by one commit, and who waits for that. */
class Batch {
  events = [];

  constructor() {
    this.stored = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  /** Adds an event; resolves with whether it is new. */
  async add(envelope, body) {
    const place = this.events.push([envelope, body]) - 1;
    return (await this.stored)[place];
  }
}

export class Inbox extends Plain {
  batch = new Batch();
  commits = 0;

  store(envelope, body) {
    const isNew = this.batch.add(envelope, body);
    if (this.batch.events.length === 1) this.ctx.waitUntil(this.commit());
    return isNew;
  }

  async commit() {
    // What is ready to be read by now is read before a timer fires.
    if (this.commits > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    const { events, resolve, reject } = this.batch;
    this.batch = new Batch();
    this.commits++;
    try {
      const accept = ([envelope, body]) => this.accept(envelope, body);
      const answers = events.map(accept);
      await this.wake();
      resolve(answers);
      await this.ctx.storage.sync();
    } catch (error) {
      reject(error);
    } finally {
      this.commits--;
    }
  }
}
