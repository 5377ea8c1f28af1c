// What the runtime knows of the filter: the Worker, and the object of its inboxes.

import { debuggerPage } from "./debugger.mjs";
import { inbound } from "./inbound.mjs";

export { Inbox } from "./inbox.mjs";

export default {
  fetch: (request, env, context) => debuggerPage(request) ?? inbound(request, env, context),
};
