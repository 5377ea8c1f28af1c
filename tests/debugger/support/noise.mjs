// Large things that are pasted, few of which are requests.

import { randomBytes } from "node:crypto";

import { request } from "../../support/providers.mjs";

/** What a browser must allow before anything is pasted. */
export const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

export const LINES = Array.from({ length: 65_000 }, () => randomBytes(57).toString("base64")).join("\n");
export const LINE = randomBytes(3_750_000).toString("base64");
export const BINARY = randomBytes(2_500_000).toString("latin1").replaceAll("\0", "\x01");

/** A HAR file of 1,000 entries, of which number 700 is a signed request of `label`. */
export function largeHar() {
  const { headers, body } = request("label");
  const entry = (index) => ({
    request: {
      method: "POST",
      url: `https://api.example.com/${index}`,
      headers: Object.entries(index === 700 ? headers : { accept: "*/*" }).map(([name, value]) => ({ name, value })),
      postData: { mimeType: "application/json", text: index === 700 ? body : "x".repeat(3000) },
    },
  });
  return JSON.stringify({ log: { version: "1.2", entries: Array.from({ length: 1000 }, (_, index) => entry(index)) } }, undefined, 1);
}
