// A Worker with both adapters that are for Workers.

import { Verifier } from "countersign";
import { webhook } from "countersign/fetch";
import { webhook as middleware } from "countersign/hono";
import { Hono } from "hono";

const verifier = new Verifier("bottlecrm", "a secret");

const app = new Hono();
app.post("/hono", middleware(verifier, { maxBody: 100 }), (c) => c.text(c.var.webhook.id));
app.post("/fetch", (c) =>
  webhook(verifier, (event) => new Response(event.id), { maxBody: 100 })(c.req.raw),
);

export default app;
