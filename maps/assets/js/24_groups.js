/* The list in the groups that a council asks about, and whom its first can be told from. */
const Groups = (() => {
  "use strict";
  const SAME = 0;
  /** What follows the word for "same" and for "lower". */
  const THAN = [" van de eerste van deze groep", " dan de eerste van deze groep"];
  const OWN_WEIGHTS = "De marges van de rangorde horen bij de gepubliceerde gewichten. "
    + "Bij uw gewichten is geen zekere eerste aan te wijzen.";

  /**
   * Return whether the reader's weights are other than the published ones; a common factor is none.
   *
   * @param {PageData} data
   * @param {number[]} weights
   */
  function areChanged(data, weights) {
    const own = weights.reduce((sum, weight) => sum + weight, 0);
    const published = data.criteria.reduce((sum, criterion) => sum + criterion.weight, 0);
    return weights.some((weight, c) =>
      Math.abs(weight * published - data.criteria[c].weight * own) > 1e-9 * published * own);
  }

  /**
   * Return rows group by group; within a group they stay as they stand.
   *
   * @param {PageData} data
   * @param {number[]} rows
   */
  const inOrder = (data, rows) =>
    [...rows].sort((a, b) => data.sites.group[a] - data.sites.group[b]); // a stable sort

  /**
   * Return the heading above a group: its name, how many sites, and how many stand equally first.
   *
   * @param {PageData} data
   * @param {number[]} rows the shown sites of the whole list
   * @param {number} group
   * @param {number[]} weights
   */
  function heading(data, rows, group, weights) {
    const own = rows.filter((row) => data.sites.group[row] === group);
    const first = `${data.groups[group]}: ${Words.counted(own.length, "locatie", "locaties")}`;
    const same = own.filter((row) => data.sites.head[row] === SAME).length;
    if (!same || own.length === 1 || areChanged(data, weights)) return first;
    if (same === own.length) return `${first}; ze zijn niet van elkaar te onderscheiden`;
    return same === 1 ? `${first}; de eerste is te onderscheiden van de andere`
      : `${first}; ${Words.number(same)} bovenaan zijn niet van elkaar te onderscheiden`;
  }

  /**
   * Return what is to be said of the order as a whole: nothing while the weights are as published.
   *
   * @param {PageData} data
   * @param {number[]} weights
   */
  const note = (data, weights) => (areChanged(data, weights) ? OWN_WEIGHTS : "");

  /**
   * Return where a site stands in its group, and whether the first can be told from it.
   *
   * @param {PageData} data
   * @param {number[]} weights
   * @param {number} row
   */
  function place(data, weights, row) {
    const { group, head } = data.sites;
    if (group[row] < 0) return Words.NOT_COMPUTED;
    const name = data.groups[group[row]];
    if (head[row] < 0 || areChanged(data, weights)) return name;
    return `${name}; ${data.heads[head[row]]}${THAN[head[row]] ?? ""}`;
  }

  return { OWN_WEIGHTS, areChanged, inOrder, heading, note, place };
})();
