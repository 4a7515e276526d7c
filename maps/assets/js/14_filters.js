/* Which sites the reader's filters leave, and which of those get a number on the map. */
const Filters = (() => {
  "use strict";
  const NUMBERED = 5;

  /**
   * Return the text that the status filter compares: a search cell has no status of its own.
   *
   * @param {PageData} data
   * @param {number} row
   */
  const statusOf = (data, row) =>
    Unpack.word(data.sites.status, row) || (data.isCell(row) ? "zoekgebied" : "zonder status");

  /**
   * Return per mode the fewest whole minutes to any mother location, -1 where none is known.
   *
   * @param {PageData} data
   */
  function fewestMinutes(data) {
    /** @type {Map<string, number[]>} */
    const fewest = new Map();
    for (const { mode, min } of data.hubMinutes) {
      const best = fewest.get(mode) || new Array(data.count).fill(-1);
      min.forEach((minutes, row) => {
        if (minutes >= 0 && (best[row] < 0 || minutes < best[row])) best[row] = minutes;
      });
      fewest.set(mode, best);
    }
    return fewest;
  }

  /**
   * Return whether the plan on show has a site; without a plan none is in it.
   *
   * @param {PageData} data
   * @param {ReaderState} state
   * @param {number} row
   */
  const inPlan = (data, state, row) => data.plan[state.plan]?.sites.includes(row) ?? false;

  /**
   * Return whether a site passes every filter; a filter that is off lets all through.
   *
   * @param {PageData} data
   * @param {Map<string, number[]>} fewest
   * @param {ReaderState} state
   * @param {number} row
   */
  function passes(data, fewest, state, row) {
    const { sites } = data;
    if (state.inPlan && !inPlan(data, state, row)) return false;
    if (state.places > 0 && sites.places[row] < state.places) return false;
    if (state.gm && Unpack.word(sites.gm, row) !== state.gm) return false;
    if (state.leans && data.state(row) !== state.leans) return false;
    if (state.status && statusOf(data, row) !== state.status) return false;
    if (state.urban && SiteText.given(data, "labour.urbanity", row) !== state.urban) return false;
    if (state.notes && (SiteText.figure(data, "notes.open", row) > 0) !== (state.notes === "open")) {
      return false;
    }
    if (!state.mode) return true;
    const best = fewest.get(state.mode);
    return best !== undefined && best[row] >= 0 && best[row] <= state.within;
  }

  /**
   * Return what the filters leave of a ranking.
   *
   * @param {PageData} data
   * @param {Map<string, number[]>} fewest
   * @param {ReaderState} state
   * @param {Ranking} ranking
   * @returns {Shown}
   */
  function shown(data, fewest, state, ranking) {
    const visible = new Uint8Array(data.count);
    const rest = [];
    for (let row = 0; row < data.count; row += 1) {
      if (!passes(data, fewest, state, row)) continue;
      visible[row] = 1;
      if (!ranking.rank[row]) rest.push(row);
    }
    const ranked = Groups.inOrder(data, ranking.order.filter((row) => visible[row]));
    const all = Groups.inOrder(data, [...ranked, ...rest]);
    return { visible, shown: all, top: ranked.slice(0, NUMBERED) };
  }

  return { statusOf, fewestMinutes, passes, shown };
})();
