/* What stands above the cells, in order of importance: the same on the screen, on paper and in
   the static drawing (maps/drawing/marks.py); only the sizes differ. */
const Layout = (() => {
  "use strict";
  /** From how many pixels a kilometre on each kind of name shows. */
  const KM_PX = { hoofd: 0, groot: 0, middel: 5, klein: 16, streek: 6, station: 14, stationsnaam: 26 };
  const LEADER_PX = 17; // a name farther than this from what it names has a line to it
  const CHARACTER_EM = 0.56; // a mean width per character, for a sans-serif
  const EDGE_GAP = 12; // between a letter and the places beside it

  /** How each kind of text is written on paper: maps/drawing/lettering.py.
   * @type {Record<TextKind, { size: number, bold?: boolean, slanted?: boolean, capitals?: boolean }>} */
  const LETTERS = {
    hoofd: { size: 15, bold: true }, groot: { size: 14, bold: true }, middel: { size: 12.5 },
    klein: { size: 11 }, streek: { size: 9.5, capitals: true }, moeder: { size: 12.5, bold: true },
    rand: { size: 12.5, bold: true }, plek: { size: 11.5, bold: true },
    stationsnaam: { size: 10, slanted: true },
  };

  /** @type {MarkSizes} */
  const SCREEN = {
    hub: 22, hubNameGap: 13, badge: 22, badgeWidth: (signs) => Math.max(22, 9 + 8 * signs),
    station: 8, stationGap: 5, text: (kind) => Math.round(LETTERS[kind].size * 1.35),
  };

  /** @type {MarkSizes} */
  const PAPER = {
    hub: 18, hubNameGap: 11, badge: 19, badgeWidth: (signs) => Math.max(19, 5 + 7 * signs),
    station: 7, stationGap: 5, text: (kind) => LETTERS[kind].size * 1.25,
  };

  /**
   * Return about how wide a text is at most on paper.
   *
   * @param {string} text
   * @param {TextKind} kind
   */
  function widthOnPaper(text, kind) {
    const { size, bold, capitals } = LETTERS[kind];
    const plain = bold ? 1.05 : 0.96;
    return text.length * size * CHARACTER_EM * (capitals ? 1.4 : plain);
  }

  /**
   * @param {Picture} picture
   * @param {TextKind} kind
   * @param {string} text
   * @param {Point} point
   * @param {PlaceMode} mode
   * @param {number} gap
   * @param {number} [of]
   * @returns {DrawnMark}
   */
  const textMark = ({ textWidth, sizes }, kind, text, [x, y], mode, gap, of = -1) => ({
    kind, text, x, y, width: textWidth(text, kind), height: sizes.text(kind), mode, gap, of,
  });

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
    const spokes = Spokes.lines(data, view, state);
    const chosen = state.site >= 0 ? spokes[0] : undefined;
    const plan = Spokes.planOf(data, state);
    /** @type {AnyMark[]} */
    const found = [...picture.corners, ...nameMarks(data, picture, true)];
    const first = found.length;
    found.push(...(plan ? letterMarks(data, picture, plan) : numberMarks(data, view, picture)));
    for (const [row, hub] of data.hubs.entries()) {
      const point = picture.at(hub.lat, hub.lon);
      if (!Spokes.isDrawn(data, state, row) || !isSeen(picture, point)) continue;
      if (!hub.areaOnly) found.push(hubMark(hub, row, point, picture));
      const of = hub.areaOnly ? -1 : found.length - 1;
      found.push(textMark(picture, "moeder", named(hub, row, chosen), point, "name",
        picture.sizes.hubNameGap, of));
    }
    found.push(
      ...edgeMarks(data, picture, chosen),
      ...nameMarks(data, picture, false),
      ...(plan ? placesMarks(picture, plan, first) : []),
    );
    found.push(...stationMarks(data, picture, found.length));
    return found;
  }

  /**
   * @param {Picture} picture
   * @param {Point} point
   */
  const isSeen = (picture, point) => Placement.isInside(point, picture.width, picture.height);

  /**
   * @param {Hub} hub
   * @param {number} row
   * @param {Point} point
   * @param {Picture} picture
   * @returns {DrawnMark}
   */
  const hubMark = ({ isNew }, row, [x, y], { sizes }) => ({
    kind: "hub", text: isNew ? "N" : "M", x, y, width: sizes.hub, height: sizes.hub,
    mode: "badge", gap: 2, row, isNew,
  });

  /**
   * Return the name of a mother location, with the minutes where the chosen line ends there.
   *
   * @param {Hub} hub
   * @param {number} row
   * @param {Spoke | undefined} chosen
   */
  const named = (hub, row, chosen) => (chosen?.hub === row && chosen.min >= 0
    ? `${hub.label}, ${Words.minutes(chosen.min)}` : hub.label);

  /**
   * Return the main place, or all other names in the order of their size.
   *
   * @param {PageData} data
   * @param {Picture} picture
   * @param {boolean} isMain
   */
  function nameMarks(data, picture, isMain) {
    return data.base.labels.flatMap(([text, lat, lon, kind, away]) => {
      if ((kind === "hoofd") !== isMain || picture.kmWide < KM_PX[kind]) return [];
      const point = picture.at(lat, lon);
      if (!isSeen(picture, point)) return [];
      return [{ ...textMark(picture, kind, text, point, isMain ? "must" : "middle", 0), away: away === 1 }];
    });
  }

  /**
   * @param {Picture} picture
   * @param {"rang" | "plan"} kind
   * @param {string} text
   * @param {Point} point
   * @param {number} row
   * @returns {DrawnMark}
   */
  const badge = ({ sizes }, kind, text, [x, y], row) => ({
    kind, text, x, y, width: sizes.badgeWidth(text.length), height: sizes.badge, mode: "badge", gap: 4, row,
  });

  /**
   * Return the places of a plan in the order of their letters: Z before AA.
   *
   * @param {Plan} plan
   */
  const inTurn = ({ letters }) => [...letters.keys()].sort((a, b) =>
    letters[a].length - letters[b].length || (letters[a] < letters[b] ? -1 : 1));

  /**
   * @param {PageData} data
   * @param {Picture} picture
   * @param {Plan} plan
   */
  const letterMarks = (data, picture, plan) => inTurn(plan).map((i) => {
    const row = plan.sites[i];
    const mark = badge(picture, "plan", plan.letters[i], picture.at(data.lat(row), data.lon(row)), row);
    return { ...mark, isSure: Often.of(data, row)?.kind === "altijd" };
  });

  /**
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {Picture} picture
   */
  const numberMarks = (data, view, picture) => view.top.flatMap((row) => {
    const point = picture.at(data.lat(row), data.lon(row));
    return isSeen(picture, point) ? [badge(picture, "rang", String(view.rank[row]), point, row)] : [];
  });

  /**
   * Write the places of each site of a plan beside its letter, where there is room.
   *
   * @param {Picture} picture
   * @param {Plan} plan
   * @param {number} first the place in the row of the first letter
   */
  const placesMarks = (picture, plan, first) => inTurn(plan).flatMap((i, k) => {
    if (plan.places[i] < 0) return [];
    const text = Words.counted(plan.places[i], "plek", "plekken");
    return [textMark(picture, "plek", text, [0, 0], "near", EDGE_GAP, first + k)];
  });

  /**
   * Name a mother location outside the picture where the chosen line leaves it.
   *
   * @param {PageData} data
   * @param {Picture} picture
   * @param {Spoke | undefined} chosen
   */
  function edgeMarks(data, picture, chosen) {
    if (!chosen) return [];
    const hub = data.hubs[chosen.hub];
    const [start, end] = [picture.at(data.lat(chosen.row), data.lon(chosen.row)), picture.at(hub.lat, hub.lon)];
    if (!isSeen(picture, start) || isSeen(picture, end)) return [];
    const text = `${Placement.arrow(start, end)} ${named(hub, chosen.hub, chosen)}`;
    const point = Placement.edgePoint(start, end, picture.width, picture.height);
    return [Placement.offLine(textMark(picture, "rand", text, point, "must", 0), start, end, picture.width)];
  }

  /**
   * Return a square per station, and its name where the scale has room for it.
   *
   * @param {PageData} data
   * @param {Picture} picture
   * @param {number} before how many marks stand before these
   */
  function stationMarks(data, picture, before) {
    /** @type {DrawnMark[]} */
    const found = [];
    if (picture.kmWide < KM_PX.station) return found;
    for (const [name, lat, lon] of data.base.stations) {
      const point = picture.at(lat, lon);
      if (!isSeen(picture, point)) continue;
      const { station, stationGap } = picture.sizes;
      const [x, y] = point;
      found.push({ kind: "station", text: "", x, y, width: station, height: station, mode: "still", gap: 0 });
      if (picture.kmWide < KM_PX.stationsnaam) continue;
      const of = before + found.length - 1;
      found.push(textMark(picture, "stationsnaam", name, point, "near", stationGap, of));
    }
    return found;
  }

  /**
   * Return the line from what a mark belongs to, where the two stand apart.
   *
   * @param {AnyMark} mark
   * @param {Point} spot
   * @param {Point} home
   * @returns {[Point, Point] | null}
   */
  function leader(mark, spot, home) {
    const isSign = ["hub", "rang", "plan", "station"].includes(mark.kind ?? "");
    const to = isSign ? spot : Placement.nearest(mark, spot, home);
    const apart = Math.hypot(to[0] - home[0], to[1] - home[1]);
    return apart > (isSign ? 1 : (mark.gap ?? 0) + LEADER_PX) ? [home, to] : null;
  }

  return { SCREEN, PAPER, LETTERS, widthOnPaper, marks, leader };
})();
