// Every kind of value in the place of every parameter. What is not of its type
// is a TypeError that says so, what is of its type and wrong a VerificationError,
// and nothing else ever comes of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { loadPackage } from "../support/package.mjs";
import { Trap, VALUES } from "./support/values.mjs";

const { Verifier, VerificationError, schemes, sign } = (await loadPackage()).esm;

const SECRET = "c2VjcmV0IHNlY3JldA=="; // text for some schemes, base64 for others
const BODY = '{"id":"evt_1","type":"lead.created"}';
const NAME = "X-BottleCRM-Signature";
const HEADERS = { ...sign("bottlecrm", SECRET, BODY) };

const verifier = new Verifier("bottlecrm", SECRET);

const NAMES = Object.keys(VALUES);
const ofType = (...types) => NAMES.filter((name) => types.includes(typeof VALUES[name]()));
const without = (names, ...others) => names.filter((name) => !others.includes(name));

const TEXTS = ofType("string");
const VISIBLE = ["text", "a number as text", "long text"];
const REVOKED = ["a revoked proxy", "a revoked proxy of an array", "a revoked proxy of a function"];
const THROWING = ["a proxy that throws", "a proxy of an array that throws"];
const ARRAYS = without(NAMES, ...REVOKED).filter((name) => Array.isArray(VALUES[name]()));
const OBJECTS = without(ofType("object"), "null", ...ARRAYS, ...REVOKED, ...THROWING);
const BYTES = ["bytes", "no bytes", "a Buffer", "shared bytes"];
const NO_LINES = ["undefined", "an empty array", "an array with a hole", "a proxy of an array"];

/** Objects that are headers, of which none is the scheme's. */
const OTHER_HEADERS = [
  ...NAMES.filter((name) => /^(an object (?!of traps|whose members)|a (parsed body|frozen|deep|Headers|FormData|URLSearch))/.test(name)),
  ...["an object", "an empty array", "no bytes", "a proxy of an object", "a proxy of an array"],
];

/** Objects that JSON can hold, and that are no scheme. */
const UNWRITABLE = [
  ...["an object in a circle", "an object with a bigint", "an object deeper than the stack"],
  ...["an object whose JSON is nothing", "an object of traps", "an object whose members are traps"],
  ...["64-bit numbers", "the global object"],
];

const verify = (body, headers, options) => verifier.verify(body, headers, options).id === "evt_1";
const isSigned = (headers) => Object.values(headers).every((value) => typeof value === "string");
const isMade = (made) => made instanceof Verifier;

/**
 * Each parameter: what is called with a value in its place, and whether the
 * answer is right; for which values there is one, and for which a
 * VerificationError. All others are a TypeError.
 */
const PARAMETERS = {
  "new Verifier(scheme)": {
    call: (value) => isMade(new Verifier(value, SECRET)),
    refuses: [...TEXTS, ...without(OBJECTS, ...UNWRITABLE)],
  },
  "new Verifier(secrets)": {
    call: (value) => isMade(new Verifier("bottlecrm", value)),
    takes: [...VISIBLE, "text with NUL", "an array of bytes as text"],
    refuses: ["empty text", "an empty array", "a proxy of an array"],
  },
  "new Verifier([secret])": {
    call: (value) => isMade(new Verifier("bottlecrm", [SECRET, value])),
    takes: [...VISIBLE, "text with NUL"],
    refuses: ["empty text"],
  },
  "new Verifier(options)": {
    call: (value) => isMade(new Verifier("bottlecrm", SECRET, value)),
    takes: ["undefined", ...OBJECTS],
  },
  "new Verifier({ tolerance })": {
    call: (value) => isMade(new Verifier("bottlecrm", SECRET, { tolerance: value })),
    takes: ["undefined", "a number", "Infinity"],
  },
  "new Verifier({ maxBody })": {
    call: (value) => isMade(new Verifier("bottlecrm", SECRET, { maxBody: value })),
    takes: ["undefined", "a number"],
  },
  "new Verifier({ allowUnsigned })": {
    call: (value) => {
      const allowing = new Verifier("customermates", [], { allowUnsigned: value });
      return allowing.verify(BODY, {}).secretIndex === undefined;
    },
    takes: ["true"],
    refuses: without(NAMES, "true"), // each request, as nothing else allows it
  },
  "verify(body)": {
    call: (value) => verify(value, HEADERS),
    refuses: [...TEXTS, ...BYTES],
  },
  "verify(headers)": {
    call: (value) => verify(BODY, value),
    // Only headers of the scheme are looked at.
    refuses: [...OTHER_HEADERS, "an object whose members are traps"],
  },
  "verify({ name: value })": {
    call: (value) => verify(BODY, { [NAME]: value }),
    refuses: [...TEXTS, ...NO_LINES, "an array of bytes as text"],
  },
  "verify({ name: [value] })": {
    call: (value) => verify(BODY, { [NAME]: [value] }),
    refuses: [...TEXTS, "undefined"],
  },
  "verify([entry])": {
    call: (value) => verify(BODY, [value]),
    refuses: ["an array of bytes as text"],
  },
  "verify([[name, value]]), the name": {
    call: (value) => verify(BODY, [[value, "a value"]]),
    refuses: TEXTS,
  },
  "verify([[name, value]]), the value": {
    call: (value) => verify(BODY, [[NAME, value]]),
    refuses: [...TEXTS, ...NO_LINES, "an array of bytes as text"],
  },
  "verify(options)": {
    call: (value) => verify(BODY, HEADERS, value),
    takes: ["undefined", ...OBJECTS],
  },
  "verify({ now })": {
    call: (value) => verify(BODY, HEADERS, { now: value }),
    takes: ["undefined", "a number", "a negative number", "a fraction", "a large number"],
  },
  "verify({ tolerance })": {
    call: (value) => verify(BODY, HEADERS, { tolerance: value }),
    takes: ["undefined", "a number", "Infinity"],
  },
  "verify({ url })": {
    call: (value) => verify(BODY, HEADERS, { url: value }),
    takes: ["undefined", "null", ...TEXTS],
  },
  "verify({ method })": {
    call: (value) => verify(BODY, HEADERS, { method: value }),
    takes: ["undefined", "null", ...TEXTS],
  },
  "handshake({ verifyToken })": {
    call: (value) => verifier.handshake(BODY, HEADERS, { verifyToken: value }) === undefined,
    takes: ["undefined", "null", ...TEXTS],
  },
  "sign(scheme)": {
    call: (value) => isSigned(sign(value, SECRET, BODY)),
    refuses: [...TEXTS, ...without(OBJECTS, ...UNWRITABLE)],
  },
  "sign(secret)": {
    call: (value) => isSigned(sign("bottlecrm", value, BODY)),
    takes: [...VISIBLE, "text with NUL"],
    refuses: ["empty text"],
  },
  "sign(body)": {
    call: (value) => isSigned(sign("bottlecrm", SECRET, value)),
    takes: [...TEXTS, ...BYTES],
  },
  "sign(options)": {
    call: (value) => isSigned(sign("bottlecrm", SECRET, BODY, value)),
    // Two of them have an id, and one of these is no text.
    takes: ["undefined", ...without(OBJECTS, "an object with a bigint", "an object whose members are traps")],
  },
  "sign({ now })": {
    call: (value) => isSigned(sign("optimocms", SECRET, BODY, { now: value })),
    takes: ["undefined", "a number", "a negative number", "a fraction", "a large number"],
  },
  "sign({ url })": {
    call: (value) => isSigned(sign("bottlecrm", SECRET, BODY, { url: value })),
    takes: ["undefined", "null", ...TEXTS],
  },
  "sign({ id })": {
    call: (value) => isSigned(sign("standard-webhooks", SECRET, BODY, { id: value })),
    takes: ["undefined", ...VISIBLE],
  },
};

/** What the engine says where nobody has looked at a value first. */
const UNCLEAR = /reading '|of undefined|of null|is not a function|not iterable/;

/** What comes of a value: `answer`, `VerificationError` or `TypeError`. Nothing else may. */
function outcome(call, value) {
  try {
    assert.equal(call(value), true, "a wrong answer");
    return "answer";
  } catch (error) {
    if (error instanceof VerificationError) return "VerificationError";
    // A trap of the caller's own comes back to the caller.
    if (error instanceof Trap) return "TypeError";
    if (!(error instanceof TypeError)) throw error;
    assert.doesNotMatch(error.message, UNCLEAR);
    return "TypeError";
  }
}

for (const [parameter, { call, takes = [], refuses = [], todo }] of Object.entries(PARAMETERS)) {
  test(parameter, () => {
    for (const name of [...takes, ...refuses]) assert.ok(name in VALUES, name);
    const expected = (name) =>
      takes.includes(name) ? "answer" : refuses.includes(name) ? "VerificationError" : "TypeError";
    const found = (name) => {
      try {
        return outcome(call, VALUES[name]());
      } catch (error) {
        return String(error.stack);
      }
    };
    const results = NAMES.map((name) => [name, expected(name), found(name)]);
    assert.deepEqual(results.filter(([, wanted, got]) => got !== wanted), []);
    assert.ok(verify(BODY, HEADERS));
  });
}

test("check returns a VerificationError where verify throws one, and throws where it throws another", () => {
  for (const place of [0, 1, 2]) {
    for (const name of NAMES) {
      const attempt = (method) => {
        const args = [BODY, HEADERS];
        args[place] = VALUES[name]();
        try {
          const result = verifier[method](...args);
          return method === "verify" || result.ok ? "answer" : result.error.code;
        } catch (error) {
          return error instanceof VerificationError && method === "verify" ? error.code : error.message;
        }
      };
      assert.equal(attempt("check"), attempt("verify"), `${name} at ${place}`);
    }
  }
});

test("a call without arguments is a TypeError", () => {
  for (const call of [() => new Verifier(), () => verifier.verify(), () => verifier.check(), () => sign()]) {
    assert.throws(call, TypeError);
  }
  for (const name of ["verify", "check"]) {
    assert.throws(() => Verifier.prototype[name](BODY, HEADERS), TypeError);
    assert.throws(() => Reflect.apply(verifier[name], undefined, [BODY, HEADERS]), TypeError);
  }
  assert.throws(() => Verifier("bottlecrm", SECRET), TypeError);
});

test("bytes that are shared, resizable or part of others are bytes", () => {
  const bytes = new TextEncoder().encode(BODY);
  const buffers = [
    new SharedArrayBuffer(bytes.length + 2),
    new ArrayBuffer(bytes.length + 2, { maxByteLength: 1024 }),
    new WebAssembly.Memory({ initial: 1 }).buffer,
  ];
  for (const buffer of buffers) {
    const body = new Uint8Array(buffer, 1, bytes.length);
    body.set(bytes);
    const event = verifier.verify(body, HEADERS);
    assert.deepEqual([event.id, event.payload.type], ["evt_1", "lead.created"]);
    body[0] ^= 1;
    assert.equal(verifier.check(body, HEADERS).error.code, "signature_mismatch");
  }
});

test("a body that is detached by an option's getter is a TypeError", () => {
  const signature = HEADERS[NAME.toLowerCase()];
  const calls = [
    (body, take) => verifier.verify(body, { get [NAME]() { return take() ?? signature; } }),
    (body, take) => verifier.verify(body, HEADERS, { get now() { return take() ?? 0; } }),
    (body, take) => verifier.verify(body, HEADERS, { get tolerance() { return take(); } }),
    (body, take) => sign("bottlecrm", SECRET, body, { get now() { return take() ?? 0; } }),
  ];
  for (const call of calls) {
    const body = new TextEncoder().encode(BODY);
    const take = () => void structuredClone(body.buffer, { transfer: [body.buffer] });
    assert.throws(() => call(body, take), TypeError);
  }
});

test("a Headers object whose values are no strings is a TypeError", () => {
  for (const given of [undefined, 7, Symbol("a symbol"), {}]) {
    class Odd extends Headers {
      get() {
        return given;
      }
    }
    assert.throws(() => verifier.verify(BODY, new Odd()), TypeError);
  }
});

test("values that are too large for anything", () => {
  const huge = "€".repeat(2 ** 22);
  assert.equal(verifier.check(huge, HEADERS).error.code, "signature_mismatch");
  assert.equal(verifier.check(BODY, { [NAME]: huge }).error.code, "malformed_signature");
  assert.equal(verifier.check(BODY, { [huge]: "a" }).error.code, "missing_header");
  assert.equal(verifier.check(BODY, { [NAME]: new Array(100_000).fill("a") }).error.code, "ambiguous_header");
  assert.throws(() => new Verifier(huge, SECRET), { code: "unknown_scheme" });
  assert.ok(verify(BODY, HEADERS));
});

test("after 10,000 such calls a good one still verifies, and a bad one does not", async (context) => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc");
  const started = context.mock.method(WebAssembly, "Instance");
  const calls = Object.values(PARAMETERS).flatMap(({ call }) => NAMES.map((name) => [call, VALUES[name]]));
  const counts = { answer: 0, refused: 0 };
  while (counts.refused < 10_000) {
    for (const [call, make] of calls) {
      try {
        call(make());
        counts.answer += 1;
      } catch (error) {
        const isExpected = [TypeError, VerificationError, Trap].some((kind) => error instanceof kind);
        if (!isExpected) throw error;
        counts.refused += 1;
      }
    }
    // Some of the calls make a verifier, whose memory is free once it is collected.
    collectGarbage();
    await setImmediate();
  }
  assert.equal(started.mock.callCount(), 0, "an instance of the core was given up");

  const large = JSON.stringify({ id: "evt_1", text: "x".repeat(200_000) });
  for (const { id } of schemes) {
    const fresh = new Verifier(id, SECRET);
    for (const body of [BODY, large]) {
      const headers = sign(id, SECRET, body);
      assert.ok(fresh.check(body, headers).ok, id);
      assert.equal(fresh.check(body.replace("evt_1", "evt_2"), headers).error.code, "signature_mismatch");
    }
  }
  assert.ok(verify(BODY, HEADERS));
  assert.equal(verifier.check(`${BODY} `, HEADERS).error.code, "signature_mismatch");
});
