/* Dutch numbers and words; the same to the letter as sites/base/dutch.py and maps/base/words.py. */
const Words = (() => {
  "use strict";
  const UNKNOWN = "onbekend";
  const KILOMETRE = 1000;
  const SCORE_DECIMALS = 2;
  /** @type {Map<number, Intl.NumberFormat>} */
  const formats = new Map();

  /**
   * Return the writer of numbers with so many decimals; making one is slow, so each is kept.
   *
   * @param {number} decimals
   */
  function format(decimals) {
    const kept = formats.get(decimals);
    if (kept) return kept;
    const made = new Intl.NumberFormat("nl-NL", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, made);
    return made;
  }

  /**
   * Write a number; a half goes away from zero, as the number itself is written in decimals.
   *
   * @param {number | null | undefined} value
   * @param {number} [decimals]
   */
  function number(value, decimals = 0) {
    if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
    const text = format(decimals).format(value);
    // Rounding can leave "-0": a reader takes it for a mistake.
    return /[1-9]/.test(text) ? text : format(decimals).format(0);
  }

  /**
   * Write minutes, which come as they are shown; 0 is less than one, -1 is unknown.
   *
   * @param {number | undefined} shown
   */
  function minutes(shown) {
    if (shown === undefined || shown < 0) return UNKNOWN;
    return shown === 0 ? "minder dan 1 min" : `${number(shown)} min`;
  }

  /**
   * Write minutes with their range where a position is inexact; all as shown, -1 is unknown.
   *
   * @param {number} value
   * @param {number} low
   * @param {number} high
   */
  function between(value, low, high) {
    if (value < 0 || low < 0 || high < 0) return minutes(value);
    const [least, most] = [number(low), number(high)];
    return minutes(value) + (least === most ? "" : ` (${least} tot ${most})`);
  }

  /**
   * Write metres below a kilometre (rounded to 10 m), kilometres above; -1 is unknown.
   *
   * @param {number} dist
   */
  function metres(dist) {
    if (dist < 0) return UNKNOWN;
    const tens = Math.round(dist / 10) * 10;
    return tens < KILOMETRE ? `${number(tens)} m` : `${number(dist / KILOMETRE, 1)} km`;
  }

  /**
   * Write a raw value in its unit, metres, minutes or percent, as it is shown.
   *
   * @param {number} value
   * @param {string} unit
   */
  function measured(value, unit) {
    if (unit === "%") return value < 0 ? UNKNOWN : `${number(value)}%`;
    return unit === "m" ? metres(value) : minutes(value);
  }

  /**
   * Write a share 0..1 as a whole percentage.
   *
   * @param {number} value
   */
  const percent = (value) => `${number(value * 100)}%`;

  /**
   * Write a count with its noun.
   *
   * @param {number} count
   * @param {string} one
   * @param {string} more
   */
  const counted = (count, one, more) => `${number(count)} ${count === 1 ? one : more}`;

  /**
   * Write a weight: whole, or with one decimal.
   *
   * @param {number} value
   */
  const weight = (value) => number(value, Number.isInteger(value) ? 0 : 1);

  /**
   * Write a score 0..1 with the decimals that it has everywhere.
   *
   * @param {number} value
   */
  const score = (value) => number(value, SCORE_DECIMALS);

  /** @type {Record<LeanState, string>} */
  const leans = {
    ok: "Kan leunen", als: "Kan leunen met bevestiging", deels: "Kan gedeeltelijk leunen",
    onbekend: "Onbekend", niet: "Kan niet leunen",
  };
  /** Why a part has no value, by the code in its flags. */
  const reach = ["", "geen route", "niet aangesloten op het netwerk", "geen gegevens"];

  return {
    UNKNOWN, NOT_COMPUTED: "niet berekend",
    number, minutes, between, metres, measured, percent, counted, weight, score, leans, reach,
  };
})();
