"use strict";
/* What follows from the state: order, filter, the ten to number. Computed once per change. */
const View = (() => {
  const { sites } = Data;
  const view = { score: [], known: [], order: [], rank: [], fifth: [], shown: [], top: [] };
  const TOP = 10;

  /** The text that the status filter compares: a search cell has no status of its own. */
  const statusOf = (i) =>
    Data.word(sites.status, i) || (Data.isCell(i) ? "zoekgebied" : "zonder status");

  /** Per mode the fewest whole minutes to any mother location, -1 where none is known. */
  const bestBy = new Map();
  for (const { mode, min } of Data.hubMinutes) {
    const best = bestBy.get(mode) || new Array(Data.count).fill(-1);
    min.forEach((m, i) => {
      if (m >= 0 && (best[i] < 0 || m < best[i])) best[i] = m;
    });
    bestBy.set(mode, best);
  }

  function passes(i) {
    const s = State.now;
    if (s.places > 0 && sites.places[i] < s.places) return false;
    if (s.gm && Data.word(sites.gm, i) !== s.gm) return false;
    if (s.leans && Data.state(i) !== s.leans) return false;
    if (s.status && statusOf(i) !== s.status) return false;
    if (s.mode) {
      const best = bestBy.get(s.mode);
      if (!best || best[i] < 0 || best[i] > s.within) return false;
    }
    return true;
  }

  /** Recompute what changed; weights change the order, filters only what is shown. */
  function update() {
    Object.assign(view, Rank.ranking(State.now.weights));
    filter();
  }

  function filter() {
    view.visible = new Uint8Array(Data.count);
    for (let i = 0; i < Data.count; i += 1) view.visible[i] = passes(i) ? 1 : 0;
    const rest = [];
    for (let i = 0; i < Data.count; i += 1) if (view.visible[i] && !view.rank[i]) rest.push(i);
    const ranked = view.order.filter((i) => view.visible[i]);
    view.shown = [...ranked, ...rest];
    view.top = ranked.slice(0, TOP);
  }

  State.listen((changed) => (changed.includes("weights") ? update() : filter()));
  view.update = update;
  view.filter = filter;
  view.statusOf = statusOf;
  view.modes = [...bestBy.keys()];
  return view;
})();
