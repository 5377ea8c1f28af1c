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

/** One entry a source: its scheme, its secret's name, an event, and the headers over a body, by that secret or another. */
export const providers = {
  optimo: {
    scheme: "optimocms",
    secret: "OPTIMO_SECRET",
    event: (id) => ({ id: `evt_${id}`, type: "form.submitted", data: { formId: "contact" } }),
    sign: (body, now, secret = secrets.OPTIMO_SECRET) => ({
      "x-optimocms-timestamp": String(now),
      "x-optimocms-signature": hex(secret, `${now}.${body}`),
    }),
  },
  sales: {
    scheme: "salesos",
    secret: "SALES_SECRET",
    event: (id, now) => ({ id: `evt_${id}`, type: "lead.created", timestamp: at(now), data: {} }),
    sign: (body, now, secret = secrets.SALES_SECRET) => ({ "x-webhook-signature": hex(secret, body) }),
  },
  bottle: {
    scheme: "bottlecrm",
    secret: "BOTTLE_SECRET",
    event: (id, now) => ({ id: `evt_${id}`, type: "invoice.paid", created_at: at(now), data: {} }),
    sign: (body, now, secret = secrets.BOTTLE_SECRET) => ({ "x-bottlecrm-signature": `sha256=${hex(secret, body)}` }),
  },
  mates: {
    scheme: "customermates",
    secret: "MATES_SECRET",
    event: (id, now) => ({ event: "deal.updated", data: { id }, timestamp: at(now) }),
    sign: (body, now, secret = secrets.MATES_SECRET) => ({ "x-webhook-signature": hex(secret, body) }),
  },
  label: {
    scheme: "whitelabelcro",
    secret: "LABEL_SECRET",
    event: (id, now) => ({ id, type: "client.created", createdUtc: at(now), payload: {} }),
    sign: (body, now, secret = secrets.LABEL_SECRET) => {
      const seconds = Math.floor(now / 1000);
      return {
        "x-webhook-timestamp": String(seconds),
        "x-webhook-signature": `sha256=${hex(secret, `${seconds}.${body}`)}`,
      };
    },
  },
};

/** The headers over a body in the forms that the providers' own code sends, beside what they document. */
export const variants = {
  "bottlecrm/timestamped": (secret, body, now = Date.now()) => {
    const seconds = Math.floor(now / 1000);
    return { "x-bottlecrm-signature": `t=${seconds},v1=${hex(secret, `${seconds}.${body}`)}` };
  },
  "salesos/event-id": (secret, body) => ({ "x-webhook-signature": hex(secret, body) }),
};

let last = 0;

/** A signed request of a provider: a new event, unless it is given. */
export function request(source, { event, now = Date.now() } = {}) {
  const provider = providers[source];
  const body = JSON.stringify(event ?? provider.event(++last, now));
  return { body, headers: { "content-type": "application/json", ...provider.sign(body, now) } };
}
