// The five providers: which source of the filter each one posts to, what its
// secrets look like, and events as it would send them, in each form in which it
// does. `key` is new for every event, and found again in its body.

import { randomBytes, randomInt, randomUUID } from "node:crypto";

const hex = (bytes) => randomBytes(bytes).toString("hex");
const seconds = (now) => new Date(now).toISOString().replace(/\.\d+Z$/, "Z");

export const providers = [
  {
    scheme: "optimocms",
    source: "optimo",
    secretName: "OPTIMO_SECRET",
    secret: () => `whsec_${hex(8)}`,
    signsTime: true,
    event: (key) => ({
      id: `evt_${key}`,
      type: "form.submitted",
      data: {
        formId: "form_contact",
        siteId: "site_abc123",
        fields: { name: "Zoë Müller", email: "zoe@example.com", message: "Call me back? ☎" },
      },
    }),
  },
  {
    scheme: "salesos",
    source: "salesos",
    secretName: "SALESOS_SECRET",
    secret: () => hex(24),
    signsTime: false,
    event: (key, now) => ({
      id: `evt_${key}`,
      type: "opportunity.won",
      timestamp: seconds(now),
      organizationId: "org_xyz789",
      data: { id: "opp_4711", name: "Annual plan", amount: 18500, contact: "kim@example.com" },
    }),
  },
  {
    scheme: "salesos",
    variant: "event-id",
    source: "salesos",
    signsTime: false,
    // Each attempt has an id and a time of its own: its source says what tells a retry.
    retry: (event) => ({ ...event, eventId: randomUUID(), timestamp: event.timestamp + 60_000 }),
    event: (key, now) => ({
      event: "opportunity.stage_changed",
      eventId: randomUUID(),
      timestamp: now,
      data: { id: key, name: "Annual plan", stage: "NEGOTIATION", contact: "kim@example.com" },
    }),
  },
  {
    scheme: "bottlecrm",
    source: "bottle",
    secretName: "BOTTLE_SECRET",
    secret: () => randomBytes(32).toString("base64url"),
    signsTime: false,
    event: (key, now) => ({
      id: `evt_${key}`,
      type: "lead.converted",
      created_at: seconds(now),
      org_id: randomUUID(),
      data: {
        lead: { id: randomUUID(), title: "Cellar refit", email: "ines@example.com" },
        opportunity: { id: randomUUID(), name: "Cellar refit", amount: 24000 },
      },
    }),
  },
  {
    scheme: "bottlecrm",
    variant: "timestamped",
    source: "bottle",
    signsTime: true,
    event: (key, now) => ({
      id: key,
      event: "deal.won",
      created_at: seconds(now).replace("Z", "+00:00"),
      org_id: randomUUID(),
      data: { deal: { id: randomUUID(), name: "Cellar refit", owner: "ines@example.com" } },
    }),
  },
  {
    scheme: "customermates",
    source: "customermates",
    secretName: "CUSTOMERMATES_SECRET",
    secret: () => hex(16),
    signsTime: false,
    event: (key, now) => ({
      event: "contact.created",
      data: {
        userId: "u_1",
        companyId: "c_1",
        entityId: key,
        payload: { contact: { id: key, firstName: "Olu", lastName: "Adé", emails: ["olu@example.com"] } },
      },
      timestamp: new Date(now).toISOString(),
    }),
  },
  {
    scheme: "whitelabelcro",
    source: "whitelabel",
    secretName: "WHITELABEL_SECRET",
    secret: () => hex(32),
    signsTime: true,
    event: (key, now) => ({
      id: randomInt(1, 2 ** 31),
      type: "client.created",
      createdUtc: seconds(now),
      payload: { client_id: 5678, reference: key, first_name: "Ana", email: "ana@example.com" },
    }),
  },
];
