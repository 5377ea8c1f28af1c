import { timingSafeEqual } from "node:crypto";

import { createHMAC, createSHA256 } from "hash-wasm";

import { digestOf, isFresh } from "../hand-written.mjs";

/** The verifier by hand, over the peer's HMAC: made once, so that the key is prepared once. */
export const hashWasm = {
  id: "hash-wasm",
  name: "hash-wasm",
  package: "hash-wasm",
  rival: "countersign",
  scheme: "whitelabelcro",
  note: "the hand-written verifier over its `createHMAC`, made once",
  make: async (secret) => {
    const hmac = await createHMAC(createSHA256(), secret);
    return ({ body, headers }) => {
      const timestamp = headers["x-webhook-timestamp"];
      if (!isFresh(timestamp)) return false;
      const received = digestOf(headers["x-webhook-signature"]);
      if (received === undefined) return false;
      const expected = hmac.init().update(`${timestamp}.`).update(body).digest("binary");
      return timingSafeEqual(received, expected);
    };
  },
};
