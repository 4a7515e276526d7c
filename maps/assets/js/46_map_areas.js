/* What the reader can lay over the map: travel-time areas, inexact positions, and lines of public
   transport. */
const MapAreas = (() => {
  "use strict";
  const { map, hubAt } = MapBase;
  const { colours } = Data;
  const ISOCHRONE = "#154273";
  const areas = L.layerGroup().addTo(map);
  const transport = L.layerGroup().addTo(map);
  const reach = L.layerGroup().addTo(map);
  const plain = { pane: "reistijd", interactive: false };

  const WITHIN = { color: ISOCHRONE, weight: 2, fillColor: ISOCHRONE, fillOpacity: 0.12 };

  /**
   * Return how the reader chooses a travel-time area.
   *
   * @param {Isochrone} ring
   */
  const keyOf = (ring) => `${ring.mode} ${ring.min}`;

  function drawAreas() {
    areas.clearLayers();
    Data.hubs.forEach((hub, row) => {
      const isShown = hub.mother && hub.accuracy > 0 && (hub.areaOnly || row === State.now.hub);
      if (!isShown) return;
      L.circle(hubAt[row], {
        ...plain, radius: hub.accuracy, color: colours.hub, weight: 1.5, dashArray: "3 4",
        fillOpacity: 0.06,
      }).addTo(areas);
    });
    // Of the mother location that is chosen, else of all.
    Data.isochrones.filter((ring) => keyOf(ring) === State.now.isochrone
      && (State.now.hub < 0 || !Data.hubs[State.now.hub].mother || ring.hub === State.now.hub))
      .forEach(drawIsochrone);
    if (State.now.ring) drawRing();
  }

  /** @param {Isochrone} ring */
  function drawIsochrone(ring) {
    L.polygon(Unpack.rings(ring.rings), {
      ...plain, color: ISOCHRONE, weight: 2, dashArray: "8 4", fillColor: ISOCHRONE,
      fillOpacity: 0.1, fillRule: "evenodd",
    }).addTo(areas);
  }

  /** The travel-time areas of the ring that this page draws, where streets gave them. */
  const measured = Data.isochrones.filter(({ mode, min }) =>
    mode === Data.ring.mode && min === Data.ring.min);

  /** Draw how far one comes by bike from each mother location: along streets, else as a circle. */
  function drawRing() {
    measured.forEach(drawIsochrone);
    if (Data.ring.streets) return;
    Data.hubs.forEach((hub, row) => {
      if (!hub.mother || hub.areaOnly) return;
      L.circle(hubAt[row], {
        ...plain, radius: Data.ring.metres, color: ISOCHRONE, weight: 2, dashArray: "8 4", fill: false,
      }).addTo(areas);
    });
  }

  /**
   * Return which areas within reach of a site can be drawn, as the reader chooses them.
   *
   * @param {number} row
   */
  function reachOf(row) {
    const own = Data.siteAreas.filter((area) => area.site === row);
    return (Data.siteCircle ? [Data.siteCircle, ...own] : own)
      .map(({ mode, minutes }) => `${mode} ${minutes}`);
  }

  /** Draw what lies within reach of the chosen site, where the reader asks for it. */
  function drawReach() {
    reach.clearLayers();
    const { site, reach: asked } = State.now;
    if (site < 0 || !asked) return;
    const circle = Data.siteCircle;
    if (circle && asked === `${circle.mode} ${circle.minutes}`) {
      L.circle([Data.lat(site), Data.lon(site)], { ...plain, ...WITHIN, radius: circle.metres }).addTo(reach);
    }
    Data.siteAreas.filter((area) => area.site === site && asked === `${area.mode} ${area.minutes}`)
      .forEach((area) => L.polygon(Unpack.rings(area.rings), { ...plain, ...WITHIN, fillRule: "evenodd" }).addTo(reach));
  }

  /** Draw the public-transport lines that carry the answer of the chosen site. */
  function drawTransport() {
    transport.clearLayers();
    Data.ovLines.filter((line) => line.site === State.now.site).forEach((line) => {
      L.polyline(Unpack.rings(line.rings), {
        pane: "reistijd", color: colours.facility, weight: 4, dashArray: "2 6",
      }).bindTooltip(Elements.make("span", { text: line.line }), { sticky: true }).addTo(transport);
    });
  }

  function begin() {
    drawAreas();
    drawReach();
    drawTransport();
  }

  State.listen((changed) => {
    if (["hub", "isochrone", "ring"].some((one) => changed.includes(/** @type {keyof ReaderState} */ (one)))) drawAreas();
    if (changed.includes("site")) drawTransport();
    if (changed.includes("site") || changed.includes("reach")) drawReach();
  });

  return { begin, keyOf, reachOf };
})();
