import assert from "node:assert/strict";
import test from "node:test";

import fc from "./draws.js";
import { load } from "./load.js";

const { LedgerText } = load();
/* Per day: regulier, cno and amv, each as existing, planned, other and to be checked. */
const LEDGER = {
  on: "2025-06-01",
  target: 1000,
  counters: ["regulier", "cno", "amv"],
  silent: ["amv"],
  cnoApart: "Crisisnoodopvang (CNO) telt nooit mee in het totaal.",
  cnoFirst: " Eerst A.",
  days: ["2025-01-01", "2025-06-01", "2026-01-01"],
  area: [
    [600, 0, 0, 0, 120, 0, 0, 0, 0, 0, 0, 0],
    [600, 385, 0, 1, 60, 0, 0, 0, 0, 0, 0, 2],
    [700, 385, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1],
  ],
  town: [],
};

test("between two days nothing changes", () => {
  const places = ["2024-12-31", "2025-01-01", "2025-05-31", "2025-06-01", "2030-01-01"]
    .map((day) => LedgerText.placeOf(LEDGER, day));
  assert.deepEqual(places, [0, 0, 0, 1, 2]);
});

test("a day outside the list is its first or its last", () => {
  const days = ["2020-01-01", "2025-03-01", "2030-01-01"].map((day) => LedgerText.clamped(LEDGER.days, day));
  assert.deepEqual(days, ["2025-01-01", "2025-03-01", "2026-01-01"]);
});

test("a counter has four cells; what the source does not say is no zero", () => {
  assert.deepEqual(LedgerText.cells(LEDGER, 1, "regulier"), ["600", "385", "0", "1 regel"]);
  assert.deepEqual(LedgerText.cells(LEDGER, 1, "amv"), ["onbekend", "0", "0", "2 regels"]);
  assert.deepEqual(LedgerText.cells(LEDGER, 2, "amv"), ["10", "0", "0", "1 regel"]);
  assert.deepEqual(LedgerText.cells(LEDGER, 2, "cno"), ["0", "0", "0", "0"]);
  assert.deepEqual(LedgerText.cells(LEDGER, 0, "oekraine"), ["0", "0", "0", "0"]);
});

test("a counter with lines to be checked is unknown, but never the regular one", () => {
  const numbers = [0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 0];
  const ledger = { ...LEDGER, area: [numbers] };
  assert.equal(LedgerText.cells(ledger, 0, "cno")[0], "onbekend");
  assert.equal(LedgerText.cells(ledger, 0, "regulier")[0], "0");
});

test("a municipality's page counts its own, and sets the area against the target", () => {
  const town = LEDGER.area.map(() => [30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const own = { ...LEDGER, town };
  assert.deepEqual(LedgerText.cells(own, 0, "regulier"), ["30", "0", "0", "0"]);
  assert.equal(LedgerText.against(own, 1),
    "600 in gebruik van de 1.000: nog te realiseren 400. Daarnaast gepland: 385.");
});

test("where no source has any place in use, the whole is unknown and no zero", () => {
  const ledger = { ...LEDGER, silent: ["regulier"], area: [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]] };
  assert.equal(LedgerText.against(ledger, 0), "In gebruik: onbekend; het doel is 1.000.");
  assert.equal(LedgerText.against({ ...ledger, target: null }, 0),
    "In gebruik: onbekend; er is geen doel opgegeven.");
});

test("what is planned meets no target", () => {
  assert.equal(LedgerText.against(LEDGER, 2),
    "700 in gebruik van de 1.000: nog te realiseren 300. Daarnaast gepland: 385.");
});

test("a target that is met to the last place is met", () => {
  assert.match(LedgerText.against({ ...LEDGER, target: 700 }, 2), /van de 700: dat is gehaald/);
});

test("crisis places end on the first day with fewer; who is first is known for the text's day", () => {
  const start = "Crisisnoodopvang (CNO) telt nooit mee in het totaal.";
  assert.equal(LedgerText.crisis(LEDGER, 0, "2025-01-01"), `${start} Zij eindigt (deels) op 1-6-2025.`);
  assert.equal(LedgerText.crisis(LEDGER, 1, "2025-06-01"), `${start} Zij eindigt (deels) op 1-1-2026. Eerst A.`);
  assert.equal(LedgerText.crisis(LEDGER, 2, "2026-01-01"), `${start} Op deze dag is er geen.`);
  const rising = { ...LEDGER, area: [LEDGER.area[2], LEDGER.area[0], LEDGER.area[0]] };
  assert.equal(LedgerText.crisis(rising, 1, "2025-07-01"), `${start} Een einddag is niet bekend.`);
  const endless = { ...LEDGER, days: ["2025-01-01"], area: [LEDGER.area[0]] };
  assert.equal(LedgerText.crisis(endless, 0, "2025-01-01"), `${start} Een einddag is niet bekend.`);
});

test("fewer lines to be checked, with as many places, is an end too", () => {
  const area = [[0, 0, 0, 0, 5, 0, 0, 2], [0, 0, 0, 0, 5, 0, 0, 1]];
  const ledger = { ...LEDGER, days: LEDGER.days.slice(0, 2), area };
  assert.match(LedgerText.crisis(ledger, 0, "2025-01-01"), /eindigt \(deels\) op 1-6-2025/);
});

test("the bar is as wide as the target, and a little", () => {
  assert.deepEqual(LedgerText.bar({ ...LEDGER, target: 1200 }, 1),
    { existing: "49.02%", planned: "31.45%", target: "98.04%" });
});

test("law: the pieces of the bar fit in it", () => {
  fc.assert(fc.property(fc.nat(9999), fc.nat(9999), fc.nat(9999), (existing, planned, target) => {
    const bar = LedgerText.bar({ ...LEDGER, target, area: [[existing, planned, 0, 0]] }, 0);
    const [one, two, aim] = [bar.existing, bar.planned, bar.target].map((text) => parseFloat(text));
    assert.ok(one + two <= 100 && aim <= 100);
  }));
});
