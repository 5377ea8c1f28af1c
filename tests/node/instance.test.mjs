// An instance of the core that was stopped half-way must not answer again.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";

const { esm, cjs } = await loadPackage();
const { Verifier, sign } = esm;

const BODY = '{"id":"evt_1"}';

test("after the stack has run out inside, everything still works", () => {
  const verifier = new Verifier("bottlecrm", "a secret");
  const headers = sign("bottlecrm", "a secret", BODY);
  const forged = sign("bottlecrm", "another", BODY);

  // At every depth near the end of the stack, so that it ends in every part.
  const failures = [];
  const descend = () => {
    try {
      descend();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    if (failures.length < 200) {
      try {
        failures.push(verifier.check(BODY, headers).ok);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  descend();
  assert.ok(failures.some((failure) => failure instanceof Error), "the stack did not run out");
  assert.ok(!failures.includes(false), "a good request was refused");

  assert.ok(verifier.check(BODY, headers).ok);
  assert.equal(verifier.check(BODY, forged).error.code, "signature_mismatch");
  assert.ok(new Verifier("bottlecrm", "a secret").check(BODY, headers).ok);
});

test("where WebAssembly cannot start, the error says so, and a later call may", () => {
  // In this build, nothing has been compiled yet.
  const { Module } = WebAssembly;
  WebAssembly.Module = function () {
    throw new WebAssembly.CompileError("not here");
  };
  try {
    assert.throws(() => new cjs.Verifier("bottlecrm", "a secret"), (error) => {
      assert.match(error.message, /Content-Security-Policy/);
      assert.match(String(error.cause), /not here/);
      return true;
    });
  } finally {
    WebAssembly.Module = Module;
  }
  const headers = cjs.sign("bottlecrm", "a secret", BODY);
  assert.ok(new cjs.Verifier("bottlecrm", "a secret").check(BODY, headers).ok);
});

test("an instance in which a call broke off is not used again", (context) => {
  const verifier = new cjs.Verifier("bottlecrm", "a secret");
  const headers = cjs.sign("bottlecrm", "a secret", BODY);
  const forged = cjs.sign("bottlecrm", "another", BODY);

  const started = context.mock.method(WebAssembly, "Instance");
  assert.equal(verifier.check(BODY, forged).error.code, "signature_mismatch");
  assert.ok(verifier.check(BODY, headers).ok);
  assert.equal(started.mock.callCount(), 0, "an answer is no break");

  // The host's hash, of which the core knows nothing, fails in the middle of a call.
  verifier.check(BODY.padEnd(2 ** 17), forged); // the host is asked once there is much to hash
  const long = BODY.padEnd(1000);
  const signed = cjs.sign("bottlecrm", "a secret", long);
  assert.ok(verifier.check(long, signed).ok);
  const fault = context.mock.method(crypto, "hash", () => {
    throw new Error("no room");
  });
  assert.throws(() => verifier.check(long, signed), (error) => {
    assert.match(error.message, /afresh/);
    assert.match(error.cause.message, /no room/);
    return true;
  });
  assert.equal(fault.mock.callCount(), 1);
  fault.mock.restore();

  assert.ok(verifier.check(long, signed).ok);
  assert.equal(verifier.check(BODY, forged).error.code, "signature_mismatch");
  assert.equal(started.mock.callCount(), 1);
});
