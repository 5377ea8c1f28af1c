// What the runtime knows of the filter: the Worker, and the object of its inboxes.

import { operate } from "./admin/operate.mjs";
import { debuggerPage } from "./debugger.mjs";
import { inbound } from "./inbound.mjs";

export { Inbox } from "./inbox.mjs";

/** What the filter finds behind the door of the admin API. */
globalThis.countersign = { operate };

export default {
  fetch: (request, env, context) => debuggerPage(request) ?? inbound(request, env, context),
};
