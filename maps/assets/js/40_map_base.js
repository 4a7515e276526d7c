/* The map, and what lies under and over the cells: land, water, roads, rail, streets, borders. */
const MapBase = (() => {
  "use strict";
  const { colours, base } = Data;
  const map = page_map; // made by folium's part of the page, just before this script
  const [south, west, north, east] = base.box;
  const box = L.latLngBounds([south, west], [north, east]);
  const CASING = "#ffffff"; // a light edge, so that a road reads on a dark cell
  /** How the layers of the ground are drawn over the cells: maps/drawing/ground.py.
   * @type {[string, number, string | undefined][]} */
  const LINES = [["water", 1.8, undefined], ["wegen", 1.5, undefined], ["spoor", 1.3, "6 2"]];

  /**
   * Make a pane at a height of its own.
   *
   * @param {string} name
   * @param {number} height
   */
  function paneAt(name, height) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(height);
    return pane;
  }
  paneAt("ondergrond", 250);
  paneAt("lijnen", 430);
  paneAt("straten", 425);
  paneAt("grenzen", 435);
  paneAt("reistijd", 440);

  const layer = L.layerGroup().addTo(map);
  const still = { interactive: false, noClip: false, smoothFactor: 0.6 };

  /**
   * @param {Ring[]} rings
   * @param {string} fillColor
   * @param {string} pane
   */
  const filled = (rings, fillColor, pane) => L.polygon(Unpack.rings(rings), {
    ...still, pane, stroke: false, fillOpacity: 1, fillRule: "evenodd", fillColor,
  }).addTo(layer);

  /**
   * @param {Ring[]} rings
   * @param {L.PolylineOptions} options
   */
  const lines = (rings, options) => L.polyline(Unpack.rings(rings), { ...still, ...options }).addTo(layer);

  base.areas.forEach((area) =>
    filled(area.rings, area.home ? colours.land : colours.abroad, "ondergrond"));

  function drawShapes() {
    for (const shape of base.shapes.filter(({ name }) => name === "bebouwing")) {
      filled(shape.filled, String(colours.bebouwing), "ondergrond");
    }
    for (const [name, weight, dashArray] of LINES) {
      for (const shape of base.shapes.filter((one) => one.name === name)) {
        const color = String(colours[name]);
        if (shape.filled.length) filled(shape.filled, color, "lijnen");
        if (!shape.lines.length) continue;
        if (name !== "water") lines(shape.lines, { pane: "lijnen", color: CASING, weight: weight + 1.6 });
        lines(shape.lines, { pane: "lijnen", color, weight, dashArray });
      }
    }
  }

  function drawStreets() {
    if (!base.streets.length) return;
    const renderer = L.canvas({ pane: "straten", padding: 0.2 });
    base.streets.forEach((shape, i) => {
      lines(shape.lines, { pane: "straten", renderer, color: colours.street, weight: i ? 1 : 1.8 });
    });
  }

  function drawBorders() {
    for (const { rings, home } of base.areas) {
      const own = Data.page.gm ? 2.6 : 1.1;
      L.polygon(Unpack.rings(rings), {
        ...still, pane: home ? "grenzen" : "ondergrond", fill: false, className: "grens",
        color: home ? colours.border : colours.nearBorder, weight: home ? own : 1,
      }).addTo(layer);
    }
  }

  drawShapes();
  drawStreets();
  drawBorders();

  const hubAt = Data.hubs.map((hub) => L.latLng(hub.lat, hub.lon));

  return { map, box, paneAt, hubAt };
})();
