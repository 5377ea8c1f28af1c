// The package on Node against the vectors: both of its builds, and every form
// in which headers and a body may be given.

import assert from "node:assert/strict";
import { test } from "node:test";

import { readVectors, readWycheproof } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { asReceived, failures } from "../support/vectors.mjs";

const { esm, cjs } = await loadPackage();
const files = [...readVectors(), ...readWycheproof()];

function passes(title, countersign, give) {
  for (const file of files) {
    test(`${title}: ${file.id}`, () => {
      assert.deepEqual(failures(countersign, file, give), []);
    });
  }
}

/** As Node's `request.headersDistinct`: lower-case names, an array each. */
function distinct(headers) {
  const lines = Object.create(null);
  for (const [name, value] of headers) (lines[name.toLowerCase()] ??= []).push(value);
  return lines;
}

passes("import", esm, asReceived);
passes("require", cjs, asReceived);

passes("a plain object and a Buffer amid others", esm, (vector) => {
  const { headers, body } = asReceived(vector);
  const pool = Buffer.concat([Buffer.from("before"), body, Buffer.from("after")]);
  return { headers: distinct(headers), body: pool.subarray(6, 6 + body.length) };
});

passes("a Map and text", esm, (vector) => {
  if (vector.body === undefined) return undefined;
  return {
    headers: new Map(Object.entries(distinct(asReceived(vector).headers))),
    body: vector.body,
  };
});

passes("a Headers", esm, (vector) => {
  const { headers, body } = asReceived(vector);
  const names = headers.map(([name]) => name.toLowerCase());
  if (new Set(names).size < names.length) return undefined; // it joins them with a comma
  try {
    const made = new Headers(headers);
    // It trims values, so what is judged may no longer be the case.
    return headers.every(([name, value]) => made.get(name) === value)
      ? { headers: made, body }
      : undefined;
  } catch {
    return undefined; // no HTTP message has such a header
  }
});
