import assert from "node:assert/strict";
import test from "node:test";

import fc from "./draws.js";
import { load } from "./load.js";

const { Placement } = load();
const [WIDTH, HEIGHT] = [400, 300];
const mark = (x, y, width, height, mode, gap = 0) => ({ x, y, width, height, mode, gap });
const placed = (marks, dots) => Placement.placed(marks, WIDTH, HEIGHT, dots);

const side = fc.integer({ min: 4, max: 90 });
const anyMark = fc.record({
  x: fc.double({ min: 0, max: WIDTH, noNaN: true }),
  y: fc.double({ min: 0, max: HEIGHT, noNaN: true }),
  width: side,
  height: fc.integer({ min: 4, max: 30 }),
  mode: fc.constantFrom("fixed", "name", "badge", "middle", "must", "near", "still"),
  gap: fc.integer({ min: 0, max: 15 }),
});
const marks = fc.array(anyMark, { maxLength: 12 });
const points = fc.array(fc.nat(300), { maxLength: 40 }).map((all) => all.slice(0, all.length & ~1));

const boxOf = ({ width, height }, [x, y]) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
const covers = (one, other) => Math.min(one[2], other[2]) - Math.max(one[0], other[0]) > 1e-9
  && Math.min(one[3], other[3]) - Math.max(one[1], other[1]) > 1e-9;

test("a fixed mark stays, and a name goes beside it", () => {
  const spots = placed([mark(50, 50, 20, 20, "fixed"), mark(50, 50, 40, 10, "name", 12)]);
  assert.deepEqual(spots, [[50, 50], [82, 50]]);
});

test("a name takes the other side where the first is taken", () => {
  const spots = placed([mark(90, 50, 60, 20, "fixed"), mark(50, 50, 40, 10, "name", 2)]);
  assert.deepEqual(spots[1], [28, 50]);
});

test("a second badge on the same spot moves north", () => {
  const spots = placed([mark(200, 150, 20, 20, "badge"), mark(200, 150, 20, 20, "badge")]);
  assert.deepEqual(spots, [[200, 150], [200, 120]]);
});

test("a name without room is dropped; a badge is not", () => {
  const wall = mark(200, 150, 400, 300, "fixed");
  const at = ["name", "middle", "badge"].map((mode) => mark(200, 150, 10, 10, mode));
  const [, ...spots] = placed([wall, ...at]);
  assert.deepEqual(spots, [null, null, [200, 150]]); // all spots cover as much: the first
});

test("a name leaves dots free where it can", () => {
  const spots = placed([mark(100, 100, 40, 10, "name", 4)], [124, 100, 124, 101]);
  assert.deepEqual(spots, [[76, 100]]);
});

test("a dot just beside a name counts as covered", () => {
  const name = mark(100, 100, 40, 10, "name", 4);
  assert.deepEqual(placed([name], [102, 100]), [[76, 100]]);
  assert.deepEqual(placed([name], [99, 100]), [[124, 100]]);
});

test("a name without room beside its mark stands a little farther", () => {
  const spots = placed([mark(200, 150, 43, 40, "fixed"), mark(200, 150, 40, 10, "name")]);
  assert.deepEqual(spots[1], [242, 150]);
});

test("a name in the middle moves a little and no farther", () => {
  const spots = placed([mark(100, 100, 40, 10, "fixed"), mark(100, 100, 40, 10, "middle")]);
  assert.deepEqual(spots[1], [100, 88]);
});

test("a line leaves the picture a little before its edge", () => {
  assert.deepEqual(Placement.edgePoint([50, 50], [250, 50], 100, 100), [88, 50]);
  assert.deepEqual(Placement.edgePoint([50, 50], [50, -250], 100, 100), [50, 12]);
  assert.deepEqual(Placement.edgePoint([95, 50], [250, 50], 100, 100), [95, 50]);
});

test("a name stands beside the line that it names", () => {
  const moved = ({ x, y }) => [x, y];
  const name = { x: 88, y: 50, width: 30, height: 10, mode: "must", gap: 0 };
  assert.deepEqual(moved(Placement.offLine(name, [50, 20], [250, 70], 100)), [88, 62]);
  assert.deepEqual(moved(Placement.offLine({ ...name, x: 50, y: 12 }, [50, 50], [50, -250], 100)), [69, 12]);
});

test("an arrow points where the line goes", () => {
  const arrows = [[5, 0], [5, 5], [0, 9], [-3, 3], [-3, 0], [-3, -3], [0, -1], [1, -1]]
    .map((end) => Placement.arrow([0, 0], end));
  assert.equal(arrows.join(""), "→↘↓↙←↖↑↗");
});

test("the main place is named inside the picture, also where all is taken", () => {
  assert.deepEqual(placed([mark(5, 298, 40, 10, "must")]), [[20, 295]]);
  const wall = mark(200, 150, 400, 300, "fixed");
  assert.ok(placed([wall, mark(100, 50, 40, 10, "must")])[1]);
});

test("the main place moves off a dot, and a badge does not", () => {
  const dot = [100, 50];
  assert.deepEqual(placed([mark(100, 50, 40, 10, "must")], dot), [[100, 38]]);
  assert.deepEqual(placed([mark(100, 50, 40, 10, "badge")], dot), [[100, 50]]);
});

test("a mark of another stands beside where that one came to stand, or nowhere", () => {
  const [taken, badge] = [mark(100, 50, 20, 20, "fixed"), mark(100, 50, 10, 10, "badge", 10)];
  const name = { ...mark(0, 0, 30, 10, "near", 6), of: 1 };
  assert.deepEqual(placed([taken, badge, name]).slice(1), [[100, 32.5], [121, 32.5]]);
  assert.deepEqual(placed([taken, mark(100, 50, 10, 10, "still"), name]).slice(1), [null, null]);
});

test("the point of a mark nearest to what it names lies on its edge", () => {
  const name = mark(0, 0, 40, 10, "name");
  assert.deepEqual(Placement.nearest(name, [50, 50], [0, 50]), [30, 50]);
  assert.deepEqual(Placement.nearest(name, [50, 50], [55, 52]), [55, 52]);
});

test("law: only badges and what must be named may cover what stands there already", () => {
  fc.assert(fc.property(marks, points, (given, dots) => {
    const spots = placed(given, dots);
    given.forEach((one, i) => {
      if (!spots[i] || ["fixed", "badge", "must"].includes(one.mode)) return;
      for (let k = 0; k < i; k += 1) {
        assert.ok(!spots[k] || !covers(boxOf(one, spots[i]), boxOf(given[k], spots[k])));
      }
    });
  }));
});

test("law: what may move stays inside the picture", () => {
  fc.assert(fc.property(marks, points, (given, dots) => {
    placed(given, dots).forEach((spot, i) => {
      if (!spot || given[i].mode === "fixed") return;
      const [left, top, right, bottom] = boxOf(given[i], spot);
      assert.ok(left >= 0 && top >= 0 && right <= WIDTH && bottom <= HEIGHT);
    });
  }));
});

test("law: what comes later changes nothing for what came before", () => {
  fc.assert(fc.property(marks, anyMark, points, (given, last, dots) => {
    assert.deepEqual(placed([...given, last], dots).slice(0, -1), placed(given, dots));
  }));
});
