// What the tarball holds.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { test } from "node:test";

import { documented, exported } from "./support/entries.mjs";
import { project } from "./support/project.mjs";

const installed = join(await project(), "node_modules/countersign");
const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(installed.length + 1));

test("what is exported is documented, and what is documented is exported", () => {
  assert.deepEqual(documented, exported);
});

test("it holds what `files` says, and nothing else", () => {
  const always = ["package.json", "README.md"];
  const isIn = (pattern) => (file) => matchesGlob(file, pattern) || file.startsWith(`${pattern}/`);
  for (const pattern of manifest.files) assert.ok(files.some(isIn(pattern)), `${pattern} is of nothing`);
  const others = files.filter((file) => !manifest.files.some((pattern) => isIn(pattern)(file)));
  assert.deepEqual(others.sort(), always.sort());
  const shipped = /\.(js|cjs|d\.ts|d\.cts|wasm)$|^dist\/(LICENSE-(APACHE|MIT)|THIRD-PARTY-LICENSES)$/;
  assert.deepEqual(files.filter((file) => !shipped.test(file) && !always.includes(file)), []);
});

test("the crates and npm packages that are linked in are named with their terms", () => {
  const text = readFileSync(join(installed, "dist/THIRD-PARTY-LICENSES"), "utf8");
  const [list] = text.split(/^-{80}$/m, 1);
  const named = new Map([...list.matchAll(/^  (\S+) \S+: (.+)$/gm)].map(([, name, terms]) => [name, terms]));
  for (const name of ["hmac", "sha1", "sha2", "subtle", "wasm-bindgen"]) assert.ok(named.has(name), name);
  assert.ok(named.has("fflate"), "what unpacks");
  assert.equal(named.get("subtle"), "BSD-3-Clause");
  // None of this repository's own, and none without a text.
  assert.ok(![...named.keys()].some((name) => name.startsWith("countersign")));
  const texts = text.slice(list.length);
  for (const name of named.keys()) assert.match(texts, new RegExp(`^(.*, )?${name} \\d.*$`, "m"), name);
});

test("everything that the manifest leads to is there", () => {
  const targets = [];
  const walk = (value) => {
    if (typeof value === "string") targets.push(value);
    else for (const member of Object.values(value)) walk(member);
  };
  const { main, module, types, bin, exports, typesVersions } = manifest;
  walk({ main, module, types, bin, exports, typesVersions });
  assert.ok(targets.length > 30);
  for (const target of targets) assert.ok(files.includes(join(target)), target);
});

test("every condition has its types, and they come first", () => {
  for (const [path, conditions] of Object.entries(manifest.exports)) {
    if (typeof conditions === "string") continue;
    assert.deepEqual(Object.keys(conditions).slice(-2), ["import", "require"], path);
    for (const [condition, targets] of Object.entries(conditions)) {
      assert.deepEqual(Object.keys(targets), ["types", "default"], `${path} ${condition}`);
    }
  }
  assert.equal(Object.keys(manifest.exports["."])[0], "workerd");
});

test("it needs nothing else, and runs nothing when it is installed", () => {
  for (const name of ["dependencies", "optionalDependencies", "bundledDependencies", "scripts"]) {
    assert.equal(manifest[name], undefined, name);
  }
  for (const peer of Object.keys(manifest.peerDependencies)) {
    assert.equal(manifest.peerDependenciesMeta[peer].optional, true, peer);
  }
});

test("the command can be started", () => {
  const program = join(installed, manifest.bin.countersign);
  assert.match(readFileSync(program, "utf8"), /^#!\/usr\/bin\/env node\n/);
  assert.ok(statSync(program).mode & 0o100);
});
