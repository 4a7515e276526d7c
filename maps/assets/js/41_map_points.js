/* Where every site lies in the map's pixels, and how large its dot is at this zoom. */
const MapPoints = (() => {
  "use strict";
  const { map, box } = MapBase;
  const SPACING_PX = 13; // dots have their own size where sites lie this far apart
  const DOT_PX = 6.4;
  const world = { x: new Float64Array(Data.count), y: new Float64Array(Data.count) };
  for (let i = 0; i < Data.count; i += 1) {
    const point = map.project([Data.lat(i), Data.lon(i)], 0);
    world.x[i] = point.x;
    world.y[i] = point.y;
  }

  /** @param {number} value @param {number} low @param {number} high */
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  /** Return how much smaller or larger dots are drawn, by the room that each has. */
  function dotScale() {
    const size = map.getSize();
    const spacing = Math.sqrt((size.x * size.y * 0.6) / Math.max(1, Data.count));
    const closer = Math.pow(1.28, Math.max(0, map.getZoom() - map.getBoundsZoom(box)));
    return clamp(Math.min(1.25, spacing / SPACING_PX) * closer, 0.55, 1.7);
  }

  /**
   * Return the pixels of any site, counted from an origin of the map's own.
   *
   * @param {L.Point} origin
   */
  function pixelsFrom(origin) {
    const scale = map.getZoomScale(map.getZoom(), 0);
    return {
      /** @param {number} row */
      x: (row) => world.x[row] * scale - origin.x,
      /** @param {number} row */
      y: (row) => world.y[row] * scale - origin.y,
    };
  }

  /**
   * Return the shown site nearest to a point on the screen, -1 beyond its dot and a margin.
   *
   * @param {L.Point} point
   * @param {number} marginPx
   */
  function siteAt(point, marginPx) {
    const pixels = pixelsFrom(map.getPixelOrigin());
    const at = map.containerPointToLayerPoint(point);
    let best = -1;
    let least = (DOT_PX * dotScale() + marginPx) ** 2;
    for (let i = 0; i < Data.count; i += 1) {
      if (!View.visible[i]) continue;
      const away = (pixels.x(i) - at.x) ** 2 + (pixels.y(i) - at.y) ** 2;
      if (away < least) [best, least] = [i, away];
    }
    return best;
  }

  /**
   * Return the nearest search cell to a place on earth and the metres to its middle.
   *
   * @param {L.LatLng} latlng
   * @returns {NearestCell}
   */
  function nearestCell(latlng) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < Data.count; i += 1) {
      if (!Data.isCell(i)) continue;
      const away = map.distance(latlng, [Data.lat(i), Data.lon(i)]);
      if (away < least) [best, least] = [i, away];
    }
    return { row: best, dist: least, latlng };
  }

  return { dotScale, pixelsFrom, siteAt, nearestCell };
})();
