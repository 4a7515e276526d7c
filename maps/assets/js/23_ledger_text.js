/* What counts on a day: between two days of the list nothing changes. */
const LedgerText = (() => {
  "use strict";
  const REGULAR = "regulier";
  const CRISIS = "cno";
  const PER_COUNTER = 4;

  /**
   * Return the place in the list that holds on a day.
   *
   * @param {Ledger} ledger
   * @param {string} day
   */
  function placeOf(ledger, day) {
    let found = 0;
    ledger.days.forEach((on, i) => {
      if (on <= day) found = i;
    });
    return found;
  }

  /**
   * Return a day within the list.
   *
   * @param {string[]} days
   * @param {string} day
   */
  function clamped(days, day) {
    const [first, last] = [days[0], days[days.length - 1]];
    if (day < first) return first;
    return day > last ? last : day;
  }

  /**
   * Return existing, planned, other and to be checked of one counter.
   *
   * @param {Ledger} ledger
   * @param {number[]} numbers
   * @param {string} key
   */
  function countsOf(ledger, numbers, key) {
    const start = ledger.counters.indexOf(key) * PER_COUNTER;
    return start < 0 ? [0, 0, 0, 0] : numbers.slice(start, start + PER_COUNTER);
  }

  /**
   * Return the numbers that a page counts: its municipality's, or those of the whole area.
   *
   * @param {Ledger} ledger
   * @param {number} i
   */
  const own = (ledger, i) => (ledger.town.length ? ledger.town : ledger.area)[i];

  /**
   * Return the four cells of one counter on a day.
   *
   * @param {Ledger} ledger
   * @param {number} i
   * @param {string} key
   */
  function cells(ledger, i, key) {
    const counts = countsOf(ledger, own(ledger, i), key);
    const [existing, , , unchecked] = counts;
    const isSilent = ledger.silent.includes(key) || (key !== REGULAR && unchecked > 0);
    return counts.map((amount, k) => {
      if (k === 0 && !existing && isSilent) return Words.UNKNOWN; // not in the source: not a zero
      if (k === PER_COUNTER - 1 && amount) return Words.counted(amount, "regel", "regels");
      return Words.number(amount);
    });
  }

  /**
   * Say when crisis places end. Who comes first is known for the day of the text alone.
   *
   * @param {Ledger} ledger
   * @param {number} i
   * @param {string} day
   */
  function crisis(ledger, i, day) {
    const first = day === ledger.on ? ledger.cnoFirst : "";
    const start = ledger.cnoApart;
    if (!start) return ""; // an area that keeps no such places
    const now = countsOf(ledger, own(ledger, i), CRISIS);
    if (!now[0] && !now[3]) return `${start} Op deze dag is er geen.${first}`;
    const end = ledger.days.find((_, later) => {
      const then = countsOf(ledger, own(ledger, later), CRISIS);
      return later > i && (then[0] < now[0] || (then[0] === now[0] && then[3] < now[3]));
    });
    const said = end ? `Zij eindigt (deels) op ${Days.short(end)}.` : "Een einddag is niet bekend.";
    return `${start} ${said}${first}`;
  }

  /**
   * Return the regular places that exist and that are planned in the whole area.
   *
   * @param {Ledger} ledger
   * @param {number} i
   */
  const regular = (ledger, i) => countsOf(ledger, ledger.area[i], REGULAR);

  /**
   * Set the regular places in use in the whole area against the target.
   *
   * @param {Ledger} ledger
   * @param {number} i
   */
  function against(ledger, i) {
    const [existing, planned] = regular(ledger, i);
    const more = planned ? ` Daarnaast gepland: ${Words.number(planned)}.` : "";
    if (!existing && ledger.silent.includes(REGULAR)) {
      const aim = ledger.target === null ? "er is geen doel opgegeven" : `het doel is ${Words.number(ledger.target)}`;
      return `In gebruik: onbekend; ${aim}.${more}`;
    }
    if (ledger.target === null) return `${Words.number(existing)} in gebruik; er is geen doel opgegeven.${more}`;
    const rest = Math.max(0, ledger.target - existing);
    const done = rest ? `nog te realiseren ${Words.number(rest)}` : "dat is gehaald";
    return `${Words.number(existing)} in gebruik van de ${Words.number(ledger.target)}: ${done}.${more}`;
  }

  /**
   * Return where the pieces of the bar start and how wide they are, in percent of its width.
   *
   * @param {Ledger} ledger
   * @param {number} i
   */
  function bar(ledger, i) {
    const [existing, planned] = regular(ledger, i);
    const target = ledger.target ?? 0;
    const full = 1.02 * Math.max(1, target, existing + planned);
    /** @param {number} amount */
    const share = (amount) => `${((100 * amount) / full).toFixed(2)}%`;
    return { existing: share(existing), planned: share(planned), target: share(target) };
  }

  return { placeOf, clamped, cells, crisis, against, bar };
})();
