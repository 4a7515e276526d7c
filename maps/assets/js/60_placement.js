"use strict";
/* Place marks and names so that none covers another: the rules of maps/placement.py. */
const Placement = (() => {
  const STEPS = 16;
  const RINGS = 7;
  const DOT = 5;
  const SHIFTS = [
    [0, 0], [0, -0.8], [0, 0.8], [0.35, 0], [-0.35, 0], [0, -1.6], [0, 1.6],
    [0.35, -0.8], [-0.35, -0.8], [0.35, 0.8], [-0.35, 0.8], [0.6, 0], [-0.6, 0],
  ];
  const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
  const FARTHER = 22;
  const EDGE = 12;
  const ARROWS = "→↘↓↙←↖↑↗";

  function beside({ x, y, width, height, mode, gap = 0 }) {
    if (mode === "middle") return SHIFTS.map(([side, down]) => [x + side * width, y + down * height]);
    return [gap, gap + FARTHER].flatMap((off) =>
      SIDES.map(([side, down]) => [x + side * (width / 2 + off), y + down * (height / 2 + off)]));
  }

  function around({ x, y, height, gap = 0 }) {
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
  const fits = (box, width, height) =>
    box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height;

  function overlap(one, other) {
    const wide = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
    const high = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
    return wide > 0 && high > 0 ? wide * high : 0;
  }

  function dotsUnder(box, dots) {
    let count = 0;
    for (let i = 0; i < dots.length; i += 2) {
      if (dots[i] > box[0] - DOT && dots[i] < box[2] + DOT
        && dots[i + 1] > box[1] - DOT && dots[i + 1] < box[3] + DOT) count += 1;
    }
    return count;
  }

  /** Return the first candidate that costs nothing, else the cheapest; null cost is forbidden. */
  function cheapest(spots, cost) {
    let best = null;
    let least = Infinity;
    for (const spot of spots) {
      const price = cost(spot);
      if (price === 0) return spot;
      if (price !== null && price < least) [best, least] = [spot, price];
    }
    return best;
  }

  function spotOf(mark, taken, width, height, dots) {
    if (mark.mode === "fixed") return [mark.x, mark.y];
    if (mark.mode === "badge" || mark.mode === "loose") {
      return cheapest(around(mark), (spot) => {
        const box = boxOf(mark, spot);
        if (!fits(box, width, height)) return null;
        const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0);
        return covered > 0 && mark.mode === "loose" ? null : covered;
      });
    }
    return cheapest(beside(mark), (spot) => {
      const box = boxOf(mark, spot);
      if (!fits(box, width, height) || taken.some((other) => overlap(box, other) > 0)) return null;
      return dotsUnder(box, dots);
    });
  }

  /** Return [x, y] per mark, null where a name was dropped; dots is [x, y, x, y ...]. */
  function placed(marks, width, height, dots = []) {
    const taken = [];
    return marks.map((mark) => {
      const spot = spotOf(mark, taken, width, height, dots);
      if (spot) taken.push(boxOf(mark, spot));
      return spot;
    });
  }

  /** Return where a line from inside leaves a picture, a little before its edge. */
  function edgePoint(start, end, width, height) {
    const step = [end[0] - start[0], end[1] - start[1]];
    let reach = 1;
    [width, height].forEach((full, k) => {
      if (!step[k]) return;
      const limit = step[k] > 0 ? full - EDGE : EDGE;
      reach = Math.min(reach, Math.max(0, (limit - start[k]) / step[k]));
    });
    return [start[0] + step[0] * reach, start[1] + step[1] * reach];
  }

  function arrow(start, end) {
    const turn = Math.round(Math.atan2(end[1] - start[1], end[0] - start[0]) / (Math.PI / 4));
    return ARROWS[(turn + 8) % 8];
  }

  /** Name each mother location outside the picture where its first line leaves it. */
  function edgeMarks(lines, width, height, textWidth, high) {
    const inside = ([x, y]) => x > 0 && y > 0 && x < width && y < height;
    const found = new Map();
    for (const { hub, start, end, name } of lines) {
      if (found.has(hub) || inside(end) || !inside(start)) continue;
      const text = `${arrow(start, end)} ${name}`;
      const wide = textWidth(text);
      const [x, y] = edgePoint(start, end, width, height);
      found.set(hub, {
        x: Math.min(Math.max(x, wide / 2 + 4), width - wide / 2 - 4),
        y: Math.min(Math.max(y, high / 2 + 4), height - high / 2 - 4),
        width: wide, height: high, mode: "loose", kind: "rand", text,
      });
    }
    return [...found.values()];
  }

  return { placed, edgeMarks, edgePoint };
})();
