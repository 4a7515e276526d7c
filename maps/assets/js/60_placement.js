"use strict";
/* Place marks and names so that none covers another: the rules of maps/placement.py. */
const Placement = (() => {
  const STEPS = 16;
  const RINGS = 7;
  const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
  const SHIFTS = [0, -0.8, 0.8, -1.6, 1.6];

  function candidates(mark) {
    const { x, y, width, height, mode } = mark;
    const gap = mark.gap || 0;
    if (mode === "middle") return SHIFTS.map((shift) => [x, y + shift * height]);
    if (mode === "name") {
      const dx = width / 2 + gap;
      const dy = height / 2 + gap;
      return SIDES.map(([side, down]) => [x + side * dx, y + down * dy]);
    }
    const spots = [[x, y]];
    for (let ring = 1; ring <= RINGS; ring += 1) {
      const reach = gap + ring * height * 0.75;
      for (let step = 0; step < STEPS; step += 1) {
        const turn = (2 * Math.PI * step) / STEPS - Math.PI / 2;
        spots.push([x + reach * Math.cos(turn), y + reach * Math.sin(turn)]);
      }
    }
    return spots;
  }

  const boxOf = (mark, [x, y]) => [
    x - mark.width / 2, y - mark.height / 2, x + mark.width / 2, y + mark.height / 2,
  ];

  function overlap(one, other) {
    const wide = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
    const high = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
    return wide > 0 && high > 0 ? wide * high : 0;
  }

  function firstFree(mark, taken, width, height) {
    if (mark.mode === "fixed") return [mark.x, mark.y];
    let best = null;
    let least = Infinity;
    for (const spot of candidates(mark)) {
      const box = boxOf(mark, spot);
      if (box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height) continue;
      let covered = 0;
      for (const other of taken) covered += overlap(box, other);
      if (covered === 0) return spot;
      if (covered < least) [best, least] = [spot, covered];
    }
    return mark.mode === "badge" ? best : null;
  }

  /** Return [x, y] per mark, null where a name was dropped. */
  function placed(marks, width, height) {
    const taken = [];
    return marks.map((mark) => {
      const spot = firstFree(mark, taken, width, height);
      if (spot) taken.push(boxOf(mark, spot));
      return spot;
    });
  }

  return { placed };
})();
