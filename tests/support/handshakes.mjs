// What providers ask before they send events, as their documents show it.

import { createHmac } from "node:crypto";

export const SECRET = "a secret of the tests";
/** What the documents of Meta have told the provider. */
export const VERIFY_TOKEN = "meatyhamhock";

const hmac = (text, encoding) => createHmac("sha256", SECRET).update(text).digest(encoding);
const now = () => String(Math.floor(Date.now() / 1000));

/**
 * The questions that are signed, by their scheme: the headers that a body is
 * signed with at a time, what it is answered with, and a time that is too old.
 */
export const SIGNED = {
  slack: {
    body: '{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}',
    headers: (body, time = now()) => ({
      "x-slack-request-timestamp": time,
      "x-slack-signature": `v0=${hmac(`v0:${time}:${body}`, "hex")}`,
    }),
    answer: "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
    type: "text/plain; charset=utf-8",
    old: "1700000000",
  },
  zoom: {
    body: '{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}',
    headers: (body, time = now()) => ({
      "x-zm-request-timestamp": time,
      "x-zm-signature": `v0=${hmac(`v0:${time}:${body}`, "hex")}`,
    }),
    answer: JSON.stringify({
      plainToken: "qgg8vlvZRS6UYooatFL8Aw",
      encryptedToken: hmac("qgg8vlvZRS6UYooatFL8Aw", "hex"),
    }),
    type: "application/json",
    old: "1700000000",
  },
  twitch: {
    body: '{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{"status":"webhook_callback_verification_pending"}}',
    headers: (body, time = new Date().toISOString()) => ({
      "twitch-eventsub-message-type": "webhook_callback_verification",
      "twitch-eventsub-message-id": "e76c6bd4-55c9-4987-8304-da1588d8988b",
      "twitch-eventsub-message-timestamp": time,
      "twitch-eventsub-message-signature": `sha256=${hmac(`e76c6bd4-55c9-4987-8304-da1588d8988b${time}${body}`, "hex")}`,
    }),
    answer: "pogchamp-kappa-360noscope-vohiyo",
    type: "text/plain; charset=utf-8",
    old: "2026-01-01T00:00:00Z",
  },
};

/** The questions that are not, by their scheme: each is a query. */
export const ASKED = {
  meta: {
    query: "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock",
    answer: "1158201444",
    forged: ["hub.mode=subscribe&hub.challenge=1&hub.verify_token=other", "hub.mode=subscribe&hub.challenge=1"],
  },
  "x-twitter": {
    query: "crc_token=challenge&nonce=1",
    answer: JSON.stringify({ response_token: `sha256=${hmac("challenge", "base64")}` }),
    forged: ["crc_token=%7B%22id%22%3A1%7D"],
  },
  dropbox: { query: "challenge=abc%2B123", answer: "abc+123", forged: [] },
};
