// What is verified is what is read, whoever else can change the body's memory.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";

import { loadPackage } from "../support/package.mjs";

const main = await loadPackage();

const SECRET = "a secret";
/** So large that the host hashes it, and only then is its envelope read. */
const TEXT = `{"id":"evt_1","type":"lead.created","data":"${"x".repeat(600)}"}`;
const BYTES = new TextEncoder().encode(TEXT);
const AT = TEXT.indexOf("evt_1") + 4;
const decode = (bytes) => Buffer.from(bytes).toString();

/** Fills memory with the body, and gives bytes over it. */
const over = (memory, View = Uint8Array) => {
  new Uint8Array(memory).set(BYTES);
  return View === Buffer ? Buffer.from(memory, 0, BYTES.length) : new View(memory, 0, BYTES.length);
};

const foreign = runInNewContext("({ Uint8Array, SharedArrayBuffer })");

/** Says of itself what is not so. */
class Odd extends Uint8Array {
  static get [Symbol.species]() {
    return Uint16Array;
  }
  get length() {
    return 2;
  }
  get byteLength() {
    return 2;
  }
  get byteOffset() {
    return 1;
  }
  get buffer() {
    return new ArrayBuffer(8);
  }
  get [Symbol.toStringTag]() {
    return "Uint16Array";
  }
  slice() {
    return Buffer.from(TEXT.replace("evt_1", "evt_2"));
  }
  subarray() {
    return this.slice();
  }
  set() {}
  *[Symbol.iterator]() {}
}

const withOwn = (members) => Object.defineProperties(Uint8Array.from(BYTES), members);
const other = Buffer.from(TEXT.replace("evt_1", "evt_2"));

/** Bodies that something else can change, or that say what is not so. */
const BODIES = {
  "shared memory": () => over(new SharedArrayBuffer(BYTES.length)),
  "a Buffer over shared memory": () => over(new SharedArrayBuffer(BYTES.length), Buffer),
  "shared memory of another realm": () => over(new foreign.SharedArrayBuffer(BYTES.length), foreign.Uint8Array),
  "a Buffer over shared memory of another realm": () => over(new foreign.SharedArrayBuffer(BYTES.length), Buffer),
  "shared memory of WebAssembly": () =>
    over(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer, Buffer),
  "shared memory that has grown": () => {
    const memory = new SharedArrayBuffer(16, { maxByteLength: BYTES.length });
    const bytes = new Uint8Array(memory);
    memory.grow(BYTES.length);
    bytes.set(BYTES);
    return bytes;
  },
  "memory that is resizable": () => {
    const memory = new ArrayBuffer(BYTES.length, { maxByteLength: 2 * BYTES.length });
    new Uint8Array(memory).set(BYTES);
    return new Uint8Array(memory);
  },
  "bytes of another realm": () => foreign.Uint8Array.from(BYTES),
  "a class that says what is not so": () => over(new ArrayBuffer(BYTES.length), Odd),
  "the same over shared memory": () => over(new SharedArrayBuffer(BYTES.length), Odd),
};

for (const kind of ["esm", "cjs"]) {
  const { Verifier, sign, explain } = main[kind];
  const headers = sign("bottlecrm", SECRET, TEXT);
  const verifier = new Verifier("bottlecrm", SECRET);
  // From here on the host hashes.
  for (let call = 0; call < 200; call++) verifier.verify(TEXT, headers);

  for (const [name, make] of Object.entries(BODIES)) {
    test(`${kind}: ${name} is copied before it is verified`, () => {
      const body = make();
      for (const event of [verifier.verify(body, headers), verifier.check(body, headers).event]) {
        assert.equal(event.id, "evt_1");
        assert.equal(Object.getPrototypeOf(event.body), Uint8Array.prototype);
        assert.ok(event.body.buffer instanceof ArrayBuffer);
        assert.equal(event.body.buffer.resizable ?? false, false);
        assert.equal(decode(event.body), TEXT);
        // Whatever becomes of the memory, the event stays what was verified.
        Uint8Array.prototype.fill.call(body, 0x20);
        assert.equal(decode(event.body), TEXT);
        assert.equal(event.payload.id, "evt_1");
        Uint8Array.prototype.set.call(body, BYTES);
      }
      assert.deepEqual(sign("bottlecrm", SECRET, body), headers);
      assert.equal(explain({ scheme: "bottlecrm", secret: SECRET, headers, body }).ok, true);
      assert.equal(verifier.handshake(body, headers), undefined);
    });
  }

  test(`${kind}: bytes that change once they are hashed are not what is read`, (context) => {
    for (const name of ["shared memory", "a Buffer over shared memory", "a Buffer over shared memory of another realm"]) {
      const body = BODIES[name]();
      const flip = (hash) =>
        function (...args) {
          const result = hash.apply(this, args);
          body[AT] = "2".charCodeAt();
          return result;
        };
      const mocks = ["hash", "createHash"]
        .filter((one) => crypto[one])
        .map((one) => context.mock.method(crypto, one, flip(crypto[one])));
      const event = verifier.verify(body, headers);
      assert.ok(mocks.some((mock) => mock.mock.callCount() > 0), "the host hashes");
      mocks.forEach((mock) => mock.mock.restore());
      assert.equal(body[AT], "2".charCodeAt());
      assert.deepEqual([event.id, event.payload.id, decode(event.body)], ["evt_1", "evt_1", TEXT], name);
    }
  });

  test(`${kind}: methods of its own have no part in it`, () => {
    const large = Buffer.from(TEXT.replace("xxx", "x".repeat(10_000)));
    const signed = sign("bottlecrm", SECRET, large);
    const forged = Buffer.from(large.toString().replace("evt_1", "evt_2"));
    for (const method of ["subarray", "slice"]) {
      const body = Object.defineProperty(Buffer.from(large), method, { value: () => forged });
      assert.equal(verifier.verify(body, signed).id, "evt_1", method);
    }
    assert.equal(verifier.verify(withOwn({ buffer: { value: other.buffer } }), headers).id, "evt_1");
  });

  test(`${kind}: what looks like bytes, and may say each time another thing, is no body`, () => {
    let reads = 0;
    const get = () => (reads++ % 2 ? 2 : BYTES.length);
    for (const body of [new Proxy(BYTES, {}), withOwn({ length: { get } })]) {
      for (const call of [
        () => verifier.verify(body, headers),
        () => verifier.handshake(body, headers),
        () => sign("bottlecrm", SECRET, body),
        () => explain({ scheme: "bottlecrm", secret: SECRET, headers, body }),
      ]) {
        assert.throws(call, TypeError);
      }
    }
  });

  for (const [name, View] of [["bytes", Uint8Array], ["a Buffer", Buffer]]) {
    test(`${kind}: of ${name} that a thread changes all the time, what was signed is read`, async () => {
      const memory = new SharedArrayBuffer(BYTES.length);
      const body = over(memory, View);
      const flipper = new Worker(
        `const { workerData: { memory, at } } = require("node:worker_threads");
        const bytes = new Uint8Array(memory);
        for (;;) {
          for (let turn = 0; turn < 200; turn++) bytes[at] = 0x32;
          for (let turn = 0; turn < 200; turn++) bytes[at] = 0x31;
        }`,
        { eval: true, workerData: { memory, at: AT } },
      );
      try {
        const counts = { accepted: 0, refused: 0, wrong: 0 };
        const end = Date.now() + 10_000;
        const isEnough = () => counts.accepted > 2_000 && counts.refused > 2_000;
        while (!isEnough() && Date.now() < end) {
          await new Promise(setImmediate);
          for (let call = 0; call < 500; call++) {
            const { ok, event } = verifier.check(body, headers);
            if (!ok) counts.refused++;
            else if (event.id === "evt_1" && event.payload.id === "evt_1") counts.accepted++;
            else counts.wrong++;
          }
        }
        assert.equal(counts.wrong, 0, JSON.stringify(counts));
        assert.ok(counts.accepted > 0 && counts.refused > 0, JSON.stringify(counts));
      } finally {
        await flipper.terminate();
      }
    });
  }
}
