/* Days as the ledger counts them: "2026-11-01" in the data, d-m-jjjj and words for readers. */
const Days = (() => {
  "use strict";
  const DAY_MS = 86400000;
  /**
   * @param {"long" | "numeric"} month
   * @returns {Intl.DateTimeFormat}
   */
  const writer = (month) =>
    new Intl.DateTimeFormat("nl-NL", { day: "numeric", month, year: "numeric", timeZone: "UTC" });
  const inWords = writer("long");
  const inFigures = writer("numeric");

  /** @param {string} iso */
  const time = (iso) => Date.parse(`${iso}T00:00:00Z`);

  /**
   * Return a day's number, counted from 1970.
   *
   * @param {string} iso
   */
  const number = (iso) => Math.round(time(iso) / DAY_MS);

  /**
   * Return the day with a number.
   *
   * @param {number} day
   */
  const iso = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

  /**
   * Write a day in words: 1 november 2026.
   *
   * @param {string} day
   */
  const long = (day) => inWords.format(time(day));

  /**
   * Write a day as d-m-jjjj.
   *
   * @param {string} day
   */
  const short = (day) => inFigures.format(time(day));

  /**
   * Read d-m-jjjj as Dutch readers write a day; null for anything else.
   *
   * @param {string} text
   */
  function read(text) {
    const match = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(text.trim());
    if (!match) return null;
    const day = `${match[3]}-${match[2].padStart(2, "0")}-${match[1].padStart(2, "0")}`;
    // 31-2 parses in some browsers, as a day in March.
    return Number.isNaN(time(day)) || iso(number(day)) !== day ? null : day;
  }

  return { number, iso, long, short, read };
})();
