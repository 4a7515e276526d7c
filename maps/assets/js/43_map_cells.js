/* The search cells as the areas that they are, on a canvas under the roads: a colour per class,
   hatched where a site cannot lean, faded where the gemeente is uncertain. */
const MapCells = (() => {
  "use strict";
  const { map, paneAt } = MapBase;
  const { colours } = Data;
  const HATCH_PX = 7;
  const EDGE_PX = 0.5; // of land along every cell
  const EQUATOR_M = 2 * Math.PI * 6378137; // around the globe of a web map
  /** A light and a dark line side by side: maps/drawing/cells.py.
   * @type {[string, number, number][]} */
  const HATCH = [["#ffffff", 1.9, 1.4], [colours.outline, 0.8, 2.8]];
  /** @type {[number, string][]} */
  const TINT = [[0, "ff"], [0.55, "d9"], [1, "00"]]; // how strong a modelled tint is, in hexadecimals
  const canvas = L.DomUtil.create("canvas", "cellen leaflet-layer");
  canvas.setAttribute("aria-hidden", "true");
  const home = Data.base.areas.filter((area) => area.home).flatMap((area) =>
    Unpack.rings(area.rings).map((ring) => ring.map((at) => map.project(at, 0))));

  /**
   * Return the colour of a site: that of its class.
   *
   * @param {number} row
   */
  const inkOf = (row) => colours.classes[View.scoreClass[row] - 1] ?? colours.unknown;

  /** @param {CanvasRenderingContext2D} ctx */
  function hatching(ctx) {
    const ratio = window.devicePixelRatio || 1;
    const tile = document.createElement("canvas");
    tile.width = tile.height = HATCH_PX * ratio;
    const ink = tile.getContext("2d");
    if (!ink) throw new Error("this browser has no canvas");
    ink.scale(ratio, ratio);
    for (const [colour, wide, at] of HATCH) {
      ink.fillStyle = colour;
      ink.fillRect(at - wide / 2, 0, wide, HATCH_PX);
    }
    const pattern = ctx.createPattern(tile, "repeat");
    if (!pattern) throw new Error("this browser has no patterns");
    pattern.setTransform(new DOMMatrix().rotate(45).scale(1 / ratio));
    return pattern;
  }

  /**
   * Draw where people about live, without an edge: nobody measured one.
   *
   * @param {CanvasRenderingContext2D} ctx
   * @param {L.Point} origin
   */
  function paintTints(ctx, origin) {
    for (const [lat, lon, metres] of Data.base.tints) {
      const { x, y } = map.project([lat, lon]).subtract(origin);
      const r = metres * pixelsPerMetre(lat);
      const shade = ctx.createRadialGradient(x, y, 0, x, y, r);
      for (const [at, left] of TINT) shade.addColorStop(at, `${colours.bebouwing}${left}`);
      ctx.fillStyle = shade;
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.fill();
    }
  }

  /** @param {number} lat */
  const pixelsPerMetre = (lat) =>
    L.CRS.EPSG3857.scale(map.getZoom()) / (EQUATOR_M * Math.cos((lat * Math.PI) / 180));

  /**
   * Take away what lies outside the area. One fill of its outline: to clip every cell took ten
   * times as long.
   *
   * @param {CanvasRenderingContext2D} ctx
   * @param {L.Point} origin
   */
  function keepInside(ctx, origin) {
    const scale = map.getZoomScale(map.getZoom(), 0);
    ctx.globalCompositeOperation = "destination-in";
    ctx.fillStyle = colours.outline; // any that covers: a pattern would leave holes
    ctx.beginPath();
    for (const ring of home) {
      ring.forEach(({ x, y }, i) => {
        const [east, south] = [x * scale - origin.x, y * scale - origin.y];
        if (i) ctx.lineTo(east, south);
        else ctx.moveTo(east, south);
      });
      ctx.closePath();
    }
    ctx.fill("evenodd");
  }

  /**
   * Return the cells in view per colour, as x, y, x, y and so on; apart what cannot lean.
   *
   * @param {L.Point} origin
   * @param {L.Point} size
   */
  function inView(origin, size) {
    const pixels = MapPoints.pixelsFrom(origin);
    const margin = Math.max(0, ...MapPoints.corners().map(([x, y]) => Math.hypot(x, y)));
    /** @type {Map<string, number[]>} */
    const byInk = new Map();
    /** @type {number[]} */
    const cannot = [];
    for (let row = 0; row < Data.count; row += 1) {
      if (!View.visible[row] || !Data.isArea(row)) continue;
      const [x, y] = [pixels.x(row), pixels.y(row)];
      const isSeen = x > -margin && y > -margin && x < size.x + margin && y < size.y + margin;
      if (!isSeen) continue;
      const found = View.scoreClass[row];
      const faded = found ? colours.faded[found - 1] : colours.fadedUnknown;
      const ink = Data.isOwn(row) ? inkOf(row) : faded;
      const group = byInk.get(ink) ?? [];
      if (!group.length) byInk.set(ink, group);
      group.push(x, y);
      if (Data.isOwn(row) && Data.state(row) === "niet") cannot.push(x, y);
    }
    return { byInk, cannot };
  }

  /**
   * Fill cells one by one: a path of thousands of them takes ten times as long.
   *
   * @param {CanvasRenderingContext2D} ctx
   * @param {number[]} spots
   * @param {Point[]} corners
   */
  function fillAll(ctx, spots, corners) {
    for (let p = 0; p < spots.length; p += 2) {
      ctx.beginPath();
      for (const [dx, dy] of corners) ctx.lineTo(spots[p] + dx, spots[p + 1] + dy);
      ctx.fill();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {L.Point} origin
   * @param {L.Point} size
   */
  function paint(ctx, origin, size) {
    const whole = MapPoints.corners();
    const radius = Math.max(1, ...whole.map(([x, y]) => Math.hypot(x, y)));
    const left = Math.max(0.5, 1 - EDGE_PX / radius); // the land shows between the cells
    /** @type {Point[]} */
    const corners = whole.map(([x, y]) => [x * left, y * left]);
    const { byInk, cannot } = inView(origin, size);
    for (const [ink, spots] of byInk) {
      ctx.fillStyle = ink;
      fillAll(ctx, spots, corners);
    }
    if (cannot.length) {
      ctx.fillStyle = hatching(ctx);
      fillAll(ctx, cannot, corners);
    }
    keepInside(ctx, origin);
    ctx.globalCompositeOperation = "destination-over";
    paintTints(ctx, origin);
    ctx.globalCompositeOperation = "source-over";
  }

  const begin = () => paneAt("cellen", 420).append(canvas);

  return { canvas, begin, paint, inkOf };
})();
