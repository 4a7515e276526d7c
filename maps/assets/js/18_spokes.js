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
   * Return the line of a site of a plan, if it leans on something; dashes mean a mobile team.
   *
   * @param {Plan} plan
   * @param {number} place in the plan
   * @returns {Spoke}
   */
  const ofPlan = (plan, place) => ({
    row: plan.sites[place], hub: plan.hubs[place], min: plan.min[place],
    dashed: plan.team[place] === TEAM,
  });

  /**
   * Return the line of a site to the mother location that it leans on best; with dashes where it
   * does not lean on it.
   *
   * @param {PageData} data
   * @param {number} row
   * @returns {Spoke}
   */
  const ofSite = (data, row) => ({
    row, hub: data.sites.hub[row], min: data.sites.min[row], dashed: !canLean(data, row),
  });

  /**
   * Return the lines that show now: of the chosen site, or of the sites that lean on the chosen
   * mother location; in a plan, as the plan has them. Without a choice there are none.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {ReaderState} state
   * @returns {Spoke[]}
   */
  function lines(data, view, state) {
    const plan = planOf(data, state);
    const planned = (plan?.sites ?? []).map((_, i) => ofPlan(/** @type {Plan} */ (plan), i));
    if (state.site >= 0) {
      const own = planned.find((line) => line.row === state.site) ?? ofSite(data, state.site);
      const isLine = own.hub >= 0 && isDrawn(data, state, own.hub);
      return isLine ? [own] : [];
    }
    if (state.hub < 0) return [];
    const found = plan ? planned : view.shown.filter((row) => canLean(data, row))
      .map((row) => ofSite(data, row));
    return found.filter(({ hub }) => hub === state.hub).slice(0, MOST_OF_ONE_HUB);
  }

  return { planOf, isDrawn, canLean, lines };
})();
