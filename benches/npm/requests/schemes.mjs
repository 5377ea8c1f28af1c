// The schemes that the contenders verify, and how a request is signed by each.
// Countersign's own `sign` has no part in it.

import { createHmac } from "node:crypto";

const digest = (key, encoding, ...parts) => {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest(encoding);
};

const KEY = Buffer.from("countersign benchmark key, 32 B.");
const TEXT_SECRET = "sk_bench_4f9c2e7a81d05b36";
const WHSEC = `whsec_${KEY.toString("base64")}`;
const EVENT = { format: "json", id: "/id", type: "/type", time: "/createdUtc", data: "/payload" };

/** Standard Webhooks, under any prefix of its headers. */
const standard = (prefix) => (body, seconds, number) => {
  const id = `msg_${String(number).padStart(24, "0")}`;
  return {
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: String(seconds),
    [`${prefix}-signature`]: `v1,${digest(KEY, "base64", `${id}.${seconds}.`, body)}`,
  };
};

/**
 * `scheme` is what Countersign takes. `sign` makes the headers, with names in lower
 * case, as Node has them.
 */
export const SCHEMES = {
  whitelabelcro: {
    scheme: "whitelabelcro",
    secret: TEXT_SECRET,
    sign: (body, seconds) => ({
      "x-webhook-timestamp": String(seconds),
      "x-webhook-signature": `sha256=${digest(TEXT_SECRET, "hex", `${seconds}.`, body)}`,
    }),
  },
  "standard-webhooks": {
    scheme: "standard-webhooks",
    secret: WHSEC,
    sign: standard("webhook"),
  },
  svix: {
    scheme: {
      id: "svix",
      name: "Svix",
      source: "Svix documentation, \"Verifying payloads\"",
      signature: { header: "svix-signature", prefix: "v1,", encoding: "base64", separator: " " },
      timestamp: { header: "svix-timestamp", unit: "s" },
      message_id: { header: "svix-id" },
      signed_content: "{id}.{timestamp}.{body}",
      algorithm: "hmac-sha256",
      secret: { encoding: "base64", prefix: "whsec_" },
      event: { ...EVENT, format: "any", id: "message-id" },
    },
    secret: WHSEC,
    sign: standard("svix"),
  },
  github: {
    scheme: {
      id: "github",
      name: "GitHub",
      source: "GitHub documentation, \"Validating webhook deliveries\"",
      signature: { header: "x-hub-signature-256", prefix: "sha256=", encoding: "hex" },
      signed_content: "{body}",
      algorithm: "hmac-sha256",
      secret: { encoding: "utf8" },
      event: EVENT,
    },
    secret: TEXT_SECRET,
    sign: (body) => ({ "x-hub-signature-256": `sha256=${digest(TEXT_SECRET, "hex", body)}` }),
  },
  stripe: {
    scheme: {
      id: "stripe",
      name: "Stripe",
      source: "Stripe documentation, \"Webhooks\"",
      signature: {
        header: "stripe-signature",
        fields: { separators: ",", assign: "=", signature: "v1", timestamp: "t" },
        encoding: "hex",
      },
      timestamp: { unit: "s" },
      signed_content: "{timestamp}.{body}",
      algorithm: "hmac-sha256",
      secret: { encoding: "utf8" },
      event: EVENT,
    },
    secret: TEXT_SECRET,
    sign: (body, seconds) => ({
      "stripe-signature": `t=${seconds},v1=${digest(TEXT_SECRET, "hex", `${seconds}.`, body)}`,
    }),
  },
};
