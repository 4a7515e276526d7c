/* Which lines show: from sites to the mother locations, teams or new hubs that they lean on. */
const Spokes = (() => {
  "use strict";
  const MOST_OF_ONE_HUB = 25;
  const TEAM = "1";

  /**
   * Return the plan that the map shows, if any.
   *
   * @param {PageData} data
   * @param {ReaderState} state
   * @returns {Plan | undefined}
   */
  const planOf = (data, state) => data.plan[state.plan];

  /**
   * Return whether a hub has a mark. A new one shows only with a plan that uses it: it is an
   * assumption of that plan.
   *
   * @param {PageData} data
   * @param {ReaderState} state
   * @param {number} row
   */
  function isDrawn(data, state, row) {
    if (!data.hubs[row].isNew) return data.hubs[row].mother;
    return Boolean(planOf(data, state)?.hubs.includes(row));
  }

  /**
   * Return whether a site can lean, perhaps under a condition.
   *
   * @param {PageData} data
   * @param {number} row
   */
  const canLean = (data, row) => ["ok", "als", "deels"].includes(data.state(row));

  /**
   * Return a line per site of a plan; one that stands by itself has none.
   *
   * @param {Plan} plan
   * @returns {Spoke[]}
   */
  function ofPlan(plan) {
    return plan.sites
      .map((row, i) => ({
        row, hub: plan.hubs[i], min: plan.min[i], dashed: plan.team[i] === TEAM,
      }))
      .filter((line) => line.hub >= 0);
  }

  /**
   * Return the lines that show now: those of the plan, of the chosen mother location, or of the
   * best sites and the chosen one.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {ReaderState} state
   * @returns {Spoke[]}
   */
  function lines(data, view, state) {
    const plan = planOf(data, state);
    if (plan) return ofPlan(plan);
    const { sites } = data;
    /** @param {number} row */
    const isLine = (row) => sites.hub[row] >= 0 && data.hubs[sites.hub[row]].mother;
    const rows = rowsOf(data, view, state).filter(isLine);
    return rows.map((row) => ({
      row, hub: sites.hub[row], min: sites.min[row], dashed: data.state(row) !== "ok",
    }));
  }

  /**
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {ReaderState} state
   */
  function rowsOf(data, view, state) {
    if (state.hub >= 0) {
      return view.shown
        .filter((row) => data.sites.hub[row] === state.hub && canLean(data, row))
        .slice(0, MOST_OF_ONE_HUB);
    }
    const best = state.spokes ? view.top.filter((row) => canLean(data, row)) : [];
    return state.site < 0 || best.includes(state.site) ? best : [...best, state.site];
  }

  return { planOf, isDrawn, canLean, lines };
})();
