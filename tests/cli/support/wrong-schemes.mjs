// A scheme, and what may be wrong with it.

/** A scheme of nobody's, with nothing wrong. */
export const ACME = {
  id: "acme",
  name: "Acme",
  signature: { header: "Acme-Signature", prefix: "sha256=", encoding: "hex" },
  timestamp: { header: "Acme-Time", unit: "s" },
  signed_content: "{timestamp}.{body}",
  algorithm: "hmac-sha256",
  secret: { encoding: "utf8" },
  event: { format: "json", id: "/id", type: "/type" },
};

const fields = (separators) => ({ separators, assign: "=", signature: "v1", timestamp: "t" });

/** Every way in which a scheme may be wrong, with the path of the fault, and what is said of it. */
export const FAULTS = [
  ["a wrong key", { ...ACME, tolerance: 300 }, "tolerance", /unknown field `tolerance`[^]*did you mean tolerance_s\?/],
  ["a wrong key within", { ...ACME, signature: { ...ACME.signature, prefx: "v" } }, "signature.prefx", /did you mean prefix\?/],
  ["a missing key", { ...ACME, event: undefined }, "", /missing field `event`/],
  ["a wrong type", { ...ACME, tolerance_s: "300" }, "tolerance_s", /a whole number/],
  ["a brace that is not closed", { ...ACME, signed_content: "{timestamp}.{body" }, "signed_content", /not closed/],
  ["a part that there is not", { ...ACME, signed_content: "{nonce}{timestamp}.{body}" }, "signed_content", /`nonce`/],
  ["a time that is not signed", { ...ACME, signed_content: "{body}" }, "signed_content", /need each other/],
  ["a body that is not signed", { ...ACME, signed_content: "{timestamp}" }, "signed_content", /would not be protected/],
  ["an unknown algorithm", { ...ACME, algorithm: "md5" }, "algorithm", /`hmac-sha256`/],
  ["an unknown unit", { ...ACME, timestamp: { header: "T", unit: "h" } }, "timestamp.unit", /`rfc3339`/],
  [
    "what would be a bomb as a regular expression",
    { ...ACME, timestamp: { unit: "s" }, signature: { ...ACME.signature, fields: fields(`(${"a+)+".repeat(10_000)}$`) } },
    "signature.fields.separators",
    /a signature may contain it/,
  ],
  ["10,000 segments", { ...ACME, signed_content: `{timestamp}.{body}${"{url}".repeat(10_000)}` }, "signed_content", /64/],
  ["10,000 optional parts", { ...ACME, signed_content: `${"{[}".repeat(10_000)}{body}` }, "signed_content", /optional/],
  ["a list that is as deep as a file", "[".repeat(30_000) + "]".repeat(30_000), "", /./],
  ["no JSON", '{"id": "acme",', "", /not JSON/],
  ["a list", "[]", "", /must be/],
  ["a file of another size", " ".repeat(2 ** 16) + JSON.stringify(ACME), "", /larger than 65,536 bytes/],
];
