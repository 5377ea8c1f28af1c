// Reads the text format of Prometheus as strictly as it is specified.

import assert from "node:assert/strict";

const SAMPLE = /^([a-z_:][a-z0-9_:]*)\{((?:[a-z_]\w*="(?:[^"\\\n]|\\[\\"n])*"(?:,(?=[a-z]))?)*)\} (\+Inf|-?\d+(?:\.\d+)?)$/;
const SUFFIXES = { histogram: ["_bucket", "_sum", "_count"], counter: [""], gauge: [""] };

const keyOf = (name, labels) => JSON.stringify([name, Object.entries(labels).sort()]);

/** Asserts the format, and gives the value of a sample by its labels. */
export function readMetrics(text) {
  assert.ok(text.endsWith("\n"));
  const values = new Map();
  const families = new Map();
  let family;
  for (const line of text.slice(0, -1).split("\n")) {
    const [, keyword, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === "HELP") {
      assert.ok(!families.has(name), `${name} twice`);
      families.set(name, (family = { name }));
      continue;
    }
    if (keyword === "TYPE") {
      assert.equal(name, family.name);
      assert.ok(rest in SUFFIXES, line);
      family.type = rest;
      continue;
    }
    const [, sample, labelText, value] = SAMPLE.exec(line) ?? assert.fail(`no sample: ${line}`);
    const suffix = SUFFIXES[family.type].find((suffix) => sample === family.name + suffix);
    assert.notEqual(suffix, undefined, `${line} in ${family.name}`);
    if (family.type === "counter") assert.ok(sample.endsWith("_total"), sample);
    const labels = Object.fromEntries([...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, k, v]) => [k, v]));
    const key = keyOf(sample.replace(/^countersign_/, ""), labels);
    assert.ok(!values.has(key), `${line} twice`);
    values.set(key, Number(value));
  }
  checkHistograms(values);
  return { families, value: (name, labels) => values.get(keyOf(name, labels)) };
}

/** Buckets never fall, and the last of them is the count. */
function checkHistograms(values) {
  const buckets = new Map();
  for (const [key, value] of values) {
    const [name, labels] = JSON.parse(key);
    if (!name.endsWith("_bucket")) continue;
    const { le, ...rest } = Object.fromEntries(labels);
    const series = keyOf(name.replace("_bucket", "_count"), rest);
    buckets.set(series, [...(buckets.get(series) ?? []), [le === "+Inf" ? Infinity : Number(le), value]]);
  }
  for (const [series, pairs] of buckets) {
    for (let index = 1; index < pairs.length; index++) {
      assert.ok(pairs[index][0] > pairs[index - 1][0] && pairs[index][1] >= pairs[index - 1][1], series);
    }
    assert.deepEqual(pairs.at(-1), [Infinity, values.get(series)], series);
  }
}
