/* Names, numbers, minutes and mother locations: elements above the canvas. */
const MapNames = (() => {
  "use strict";
  const { map } = MapBase;
  /** @type {Record<MarkKind, string>} */
  const FONTS = {
    gemeente: "bold 13px", kern: "12.5px", buur: "12px", minuten: "12px", moeder: "bold 13px",
    rand: "bold 13px", hub: "bold 13px", rang: "bold 13px",
  };
  const TEXT_MARGIN = 6;
  const pane = MapBase.paneAt("namen", 640);
  pane.setAttribute("aria-hidden", "true");
  const measure = document.createElement("canvas").getContext("2d");
  /** Each number and mark, from the point that it belongs to; both in the map's layer points.
   * @type {{ from: L.Point, to: L.Point }[]} */
  let badges = [];

  /**
   * @param {string} text
   * @param {MarkKind} kind
   */
  function textWidth(text, kind) {
    if (!measure) throw new Error("this browser has no canvas");
    measure.font = `${FONTS[kind]} ${getComputedStyle(map.getContainer()).fontFamily}`;
    return measure.measureText(text).width + TEXT_MARGIN;
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

  /** Return the dots in view, as x, y, x, y and so on. */
  function dotsInView() {
    const size = map.getSize();
    const origin = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
    const pixels = MapPoints.pixelsFrom(origin);
    const dots = [];
    for (let i = 0; i < Data.count; i += 1) {
      const [x, y] = [pixels.x(i), pixels.y(i)];
      if (View.visible[i] && Placement.isInside([x, y], size.x, size.y)) dots.push(x, y);
    }
    return dots;
  }

  function layOut() {
    const { x, y } = map.getSize();
    const marks = Layout.marks(Data, View, State.now, picture());
    draw(marks, Placement.placed(marks, x, y, dotsInView()));
  }

  /**
   * @param {AnyMark[]} marks
   * @param {(Point | null)[]} spots
   */
  function draw(marks, spots) {
    const shift = map.containerPointToLayerPoint([0, 0]);
    badges = [];
    pane.replaceChildren(...marks.flatMap((mark, m) => {
      const spot = spots[m];
      if (!mark.kind || !spot) return [];
      const at = L.point(spot[0] + shift.x, spot[1] + shift.y);
      const node = nodeOf(mark, at);
      if (mark.row !== undefined) {
        badges.push({ from: L.point(mark.x + shift.x, mark.y + shift.y), to: at });
        node.dataset.row = String(mark.row);
      }
      return [node];
    }));
  }

  /**
   * @param {AnyMark} mark
   * @param {L.Point} at
   */
  function nodeOf(mark, at) {
    const isNew = mark.isNew ? " naam-nieuw" : "";
    const node = Elements.make("div", { class: `naam naam-${mark.kind}${isNew}`, text: mark.text });
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

  return { layOut, badges: () => badges };
})();
