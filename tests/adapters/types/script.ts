// Not run, but type-checked: the same from a script.

import { Verifier, type WebhookEvent } from "countersign";
import { webhook as express } from "countersign/express";
import { webhook as fastify } from "countersign/fastify";
import { webhook as fetchable } from "countersign/fetch";
import { webhook as hono } from "countersign/hono";
import { webhook as node } from "countersign/node";
import expressApp = require("express");
import fastifyApp = require("fastify");

const verifier = new Verifier("bottlecrm", "a secret");

expressApp().post("/", express(verifier), (request) => {
  const event: WebhookEvent<"bottlecrm"> = request.webhook;
  void event.type;
});
fastifyApp().register(fastify, { verifier });
void [fetchable(verifier, () => {}), hono(verifier), node(verifier, () => {})];
