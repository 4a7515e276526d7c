/* Paper: redraw the vector map for what is on the screen now, as maps/drawing/svg.py drew it. */
const Paper = (() => {
  "use strict";
  const { colours } = Data;
  const NS = "http://www.w3.org/2000/svg";
  const [PAPER, INK, MUTED] = ["#ffffff", "#1b1f24", "#555d66"];
  const POINT_PX = 5;
  const SURE_PX = 2.8; // around a letter that is always good
  const drawing = Elements.first("#tekening svg", document);
  const [left, top, scale, width, height] = String(drawing.dataset.view).split(" ").map(Number);
  /** @typedef {Record<string, string | number | null>} Attributes */

  /**
   * @param {number} lat
   * @param {number} lon
   * @returns {Point}
   */
  function at(lat, lon) {
    const point = L.CRS.EPSG3857.project(L.latLng(lat, lon));
    return [(point.x - left) * scale, (top - point.y) * scale];
  }

  /** @param {number} row */
  const siteAt = (row) => at(Data.lat(row), Data.lon(row));

  /** Return the drawing as a picture to lay marks out on; its scale bar and arrow stay free.
   * @returns {Picture} */
  function picture() {
    const [south, , north] = Data.base.box;
    const latitude = ((south + north) / 2) * (Math.PI / 180);
    return {
      width, height, at,
      kmWide: (1000 * scale) / Math.cos(latitude),
      textWidth: Layout.widthOnPaper,
      sizes: Layout.PAPER,
      corners: [
        { x: width * 0.16, y: height - 20, width: width * 0.3, height: 36, mode: "fixed" },
        { x: width - 20, y: 32, width: 34, height: 56, mode: "fixed" },
      ],
    };
  }

  /**
   * @param {string} tag
   * @param {Attributes} attributes
   * @param {string} [text]
   */
  function draw(tag, attributes, text) {
    const node = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) continue;
      node.setAttribute(name, typeof value === "number" ? value.toFixed(1) : value);
    }
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {number} size
   * @param {Attributes} attributes
   */
  const centred = (text, x, y, size, attributes) =>
    draw("text", { x, y, "font-size": String(size), "text-anchor": "middle", ...attributes }, text);

  /** Return the cells in the colours of their classes, as maps/drawing/cells.py. */
  function cells() {
    const rest = drawing.dataset.hexagon;
    if (!rest) return [];
    const [first] = Data.cellCorners;
    const middle = Data.base.box[0] / 2 + Data.base.box[2] / 2;
    const [home, corner] = [at(middle, 0), at(middle + Unpack.degrees(first[0]), Unpack.degrees(first[1]))];
    const [dx, dy] = [corner[0] - home[0], corner[1] - home[1]];
    /** @param {number[]} rows @param {Attributes} ink */
    const drawn = (rows, ink) => (rows.length ? [draw("path", {
      d: rows.map(siteAt).map(([x, y]) => `M${(x + dx).toFixed(1)},${(y + dy).toFixed(1)}${rest}`).join(""),
      ...ink,
    })] : []);
    const areas = View.shown.filter(Data.isArea);
    const found = [5, 4, 3, 2, 1, 0].flatMap((q) => [false, true].flatMap((isOwn) => {
      const rows = areas.filter((row) => View.scoreClass[row] === q && Data.isOwn(row) === isOwn);
      const fill = isOwn ? colours.classes[q - 1] ?? colours.unknown
        : colours.faded[q - 1] ?? colours.fadedUnknown;
      return drawn(rows, { class: `k${q}`, fill, stroke: colours.land, "stroke-width": "0.8" });
    }));
    const cannot = areas.filter((row) => Data.isOwn(row) && Data.state(row) === "niet");
    return [...found, ...drawn(cannot, { class: "kan-niet", fill: "url(#arcering)", stroke: colours.land, "stroke-width": "0.8" })];
  }

  /** Return the sites that are points class by class, with a cross through what cannot lean. */
  function points() {
    const own = View.shown.filter((row) => !Data.isArea(row));
    /** @param {string} name @param {string} d @param {[number, string][]} strokes @param {Attributes} [more] */
    const drawn = (name, d, strokes, more = {}) => (d ? strokes.map(([wide, stroke]) =>
      draw("path", { class: name, d, stroke, "stroke-width": String(wide), fill: "none", ...more })) : []);
    const found = [5, 4, 3, 2, 1, 0].flatMap((q) => {
      const d = own.filter((row) => View.scoreClass[row] === q).map(siteAt)
        .map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h.01`).join("");
      return drawn(`k${q}`, d, [
        [2 * POINT_PX + 5, PAPER], [2 * POINT_PX + 2.4, colours.outline],
        [2 * POINT_PX, colours.classes[q - 1] ?? colours.unknown],
      ], { "stroke-linecap": "round" });
    });
    const r = POINT_PX * 0.7;
    const d = own.filter((row) => Data.state(row) === "niet").map(siteAt).map(([x, y]) => {
      const [west, north, south] = [x - r, y - r, y + r].map((edge) => edge.toFixed(1));
      return `M${west},${north}l${2 * r},${2 * r}M${west},${south}l${2 * r},${-2 * r}`;
    }).join("");
    return [...found, ...drawn("kan-niet", d, [[3.2, PAPER], [1.4, colours.outline]])];
  }

  /**
   * @param {DrawnMark} mark
   * @param {Point} spot
   * @param {Point} home
   */
  function leader(mark, spot, home) {
    const line = Layout.leader(mark, spot, home);
    if (!line) return [];
    const d = line.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`).join("");
    return [draw("path", { class: "aanhaal", d, stroke: colours.outline, "stroke-width": "1", fill: "none" })];
  }

  /**
   * @param {DrawnMark} mark
   * @param {Point} spot
   * @param {number} round
   * @param {Attributes} attributes
   */
  const plate = (mark, [x, y], round, attributes) => draw("rect", {
    x: x - mark.width / 2, y: y - mark.height / 2, width: mark.width, height: mark.height,
    rx: round, ...attributes,
  });

  /**
   * Draw a sign with its letter.
   *
   * @param {DrawnMark} mark
   * @param {Point} spot
   */
  function sign(mark, spot) {
    const [x, y] = spot;
    if (mark.kind === "station") {
      return [plate(mark, spot, 0, { fill: PAPER, stroke: colours.outline, "stroke-width": "1.6" })];
    }
    if (mark.kind === "hub") {
      // A new hub is white: it is not there yet.
      const [fill, edge] = mark.isNew ? [PAPER, colours.hub] : [colours.hub, PAPER];
      return [
        plate(mark, spot, 3, {
          fill, stroke: edge, "stroke-width": "1.5", "stroke-dasharray": mark.isNew ? "3 2" : null,
        }),
        centred(mark.text, x, y + 4.3, 12, { "font-weight": "bold", fill: edge })];
    }
    const fill = mark.kind === "plan" ? colours.plan : PAPER;
    const around = { x: x - mark.width / 2 - SURE_PX, y: y - mark.height / 2 - SURE_PX,
      width: mark.width + 2 * SURE_PX, height: mark.height + 2 * SURE_PX, rx: mark.height / 2 + SURE_PX };
    const sure = mark.isSure ? [draw("rect", { class: "vast", ...around, fill: PAPER,
      stroke: colours.outline, "stroke-width": "1.8" })] : [];
    return [...sure, plate(mark, spot, mark.height / 2, { fill, stroke: colours.outline, "stroke-width": "1.8" }),
      centred(mark.text, x, y + 3.9, 11, { "font-weight": "bold", fill: INK })];
  }

  /**
   * Draw a mark at its spot, with a line from what it belongs to where it had to move.
   *
   * @param {DrawnMark} mark
   * @param {Point} spot
   * @param {Point} home
   */
  function symbol(mark, spot, home) {
    const kind = /** @type {TextKind} */ (mark.kind);
    const letters = Layout.LETTERS[kind];
    if (!letters) return [...leader(mark, spot, home), ...sign(mark, spot)];
    const { size, bold, slanted, capitals } = letters;
    const [x, y] = spot;
    return [...leader(mark, spot, home), centred(capitals ? mark.text.toUpperCase() : mark.text, x, y + size * 0.35, size, {
      fill: mark.away ? MUTED : INK, "font-weight": bold ? "bold" : null,
      "font-style": slanted ? "italic" : null, "letter-spacing": capitals ? "0.12em" : null,
      stroke: PAPER, "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke",
    })];
  }

  /** @param {Spoke} line */
  function spoke(line) {
    const hub = Data.hubs[line.hub];
    const [a, b] = [siteAt(line.row), at(hub.lat, hub.lon)];
    const d = `M${a[0].toFixed(1)},${a[1].toFixed(1)}L${b[0].toFixed(1)},${b[1].toFixed(1)}`;
    return [
      draw("path", { d, fill: "none", stroke: PAPER, "stroke-width": "4.6" }),
      draw("path", {
        d, fill: "none", stroke: colours.outline, "stroke-width": "2.2",
        "stroke-dasharray": line.dashed ? "6 4" : null,
      }),
    ];
  }

  /** Return a dashed ring at each site that is in a plan now and then, and not in this one. */
  const sometimes = () => Often.sometimes(Data, Spokes.planOf(Data, State.now))
    .filter((row) => View.visible[row]).map((row) => {
      const [cx, cy] = siteAt(row);
      return draw("circle", { cx, cy, r: 4.5, fill: colours.plan, stroke: colours.outline, "stroke-width": "1.6", "stroke-dasharray": "2.5 2" });
    });

  /** Draw a ring around the chosen site. */
  function ring() {
    if (State.now.site < 0) return [];
    const [cx, cy] = siteAt(State.now.site);
    return [["5", colours.outline], ["2.6", colours.selected]].map(([wide, stroke]) =>
      draw("circle", { cx, cy, r: 11, fill: "none", stroke, "stroke-width": wide }));
  }

  /** Return the layers above the ground, in the groups that the drawing has for them. */
  const layers = () => ({
    "m-cells": cells(),
    "m-sites": points(),
    "m-soms": sometimes(),
    "m-spokes": [...Spokes.lines(Data, View, State.now).flatMap(spoke), ...ring()],
    ...overlay(),
  });

  function overlay() {
    /** @type {Record<string, SVGElement[]>} */
    const groups = { "m-stations": [], "m-names": [], "m-hubs": [], "m-badges": [] };
    /** @type {Partial<Record<MarkKind, string>>} */
    const layerOf = { hub: "m-hubs", moeder: "m-hubs", rand: "m-hubs", rang: "m-badges", plan: "m-badges", station: "m-stations" };
    const marks = Layout.marks(Data, View, State.now, picture());
    const marked = View.shown.filter((row) => !Data.isArea(row)).flatMap(siteAt);
    const spots = Placement.placed(marks, width, height, marked);
    marks.forEach((mark, m) => {
      const spot = spots[m];
      if (!mark.kind || !spot) return;
      const home = spots[mark.of ?? -1] ?? /** @type {Point} */ ([mark.x, mark.y]);
      groups[layerOf[mark.kind] ?? "m-names"].push(
        ...symbol(/** @type {DrawnMark} */ (mark), spot, home));
    });
    return groups;
  }

  function redraw() {
    for (const [name, nodes] of Object.entries(layers())) {
      Elements.first(`.${name}`, drawing).replaceChildren(...nodes);
    }
  }

  window.addEventListener("beforeprint", redraw);
  return { redraw };
})();
