// What runs on workerd: answers a file of vectors with what is wrong with it.

import * as countersign from "countersign";
import * as schemes from "countersign/schemes";

import { catalogueFailures } from "../support/catalogue.mjs";
import { failures } from "../support/vectors.mjs";

// At the top of a Worker, where a verifier belongs, a host allows least.
const verifier = new countersign.Verifier("bottlecrm", "a secret");

const byId = Object.fromEntries(Object.values(schemes).map((scheme) => [scheme.id, scheme]));

const routes = {
  "/vectors": async (request) => failures(countersign, await request.json()),

  "/catalogue": async (request) => catalogueFailures(countersign, byId, await request.json()),

  "/sign": async () => countersign.sign("standard-webhooks", "c2VjcmV0", "a body"),

  "/verify": async (request) => {
    const result = verifier.check(new Uint8Array(await request.arrayBuffer()), request.headers);
    return result.ok ? { id: result.event.id, payload: result.event.payload } : { ...result.error };
  },
};

export default {
  async fetch(request) {
    try {
      return Response.json(await routes[new URL(request.url).pathname](request));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
