/* Paper: redraw the vector map for what is on the screen now, as maps/drawing/svg.py drew it. */
const Paper = (() => {
  "use strict";
  const { colours } = Data;
  const NS = "http://www.w3.org/2000/svg";
  const [PAPER, INK, MUTED] = ["#ffffff", "#1b1f24", "#555d66"];
  const SPACING_PX = 13;
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

  function dots() {
    const spacing = Math.sqrt((width * height * 0.6) / Math.max(1, Data.count));
    const k = Math.min(1.25, Math.max(0.55, spacing / SPACING_PX));
    /** @type {[string, (row: number) => boolean, string, number][]} */
    const groups = [
      ["onzeker", (row) => !Data.isOwn(row), colours.uncertain, colours.radius[3]],
      ["zonder", (row) => Data.isOwn(row) && !View.scoreClass[row], colours.unknown, colours.radius[4]],
    ];
    for (let q = 5; q > 0; q -= 1) {
      groups.push([`q${q}`, (row) => View.scoreClass[row] === q, colours.classes[q - 1], colours.radius[q - 1]]);
    }
    return groups.flatMap(([name, isIn, ink, radius]) => {
      const d = View.shown.filter(isIn).map(siteAt)
        .map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h.01`).join("");
      if (!d) return [];
      /** @type {[number, string][]} */
      const strokes = [[2 * radius * k + 1.6, colours.outline], [2 * radius * k, ink]];
      return strokes.map(([wide, stroke]) => draw("path", {
        class: name, d, stroke, "stroke-width": wide, "stroke-linecap": "round", fill: "none",
      }));
    });
  }

  /**
   * @param {DrawnMark} mark
   * @param {Point} spot
   */
  function leader(mark, [x, y]) {
    if (Math.abs(mark.x - x) + Math.abs(mark.y - y) < 1) return [];
    const d = `M${mark.x.toFixed(1)},${mark.y.toFixed(1)}L${x.toFixed(1)},${y.toFixed(1)}`;
    return [draw("path", { d, stroke: colours.outline, "stroke-width": "1", fill: "none" })];
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
   * Draw a mark at its spot.
   *
   * @param {DrawnMark} mark
   * @param {Point} spot
   */
  function symbol(mark, spot) {
    const [x, y] = spot;
    if (mark.kind === "hub") {
      // A new hub is white: it is not there yet.
      const [fill, edge] = mark.isNew ? [PAPER, colours.hub] : [colours.hub, PAPER];
      return [...leader(mark, spot),
        plate(mark, spot, 3, {
          fill, stroke: edge, "stroke-width": "1.5", "stroke-dasharray": mark.isNew ? "3 2" : null,
        }),
        centred(mark.text, x, y + 4.3, 12, { "font-weight": "bold", fill: edge })];
    }
    if (mark.kind === "rang") {
      return [...leader(mark, spot),
        plate(mark, spot, mark.height / 2, { fill: PAPER, stroke: colours.outline, "stroke-width": "1.8" }),
        centred(mark.text, x, y + 3.9, 11, { "font-weight": "bold", fill: INK })];
    }
    const isBold = ["gemeente", "moeder", "rand"].includes(mark.kind);
    const size = Layout.fontOnPaper(mark.kind);
    return [centred(mark.text, x, y + size * 0.35, size, {
      fill: mark.kind === "buur" ? MUTED : INK, "font-weight": isBold ? "bold" : null,
      stroke: PAPER, "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke",
    })];
  }

  /**
   * @param {Spoke} line
   * @param {boolean} isPlan
   */
  function spoke(line, isPlan) {
    const hub = Data.hubs[line.hub];
    const [a, b] = [siteAt(line.row), at(hub.lat, hub.lon)];
    const d = `M${a[0].toFixed(1)},${a[1].toFixed(1)}L${b[0].toFixed(1)},${b[1].toFixed(1)}`;
    const edge = isPlan ? [draw("path", { d, fill: "none", stroke: PAPER, "stroke-width": "4" })] : [];
    return [...edge, draw("path", {
      d, fill: "none", stroke: colours.outline, "stroke-width": "1.4",
      "stroke-dasharray": line.dashed ? "5 4" : null,
    })];
  }

  /** @param {number} row */
  function square(row) {
    const [x, y] = siteAt(row);
    const side = Layout.PAPER.square;
    const found = View.scoreClass[row];
    return draw("rect", {
      x: x - side / 2, y: y - side / 2, width: side, height: side,
      fill: found ? colours.classes[found - 1] : colours.unknown, stroke: colours.outline, "stroke-width": "2",
    });
  }

  /** Draw a ring around the chosen site. */
  function ring() {
    if (State.now.site < 0) return [];
    const [cx, cy] = siteAt(State.now.site);
    return [["5", colours.outline], ["2.6", colours.selected]].map(([wide, stroke]) =>
      draw("circle", { cx, cy, r: 11, fill: "none", stroke, "stroke-width": wide }));
  }

  /** Return the layers above the ground, in the groups that the drawing has for them. */
  function layers() {
    const plan = Spokes.planOf(Data, State.now);
    const lines = Spokes.lines(Data, View, State.now).flatMap((line) => spoke(line, Boolean(plan)));
    const faded = draw("g", { opacity: plan ? "0.35" : null });
    faded.append(...dots());
    const opened = plan ? [...lines, ...plan.sites.map(square)] : [];
    return {
      "m-spokes": plan ? [] : lines,
      "m-sites": [faded, ...opened, ...ring()],
      ...overlay(),
    };
  }

  function overlay() {
    /** @type {Record<string, SVGElement[]>} */
    const groups = { "m-names": [], "m-minutes": [], "m-hubs": [], "m-badges": [] };
    /** @type {Partial<Record<MarkKind, string>>} */
    const layerOf = { hub: "m-hubs", moeder: "m-hubs", rand: "m-hubs", rang: "m-badges", minuten: "m-minutes" };
    const marks = Layout.marks(Data, View, State.now, picture());
    const spots = Placement.placed(marks, width, height, View.shown.flatMap(siteAt));
    marks.forEach((mark, m) => {
      const spot = spots[m];
      if (!mark.kind || !spot) return;
      groups[layerOf[mark.kind] ?? "m-names"].push(
        ...symbol(/** @type {DrawnMark} */ (mark), spot));
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
