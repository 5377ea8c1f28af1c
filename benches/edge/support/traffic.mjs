// Requests as they go over the wire, signed by node:crypto alone.

import { createHmac, randomUUID } from "node:crypto";

export const SECRET = "whsec_bench";

/** The webhooks are of about this size, in bytes. */
const BODY_BYTES = 1024;

const PATH = "/hooks/optimo";
const MESSAGE = "x".repeat(BODY_BYTES - 130);

/** A new event. Where it is forged, one digit of its signature is another. */
function webhook(isForged) {
  const now = Date.now();
  const event = { id: `evt_${randomUUID()}`, type: "form.submitted", data: { formId: "contact", message: MESSAGE } };
  const body = JSON.stringify(event);
  let signature = createHmac("sha256", SECRET).update(`${now}.${body}`).digest("hex");
  if (isForged) signature = (signature[0] === "0" ? "1" : "0") + signature.slice(1);
  return Buffer.from(
    `POST ${PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\nx-optimocms-timestamp: ${now}\r\n` +
      `x-optimocms-signature: ${signature}\r\n\r\n${body}`,
  );
}

/** `count` requests, each of an event of its own. */
export function webhooks(count, { isForged = false } = {}) {
  return Array.from({ length: count }, () => webhook(isForged));
}
