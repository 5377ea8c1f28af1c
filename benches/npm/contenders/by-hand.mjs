import { createSecretKey } from "node:crypto";

import { makeVerifier } from "../hand-written.mjs";

const verifyWith = (key) => {
  const verify = makeVerifier(key);
  return ({ body, headers }) => verify(body, headers);
};

export const byHand = {
  id: "by-hand",
  name: "`node:crypto` by hand",
  scheme: "whitelabelcro",
  make: (secret) => verifyWith(secret),
};

/** A secret that is made a key once is faster, and seldom seen. */
export const byHandKeyObject = {
  id: "by-hand-key-object",
  name: "by hand, `KeyObject` kept",
  scheme: "whitelabelcro",
  make: (secret) => verifyWith(createSecretKey(Buffer.from(secret))),
};
