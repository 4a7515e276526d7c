/* The scoreboard's order and what is left with the plan on show. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { load } from "./load.js";

const { BoardOrder } = load();
/* Zeist has more than its share; of Lopik nobody knows what is asked; Baarn has a task. */
const BOARD = {
  names: ["Woerden", "Baarn", "Zeist", "Lopik"], areas: [0, 1, 2, -1],
  task: [-1, 152, -1, -1], computed: [184, -1, 228, -1], existing: [0, 62, 400, 0],
  planned: [0, 10, 0, 0], to_realise: [184, 90, 0, -1], todoClass: [3, 2, 0, -1],
  ends: ["", "2028-12-31", "2028-05-01", ""], open: "0000", target: 500,
  found: [[99, 0, 0, 20], [40, 90, 0, 0]], agreed: [[0, 0, 0, 0], [-10, 0, 0, 10]], outside: [0, 30],
};
const names = (sort, plan = 0) => BoardOrder.order(BOARD, plan, sort).map((row) => BOARD.names[row]);

test("it begins with who has most to do, and unknown comes last both ways", () => {
  assert.deepEqual(names(""), ["Woerden", "Baarn", "Zeist", "Lopik"]);
  assert.deepEqual(names("-to_realise"), ["Zeist", "Baarn", "Woerden", "Lopik"]);
});

test("names and end days go up first, figures down", () => {
  assert.deepEqual(names("name"), ["Baarn", "Lopik", "Woerden", "Zeist"]);
  assert.deepEqual(names("next_end"), ["Zeist", "Baarn", "Woerden", "Lopik"]);
  assert.deepEqual(names("in_plan"), ["Woerden", "Lopik", "Baarn", "Zeist"]);
  assert.deepEqual(names("in_plan", 1)[0], "Baarn");
});

test("what is left follows the plan and is unknown where nobody knows what is asked", () => {
  assert.deepEqual([0, 1, 2, 3].map((row) => BoardOrder.left(BOARD, 0, row)), [85, 90, 0, -1]);
  assert.deepEqual([0, 1, 2, 3].map((row) => BoardOrder.left(BOARD, 1, row)), [154, 0, 0, -1]);
  assert.deepEqual([0, 1, 2, 3].map((row) => BoardOrder.left(BOARD, -1, row)), BOARD.to_realise);
});

test("the whole is held against its own target", () => {
  assert.deepEqual(BoardOrder.total(BOARD, 0), { added: 119, outside: 0, left: 0 });
  assert.deepEqual(BoardOrder.total(BOARD, -1), { added: 0, outside: 0, left: 38 });
  assert.deepEqual(BoardOrder.total({ ...BOARD, target: -1 }, 0), { added: 119, outside: 0, left: -1 });
});

test("places at partners count in the whole, and what counts for another is not one's own", () => {
  assert.deepEqual(BoardOrder.total({ ...BOARD, target: 700 }, 1), { added: 130, outside: 30, left: 78 });
  assert.equal(BoardOrder.agreed(BOARD, 1, 0), -10);
  assert.deepEqual(names("agreed", 1)[0], "Lopik");
});

test("asking a column again turns it round", () => {
  assert.equal(BoardOrder.next("", "to_realise"), "-to_realise");
  assert.equal(BoardOrder.next("-to_realise", "to_realise"), "to_realise");
  assert.equal(BoardOrder.next("", "name"), "name");
});

test("law: every order holds every row once, and no bar is longer than its frame", () => {
  const sort = fc.constantFrom(...BoardOrder.KEYS.flatMap((key) => [key, `-${key}`]), "onzin");
  fc.assert(fc.property(sort, fc.constantFrom(-1, 0, 1), (asked, plan) => {
    assert.deepEqual(BoardOrder.order(BOARD, plan, asked).sort(), [0, 1, 2, 3]);
    for (const row of [0, 1, 2, 3]) {
      const bar = BoardOrder.bar(BOARD, plan, row);
      assert.ok(bar.used + bar.found + bar.elsewhere + bar.planned <= 100.0001);
    }
  }));
});
