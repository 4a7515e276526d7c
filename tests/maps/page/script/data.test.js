import assert from "node:assert/strict";
import test from "node:test";

import fc from "./draws.js";
import { load } from "./load.js";
import { coded, made, packed, viewOf } from "./made.js";

const parts = load();
const { Unpack, Rank, Filters, TableOrder } = parts;
const values = fc.double({ min: 0, max: 1, noNaN: true });
const perhaps = fc.option(values, { nil: NaN, freq: 4 });

/** Data of four sites with the values of each part as given. */
const withValues = (columns) =>
  Unpack.pageData(made({ sites: { values: columns.map(packed) } }));

test("a word stands once and is found by its number; what is missing is null", () => {
  const column = coded(["a", null, "b", "a"]);
  assert.deepEqual(column.words, ["a", "b"]);
  assert.deepEqual([0, 1, 2, 3].map((i) => Unpack.word(column, i)), ["a", null, "b", "a"]);
});

test("a form gets its numbers back in their order", () => {
  const column = { of: [0, 1, -1], words: ["0~5~20", "1"], forms: ["na ~ tot ~ minuten", "nooit"] };
  assert.deepEqual([0, 1, 2].map((i) => Unpack.word(column, i)), ["na 5 tot 20 minuten", "nooit", null]);
});

test("a ring adds up its steps", () => {
  assert.deepEqual(Unpack.latLngs([5200000, 500000, 5, -10]), [[52, 5], [52.00005, 4.9999]]);
});

test("a page's data answers for a row", () => {
  const data = Unpack.pageData(made());
  assert.equal(data.count, 4);
  assert.deepEqual([0, 3].map(data.isOwn), [true, false]);
  assert.deepEqual([1, 2].map(data.isCell), [false, true]);
  assert.deepEqual([data.lat(1), data.lon(1), data.state(1)], [52.001, 5.001, "als"]);
  assert.equal(data.rowOf.get("d"), 3);
});

test("a state that is missing is unknown", () => {
  const data = Unpack.pageData(made({ sites: { state: coded([null, null, null, null]) } }));
  assert.equal(data.state(0), "onbekend");
});

test("law: every bit of a value survives", () => {
  fc.assert(fc.property(fc.array(perhaps), (given) => {
    assert.deepEqual([...Unpack.floats(packed(given))], given);
  }));
});

test("the score is the weighted mean of what is known", () => {
  // weights 3 and 1: a = .75*1 + .25*.5, b without the pharmacy, c = .25, d knows nothing
  const { score, known, order, rank, scoreClass } = Rank.ranking(Unpack.pageData(made()), [3, 1]);
  assert.deepEqual([...score], [0.875, 0.5, 0.25, NaN]);
  assert.deepEqual([...known], [1, 0.875, 1, 0]);
  assert.deepEqual(order, [0, 1, 2]);
  assert.deepEqual([...rank], [1, 2, 3, 0]);
  assert.deepEqual([...scoreClass], [1, 3, 4, 0]);
});

test("equals keep the order of their ids", () => {
  const data = withValues([[0.5, 0.5, 0.5, 0.5], [NaN, NaN, NaN, NaN], [NaN, NaN, NaN, NaN]]);
  assert.deepEqual(Rank.ranking(data, [1, 1]).order, [0, 1, 2]);
});

test("without any weight there is no ranking", () => {
  const { order, score } = Rank.ranking(Unpack.pageData(made()), [0, 0]);
  assert.deepEqual(order, []);
  assert.ok(score.every(Number.isNaN));
});

test("halves round to even, as numpy does", () => {
  assert.deepEqual([0.5, 1.5, 2.5, 3.5, 2.4, 2.6].map(Rank.rint), [0, 2, 2, 4, 2, 3]);
});

test("a score is kept to nine decimals, as Python keeps it", () => {
  const unknown = [NaN, NaN, NaN, NaN];
  const data = withValues([[2.5e-9, 3.5e-9, 1, 0], unknown, unknown]);
  assert.deepEqual([...Rank.ranking(data, [1, 0]).score], [2e-9, 4e-9, 1, 0]);
});

test("law: a score lies between the least and the most of its known values", () => {
  const four = fc.tuple(perhaps, perhaps, perhaps, perhaps);
  fc.assert(fc.property(fc.tuple(four, four, four), fc.tuple(values, values), (columns, weights) => {
    const { score, known } = Rank.ranking(withValues(columns), weights.map((w) => w + 0.01));
    score.forEach((one, i) => {
      const there = columns.map((column) => column[i]).filter((v) => !Number.isNaN(v));
      assert.equal(Number.isNaN(one), there.length === 0);
      assert.equal(known[i] > 0, there.length > 0);
      if (there.length) assert.ok(one >= Math.min(...there) - 1e-9 && one <= Math.max(...there) + 1e-9);
    });
  }));
});

test("law: weights that are all twice as large change no score", () => {
  const four = fc.tuple(perhaps, perhaps, perhaps, perhaps);
  fc.assert(fc.property(fc.tuple(four, four, four), fc.tuple(values, values), (columns, weights) => {
    const data = withValues(columns);
    const twice = Rank.ranking(data, weights.map((w) => 2 * w));
    assert.deepEqual(twice.score, Rank.ranking(data, weights).score);
  }));
});

test("the fewest minutes are those of the nearest mother location", () => {
  const fewest = Filters.fewestMinutes(Unpack.pageData(made()));
  assert.deepEqual(fewest.get("bike"), [9, 0, 31, -1]);
  assert.deepEqual(fewest.get("car"), [5, 1, -1, -1]);
});

for (const [said, state, left] of [
  ["no filter leaves all, those with a rank first", {}, [0, 1, 2, 3]],
  ["a number of places leaves out the unknown", { places: 60 }, [0, 3]],
  ["a gemeente leaves its own", { gm: "Beedorp" }, [3]],
  ["a verdict leaves its own", { leans: "als" }, [1]],
  ["a search cell has a status of its own", { status: "zoekgebied" }, [2]],
  ["no status is a status", { status: "zonder status" }, [1]],
  ["minutes count up to and with the limit", { mode: "bike", within: 31 }, [0, 1, 2]],
  ["no route is not within any limit", { mode: "car", within: 600 }, [0, 1]],
  ["a mode that nobody travels by leaves none", { mode: "walk" }, []],
]) {
  test(said, () => {
    const { view } = viewOf(parts, Unpack.pageData(made()), state);
    assert.deepEqual(view.shown, left);
    assert.deepEqual([...view.visible], [0, 1, 2, 3].map((row) => Number(left.includes(row))));
    assert.deepEqual(view.top, left.filter((row) => row < 3));
  });
}

test("five at most get a number", () => {
  const ids = [...Array(12).keys()].map(String);
  const many = Object.fromEntries(Object.entries(made().sites).map(([name, column]) => [name, column]));
  const data = {
    ...Unpack.pageData(made({ sites: many })), count: 12, isOwn: () => true, isCell: () => true,
    sites: { ...many, id: ids, values: [0, 1, 2].map(() => new Float64Array(12).fill(0.5)) },
  };
  assert.deepEqual(viewOf(parts, data).view.top, [...Array(5).keys()]);
});

test("the table sorts by any column, the unknown last in both directions", () => {
  const data = Unpack.pageData(made());
  const { view } = viewOf(parts, data);
  const order = (sort, down) => TableOrder.rows(data, view, sort, down).map((row) => data.sites.id[row]).join("");
  assert.equal(order("rank", false), "abcd");
  assert.equal(order("rank", true), "cbad");
  assert.equal(order("name", false), "acbd"); // 9 comes before 10
  assert.equal(order("places", false), "cdab");
  assert.equal(order("places", true), "adcb");
  assert.equal(order("leans", true), "dcba");
  assert.equal(order("min", false), "bacd");
  assert.equal(order("min", true), "cabd");
  assert.equal(order("score", true), "abcd");
  assert.equal(order("area", false), "abcd");
});

test("a site lies in a gemeente on the whole area's page, and in a kern on a gemeente's", () => {
  assert.equal(TableOrder.areaOf(Unpack.pageData(made()), 0), "Aadorp");
  const own = Unpack.pageData(made({ page: { gm: "GM1" } }));
  assert.deepEqual([0, 1].map((row) => TableOrder.areaOf(own, row)), ["Aa", ""]);
});

test("law: the table holds exactly the shown rows, whatever the column", () => {
  const keys = fc.constantFrom("rank", "name", "area", "places", "leans", "min", "score");
  const data = Unpack.pageData(made());
  fc.assert(fc.property(keys, fc.boolean(), fc.nat(100), (sort, down, places) => {
    const { view } = viewOf(parts, data, { places });
    assert.deepEqual(new Set(TableOrder.rows(data, view, sort, down)), new Set(view.shown));
  }));
});
