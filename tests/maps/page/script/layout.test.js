import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./load.js";
import { made, viewOf } from "./made.js";

const parts = load();
const { Layout, Spokes, Unpack } = parts;
const LABELS = [["Aadorp", 52.0005, 5.0005, "gemeente"], ["Aa", 52.0006, 5.0005, "kern"], ["Ver", 53, 5, "buur"]];
const DATA = Unpack.pageData(made({ base: { ...made().base, labels: LABELS } }));

/** A picture of 1200 by 1200 pixels, one per 1e-5 degree; site a lies at (100, 1100). */
const picture = (changes = {}) => ({
  width: 1200, height: 1200, kmWide: 100, textWidth: Layout.widthOnPaper, sizes: Layout.PAPER,
  at: (lat, lon) => [100 + Math.round((lon - 5) * 1e5), 1100 - Math.round((lat - 52) * 1e5)],
  corners: [{ x: 10, y: 10, width: 20, height: 20, mode: "fixed" }],
  ...changes,
});

function linesOf(state, data = DATA) {
  const { now, view } = viewOf(parts, data, state);
  return Spokes.lines(data, view, now);
}

function marksOf(state, changes, data = DATA) {
  const { now, view } = viewOf(parts, data, state);
  return Layout.marks(data, view, now, picture(changes));
}

const kinds = (marks) => marks.map((mark) => `${mark.kind ?? mark.mode} ${mark.text ?? ""}`.trim());

test("the best sites that can lean have a line, dashed under a condition", () => {
  assert.deepEqual(linesOf({}), [
    { row: 0, hub: 0, min: 12, dashed: false }, { row: 1, hub: 0, min: 0, dashed: true },
  ]);
});

test("a chosen site has one line, not two", () => {
  assert.deepEqual(linesOf({ site: 0 }).map(({ row }) => row), [0, 1]);
});

test("without lines only the chosen site has one, whatever its verdict", () => {
  assert.deepEqual(linesOf({ spokes: false }), []);
  assert.deepEqual(linesOf({ spokes: false, site: 1 }).map(({ row }) => row), [1]);
});

test("a new hub and no hub at all give no line", () => {
  assert.deepEqual(linesOf({ spokes: false, site: 2 }), []);
  assert.deepEqual(linesOf({ spokes: false, site: 3 }), []);
});

test("a chosen mother location shows the lines of its own sites", () => {
  assert.deepEqual(linesOf({ hub: 0 }).map(({ row }) => row), [0, 1]);
  assert.deepEqual(linesOf({ hub: 1 }), []);
});

test("a plan shows its own lines; a site by itself has none", () => {
  assert.deepEqual(linesOf({ plan: 0, spokes: false, site: 2 }), [
    { row: 0, hub: 0, min: 12, dashed: false }, { row: 1, hub: 1, min: 20, dashed: true },
  ]);
});

test("a new hub shows only with a plan that uses it", () => {
  const drawn = (plan) => [0, 1].map((hub) => Spokes.isDrawn(DATA, { plan }, hub));
  assert.deepEqual(drawn(-1), [true, false]);
  assert.deepEqual(drawn(0), [true, true]);
});

test("marks come in order of importance", () => {
  assert.deepEqual(kinds(marksOf({})), [
    "fixed", "hub M", "rang 1", "rang 2", "rang 3", "moeder Hoofd", "gemeente Aadorp", "kern Aa",
    "minuten 12 min", "minuten minder dan 1 min",
  ]);
});

test("what a plan opens stays in sight, before any mark", () => {
  const marks = marksOf({ plan: 0 });
  assert.deepEqual(kinds(marks).slice(0, 4), ["fixed", "fixed", "fixed", "fixed"]);
  assert.deepEqual(marks.slice(1, 4).map(({ width }) => width), [12, 12, 12]);
});

test("names of kernen show where a kilometre is wide enough", () => {
  assert.ok(!kinds(marksOf({}, { kmWide: 25.9 })).includes("kern Aa"));
  assert.ok(kinds(marksOf({}, { kmWide: 26 })).includes("kern Aa"));
});

test("a location for minors has a name but no mark", () => {
  const [hub, other] = DATA.hubs;
  const data = { ...DATA, hubs: [{ ...hub, areaOnly: true }, other] };
  const said = kinds(marksOf({}, {}, data));
  assert.ok(!said.includes("hub M"));
  assert.ok(said.includes("moeder Hoofd"));
});

test("a mother location outside the picture is named at its edge, and a plan's minutes stay in sight", () => {
  const [hub, other] = DATA.hubs;
  const data = { ...DATA, hubs: [{ ...hub, lat: 52.0005, lon: 5.05 }, other] };
  const plan = marksOf({ plan: 0 }, {}, data);
  const edge = plan.find((mark) => mark.kind === "rand");
  assert.equal(edge.text, "→ Hoofd");
  assert.ok(!kinds(plan).includes("hub M"));
  const minutes = plan.find((mark) => mark.text === "12 min");
  // The line leaves at x = 1188, where it has come 1088 of its 5000 pixels: 50 * 0.2176 up.
  assert.deepEqual([minutes.x, minutes.y], [(100 + 1188) / 2, (1100 + 1100 - 10.88) / 2]);
  assert.ok(!kinds(marksOf({}, {}, data)).includes("minuten 12 min"));
});

test("minutes that are not known are not written", () => {
  const [plan] = DATA.plan;
  const data = { ...DATA, plan: [{ ...plan, min: [-1, 20, -1] }] };
  const minutes = marksOf({ plan: 0 }, {}, data).filter(({ kind }) => kind === "minuten");
  assert.deepEqual(minutes.map(({ text }) => text), ["20 min"]);
});

test("a number grows with its digits, on the screen and on paper", () => {
  assert.deepEqual([1, 2, 3].map(Layout.SCREEN.badgeWidth), [23, 26, 34]);
  assert.deepEqual([1, 2, 3].map(Layout.PAPER.badgeWidth), [19, 19, 26]);
});
