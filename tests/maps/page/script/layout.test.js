import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./load.js";
import { coded, made, viewOf } from "./made.js";

const parts = load();
const { Layout, Spokes, Unpack } = parts;
const LABELS = [
  ["Aadorp", 52.0005, 5.0005, "hoofd", 0], ["Beestad", 52.008, 5.002, "groot", 1],
  ["Aa", 52.0006, 5.0005, "klein", 0], ["Ver", 53, 5, "streek", 1],
];
const DATA = Unpack.pageData(made({
  base: { ...made().base, labels: LABELS, stations: [["Halte Aa", 52.006, 5.006]] },
}));

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

test("without a choice there is no line, and a chosen site has one, whatever its verdict", () => {
  assert.deepEqual(linesOf({}), []);
  assert.deepEqual(linesOf({ site: 0 }), [{ row: 0, hub: 0, min: 12, dashed: false }]);
  assert.deepEqual(linesOf({ site: 1 }), [{ row: 1, hub: 0, min: 0, dashed: false }]);
});

test("the line of a site that does not lean on where it goes has dashes, whatever the reason", () => {
  for (const state of ["niet", "onbekend"]) {
    const data = Unpack.pageData(made({ sites: { ...made().sites, state: coded(Array(4).fill(state)) } }));
    assert.deepEqual(linesOf({ site: 0 }, data).map(({ dashed }) => dashed), [true]);
  }
});

test("a new hub without a plan and no hub at all give no line", () => {
  assert.deepEqual(linesOf({ site: 2 }), []);
  assert.deepEqual(linesOf({ site: 3 }), []);
});

test("a chosen mother location shows the lines of its own sites", () => {
  assert.deepEqual(linesOf({ hub: 0 }).map(({ row }) => row), [0, 1]);
  assert.deepEqual(linesOf({ hub: 1 }), []);
});

test("in a plan a site has the line that the plan gave it; a site by itself has none", () => {
  assert.deepEqual(linesOf({ plan: 0 }), []);
  assert.deepEqual(linesOf({ plan: 0, site: 1 }), [{ row: 1, hub: 1, min: 20, dashed: true }]);
  assert.deepEqual(linesOf({ plan: 0, site: 3 }), []);
  assert.deepEqual(linesOf({ plan: 0, hub: 0 }).map(({ row }) => row), [0]);
});

test("a new hub shows only with a plan that uses it", () => {
  const drawn = (plan) => [0, 1].map((hub) => Spokes.isDrawn(DATA, { plan }, hub));
  assert.deepEqual(drawn(-1), [true, false]);
  assert.deepEqual(drawn(0), [true, true]);
});

test("marks come in order of importance: the main place, numbers, mothers, big places first", () => {
  assert.deepEqual(kinds(marksOf({})), [
    "fixed", "hoofd Aadorp", "rang 1", "rang 2", "rang 3", "hub M", "moeder Hoofd", "groot Beestad",
    "klein Aa", "station", "stationsnaam Halte Aa",
  ]);
});

test("a plan has letters in their order with their places, and no numbers", () => {
  const marks = marksOf({ plan: 0 });
  const first = marks.findIndex(({ kind }) => kind === "plan");
  assert.deepEqual(kinds(marks).slice(first, first + 3), ["plan A", "plan B", "plan C"]);
  const places = marks.filter(({ kind }) => kind === "plek");
  assert.deepEqual(places.map(({ text, of }) => [text, of - first]),
    [["100 plekken", 0], ["1 plek", 2]]); // those of B are not known
  assert.ok(!marks.some(({ kind }) => kind === "rang"));
});

test("small names and stations show where a kilometre is wide enough", () => {
  assert.ok(!kinds(marksOf({}, { kmWide: 15.9 })).includes("klein Aa"));
  assert.ok(kinds(marksOf({}, { kmWide: 16 })).includes("klein Aa"));
  assert.ok(!kinds(marksOf({}, { kmWide: 25.9 })).includes("stationsnaam Halte Aa"));
  assert.ok(kinds(marksOf({}, { kmWide: 25.9 })).includes("station"));
  assert.ok(kinds(marksOf({}, { kmWide: 1 })).includes("hoofd Aadorp"));
});

test("what belongs to a mark names that very mark", () => {
  const marks = marksOf({});
  const name = marks.find(({ kind }) => kind === "moeder");
  assert.equal(marks[name.of].kind, "hub");
  const station = marks.find(({ kind }) => kind === "stationsnaam");
  assert.equal(marks[station.of].kind, "station");
});

test("a location for minors has a name but no mark", () => {
  const [hub, other] = DATA.hubs;
  const data = { ...DATA, hubs: [{ ...hub, areaOnly: true }, other] };
  const said = kinds(marksOf({}, {}, data));
  assert.ok(!said.includes("hub M"));
  assert.ok(said.includes("moeder Hoofd"));
});

test("the minutes stand at the end of the chosen line, at the edge where it leaves the picture", () => {
  assert.ok(kinds(marksOf({ site: 0 })).includes("moeder Hoofd, 12 min"));
  const [hub, other] = DATA.hubs;
  const data = { ...DATA, hubs: [{ ...hub, lat: 52.0005, lon: 5.05 }, other] };
  const marks = marksOf({ site: 0 }, {}, data);
  const edge = marks.find((mark) => mark.kind === "rand");
  assert.equal(edge.text, "→ Hoofd, 12 min");
  // The line leaves at x = 1188, where it has come 1088 of its 5000 pixels: 50 * 0.2176 up.
  // For 12 pixels more it goes 0.12 on up; the name stands above that, 4 clear of it.
  assert.equal(edge.x, 1188);
  assert.equal(edge.y.toFixed(4), (1100 - 10.88 - 0.12 - 4 - edge.height / 2).toFixed(4));
  assert.ok(!kinds(marks).includes("hub M"));
  assert.ok(!marksOf({}, {}, data).some((mark) => mark.kind === "rand"));
});

test("minutes that are not known are not written", () => {
  const sites = { ...DATA.sites, min: [-1, 0, 31, -1] };
  assert.ok(kinds(marksOf({ site: 0 }, {}, { ...DATA, sites })).includes("moeder Hoofd"));
});

test("a name has a line to what it names from 17 pixels, a sign as soon as it moves", () => {
  const name = { kind: "klein", x: 0, y: 0, width: 40, height: 10, mode: "middle", gap: 0 };
  assert.equal(Layout.leader(name, [37, 0], [0, 0]), null);
  assert.deepEqual(Layout.leader(name, [38, 0], [0, 0]), [[0, 0], [18, 0]]);
  const sign = { ...name, kind: "rang" };
  assert.deepEqual(Layout.leader(sign, [3, 4], [0, 0]), [[0, 0], [3, 4]]);
  assert.equal(Layout.leader(sign, [0, 0], [0, 0]), null);
});

test("a sign grows with its letters, on the screen and on paper", () => {
  assert.deepEqual([1, 2, 3].map(Layout.SCREEN.badgeWidth), [22, 25, 33]);
  assert.deepEqual([1, 2, 3].map(Layout.PAPER.badgeWidth), [19, 19, 26]);
});
