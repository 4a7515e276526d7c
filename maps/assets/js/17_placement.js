/* Place marks and names so that none covers another: the rules of maps/drawing/placement.py. */
const Placement = (() => {
  "use strict";
  /** @typedef {[number, number, number, number]} Box Left, top, right, bottom. */
  const [RINGS, RING_STEP] = [7, 0.75];
  const DOT = 5; // a dot this near to a name counts as covered
  /** Where a centred name may move: parts of its width and height. */
  const SHIFTS = [
    [0, 0], [0, -0.8], [0, 0.8], [0.35, 0], [-0.35, 0], [0, -1.2], [0, 1.2],
    [0.35, -0.8], [-0.35, -0.8], [0.35, 0.8], [-0.35, 0.8], [0.6, 0], [-0.6, 0],
  ];
  const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
  /* The sixteen directions from north, clockwise, as numbers: every machine has the same bits. */
  const [NEAR, EVEN, FAR] = [0.3826834323650898, 0.7071067811865476, 0.9238795325112867];
  const QUARTER = [[0, -1], [NEAR, -FAR], [EVEN, -EVEN], [FAR, -NEAR]];
  const TURNS = [
    ...QUARTER, ...QUARTER.map(([x, y]) => [-y, x]),
    ...QUARTER.map(([x, y]) => [-x, -y]), ...QUARTER.map(([x, y]) => [y, -x]),
  ];
  const FARTHER = 22; // a second ring for a name that finds no room beside its mark
  const EDGE = 12;
  const STEEP = 4;
  const CLEAR = 4; // between a line and the name that stands beside it
  const ARROWS = "→↘↓↙←↖↑↗";

  /**
   * @param {Mark} mark
   * @returns {Point[]}
   */
  const shifted = ({ x, y, width, height }) =>
    SHIFTS.map(([side, down]) => [x + side * width, y + down * height]);

  /**
   * @param {Mark} mark
   * @returns {Point[]}
   */
  function beside(mark) {
    const { x, y, width, height, mode, gap = 0 } = mark;
    if (mode === "still") return [[x, y]];
    if (mode === "middle") return shifted(mark);
    return (mode === "near" ? [gap] : [gap, gap + FARTHER]).flatMap((off) =>
      SIDES.map(([side, down]) => /** @type {Point} */ (
        [x + side * (width / 2 + off), y + down * (height / 2 + off)])));
  }

  /**
   * @param {Mark} mark
   * @param {number} wide of the picture
   * @param {number} high of the picture
   * @returns {Point[]}
   */
  function around(mark, wide, high) {
    const { x, y, width, height, mode, gap = 0 } = mark;
    /** @type {Point[]} */
    const spots = mode !== "must" ? [[x, y]] : [...shifted(mark), [
      Math.max(width / 2, Math.min(x, wide - width / 2)),
      Math.max(height / 2, Math.min(y, high - height / 2)),
    ]];
    for (let ring = 1; ring <= RINGS; ring += 1) {
      const reach = gap + ring * height * RING_STEP;
      for (const [east, south] of TURNS) spots.push([x + reach * east, y + reach * south]);
    }
    return spots;
  }

  /**
   * @param {Mark} mark
   * @param {Point} spot
   * @returns {Box}
   */
  const boxOf = (mark, [x, y]) => [
    x - mark.width / 2, y - mark.height / 2, x + mark.width / 2, y + mark.height / 2,
  ];

  /**
   * @param {Box} box
   * @param {number} width
   * @param {number} height
   */
  const fits = (box, width, height) =>
    box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height;

  /**
   * @param {Box} one
   * @param {Box} other
   */
  function overlap(one, other) {
    const wide = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
    const high = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
    return wide > 0 && high > 0 ? wide * high : 0;
  }

  /**
   * @param {Box} box
   * @param {number[]} dots
   */
  function dotsUnder(box, dots) {
    let count = 0;
    for (let i = 0; i < dots.length; i += 2) {
      if (dots[i] > box[0] - DOT && dots[i] < box[2] + DOT
        && dots[i + 1] > box[1] - DOT && dots[i + 1] < box[3] + DOT) count += 1;
    }
    return count;
  }

  /**
   * Return the first candidate that costs nothing, else the cheapest; null cost is forbidden.
   *
   * @param {Point[]} spots
   * @param {(spot: Point) => [number, number] | null} cost what it covers of marks, then of dots
   */
  function cheapest(spots, cost) {
    let best = null;
    let [least, fewest] = [Infinity, Infinity];
    for (const spot of spots) {
      const price = cost(spot);
      if (price === null) continue;
      const [covered, under] = price;
      if (covered === 0 && under === 0) return spot;
      if (covered < least || (covered === least && under < fewest)) {
        [best, least, fewest] = [spot, covered, under];
      }
    }
    return best;
  }

  /**
   * @param {Mark} mark
   * @param {Box[]} taken
   * @param {number} width
   * @param {number} height
   * @param {number[]} dots
   * @returns {Point | null}
   */
  function spotOf(mark, taken, width, height, dots) {
    if (mark.mode === "fixed") return [mark.x, mark.y];
    if (["badge", "must"].includes(mark.mode)) {
      return cheapest(around(mark, width, height), (spot) => {
        const box = boxOf(mark, spot);
        if (!fits(box, width, height)) return null;
        const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0);
        return [covered, mark.mode === "must" ? dotsUnder(box, dots) : 0];
      });
    }
    return cheapest(beside(mark), (spot) => {
      const box = boxOf(mark, spot);
      if (!fits(box, width, height) || taken.some((other) => overlap(box, other) > 0)) return null;
      return [0, dotsUnder(box, dots)];
    });
  }

  /**
   * Return a spot per mark, null where a name was dropped; dots are x, y, x, y and so on.
   *
   * @param {Mark[]} marks
   * @param {number} width
   * @param {number} height
   * @param {number[]} [dots]
   */
  function placed(marks, width, height, dots = []) {
    /** @type {Box[]} */
    const taken = [];
    /** @type {(Point | null)[]} */
    const spots = [];
    for (const mark of marks) {
      const of = mark.of ?? -1;
      const home = of < 0 ? /** @type {Point} */ ([mark.x, mark.y]) : spots[of];
      const spot = home && spotOf({ ...mark, x: home[0], y: home[1] }, taken, width, height, dots);
      if (spot) taken.push(boxOf(mark, spot));
      spots.push(spot);
    }
    return spots;
  }

  /**
   * Return where a line from inside leaves a picture, a little before its edge.
   *
   * @param {Point} start
   * @param {Point} end
   * @param {number} width
   * @param {number} height
   * @returns {Point}
   */
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

  /**
   * Return the arrow that points from one pixel to another.
   *
   * @param {Point} start
   * @param {Point} end
   */
  function arrow(start, end) {
    const turn = Math.round(Math.atan2(end[1] - start[1], end[0] - start[0]) / (Math.PI / 4));
    return ARROWS[(turn + ARROWS.length) % ARROWS.length];
  }

  /**
   * Return whether a point lies in a picture.
   *
   * @param {Point} point
   * @param {number} width
   * @param {number} height
   */
  const isInside = ([x, y], width, height) => x > 0 && y > 0 && x < width && y < height;

  /**
   * Return the point of a placed mark that lies nearest to another point.
   *
   * @param {Mark} mark
   * @param {Point} spot
   * @param {Point} from
   * @returns {Point}
   */
  function nearest(mark, spot, from) {
    const [left, top, right, bottom] = boxOf(mark, spot);
    return [Math.min(Math.max(from[0], left), right), Math.min(Math.max(from[1], top), bottom)];
  }

  /**
   * Return a mark where a line leaves a picture, moved to the side the line does not come from. The
   * line goes on a little, to the edge of the picture: so much farther aside.
   *
   * @template {Mark} T
   * @param {T} mark
   * @param {Point} start
   * @param {Point} end
   * @param {number} width
   * @returns {T}
   */
  function offLine(mark, start, end, width) {
    const [x, y] = [end[0] - start[0], end[1] - start[1]];
    /** @param {number} along @param {number} across */
    const clear = (along, across) => CLEAR + EDGE * Math.min(STEEP, Math.abs(across) / Math.max(Math.abs(along), 1));
    if (Math.min(mark.x, width - mark.x) <= EDGE + 0.5) { // it leaves by the left or right
      return { ...mark, y: mark.y + (y < 0 ? -1 : 1) * (mark.height / 2 + clear(x, y)) };
    }
    return { ...mark, x: mark.x + (x < 0 ? -1 : 1) * (mark.width / 2 + clear(y, x)) };
  }

  return { placed, nearest, edgePoint, arrow, offLine, isInside };
})();
