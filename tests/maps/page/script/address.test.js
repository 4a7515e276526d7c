import assert from "node:assert/strict";
import test from "node:test";

import fc from "./draws.js";
import { load } from "./load.js";
import { made } from "./made.js";

const { Address, Unpack } = load();
const DATA = Unpack.pageData(made());
const START = Address.startOf(DATA);

test("an untouched page has an empty address", () => {
  assert.equal(Address.write(DATA, START), "");
  assert.deepEqual(Address.read(DATA, ""), START);
  assert.deepEqual(Address.read(DATA, "#"), START);
});

test("what the reader chose stands in the address by name", () => {
  const state = { ...START, weights: [1, 2.5], places: 40, site: 1, leans: "ok", ring: true, plan: 0 };
  assert.equal(Address.write(DATA, state), "w=1_2.5&plekken=40&leunt=ok&plek=b&plan=0&kring=1");
});

test("the address is read back", () => {
  const state = Address.read(DATA, "#w=1_2.5&gm=Beedorp&vervoer=car&binnen=12&sorteer=min&omgekeerd=1&moeder=n");
  assert.deepEqual(state, {
    ...START, weights: [1, 2.5], gm: "Beedorp", mode: "car", within: 12, sort: "min", down: true, hub: 1,
  });
});

test("a site goes before a mother location", () => {
  const state = Address.read(DATA, "#plek=a&moeder=h");
  assert.deepEqual([state.site, state.hub], [0, -1]);
});

test("whole numbers stay whole", () => {
  assert.equal(Address.read(DATA, "#pagina=2.9").page, 2);
  const [plan] = DATA.plan;
  assert.equal(Address.read({ ...DATA, plan: [plan, plan] }, "#plan=0.5").plan, 0);
});

for (const nonsense of [
  "w=1", "w=1_2_3", "w=1_x", "w=-1_2", "w=1_51", "w=%20_1", "plekken=-1", "plekken=veel", "plekken=", "plekken=%20",
  "gm=Nergens", "vervoer=fiets", "binnen=0", "binnen=601", "leunt=misschien", `status=${"x".repeat(200)}`,
  "sorteer=kleur", "omgekeerd=ja", "pagina=-1", "plek=z", "moeder=z", "plan=1", "plan=-2", "kaart=1_2",
  "kaart=90_5_10", "kaart=52_5_3", "kaart=52_5_18.5", "kaart=52_5_10_1", "kaart=52_181_10", "kring=0", "%E0%A4%A", "&&==", "x",
]) {
  test(`nonsense is ignored: ${nonsense.slice(0, 30)}`, () => {
    assert.deepEqual(Address.read(DATA, `#${nonsense}`), START);
  });
}

test("a slider goes to fifty, or to the largest weight of the scenario", () => {
  assert.equal(Address.weightMax(START), 50);
  assert.equal(Address.weightMax({ ...START, weights: [3, 80] }), 80);
});

test("a view is a place on the map with its zoom", () => {
  assert.deepEqual(Address.viewOf("52.1_5.25_11.5"), [52.1, 5.25, 11.5]);
  assert.equal(Address.viewOf(""), null);
});

test("law: whatever a reader chooses, the address brings it back", () => {
  const state = fc.record({
    weights: fc.tuple(fc.integer({ min: 0, max: 50 }), fc.double({ min: 0, max: 50, noNaN: true })),
    places: fc.nat(100000),
    gm: fc.constantFrom("", "Aadorp", "Beedorp"),
    mode: fc.constantFrom("", "bike", "car"),
    within: fc.integer({ min: 1, max: 600 }),
    leans: fc.constantFrom("", "ok", "als", "deels", "niet", "onbekend"),
    status: fc.string({ maxLength: 50 }),
    sort: fc.constantFrom("rank", "name", "min", "score"),
    down: fc.boolean(),
    page: fc.nat(50),
    site: fc.integer({ min: -1, max: 3 }),
    facilities: fc.constantFrom("", "alle", "gp"),
    plan: fc.constantFrom(-1, 0),
    ring: fc.boolean(),
    inPlan: fc.boolean(), boardMap: fc.boolean(),
    board: fc.constantFrom("", "name", "-left", "-to_realise"),
    view: fc.constantFrom("", "52.1_5.2_11"),
  }).map((chosen) => ({ ...START, ...chosen }));
  fc.assert(fc.property(state, (chosen) => {
    const read = Address.read(DATA, `#${Address.write(DATA, chosen)}`);
    // A weight of -0 is 0; an address cannot tell.
    assert.deepEqual(read, { ...chosen, weights: chosen.weights.map((w) => w + 0) });
  }));
});

test("law: no text at all breaks the reading", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const state = Address.read(DATA, `#${text}`);
    assert.deepEqual(Object.keys(state), Object.keys(START));
  }));
});
