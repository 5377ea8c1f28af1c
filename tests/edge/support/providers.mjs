// The providers as they sign, by node:crypto alone: what is under test here
// must not make its own test data.

import { createHmac } from "node:crypto";

export const secrets = {
  OPTIMO_SECRET: "whsec_optimo",
  SALES_SECRET: "sales secret",
  BOTTLE_SECRET: "bottle secret",
  MATES_SECRET: "mates secret",
  LABEL_SECRET: "label secret",
};

const hex = (secret, content) => createHmac("sha256", secret).update(content).digest("hex");
const at = (now) => new Date(now).toISOString();

/** One entry a source: its scheme, its secret's name, an event, and the headers over a body. */
export const providers = {
  optimo: {
    scheme: "optimocms",
    secret: "OPTIMO_SECRET",
    event: (id) => ({ id: `evt_${id}`, type: "form.submitted", data: { formId: "contact" } }),
    sign: (body, now) => ({
      "x-optimocms-timestamp": String(now),
      "x-optimocms-signature": hex(secrets.OPTIMO_SECRET, `${now}.${body}`),
    }),
  },
  sales: {
    scheme: "salesos",
    secret: "SALES_SECRET",
    event: (id, now) => ({ id: `evt_${id}`, type: "lead.created", timestamp: at(now), data: {} }),
    sign: (body) => ({ "x-webhook-signature": hex(secrets.SALES_SECRET, body) }),
  },
  bottle: {
    scheme: "bottlecrm",
    secret: "BOTTLE_SECRET",
    event: (id, now) => ({ id: `evt_${id}`, type: "invoice.paid", created_at: at(now), data: {} }),
    sign: (body) => ({ "x-bottlecrm-signature": `sha256=${hex(secrets.BOTTLE_SECRET, body)}` }),
  },
  mates: {
    scheme: "customermates",
    secret: "MATES_SECRET",
    event: (id, now) => ({ event: "deal.updated", data: { id }, timestamp: at(now) }),
    sign: (body) => ({ "x-webhook-signature": hex(secrets.MATES_SECRET, body) }),
  },
  label: {
    scheme: "whitelabelcro",
    secret: "LABEL_SECRET",
    event: (id, now) => ({ id, type: "client.created", createdUtc: at(now), payload: {} }),
    sign: (body, now) => {
      const seconds = Math.floor(now / 1000);
      return {
        "x-webhook-timestamp": String(seconds),
        "x-webhook-signature": `sha256=${hex(secrets.LABEL_SECRET, `${seconds}.${body}`)}`,
      };
    },
  },
};

let last = 0;

/** A signed request of a provider: a new event, unless it is given. */
export function request(source, { event, now = Date.now() } = {}) {
  const provider = providers[source];
  const body = JSON.stringify(event ?? provider.event(++last, now));
  return { body, headers: { "content-type": "application/json", ...provider.sign(body, now) } };
}
