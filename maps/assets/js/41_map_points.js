/* Where every site lies in the map's pixels, how large its mark is, and what outline a cell has. */
const MapPoints = (() => {
  "use strict";
  const { map, box } = MapBase;
  const POINT_PX = 5.5;
  const points = [...Array(Data.count).keys()].filter((row) => !Data.isArea(row));
  const SPACING_PX = 13; // marks have their own size where sites lie this far apart
  const world = { x: new Float64Array(Data.count), y: new Float64Array(Data.count) };
  for (let i = 0; i < Data.count; i += 1) {
    const point = map.project([Data.lat(i), Data.lon(i)], 0);
    world.x[i] = point.x;
    world.y[i] = point.y;
  }

  /** @param {number} value @param {number} low @param {number} high */
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  /** Return how much smaller or larger marks are drawn, by the room that each has. */
  function dotScale() {
    const size = map.getSize();
    const spacing = Math.sqrt((size.x * size.y * 0.6) / Math.max(1, points.length));
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
   * Return the corners of a cell in pixels from its middle, at this zoom.
   *
   * @returns {Point[]}
   */
  function corners() {
    const { lat, lng } = box.getCenter();
    const middle = map.project([lat, lng]);
    return Data.cellCorners.map(([north, east]) => {
      const corner = map.project([lat + Unpack.degrees(north), lng + Unpack.degrees(east)]);
      return [corner.x - middle.x, corner.y - middle.y];
    });
  }

  /**
   * Return the shown site at a point on the screen: a mark within a margin, else the cell whose
   * middle is nearest, -1 beyond its corners.
   *
   * @param {L.Point} point
   * @param {number} marginPx
   */
  function siteAt(point, marginPx) {
    const pixels = pixelsFrom(map.getPixelOrigin());
    const at = map.containerPointToLayerPoint(point);
    const mark = (POINT_PX * dotScale() + marginPx) ** 2;
    const cell = Math.max(0, ...corners().map(([x, y]) => x * x + y * y));
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < Data.count; i += 1) {
      if (!View.visible[i]) continue;
      const isArea = Data.isArea(i);
      const away = (pixels.x(i) - at.x) ** 2 + (pixels.y(i) - at.y) ** 2;
      if (away > (isArea ? cell : mark)) continue;
      const price = isArea ? away : away - cell - mark; // a mark lies over the cells
      if (price < least) [best, least] = [i, price];
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

  return { POINT_PX, points, dotScale, pixelsFrom, corners, siteAt, nearestCell };
})();
