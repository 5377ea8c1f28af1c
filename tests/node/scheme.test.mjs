// What a scheme may say is declared once, in the core. What it reads, the JSON Schema
// and the type in TypeScript say the same.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage, projectFolder } from "../support/package.mjs";

const { Verifier } = (await loadPackage()).esm;
const root = JSON.parse(readFileSync(at("docs/scheme.schema.json"), "utf8"));

/** Texts that stand for something. */
const TEXTS = { EventId: "/id", Component: "url", Pointer: "/a", SignatureBase: "{body}" };

/** What a place in the JSON Schema says: its kind, and what is in it. */
function read(node) {
  if (node.anyOf) return read(node.anyOf.find(({ type }) => type !== "null"));
  if (node.$ref) {
    const name = node.$ref.replace("#/$defs/", "");
    return { ...read(root.$defs[name]), ...(name in TEXTS && { sample: TEXTS[name] }) };
  }
  if (node.enum) return { kind: "string", words: node.enum };
  if (node.oneOf) return { kind: "string", words: node.oneOf.map((one) => one.const) };
  const kind = [node.type].flat().find((type) => type !== "null");
  if (kind === "array") return { kind, of: read(node.items) };
  if (kind !== "object") return { kind };
  if (!node.properties) return { kind: "record", of: read(node.additionalProperties) };
  assert.equal(node.additionalProperties, false);
  const members = Object.entries(node.properties).map(([name, member]) => [name, read(member)]);
  return { kind, required: node.required ?? [], members: Object.fromEntries(members) };
}

const scheme = read(root);

/** A value that says everything that a place may. */
function full(place, name) {
  switch (place.kind) {
    case "object":
      return Object.fromEntries(Object.entries(place.members).map(([name, member]) => [name, full(member, name)]));
    case "array":
      return [full(place.of, name)];
    case "record":
      return { "x-name": full(place.of) };
    case "integer":
      return 1;
    case "boolean":
      return true;
    default:
      return place.words?.[0] ?? place.sample ?? { assign: "=", separator: "," }[name] ?? "x";
  }
}

/** The fault of a scheme. */
function fault(value) {
  try {
    new Verifier(value, "a secret");
  } catch ({ code, details }) {
    assert.equal(code, "invalid_scheme");
    return details;
  }
  return undefined;
}

/** Every object in a place: its path, what it may have, and the way to it. */
function* objects(place, path = "", way = (value) => value) {
  if (place.kind === "array") yield* objects(place.of, `${path}[0]`, (value) => way(value)[0]);
  if (place.kind !== "object") return;
  yield { place, path, way };
  for (const [name, member] of Object.entries(place.members)) {
    yield* objects(member, path ? `${path}.${name}` : name, (value) => way(value)[name]);
  }
}

test("the core reads whatever the JSON Schema has", () => {
  // Each of its members is read; together they contradict each other.
  assert.deepEqual(fault(full(scheme)), { path: "signature.header", reason: "a header has one meaning" });
});

for (const { place, path, way } of objects(scheme)) {
  const at = (name) => (path ? `${path}.${name}` : name);
  const changed = (change) => {
    const value = full(scheme);
    change(way(value));
    return fault(value);
  };

  test(`${path || "a scheme"} is refused with the path of what is wrong in it`, () => {
    assert.equal(changed((object) => (object.misspelt = 1)).path, at("misspelt"));
    for (const [name, member] of Object.entries(place.members)) {
      const wrong = changed((object) => (object[name] = member.kind === "object" ? 7 : { a: 7 }));
      const inner = member.kind === "record" ? ".a" : "";
      assert.equal(wrong.path, at(name) + inner, name);
      if (member.words) {
        for (const word of member.words) {
          const found = changed((object) => (object[name] = word));
          assert.doesNotMatch(found.reason, /^unknown variant/, word);
        }
        assert.match(changed((object) => (object[name] = "none")).reason, /^unknown variant `none`/);
      }
      const left = changed((object) => delete object[name]);
      const isMissing = left.reason === `missing field \`${name}\``;
      assert.equal(isMissing, place.required.includes(name), name);
      if (isMissing) assert.equal(left.path, path);
    }
  });
}

/** A place as a type of TypeScript. */
function typed(place, name) {
  switch (place.kind) {
    case "object": {
      const members = Object.entries(place.members).map(([name, member]) => {
        const mark = place.required.includes(name) ? "" : "?";
        return `readonly ${JSON.stringify(name)}${mark}: ${typed(member, name)};`;
      });
      return `{ ${members.join(" ")} }`;
    }
    case "array":
      return `readonly ${typed(place.of, name).replace(/^(.*\|.*)$/s, "($1)")}[]`;
    case "record":
      return `Readonly<Record<string, ${typed(place.of)}>>`;
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return place.words?.map((word) => JSON.stringify(word)).join(" | ") ?? "string";
  }
}

/** What the compiler says against a claim about the two types. */
function complaint(generated) {
  const folder = projectFolder();
  writeFileSync(
    join(folder, "scheme.mts"),
    `import type { Scheme } from "countersign";
type Generated = ${generated};
type All<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer U)[]
    ? readonly All<U>[]
    : { [K in keyof T]-?: All<NonNullable<T[K]>> };
type Both<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const hasAll: Both<All<Scheme>, All<Generated>> = true;
export const needsAll: Both<Scheme, Generated> = true;
`,
  );
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const compiler = join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin.tsc);
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--lib", "es2022,dom"];
  const { stdout } = spawnSync(process.execPath, [compiler, ...options, "scheme.mts"], { cwd: folder });
  return String(stdout);
}

test("TypeScript's Scheme is the JSON Schema's", () => {
  const generated = typed(scheme);
  assert.equal(complaint(generated), "");
  // One member more, or one that may be left out, is another type.
  assert.match(complaint(generated.replace("{", "{ readonly other?: string;")), /^scheme\.mts\(9,/);
  assert.match(complaint(generated.replace('"id":', '"id"?:')), /scheme\.mts\(10,/);
});
