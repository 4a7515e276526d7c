/* Names, letters, stations and mother locations: elements above the canvas. */
const MapNames = (() => {
  "use strict";
  const { map } = MapBase;
  const TEXT_MARGIN = 6;
  const SPACING_EM = 0.12; // between capitals
  const family = getComputedStyle(map.getContainer()).fontFamily;
  const pane = MapBase.paneAt("namen", 640);
  pane.setAttribute("aria-hidden", "true");
  const measure = document.createElement("canvas").getContext("2d");
  const NS = "http://www.w3.org/2000/svg";

  /**
   * @param {string} text
   * @param {TextKind} kind
   */
  function textWidth(text, kind) {
    if (!measure) throw new Error("this browser has no canvas");
    const { size, bold, slanted, capitals } = Layout.LETTERS[kind];
    measure.font = `${slanted ? "italic " : ""}${bold ? "bold " : ""}${size}px ${family}`;
    const spaced = capitals ? text.length * size * SPACING_EM : 0;
    return measure.measureText(capitals ? text.toUpperCase() : text).width + spaced + TEXT_MARGIN;
  }

  /**
   * Return the controls of the map: fixed corners, which keep names away.
   *
   * @param {L.Point} size
   * @returns {Mark[]}
   */
  function controls(size) {
    const edge = map.getContainer().getBoundingClientRect();
    return Elements.all(".leaflet-control", map.getContainer()).map((control) => {
      const r = control.getBoundingClientRect();
      return {
        x: r.left - edge.left + r.width / 2, y: r.top - edge.top + r.height / 2,
        width: Math.min(r.width, size.x) + TEXT_MARGIN, height: r.height + TEXT_MARGIN, mode: "fixed",
      };
    });
  }

  /** @returns {Picture} */
  function picture() {
    const size = map.getSize();
    const metresPerPixel = map.distance(
      map.containerPointToLatLng([0, 0]), map.containerPointToLatLng([1, 0]));
    return {
      width: size.x,
      height: size.y,
      at(lat, lon) {
        const point = map.latLngToContainerPoint([lat, lon]);
        return [point.x, point.y];
      },
      kmWide: 1000 / metresPerPixel,
      textWidth,
      sizes: Layout.SCREEN,
      corners: controls(size),
    };
  }

  /** Return the sites in view that are points, as x, y, x, y and so on. */
  function pointsInView() {
    const size = map.getSize();
    const origin = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
    const pixels = MapPoints.pixelsFrom(origin);
    return MapPoints.points.flatMap((row) => {
      const [x, y] = [pixels.x(row), pixels.y(row)];
      return View.visible[row] && Placement.isInside([x, y], size.x, size.y) ? [x, y] : [];
    });
  }

  function layOut() {
    const { x, y } = map.getSize();
    const marks = Layout.marks(Data, View, State.now, picture());
    draw(marks, Placement.placed(marks, x, y, pointsInView()));
  }

  /**
   * @param {AnyMark[]} marks
   * @param {(Point | null)[]} spots
   */
  function draw(marks, spots) {
    const shift = map.containerPointToLayerPoint([0, 0]);
    /** @type {[Point, Point][]} */
    const leaders = [];
    const nodes = marks.flatMap((mark, m) => {
      const spot = spots[m];
      if (!mark.kind || !spot) return [];
      const home = spots[mark.of ?? -1] ?? /** @type {Point} */ ([mark.x, mark.y]);
      const leader = Layout.leader(mark, spot, home);
      if (leader) leaders.push(leader);
      const node = nodeOf(mark, L.point(spot[0] + shift.x, spot[1] + shift.y));
      if (mark.row !== undefined) node.dataset.row = String(mark.row);
      return [node];
    });
    pane.replaceChildren(leaderLines(leaders, shift), ...nodes);
  }

  /**
   * Return the lines from what is named to names and signs that had to move.
   *
   * @param {[Point, Point][]} leaders
   * @param {L.Point} shift
   */
  function leaderLines(leaders, shift) {
    const svg = document.createElementNS(NS, "svg");
    const size = map.getSize();
    svg.setAttribute("class", "aanhaal");
    svg.setAttribute("width", String(size.x));
    svg.setAttribute("height", String(size.y));
    L.DomUtil.setPosition(/** @type {HTMLElement} */ (/** @type {unknown} */ (svg)), shift);
    for (const [[x1, y1], [x2, y2]] of leaders) {
      const line = document.createElementNS(NS, "line");
      Object.entries({ x1, y1, x2, y2 }).forEach(([name, at]) => line.setAttribute(name, at.toFixed(1)));
      svg.append(line);
    }
    return svg;
  }

  /**
   * @param {AnyMark} mark
   * @param {L.Point} at
   */
  function nodeOf(mark, at) {
    const more = `${mark.isNew ? " naam-nieuw" : ""}${mark.away ? " naam-buiten" : ""}${mark.isSure ? " naam-vast" : ""}`;
    const node = Elements.make("div", { class: `naam naam-${mark.kind}${more}`, text: mark.text });
    L.DomUtil.setPosition(node, L.point(at.x - mark.width / 2, at.y - mark.height / 2));
    node.style.width = `${mark.width}px`;
    node.style.height = `${mark.height}px`;
    node.style.lineHeight = `${mark.height}px`;
    return node;
  }

  pane.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const node = event.target.closest("[data-row]");
    if (!(node instanceof HTMLElement)) return;
    event.stopPropagation();
    const row = Number(node.dataset.row);
    State.set(node.classList.contains("naam-hub") ? { hub: row, site: -1 } : { site: row, hub: -1 });
  });

  return { layOut };
})();
