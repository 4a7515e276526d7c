/* The two canvases of the map: cells under the roads, and marks and lines over them. */
const MapCanvas = (() => {
  "use strict";
  const { map } = MapBase;
  const PADDING = 0.25; // of the map's size, on every side
  const marks = L.DomUtil.create("canvas", "plekken leaflet-layer");
  marks.setAttribute("aria-hidden", "true");
  /** @type {NearestCell | null} */
  let asked = null;

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {L.Point} origin
   */
  function paintMarks(ctx, origin) {
    const ink = { ctx, origin, ...MapPoints.pixelsFrom(origin) };
    const dotScale = MapPoints.dotScale();
    MapMarks.facilities(ink, dotScale);
    MapMarks.spokes(ink);
    MapMarks.points(ink, dotScale);
    MapMarks.sometimes(ink);
    if (State.now.site >= 0) MapMarks.ring(ink, State.now.site);
    if (asked) MapMarks.asking(ink, asked);
  }

  /**
   * Draw a canvas anew for where the map looks now.
   *
   * @param {HTMLCanvasElement} canvas
   * @param {(ctx: CanvasRenderingContext2D, origin: L.Point, size: L.Point) => void} paint
   */
  function drawOn(canvas, paint) {
    const ctx = canvas.getContext("2d");
    if (!ctx) throw new Error("this browser has no canvas");
    const ratio = window.devicePixelRatio || 1;
    const pad = map.getSize().multiplyBy(PADDING).round();
    const size = map.getSize().add(pad.multiplyBy(2));
    const corner = map.containerPointToLayerPoint(L.point(-pad.x, -pad.y));
    L.DomUtil.setPosition(canvas, corner);
    canvas.width = size.x * ratio; // empties it, too
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(ctx, map.getPixelOrigin().add(corner), size);
  }

  function draw() {
    drawOn(MapCells.canvas, MapCells.paint);
    drawOn(marks, paintMarks);
  }

  function begin() {
    MapCells.begin();
    MapBase.paneAt("plekken", 450).append(marks);
  }

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
