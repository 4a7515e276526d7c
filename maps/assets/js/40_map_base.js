/* The map, and the shapes under the sites: land, water, roads, streets and borders. */
const MapBase = (() => {
  "use strict";
  const { colours, base } = Data;
  const map = page_map; // made by folium's part of the page, just before this script
  const [south, west, north, east] = base.box;
  const box = L.latLngBounds([south, west], [north, east]);

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
  paneAt("straten", 260);
  paneAt("grenzen", 270);
  paneAt("reistijd", 300);

  const layer = L.layerGroup().addTo(map);
  const still = { pane: "ondergrond", interactive: false, noClip: false, smoothFactor: 0.6 };

  /**
   * @param {Ring[]} rings
   * @param {string} fillColor
   */
  const filled = (rings, fillColor) => L.polygon(Unpack.rings(rings), {
    ...still, stroke: false, fillOpacity: 1, fillRule: "evenodd", fillColor,
  }).addTo(layer);

  base.areas.forEach((area) => filled(area.rings, area.home ? colours.land : colours.abroad));

  function drawShapes() {
    for (const shape of base.shapes) {
      const color = String(colours[shape.name]);
      if (shape.filled.length) filled(shape.filled, color);
      if (shape.lines.length) {
        L.polyline(Unpack.rings(shape.lines), { ...still, color, weight: 2 }).addTo(layer);
      }
    }
  }

  function drawStreets() {
    if (!base.streets.length) return;
    const renderer = L.canvas({ pane: "straten", padding: 0.2 });
    base.streets.forEach((shape, i) => {
      L.polyline(Unpack.rings(shape.lines), {
        ...still, pane: "straten", renderer, color: colours.street, weight: i ? 1 : 1.8,
      }).addTo(layer);
    });
  }

  function drawBorders() {
    for (const area of base.areas) {
      L.polygon(Unpack.rings(area.rings), {
        ...still, pane: "grenzen", fill: false, color: colours.border,
        weight: area.home && Data.page.gm ? 2.4 : 1, className: "grens",
      }).addTo(layer);
    }
  }

  drawShapes();
  drawStreets();
  drawBorders();

  const hubAt = Data.hubs.map((hub) => L.latLng(hub.lat, hub.lon));

  return { map, box, paneAt, hubAt };
})();
