/* In how many draws a site is in a plan: what is good whatever happens. */
const Often = (() => {
  "use strict";
  /** @type {OftenKind[]} */
  const KINDS = ["altijd", "soms", "zelden"];

  /**
   * Return how often a site is in a plan; nothing where no draw has it or nobody asked.
   *
   * @param {PageData} data
   * @param {number} row
   * @returns {OftenNow | null}
   */
  function of(data, row) {
    const { often } = data;
    const at = often ? often.rows.indexOf(row) : -1;
    if (!often || at < 0) return null;
    return {
      kind: KINDS[Number(often.kind[at])], times: often.times[at], draws: often.draws,
      words: often.words[at],
    };
  }

  /**
   * Return the sites that are in a plan now and then, and not in the one on show.
   *
   * @param {PageData} data
   * @param {Plan | undefined} plan
   */
  const sometimes = (data, plan) => (data.often && plan
    ? data.often.rows.filter((row) => of(data, row)?.kind === "soms" && !plan.sites.includes(row)) : []);

  /**
   * Return the few words of a row of the list; "zelden" is news only of a site that is in the plan.
   *
   * @param {PageData} data
   * @param {number} row
   * @param {Plan | undefined} plan
   */
  function chip(data, row, plan) {
    const found = of(data, row);
    if (!found || !plan) return "";
    if (found.kind === "altijd") return "altijd goed";
    if (found.kind === "soms") {
      return `in ${Words.number(found.times)} van ${Words.number(found.draws)} proeven`;
    }
    return plan.sites.includes(row) ? "zelden" : "";
  }

  return { of, sometimes, chip };
})();
