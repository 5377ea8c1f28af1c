// No call grows memory, and a large body does not stay.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { at } from "../support/files.mjs";

const MB = 2 ** 20;

/** Runs a script in a process of its own, and returns what it writes as JSON. */
async function measure(script) {
  const source = `
    const { Verifier, sign } = await import(${JSON.stringify(pathToFileURL(at("pkg/dist/index.js")).href)});
    const body = (size) => Buffer.from('{"id":"evt_1","type":"lead.created","data":"'.padEnd(size - 2, "x") + '"}');
    const request = (size) => [body(size), sign("salesos", "s3cret", body(size))];
    const resident = () => { gc(); gc(); return process.memoryUsage.rss(); };
    ${script}`;
  const args = ["--expose-gc", "--input-type=module", "--eval", source];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

test("10 million verifications leave the resident set as it was", async () => {
  const { before, after } = await measure(`
    const verifier = new Verifier("salesos", "s3cret");
    const small = request(200), large = request(600);
    const forged = [small[0], sign("salesos", "another", small[0])];
    const run = (calls) => {
      for (let call = 0; call < calls; call++) {
        verifier.verify(...(call % 4 === 0 ? large : small));
        if (call % 100 === 0) verifier.check(...forged);
      }
    };
    run(500_000);
    const before = resident();
    run(10_000_000);
    console.log(JSON.stringify({ before, after: resident() }));`);
  assert.ok(after - before < 16 * MB, `${before / MB} MB before, ${after / MB} MB after`);
});

for (const [hashes, prepare] of [
  ["the host", ""],
  ["the core", "process.getBuiltinModule = undefined;"],
]) {
  test(`a body of 10 MB does not stay, where ${hashes} hashes`, async () => {
    const { before, largest, after, kept } = await measure(`
      ${prepare}
      // The memory of the core that is in use.
      let memory;
      WebAssembly.Instance = class extends WebAssembly.Instance {
        constructor(...args) { super(...args); memory = this.exports.memory; }
      };
      const size = () => memory.buffer.byteLength;
      const verifier = new Verifier("salesos", "s3cret");
      const small = request(1000);
      // Its envelope stands last: all of it has to be read.
      const late = Buffer.from('{"data":"'.padEnd(10 * ${MB}, "x") + '","id":"evt_1","type":"lead.created"}');
      const signed = sign("salesos", "s3cret", late);
      const run = () => { for (let call = 0; call < 20_000; call++) verifier.verify(...small); };
      run();
      const before = resident();
      verifier.verify(late, signed);
      const largest = size();
      for (let call = 0; call < 4; call++) verifier.verify(late, signed);
      run();
      await new Promise((resolve) => setTimeout(resolve, 100));
      console.log(JSON.stringify({ before, largest, after: resident(), kept: size() }));`);
    assert.ok(largest > 10 * MB, "the body has been in the core");
    assert.ok(kept <= 16 * MB, `${kept / MB} MB are kept`);
    assert.ok(after - before < 24 * MB, `${before / MB} MB before, ${after / MB} MB after`);
  });
}
