/** The groups of the list: their order, what stands above them, and what other weights take away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { made } from "./made.js";
import { load } from "./load.js";

const parts = load();
const { Filters, Groups, Rank, Unpack } = parts;
const DATA = Unpack.pageData(made());
const PUBLISHED = [3, 1];

test("the list goes group by group, and by rank within a group", () => {
  assert.deepEqual(Groups.inOrder(DATA, [2, 1, 0, 3]), [1, 0, 2, 3]);
});

test("weights are the same when they have the same shares", () => {
  assert.equal(Groups.areChanged(DATA, [3, 1]), false);
  assert.equal(Groups.areChanged(DATA, [6, 2]), false);
  assert.equal(Groups.areChanged(DATA, [1, 3]), true);
  assert.equal(Groups.areChanged(DATA, [0, 0]), false); // no order at all
});

test("a group says how many stand equally first, as long as the weights are the published ones", () => {
  const data = Unpack.pageData(made({ sites: { head: [0, 0, 0, -1] } }));
  const heading = (group, weights) => Groups.heading(data, [0, 1, 2, 3], group, weights);
  assert.equal(heading(0, PUBLISHED),
    "past en kan: 2 locaties; ze zijn niet van elkaar te onderscheiden");
  assert.equal(heading(2, PUBLISHED), "past, kan niet: 1 locatie"); // there are no others
  assert.equal(heading(0, [1, 3]), "past en kan: 2 locaties");
  assert.equal(heading(4, PUBLISHED), "nog onbekend: 1 locatie");
});

test("with other weights no certain first is named and the ranges stay with the published ones", () => {
  assert.equal(Groups.note(DATA, PUBLISHED), "");
  assert.match(Groups.note(DATA, [1, 3]), /gepubliceerde gewichten.*geen zekere eerste/);
  assert.equal(Groups.place(DATA, PUBLISHED, 1),
    "past en kan; zeker lager dan de eerste van deze groep");
  assert.equal(Groups.place(DATA, [1, 3], 1), "past en kan");
  assert.equal(Groups.place(Unpack.pageData(made({ sites: { group: [-1, -1, -1, -1] } })), PUBLISHED, 0),
    "niet berekend");
});

test("what is shown stands in groups, sites without a rank last in theirs", () => {
  const state = { places: 0, gm: "", leans: "", status: "", mode: "", within: 30 };
  const found = Filters.shown(DATA, new Map(), state, Rank.ranking(DATA, PUBLISHED));
  const groups = found.shown.map((row) => DATA.sites.group[row]);
  assert.deepEqual(groups, [...groups].sort());
  assert.equal(found.shown.length, 4);
});
