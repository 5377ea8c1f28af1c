// The chart: for each version of Node, the ratios over the sizes, both axes
// logarithmic. It brings its own background and follows the reader's choice of
// light or dark, so that it can be read on any page.

const WIDTH = 860;
const PANEL = { top: 48, height: 340, gap: 40, left: 56, right: 672 };
const LABEL_HEIGHT = 15;
const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";

/** Light and dark, of one hue each. */
const COLOURS = [
  ["#0b57d0", "#7cb7ff"],
  ["#57606a", "#a8b1bb"],
  ["#8a6d00", "#e3c35a"],
  ["#a33b00", "#ff9a5c"],
  ["#7b2fbf", "#cf9bff"],
  ["#00705a", "#4fd1b0"],
  ["#b3155a", "#ff86b6"],
  ["#3d6b00", "#a5d65c"],
  ["#7a4a2b", "#d9a789"],
];

/**
 * @param {{
 *   title: string, description: string,
 *   panels: { title: string, lines: { name: string, strong?: boolean, points: { x: number, y: number }[] }[] }[],
 *   labelX: (x: number) => string,
 * }} chart the lines are the same in each panel, in the same order; x and y are
 * greater than 0
 * @returns {string} SVG
 */
export function drawChart({ title, description, panels, labelX }) {
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  const powers = points.map(({ y }) => Math.log2(y));
  const yRange = [Math.floor(Math.min(-1, ...powers)), Math.ceil(Math.max(1, ...powers))];
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const height = PANEL.top + panels.length * (PANEL.height + PANEL.gap) - 8;
  const scaleX = scale([Math.log2(xs[0]), Math.log2(xs.at(-1))], [PANEL.left + 16, PANEL.right - 8]);

  const drawn = panels.map((panel, index) => {
    const top = PANEL.top + 26 + index * (PANEL.height + PANEL.gap);
    const scaleY = scale(yRange, [top + PANEL.height - 40, top]);
    const place = ({ x, y }) => ({ x: scaleX(Math.log2(x)), y: scaleY(Math.log2(y)) });
    return [
      text(PANEL.left, top - 10, panel.title, "panel"),
      ...grid(yRange, scaleY),
      ...xs.map((x) => text(scaleX(Math.log2(x)), scaleY(yRange[0]) + 20, labelX(x), "tick", "middle")),
      ...panel.lines.map(({ points, strong }, i) => drawLine(points.map(place), i, strong)),
      ...endLabels(panel.lines.map(({ name, points, strong }) => ({ name, strong, end: place(points.at(-1)) }))),
    ].join("\n");
  });

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title description">
<title id="title">${escape(title)}</title>
<desc id="description">${escape(description)}</desc>
<style>
${style()}
</style>
<rect class="page" width="${WIDTH}" height="${height}" rx="8"/>
${text(PANEL.left, 32, title, "title")}
${drawn.join("\n")}
</svg>
`;
}

function style() {
  const colours = (shade) => COLOURS.map((pair, i) => `--c${i}: ${pair[shade]};`).join(" ");
  const ours = COLOURS.map((_, i) => `.c${i} { stroke: var(--c${i}); } .t${i} { fill: var(--c${i}); }`);
  return `svg { --page: #ffffff; --ink: #1f2328; --grid: #d8dee4; ${colours(0)} }
@media (prefers-color-scheme: dark) { svg { --page: #0d1117; --ink: #e6edf3; --grid: #30363d; ${colours(1)} } }
text { font: 13px ${FONT}; fill: var(--ink); }
.title { font-size: 17px; font-weight: 600; }
.panel { font-weight: 600; }
.strong { font-weight: 700; }
.page { fill: var(--page); }
.grid { stroke: var(--grid); }
.one { stroke: var(--ink); }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round; }
.line.strong { stroke-width: 3.5; }
.dot { stroke-width: 5; stroke-linecap: round; }
.dot.strong { stroke-width: 8; }
.lead { stroke-width: 0.75; opacity: 0.7; }
${ours.join("\n")}`;
}

/** A line for each power of two; the one at 1 stands out. */
function grid([low, high], scaleY) {
  const parts = [];
  for (let power = low; power <= high; power++) {
    const y = round(scaleY(power));
    parts.push(`<path class="${power === 0 ? "one" : "grid"}" d="M${PANEL.left} ${y}H${PANEL.right}"/>`);
    const label = power < 0 ? `1/${2 ** -power}×` : `${2 ** power}×`;
    parts.push(text(PANEL.left - 8, y + 4, label, "tick", "end"));
  }
  return parts;
}

function drawLine(places, index, strong) {
  const kind = `c${index % COLOURS.length}${strong ? " strong" : ""}`;
  const at = places.map(({ x, y }) => `${round(x)} ${round(y)}`);
  const dots = at.map((place) => `M${place}h0`).join("");
  return `<path class="line ${kind}" d="M${at.join("L")}"/>\n<path class="dot ${kind}" d="${dots}"/>`;
}

/** The names beside the lines' ends, moved apart where they would overlap. */
function endLabels(labels) {
  const spots = spreadOut(labels.map(({ end }) => end.y), LABEL_HEIGHT);
  return labels.map(({ name, strong, end }, index) => {
    const colour = index % COLOURS.length;
    const y = spots[index];
    const lead = `M${round(end.x + 6)} ${round(end.y)}L${PANEL.right + 10} ${round(y)}`;
    const label = text(PANEL.right + 14, y + 4, name, `t${colour}${strong ? " strong" : ""}`);
    return `<path class="lead c${colour}" d="${lead}"/>\n${label}`;
  });
}

/** The values, moved as little as it takes to stand so far apart, in the order that they had. */
export function spreadOut(values, distance) {
  const order = values.map((value, index) => ({ index, value })).sort((a, b) => a.value - b.value);
  // Neighbours that touch are one block, centred on the mean of where its members would be.
  const blocks = [];
  for (const item of order) {
    let block = { items: [item], centre: item.value };
    for (let last = blocks.at(-1); last && overlaps(last, block, distance); last = blocks.at(-1)) {
      blocks.pop();
      const items = [...last.items, ...block.items];
      block = { items, centre: items.reduce((sum, { value }) => sum + value, 0) / items.length };
    }
    blocks.push(block);
  }
  const spots = [];
  for (const { items, centre } of blocks) {
    items.forEach(({ index }, i) => (spots[index] = centre + (i - (items.length - 1) / 2) * distance));
  }
  return spots;
}

function overlaps(above, below, distance) {
  return below.centre - above.centre < (distance * (above.items.length + below.items.length)) / 2;
}

function scale([from, to], [low, high]) {
  return (value) => low + ((value - from) / (to - from)) * (high - low);
}

function text(x, y, content, kind, anchor = "start") {
  return `<text class="${kind}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

const round = (value) => Number(value.toFixed(1));

const escape = (content) =>
  content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
