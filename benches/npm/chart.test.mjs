import assert from "node:assert/strict";
import { test } from "node:test";

import { drawChart, spreadOut } from "./report/chart.mjs";

const line = (name, ...ys) => ({ name, points: ys.map((y, i) => ({ x: 256 * 4 ** i, y })) });
const chart = (lines) =>
  drawChart({
    title: "Fast <and> slow",
    description: 'what "it" shows',
    panels: [{ title: "one", lines }, { title: "two", lines }],
    labelX: (x) => `${x} B`,
  });

/** The points of the lines that are drawn, line by line. */
const drawn = (svg) =>
  [...svg.matchAll(/<path class="line [^"]*" d="M([^"]+)"/g)].map(([, path]) =>
    path.split("L").map((point) => point.split(" ").map(Number)),
  );

test("it is well-formed, with a title and a description, and needs nothing from elsewhere", () => {
  const svg = chart([line("a & b", 1, 2)]);
  const open = [];
  for (const [, end, name, self] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (end) assert.equal(open.pop(), name);
    else if (!self) open.push(name);
  }
  assert.deepEqual(open, []);
  assert.match(svg, /aria-labelledby="title description"/);
  assert.match(svg, /<title id="title">Fast &lt;and&gt; slow<\/title>/);
  assert.match(svg, /<desc id="description">what &quot;it&quot; shows<\/desc>/);
  assert.match(svg, />a &amp; b<\/text>/);
  assert.doesNotMatch(svg, /url\(|@import|href=|NaN|undefined/);
  assert.match(svg, /prefers-color-scheme: dark/);
});

test("both axes are logarithmic, and higher is better", () => {
  const [[a, b, c]] = drawn(chart([line("a", 0.5, 1, 2)]));
  assert.ok(Math.abs(b[0] - a[0] - (c[0] - b[0])) < 0.2);
  assert.ok(Math.abs(a[1] - b[1] - (b[1] - c[1])) < 0.2);
  assert.ok(a[1] > c[1]); // y grows downwards
});

test("a panel has a line for each contender, on the scale of all", () => {
  const lines = drawn(chart([line("a", 1, 1), line("b", 0.1, 4)]));
  assert.equal(lines.length, 4);
  const [ones] = lines;
  assert.ok(ones.every(([, y]) => y === ones[0][1]));
});

test("labels that would overlap are moved apart, and keep their order", () => {
  assert.deepEqual(spreadOut([0, 100], 15), [0, 100]);
  assert.deepEqual(spreadOut([50, 50], 10), [45, 55]);
  const values = [30, 10, 11, 12, 25, 200];
  const spots = spreadOut(values, 15);
  const sorted = spots.toSorted((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) assert.ok(sorted[i] - sorted[i - 1] >= 15 - 1e-9);
  assert.ok(spots[1] < spots[2] && spots[2] < spots[3] && spots[3] < spots[4] && spots[4] < spots[0]);
});
