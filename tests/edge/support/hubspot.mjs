// A stand-in for the part of HubSpot's API that creates contacts. It checks a
// request as HubSpot does, and answers in HubSpot's form.

import { createServer } from "node:http";

const PATH = "/crm/v3/objects/contacts";
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** HubSpot's own that the tests use, and `source`, which an account has to add. */
const PROPERTIES = new Set([
  "firstname",
  "lastname",
  "email",
  "phone",
  "company",
  "hs_lead_status",
  "source",
]);

const problem = (status, category, message) => ({
  status,
  body: { status: "error", message, correlationId: "aeb5f871-7f07-4993-9211-075dc63e7cbf", category },
});

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Why properties are not valid, in HubSpot's words; nothing where they are. */
function invalid(properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (!PROPERTIES.has(name)) return `Property "${name}" does not exist`;
    if (typeof value !== "string") return `Property "${name}" is no string`;
  }
  if (properties.email !== undefined && !EMAIL.test(properties.email)) {
    return `Email address ${properties.email} is invalid`;
  }
}

/** Starts a stand-in that knows one token. */
export async function startHubSpot(token) {
  const contacts = [];
  const requests = [];

  function answer({ method, url, headers, text }) {
    if (url !== PATH) return problem(404, "OBJECT_NOT_FOUND", "resource not found");
    if (method !== "POST") return problem(405, "METHOD_NOT_ALLOWED", "method not allowed");
    if (headers.authorization !== `Bearer ${token}`) {
      return problem(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.");
    }
    if (headers["content-type"] !== "application/json") {
      return problem(415, "UNSUPPORTED_MEDIA_TYPE", "unsupported media type");
    }
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      return problem(400, "VALIDATION_ERROR", "Invalid input JSON");
    }
    const keys = isObject(body) ? Object.keys(body) : [];
    if (!isObject(body?.properties) || keys.some((key) => !["properties", "associations"].includes(key))) {
      return problem(400, "VALIDATION_ERROR", "Invalid input JSON: some required fields were not set");
    }
    const { properties } = body;
    const why = invalid(properties);
    if (why) return problem(400, "VALIDATION_ERROR", `Property values were not valid: ${why}`);

    const existing = contacts.find(({ email }) => email && email === properties.email);
    if (existing) {
      const id = contacts.indexOf(existing) + 1;
      return problem(409, "CONFLICT", `Contact already exists. Existing ID: ${id}`);
    }
    contacts.push(properties);
    const now = new Date().toISOString();
    const id = String(contacts.length);
    return { status: 201, body: { id, properties, createdAt: now, updatedAt: now, archived: false } };
  }

  const server = createServer(async (incoming, response) => {
    let text = "";
    for await (const chunk of incoming.setEncoding("utf8")) text += chunk;
    const { method, url, headers } = incoming;
    const request = { method, url, headers, text };
    const { status, body } = answer(request);
    requests.push({ ...request, status });
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    contacts,
    requests,
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
