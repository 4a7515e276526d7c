/* What stands above the dots, in order of importance: the same on the screen, on paper and in
   the static drawing (maps/drawing/marks.py); only the sizes differ. */
const Layout = (() => {
  "use strict";
  const KERN_PX = 26; // names of kernen show where a kilometre is at least this wide
  const NAME_PX = 12;
  const SMALL_PX = 11;
  const CHARACTER_EM = 0.56; // a mean width per character, for a sans-serif

  /** @type {MarkSizes} */
  const SCREEN = {
    hub: 24, hubGap: 2, square: 16,
    badge: 23, badgeWidth: (digits) => Math.max(23, 10 + 8 * digits), badgeGap: 4,
    edgeHeight: 18, hubName: 18, hubNameGap: 14, label: () => 17, minutes: 16,
  };

  /** @type {MarkSizes} */
  const PAPER = {
    hub: 18, hubGap: 2, square: 12,
    badge: 19, badgeWidth: (digits) => Math.max(19, 5 + 7 * digits), badgeGap: 4,
    edgeHeight: NAME_PX * 1.3, hubName: NAME_PX * 1.3, hubNameGap: 11,
    label: (kind) => fontOnPaper(kind) * 1.25, minutes: SMALL_PX * 1.2,
  };

  /**
   * Return how large a kind of text is on paper.
   *
   * @param {string} kind
   */
  const fontOnPaper = (kind) => (kind === "buur" || kind === "minuten" ? SMALL_PX : NAME_PX);

  /**
   * Return about how wide a text is on paper.
   *
   * @param {string} text
   * @param {string} kind
   */
  const widthOnPaper = (text, kind) => text.length * fontOnPaper(kind) * CHARACTER_EM;

  /**
   * @param {MarkKind} kind
   * @param {string} text
   * @param {Point} point
   * @param {number} width
   * @param {number} height
   * @param {PlaceMode} mode
   * @param {number} [gap]
   * @returns {DrawnMark}
   */
  const drawn = (kind, text, [x, y], width, height, mode, gap = 0) =>
    ({ kind, text, x, y, width, height, mode, gap });

  /**
   * Return all marks of a picture; what comes first finds its place first.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {ReaderState} state
   * @param {Picture} picture
   * @returns {AnyMark[]}
   */
  function marks(data, view, state, picture) {
    const { at, sizes, textWidth } = picture;
    /** @param {Point} point */
    const isSeen = (point) => Placement.isInside(point, picture.width, picture.height);
    /** @param {number} row */
    const siteAt = (row) => at(data.lat(row), data.lon(row));
    const spokes = Spokes.lines(data, view, state);
    const lines = spokes.map((line) => lineOf(data, picture, line));
    const hubs = data.hubs
      .map((hub, row) => ({ hub, row, point: at(hub.lat, hub.lon) }))
      .filter(({ row, point }) => Spokes.isDrawn(data, state, row) && isSeen(point));
    const opened = (Spokes.planOf(data, state)?.sites ?? []).map((row) => {
      const [x, y] = siteAt(row); // what the plan opens stays in sight
      return { x, y, width: sizes.square, height: sizes.square, mode: /** @type {const} */ ("fixed") };
    });
    return [
      ...picture.corners,
      ...opened,
      ...hubs.filter(({ hub }) => !hub.areaOnly).map(({ hub, row, point }) => ({
        ...drawn("hub", hub.isNew ? "N" : "M", point, sizes.hub, sizes.hub, "badge", sizes.hubGap),
        row, isNew: hub.isNew,
      })),
      ...view.top.filter((row) => isSeen(siteAt(row))).map((row) => {
        const text = String(view.rank[row]);
        const wide = sizes.badgeWidth(text.length);
        return { ...drawn("rang", text, siteAt(row), wide, sizes.badge, "badge", sizes.badgeGap), row };
      }),
      ...Placement.edgeMarks(lines, picture.width, picture.height,
        (text) => textWidth(text, "rand"), sizes.edgeHeight),
      ...hubs.map(({ hub, point }) => drawn("moeder", hub.label, point,
        textWidth(hub.label, "moeder"), sizes.hubName, "name", sizes.hubNameGap)),
      ...labelMarks(data, picture),
      ...spokes.flatMap((spoke, i) => minutesMark(spoke, lines[i], picture, state)),
    ];
  }

  /**
   * @param {PageData} data
   * @param {Picture} picture
   * @param {Spoke} line
   * @returns {SpokeLine}
   */
  function lineOf(data, picture, line) {
    const hub = data.hubs[line.hub];
    return {
      hub: line.hub, name: hub.label, end: picture.at(hub.lat, hub.lon),
      start: picture.at(data.lat(line.row), data.lon(line.row)),
    };
  }

  /**
   * @param {PageData} data
   * @param {Picture} picture
   */
  function labelMarks(data, picture) {
    return data.base.labels.flatMap(([text, lat, lon, named]) => {
      const kind = /** @type {MarkKind} */ (named);
      const point = picture.at(lat, lon);
      const fits = kind !== "kern" || picture.kmWide >= KERN_PX;
      if (!fits || !Placement.isInside(point, picture.width, picture.height)) return [];
      const wide = picture.textWidth(text, kind);
      return [drawn(kind, text, point, wide, picture.sizes.label(kind), "middle")];
    });
  }

  /**
   * Put minutes in the middle of a line; of a plan's line that leaves the picture, in the middle
   * of the piece that shows.
   *
   * @param {Spoke} spoke
   * @param {SpokeLine} line
   * @param {Picture} picture
   * @param {ReaderState} state
   */
  function minutesMark(spoke, { start, end }, picture, state) {
    const { width, height } = picture;
    /** @param {Point} point */
    const isSeen = (point) => Placement.isInside(point, width, height);
    const leaves = state.plan >= 0 && isSeen(start) && !isSeen(end);
    const seen = leaves ? Placement.edgePoint(start, end, width, height) : end;
    /** @type {Point} */
    const middle = [(start[0] + seen[0]) / 2, (start[1] + seen[1]) / 2];
    if (spoke.min < 0 || !isSeen(middle)) return [];
    const text = Words.minutes(spoke.min);
    const wide = picture.textWidth(text, "minuten");
    return [drawn("minuten", text, middle, wide, picture.sizes.minutes, "middle")];
  }

  return { SCREEN, PAPER, fontOnPaper, widthOnPaper, marks };
})();
