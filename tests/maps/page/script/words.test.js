import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import fc from "./draws.js";
import { load } from "./load.js";

const { Words, Days } = load();
const CASES = JSON.parse(readFileSync(new URL("dutch.json", import.meta.url), "utf-8"));

/** As the data say it: whole, a half up, -1 for unknown. */
const shown = (value) => (value === null ? -1 : Math.round(value));

test("numbers are written as Dutch readers write them", () => {
  for (const [value, decimals, text] of CASES.numbers) {
    assert.equal(Words.number(value, decimals), text, `${value} with ${decimals}`);
  }
});

test("minutes are whole, and half a minute is the least that counts", () => {
  for (const [value, text] of CASES.minutes) assert.equal(Words.minutes(shown(value)), text);
  assert.equal(Words.minutes(undefined), "onbekend");
});

test("a range is told only where its ends differ for a reader", () => {
  for (const [low, high, value, text] of CASES.between) {
    assert.equal(Words.between(shown(value), shown(low), shown(high)), text);
  }
});

test("metres are told by the ten, kilometres by the tenth", () => {
  for (const [value, text] of CASES.metres) {
    assert.equal(Words.metres(shown(value)), text);
    assert.equal(Words.measured(shown(value), "m"), text);
  }
});

test("shares and counts are whole", () => {
  for (const [value, text] of CASES.percent) assert.equal(Words.percent(value), text);
  for (const [count, one, more, text] of CASES.counted) {
    assert.equal(Words.counted(count, one, more), text);
  }
});

test("a weight has a decimal only where it needs one", () => {
  assert.deepEqual([Words.weight(3), Words.weight(2.5), Words.weight(0)], ["3", "2,5", "0"]);
});

test("days are written in figures and in words", () => {
  for (const [iso, short, long] of CASES.days) {
    assert.deepEqual([Days.short(iso), Days.long(iso)], [short, long]);
  }
});

test("a day that does not exist is not read", () => {
  for (const text of ["31-2-2026", "29-2-2025", "0-1-2026", "1-13-2026", "1-1-26", "morgen", "", "2026-1-1"]) {
    assert.equal(Days.read(text), null, text);
  }
  assert.equal(Days.read(" 1-11-2026 "), "2026-11-01");
  assert.equal(Days.read("01-02-2026"), "2026-02-01");
});

test("law: what is written reads back as the number, half a step away at most", () => {
  fc.assert(fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 3 }),
    (value, decimals) => {
      const read = Number(Words.number(value, decimals).replaceAll(".", "").replace(",", "."));
      assert.ok(Math.abs(read - value) <= 0.5 * 10 ** -decimals + 1e-6);
    }));
});

test("law: below zero reads as above, with a minus, and zero has none", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (value) => {
    const text = Words.number(value, 1);
    assert.equal(Words.number(-value, 1), /[1-9]/.test(text) ? `-${text}` : text);
  }));
});

test("law: a day reads back from its figures, and its number counts days", () => {
  fc.assert(fc.property(fc.integer({ min: -20000, max: 40000 }), (number) => {
    const day = Days.iso(number);
    assert.equal(Days.read(Days.short(day)), day);
    assert.equal(Days.number(day), number);
  }));
});
