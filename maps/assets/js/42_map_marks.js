/* What the canvas holds beside the dots: lines, squares, places, rings. */
const MapMarks = (() => {
  "use strict";
  /** @typedef {{ ctx: CanvasRenderingContext2D, origin: L.Point, x: (row: number) => number, y: (row: number) => number }} Ink */
  const { map, hubAt } = MapBase;
  const { colours } = Data;
  const PAPER = "#ffffff";

  /**
   * @param {L.LatLngExpression} latlng
   * @param {L.Point} origin
   */
  const pointOf = (latlng, origin) => map.project(latlng).subtract(origin);

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Point[]} points
   */
  function trace(ctx, points) {
    ctx.beginPath();
    points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  }

  /**
   * Draw the places of the chosen category as diamonds; a modelled one is open.
   *
   * @param {Ink} ink
   * @param {number} dotScale
   */
  function facilities({ ctx, origin }, dotScale) {
    const wanted = State.now.facilities;
    if (!wanted) return;
    const { places } = Data;
    const r = 2.6 + dotScale;
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = colours.facility;
    for (let i = 0; i < places.lat.length; i += 1) {
      if (wanted !== "alle" && Unpack.word(places.category, i) !== wanted) continue;
      const { x, y } = pointOf([Unpack.degrees(places.lat[i]), Unpack.degrees(places.lon[i])], origin);
      trace(ctx, [[x, y - r], [x + r, y], [x, y + r], [x - r, y]]);
      ctx.closePath();
      ctx.fillStyle = places.modelled[i] === "1" ? PAPER : colours.facility;
      ctx.fill();
      ctx.stroke();
    }
  }

  /**
   * Draw the lines to what sites lean on; a plan's have a light edge, to read on the dots.
   *
   * @param {Ink} ink
   */
  function spokes({ ctx, origin, x, y }) {
    const isPlan = Spokes.planOf(Data, State.now) !== undefined;
    for (const line of Spokes.lines(Data, View, State.now)) {
      const hub = pointOf(hubAt[line.hub], origin);
      const plain = isPlan ? 1.8 : 1.4;
      const wide = line.row === State.now.site ? 2.6 : plain;
      trace(ctx, [[x(line.row), y(line.row)], [hub.x, hub.y]]);
      if (isPlan) {
        ctx.setLineDash([]);
        ctx.lineWidth = wide + 2.4;
        ctx.strokeStyle = colours.uncertain;
        ctx.stroke();
      }
      ctx.setLineDash(line.dashed ? [5, 4] : []);
      ctx.lineWidth = wide;
      ctx.strokeStyle = colours.outline;
      ctx.stroke();
    }
    ctx.setLineDash([]);
  }

  /**
   * Draw what a plan opens: a square around the dot in its own colour.
   *
   * @param {Ink} ink
   * @param {Plan} plan
   * @param {number} dotScale
   */
  function opened({ ctx, x, y }, plan, dotScale) {
    const half = 7 * Math.max(1, dotScale);
    for (const row of plan.sites) {
      /** @type {[number, number, number, number]} */
      const square = [x(row) - half, y(row) - half, 2 * half, 2 * half];
      const found = View.scoreClass[row];
      ctx.fillStyle = found ? colours.classes[found - 1] : colours.unknown;
      ctx.fillRect(...square);
      for (const [wide, colour] of /** @type {const} */ ([[4.4, colours.uncertain], [2.2, colours.outline]])) {
        ctx.lineWidth = wide;
        ctx.strokeStyle = colour;
        ctx.strokeRect(...square);
      }
    }
  }

  /**
   * Draw a line from a number that had to move to the site that it belongs to.
   *
   * @param {Ink} ink
   * @param {{ from: L.Point, to: L.Point }[]} badges in the map's layer points
   */
  function leaders({ ctx, origin }, badges) {
    const shift = origin.subtract(map.getPixelOrigin());
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = colours.outline;
    for (const { from, to } of badges) {
      if (from.distanceTo(to) < 1) continue;
      trace(ctx, [[from.x - shift.x, from.y - shift.y], [to.x - shift.x, to.y - shift.y]]);
      ctx.stroke();
    }
  }

  /**
   * Draw a ring around the chosen site.
   *
   * @param {Ink} ink
   * @param {number} row
   */
  function ring({ ctx, x, y }, row) {
    for (const [wide, colour] of /** @type {const} */ ([[6, colours.outline], [3, colours.selected]])) {
      ctx.beginPath();
      ctx.arc(x(row), y(row), 11, 0, 2 * Math.PI);
      ctx.lineWidth = wide;
      ctx.strokeStyle = colour;
      ctx.stroke();
    }
  }

  /**
   * Draw a cross where the reader asked, with a line to the search cell that answers.
   *
   * @param {Ink} ink
   * @param {NearestCell} asked
   */
  function asking({ ctx, origin, x, y }, asked) {
    const at = pointOf(asked.latlng, origin);
    ctx.lineWidth = 2;
    ctx.strokeStyle = colours.outline;
    ctx.setLineDash([2, 3]);
    trace(ctx, [[at.x, at.y], [x(asked.row), y(asked.row)]]);
    ctx.stroke();
    ctx.setLineDash([]);
    for (const [dx, dy] of [[8, 0], [0, 8]]) {
      trace(ctx, [[at.x - dx, at.y - dy], [at.x + dx, at.y + dy]]);
      ctx.stroke();
    }
  }

  return { facilities, spokes, opened, leaders, ring, asking };
})();
