/* What the canvas holds over the cells: own sites, lines, places, rings. */
const MapMarks = (() => {
  "use strict";
  /** @typedef {{ ctx: CanvasRenderingContext2D, origin: L.Point, x: (row: number) => number, y: (row: number) => number }} Ink */
  const { map, hubAt } = MapBase;
  const { colours } = Data;
  const PAPER = "#ffffff";
  const SOMETIMES_PX = 4.5;

  /**
   * @param {L.LatLngExpression} latlng
   * @param {L.Point} origin
   */
  const pointOf = (latlng, origin) => map.project(latlng).subtract(origin);

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Point[]} spots
   */
  function trace(ctx, spots) {
    ctx.beginPath();
    spots.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
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
   * Draw the lines that show now, with a light edge to read on the cells.
   *
   * @param {Ink} ink
   */
  function spokes({ ctx, origin, x, y }) {
    for (const line of Spokes.lines(Data, View, State.now)) {
      const hub = pointOf(hubAt[line.hub], origin);
      const wide = line.row === State.now.site ? 2.4 : 1.4;
      trace(ctx, [[x(line.row), y(line.row)], [hub.x, hub.y]]);
      ctx.setLineDash([]);
      ctx.lineWidth = wide + 2.6;
      ctx.strokeStyle = PAPER;
      ctx.stroke();
      ctx.setLineDash(line.dashed ? [6, 4] : []);
      ctx.lineWidth = wide;
      ctx.strokeStyle = colours.outline;
      ctx.stroke();
    }
    ctx.setLineDash([]);
  }

  /**
   * Draw the sites that are points in the colour of their class; a cross through what cannot lean.
   *
   * @param {Ink} ink
   * @param {number} dotScale
   */
  function points({ ctx, x, y }, dotScale) {
    const r = MapPoints.POINT_PX * dotScale;
    for (const row of MapPoints.points) {
      if (!View.visible[row]) continue;
      ctx.beginPath();
      ctx.arc(x(row), y(row), r, 0, 2 * Math.PI);
      for (const [wide, ink] of /** @type {const} */ ([[5, PAPER], [2.4, colours.outline]])) {
        ctx.lineWidth = wide;
        ctx.strokeStyle = ink;
        ctx.stroke();
      }
      ctx.fillStyle = MapCells.inkOf(row);
      ctx.fill();
      if (Data.state(row) === "niet") cross(ctx, x(row), y(row), r * 0.65);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  function cross(ctx, x, y, r) {
    for (const [wide, ink] of /** @type {const} */ ([[3.2, PAPER], [1.4, colours.outline]])) {
      ctx.lineWidth = wide;
      ctx.strokeStyle = ink;
      trace(ctx, [[x - r, y - r], [x + r, y + r]]);
      ctx.stroke();
      trace(ctx, [[x - r, y + r], [x + r, y - r]]);
      ctx.stroke();
    }
  }

  /**
   * Draw a dashed ring at each site that is in a plan now and then, and not in the one on show.
   *
   * @param {Ink} ink
   */
  function sometimes({ ctx, x, y }) {
    for (const row of Often.sometimes(Data, Spokes.planOf(Data, State.now))) {
      if (!View.visible[row]) continue;
      ctx.beginPath();
      ctx.arc(x(row), y(row), SOMETIMES_PX, 0, 2 * Math.PI);
      ctx.fillStyle = colours.plan;
      ctx.fill();
      ctx.lineWidth = 1.6;
      ctx.strokeStyle = colours.outline;
      ctx.setLineDash([2.5, 2]);
      ctx.stroke();
    }
    ctx.setLineDash([]);
  }

  /**
   * Draw a ring around the chosen site: along the edge of a cell, around a mark.
   *
   * @param {Ink} ink
   * @param {number} row
   */
  function ring({ ctx, x, y }, row) {
    ctx.lineJoin = "round";
    for (const [wide, colour] of /** @type {const} */ ([[6.5, colours.outline], [3, colours.selected]])) {
      if (Data.isArea(row)) {
        trace(ctx, MapPoints.corners().map(([dx, dy]) => [x(row) + dx, y(row) + dy]));
        ctx.closePath();
      } else {
        ctx.beginPath();
        ctx.arc(x(row), y(row), 11, 0, 2 * Math.PI);
      }
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

  return { facilities, spokes, points, sometimes, ring, asking };
})();
