/* What follows from the state: order, filter, the ten to number. Computed once per change. */
const View = (() => {
  "use strict";
  const fewest = Filters.fewestMinutes(Data);
  /** @type {ViewNow} */
  const view = {
    weights: State.now.weights, score: new Float64Array(0), known: new Float64Array(0), order: [], rank: new Int32Array(0),
    scoreClass: new Int8Array(0), visible: new Uint8Array(0), shown: [], top: [],
  };

  function filter() {
    Object.assign(view, Filters.shown(Data, fewest, State.now, view));
  }

  /** Recompute all: weights change the order, filters only what is shown. */
  function update() {
    Object.assign(view, Rank.ranking(Data, State.now.weights));
    filter();
  }

  State.listen((changed) => (changed.includes("weights") ? update() : filter()));
  return Object.assign(view, { update, modes: [...fewest.keys()] });
})();
