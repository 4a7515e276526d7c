/* The map as the reader uses it: pointing, asking, moving, and what is remembered of it. */
const SiteMap = (() => {
  "use strict";
  const { map, box } = MapBase;
  const CLICK_PX = 5;
  const POINT_PX = 2;
  const EDGE_PX = 6;
  const NAME_LENGTH = 80;
  const LEAFLET = '<a href="https://leafletjs.com" rel="noreferrer">Leaflet</a>';
  const OSM = "https://www.openstreetmap.org/copyright";
  const tip = L.tooltip({ direction: "top", offset: [0, -6], className: "wijzer" });
  let tipRow = -1;
  let isSettling = false; // our own moves are not the reader's
  let hasMoved = false;

  function refresh() {
    MapNames.layOut();
    MapCanvas.draw();
  }

  /**
   * Answer for any place on earth with the nearest search cell.
   *
   * @param {L.LatLng} latlng
   */
  function ask(latlng) {
    if (!Data.page.hasCells) return;
    const found = MapPoints.nearestCell(latlng);
    State.set({ site: found.row, hub: -1 });
    MapCanvas.ask(found);
    document.dispatchEvent(new CustomEvent("asked", { detail: found }));
    refresh();
  }

  /** @param {L.LeafletMouseEvent} event */
  function choose(event) {
    const row = MapPoints.siteAt(event.containerPoint, CLICK_PX);
    if (row >= 0) State.set({ site: row, hub: -1 });
    else ask(event.latlng);
  }

  /** @param {L.LeafletMouseEvent} event */
  function point(event) {
    const row = MapPoints.siteAt(event.containerPoint, POINT_PX);
    if (row === tipRow) return;
    tipRow = row;
    if (row < 0) {
      map.closeTooltip(tip);
      return;
    }
    const rank = View.rank[row] ? `${View.rank[row]}. ` : "";
    const text = rank + Data.sites.name[row].slice(0, NAME_LENGTH);
    tip.setLatLng([Data.lat(row), Data.lon(row)]);
    tip.setContent(Elements.make("span", { text }));
    map.openTooltip(tip);
  }

  /** Look where the address says, else at the whole area. */
  function look() {
    const view = Address.viewOf(State.now.view);
    if (view) map.setView([view[0], view[1]], view[2]);
    else map.fitBounds(box, { padding: [EDGE_PX, EDGE_PX] });
  }

  /** Follow the room that the map has: all of the area stays in sight until the reader moves. */
  function fitRoom() {
    const { clientWidth, clientHeight } = map.getContainer();
    if (Math.min(clientWidth, clientHeight) <= 2 * EDGE_PX) return; // on paper there is no room
    map.invalidateSize({ pan: false });
    if (State.now.view) return;
    isSettling = true;
    look();
    isSettling = false;
  }

  function remember() {
    if (isSettling) return;
    const { lat, lng } = map.getCenter();
    State.setView(`${lat.toFixed(4)}_${lng.toFixed(4)}_${map.getZoom()}`);
  }

  /**
   * Bring a site into view, close enough to see its surroundings.
   *
   * @param {number} row
   */
  function show(row) {
    const at = L.latLng(Data.lat(row), Data.lon(row));
    const first = map.getBoundsZoom(box);
    if (map.getZoom() < first + 2) map.setView(at, first + 2.5);
    else map.panTo(at, { animate: false });
  }

  function begin() {
    map.attributionControl.setPrefix(LEAFLET);
    if (Data.page.mapCredit) {
      map.attributionControl.addAttribution(`<a href="${OSM}" rel="noreferrer">${Data.page.mapCredit}</a>`);
    }
    L.control.zoom({ zoomInTitle: "Inzoomen", zoomOutTitle: "Uitzoomen" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    look();
    View.update();
    MapCanvas.begin();
    map.on("click", choose);
    map.on("mousemove", point);
    map.on("moveend zoomend resize", refresh);
    map.on("dragstart keydown", () => {
      hasMoved = true;
    });
    map.on("zoomend", remember);
    map.on("moveend", () => {
      if (hasMoved) remember();
      hasMoved = false;
    });
    refresh();
    MapAreas.begin();
    new ResizeObserver(fitRoom).observe(map.getContainer());
  }

  State.listen((changed) => {
    if (changed.includes("site") || changed.includes("hub")) MapCanvas.ask(null);
    if (changed.includes("view")) {
      isSettling = true;
      look();
      isSettling = false;
    }
    refresh();
  });

  return { map, begin, show, ask, spokes: () => Spokes.lines(Data, View, State.now) };
})();
