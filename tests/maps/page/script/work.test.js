/** Work, urbanity, obstacles and terms: what filters, what sorts, and what breaks a tie. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { made } from "./made.js";
import { load } from "./load.js";

const { Address, Filters, Rank, SiteFacts, TableOrder, Unpack } = load();
const coded = (of, words) => ({ of, words });
const DATA = Unpack.pageData(made({
  sites: {
    texts: { "labour.urbanity": coded([0, 1, 1, -1], ["sterk stedelijk", "niet stedelijk"]) },
    numbers: { "labour.0": [5, 20, -1, 8], "notes.open": [1, 0, 0, 2] },
  },
  work: { sectors: ["landbouw"], reach: "binnen 45 minuten fietsen", source: "CBS 2021", urbanity: "CBS 2024" },
}));
const START = Address.startOf(DATA);
const passing = (patch) =>
  [0, 1, 2, 3].filter((row) => Filters.passes(DATA, new Map(), { ...START, ...patch }, row));

test("urbanity keeps the sites of one class and nobody of whom it is not known", () => {
  assert.deepEqual(passing({ urban: "niet stedelijk" }), [1, 2]);
  assert.deepEqual(passing({}), [0, 1, 2, 3]);
});

test("open obstacles are a filter of their own", () => {
  assert.deepEqual(passing({ notes: "open" }), [0, 3]);
  assert.deepEqual(passing({ notes: "geen" }), [1, 2]);
});

test("a sector changes the order: most firms first, unknown last", () => {
  const view = { ...Rank.ranking(DATA, [3, 1]), shown: [0, 1, 2, 3] };
  assert.deepEqual(TableOrder.rows(DATA, view, "work0", true), [1, 3, 0, 2]);
});

test("the choices stand in the address", () => {
  const state = { ...START, urban: "niet stedelijk", notes: "open", sort: "work0", down: true };
  assert.deepEqual(Address.read(DATA, Address.write(DATA, state)), state);
});

test("the figures of a site are told with their year, and unknown stays unknown", () => {
  const facts = (row) => new Map(SiteFacts.all(DATA, Rank.ranking(DATA, [3, 1]), row));
  assert.match(facts(1).get("Bedrijven binnen 45 minuten fietsen"), /^landbouw 20 \(CBS 2021/);
  assert.match(facts(2).get("Bedrijven binnen 45 minuten fietsen"), /^onbekend/);
  assert.equal(facts(3).get("Stedelijkheid van de gemeente"), "onbekend (CBS 2024)");
});

test("of two equal scores the longer term goes first", () => {
  const equal = { values: made().sites.values, own: "1111" };
  const plain = Unpack.pageData(made({ sites: equal }));
  const first = Rank.ranking(plain, [0, 0]).order;
  assert.deepEqual(first, []);
  const data = Unpack.pageData(made({ sites: { numbers: { "term.code": [1, 0, 1, 1] } } }));
  const same = { ...data, parts: [data.parts[0]] };
  same.sites = { ...data.sites, values: [new Float64Array([0.5, 0.5, 0.5, 0.5])] };
  assert.equal(Rank.ranking(same, [1, 0]).order[0], 1);
});
