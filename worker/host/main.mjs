// What the runtime knows of the filter: the Worker, and the Durable Object of its inboxes.

import { debuggerPage } from "./debugger.mjs";
import { ingest } from "./ingest.mjs";

export { Inbox } from "./inbox.mjs";

export default {
  fetch: (request, env, context) => debuggerPage(request) ?? ingest(request, env, context),
};
