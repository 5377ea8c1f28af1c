// The code of a receiver, in the user's framework.

import type { Scheme } from "../engine/types.ts";

/** The ids that the package knows without an import, put here by the build. */
declare const SCHEMES_BY_NAME: readonly string[];

/** The argument of `new Verifier`, with the imports and the definition that it needs. */
interface Reference {
  readonly argument: string;
  readonly imports: string;
  readonly definition: string;
  readonly variable: string;
}

export interface Framework {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly install: string;
  readonly code: (scheme: Reference) => string;
}

const verifier = ({ argument, definition, variable }: Reference, secret = `process.env.${variable}`) =>
  `${definition}const verifier = new Verifier(${argument}, ${secret});`;

export const frameworks: readonly Framework[] = [
  {
    id: "express",
    name: "Express",
    file: "server.mjs",
    install: "npm install countersign express",
    code: (scheme) => `import express from "express";
import { Verifier } from "countersign";
import { webhook } from "countersign/express";
${scheme.imports}
${verifier(scheme)}

const app = express();
// Before express.json(): what is signed is the raw body.
app.post("/webhooks", webhook(verifier), (request, response) => {
  const event = request.webhook;
  console.log(event.id, event.type, event.data);
  response.status(200).end();
});
app.use(express.json()); // for the routes that come after
app.listen(process.env.PORT ?? 3000);
`,
  },
  {
    id: "fastify",
    name: "Fastify",
    file: "server.mjs",
    install: "npm install countersign fastify",
    code: (scheme) => `import Fastify from "fastify";
import { Verifier } from "countersign";
import { webhook } from "countersign/fastify";
${scheme.imports}
${verifier(scheme)}

const app = Fastify();
// In a scope of its own: the other routes keep their parsers.
app.register(async (hooks) => {
  hooks.register(webhook, { verifier });
  hooks.post("/webhooks", async ({ webhook: event }, reply) => {
    console.log(event.id, event.type, event.data);
    return reply.code(200).send();
  });
});
app.listen({ port: Number(process.env.PORT ?? 3000) });
`,
  },
  {
    id: "hono",
    name: "Hono",
    file: "server.mjs",
    install: "npm install countersign hono @hono/node-server",
    code: (scheme) => `import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { Verifier } from "countersign";
import { webhook } from "countersign/hono";
${scheme.imports}
${verifier(scheme)}

const app = new Hono();
app.post("/webhooks", webhook(verifier), (c) => {
  const event = c.var.webhook;
  console.log(event.id, event.type, event.data);
  return c.body(null, 200);
});
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
`,
  },
  {
    id: "next",
    name: "Next.js",
    file: "app/webhooks/route.js",
    install: "npm install countersign",
    code: (scheme) => `import { Verifier } from "countersign";
import { webhook } from "countersign/fetch";
${scheme.imports}
${verifier(scheme)}

export const POST = webhook(verifier, async (event) => {
  console.log(event.id, event.type, event.data); // and 200, as no other Response is returned
});
`,
  },
  {
    id: "node",
    name: "node:http",
    file: "server.mjs",
    install: "npm install countersign",
    code: (scheme) => `import { createServer } from "node:http";
import { Verifier } from "countersign";
import { webhook } from "countersign/node";
${scheme.imports}
${verifier(scheme)}

createServer(
  webhook(verifier, async (event) => {
    console.log(event.id, event.type, event.data); // and 200
  }),
).listen(process.env.PORT ?? 3000);
`,
  },
  {
    id: "workers",
    name: "Workers",
    file: "src/index.js",
    install: "npm install countersign",
    code: (scheme) => `import { Verifier } from "countersign";
import { webhook } from "countersign/fetch";
${scheme.imports}import { env } from "cloudflare:workers";

${verifier(scheme, `env.${scheme.variable}`)}

export default {
  fetch: webhook(verifier, async (event, request, env, context) => {
    console.log(event.id, event.type, event.data); // and 200, as no other Response is returned
  }),
};
`,
  },
];

/** How code refers to a scheme: by its id, by an import, or as a definition for the user's own. */
export function referenceTo(scheme: Scheme, isOwn: boolean): Reference {
  const variable = `${scheme.id.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_SECRET`;
  if (isOwn) {
    const json = JSON.stringify(scheme, undefined, 2).replace(/^(\s*)"([A-Za-z_]\w*)":/gm, "$1$2:");
    return { argument: "scheme", imports: "", definition: `const scheme = ${json};\n\n`, variable };
  }
  const isKnown = SCHEMES_BY_NAME.includes(scheme.id);
  if (isKnown) return { argument: JSON.stringify(scheme.id), imports: "", definition: "", variable };
  const name = scheme.id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const imports = `import { ${name} } from "countersign/schemes";\n`;
  return { argument: name, imports, definition: "", variable };
}
