// The verifier that Countersign is measured against first: what a careful
// developer writes with node:crypto, for the scheme `{timestamp}.{body}` with
// `sha256=<hex>`.

import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_S = 300;
const PREFIX = "sha256=";
const DIGEST_LENGTH = 32;
const DIGITS = /^\d{1,12}$/;

/**
 * Makes a function that says whether a request is authentic and fresh.
 *
 * @param {string | import("node:crypto").KeyObject} secret
 */
export function makeVerifier(secret) {
  return (body, headers) => {
    const timestamp = headers["x-webhook-timestamp"];
    if (!isFresh(timestamp)) return false;
    const received = digestOf(headers["x-webhook-signature"]);
    if (received === undefined) return false;
    const expected = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest();
    return timingSafeEqual(received, expected);
  };
}

/** Whether it is a number of seconds, neither long past nor far in the future. */
export function isFresh(timestamp) {
  if (typeof timestamp !== "string" || !DIGITS.test(timestamp)) return false;
  return Math.abs(Math.floor(Date.now() / 1000) - Number(timestamp)) <= TOLERANCE_S;
}

/** The bytes of a signature, or undefined where it is not well-formed. */
export function digestOf(signature) {
  if (typeof signature !== "string" || !signature.startsWith(PREFIX)) return undefined;
  if (signature.length !== PREFIX.length + 2 * DIGEST_LENGTH) return undefined;
  // It stops at the first character that is no digit, so the length tells.
  const digest = Buffer.from(signature.slice(PREFIX.length), "hex");
  return digest.length === DIGEST_LENGTH ? digest : undefined;
}
