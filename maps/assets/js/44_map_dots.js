/* All sites as dots on one canvas, with the marks under and over them. */
const MapDots = (() => {
  "use strict";
  const { map } = MapBase;
  const { colours } = Data;
  const PADDING = 0.25; // of the map's size, on every side
  const MARGIN_PX = 9;
  const FADED = 0.35; // with a plan, what it opens stands out
  /* From the bottom up: gemeente uncertain, no score, then from the lowest class to the highest. */
  const INK = [colours.uncertain, colours.unknown, ...[...colours.classes].reverse()];
  const RADIUS = [colours.radius[3], colours.radius[4], ...[...colours.radius].reverse()];
  const CLASSES = colours.classes.length;
  const canvas = L.DomUtil.create("canvas", "plekken leaflet-layer");
  canvas.setAttribute("aria-hidden", "true");
  /** @type {NearestCell | null} */
  let asked = null;

  /** @param {number} row */
  function groupOf(row) {
    if (!Data.isOwn(row)) return 0;
    return View.scoreClass[row] ? CLASSES + 2 - View.scoreClass[row] : 1;
  }

  /**
   * Return the dots in view per group, as x, y, x, y and so on.
   *
   * @param {{ x: (row: number) => number, y: (row: number) => number }} pixels
   * @param {number} wide
   * @param {number} high
   */
  function dotGroups(pixels, wide, high) {
    /** @type {number[][]} */
    const groups = INK.map(() => []);
    for (let row = 0; row < Data.count; row += 1) {
      const [x, y] = [pixels.x(row) + MARGIN_PX, pixels.y(row) + MARGIN_PX];
      const isSeen = Placement.isInside([x, y], wide + 2 * MARGIN_PX, high + 2 * MARGIN_PX);
      if (View.visible[row] && isSeen) groups[groupOf(row)].push(x - MARGIN_PX, y - MARGIN_PX);
    }
    return groups;
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {number[][]} groups
   * @param {number} dotScale
   */
  function paintDots(ctx, groups, dotScale) {
    ctx.strokeStyle = colours.outline;
    groups.forEach((points, g) => {
      const r = RADIUS[g] * dotScale;
      ctx.fillStyle = INK[g];
      ctx.lineWidth = Math.min(1, dotScale) * (g === 0 ? 1.2 : 0.9);
      ctx.beginPath();
      for (let p = 0; p < points.length; p += 2) {
        ctx.moveTo(points[p] + r, points[p + 1]);
        ctx.arc(points[p], points[p + 1], r, 0, 2 * Math.PI);
      }
      ctx.fill();
      ctx.stroke();
    });
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {L.Point} origin
   * @param {number} wide
   * @param {number} high
   */
  function paint(ctx, origin, wide, high) {
    const pixels = MapPoints.pixelsFrom(origin);
    const ink = { ctx, origin, ...pixels };
    const dotScale = MapPoints.dotScale();
    const plan = Spokes.planOf(Data, State.now);
    MapMarks.facilities(ink, dotScale);
    if (!plan) MapMarks.spokes(ink);
    MapMarks.leaders(ink, MapNames.badges());
    ctx.globalAlpha = plan ? FADED : 1;
    paintDots(ctx, dotGroups(pixels, wide, high), dotScale);
    ctx.globalAlpha = 1;
    if (plan) {
      MapMarks.spokes(ink);
      MapMarks.opened(ink, plan, dotScale);
    }
    if (State.now.site >= 0) MapMarks.ring(ink, State.now.site);
    if (asked) MapMarks.asking(ink, asked);
  }

  /** Draw all for where the map looks now. */
  function draw() {
    const ctx = canvas.getContext("2d");
    if (!ctx) throw new Error("this browser has no canvas");
    const size = map.getSize();
    const ratio = window.devicePixelRatio || 1;
    const pad = size.multiplyBy(PADDING).round();
    const corner = map.containerPointToLayerPoint(L.point(-pad.x, -pad.y));
    const [wide, high] = [size.x + 2 * pad.x, size.y + 2 * pad.y];
    L.DomUtil.setPosition(canvas, corner);
    canvas.width = wide * ratio;
    canvas.height = high * ratio;
    canvas.style.width = `${wide}px`;
    canvas.style.height = `${high}px`;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, wide, high);
    paint(ctx, map.getPixelOrigin().add(corner), wide, high);
  }

  const begin = () => MapBase.paneAt("plekken", 420).append(canvas);

  /**
   * Show where the reader asked, until null.
   *
   * @param {NearestCell | null} place
   */
  const ask = (place) => {
    asked = place;
  };

  return { begin, draw, ask };
})();
