/* The order of the table's rows, by any column. */
const TableOrder = (() => {
  "use strict";
  const LEAN_ORDER = { ok: 0, als: 1, deels: 2, niet: 3, onbekend: 4 };
  const collator = new Intl.Collator("nl", { numeric: true });

  /**
   * Return where a site lies, as the table says it: its kern, or on the whole area its gemeente.
   *
   * @param {PageData} data
   * @param {number} row
   */
  const areaOf = (data, row) =>
    Unpack.word(data.page.gm ? data.sites.kern : data.sites.gm, row) || "";

  /** @param {number} value */
  const known = (value) => (value < 0 ? null : value);

  /**
   * Return what a column sorts by, null where it is unknown.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {SortKey} key
   * @param {number} row
   * @returns {string | number | null}
   */
  function sortValue(data, view, key, row) {
    const { sites } = data;
    switch (key) {
      case "rank": return view.rank[row] || null;
      case "name": return sites.name[row];
      case "area": return areaOf(data, row);
      case "places": return known(sites.places[row]);
      case "leans": return LEAN_ORDER[data.state(row)];
      case "min": return known(sites.min[row]);
      case "work0": case "work1": case "work2": case "work3":
      case "work4": case "work5": case "work6": case "work7":
        return known(SiteText.figure(data, `labour.${key.slice(-1)}`, row));
      case "score": return Number.isNaN(view.score[row]) ? null : view.score[row];
    }
  }

  /**
   * Compare two values; what is unknown goes last, whatever the direction.
   *
   * @param {string | number | null} a
   * @param {string | number | null} b
   * @param {boolean} down
   */
  function compare(a, b, down) {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order = typeof a === "number" && typeof b === "number"
      ? a - b : collator.compare(String(a), String(b));
    return down ? -order : order;
  }

  /**
   * Return the shown rows in a column's order; equals stay in the order of the ranking.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {SortKey} sort
   * @param {boolean} down
   */
  function rows(data, view, sort, down) {
    if (sort === "rank" && !down) return view.shown;
    return view.shown
      .map((row) => ({ row, value: sortValue(data, view, sort, row) }))
      .sort((a, b) => compare(a.value, b.value, down)) // a stable sort, by the language itself
      .map(({ row }) => row);
  }

  return { areaOf, compare, rows };
})();
