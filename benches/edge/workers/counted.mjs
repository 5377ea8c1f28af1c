// The built edge filter, with a count of what reaches a Durable Object.
// `GET /count` answers with it.

import filter, { Inbox as Counted } from "index.js";

let made = 0;
let called = 0;

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === "/count") return Response.json({ made, called });
    return filter.fetch(request, env, context);
  },
};

/** Every way into an inbox counts. */
export class Inbox extends Counted {
  constructor(state, env) {
    made++;
    const inbox = super(state, env);
    return new Proxy(inbox, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...values) => {
          called++;
          return value.apply(target, values);
        };
      },
    });
  }
}
