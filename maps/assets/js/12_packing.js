/* Open the page's data as Python packed it (`maps.page.packing`): the same rules, kept by a test. */
const Packing = (() => {
  "use strict";
  const SIGNS = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
    .filter((sign) => !"\"\\<>&".includes(sign)).join("");
  /* The signs that end a number; the others carry what goes before. */
  const LAST = 55;
  const CARRY = SIGNS.length - LAST;
  /* Texts of these lengths can be pointed to. */
  const SHORTEST = 9;
  const LONGEST = 2000;
  const DIGIT = new Map(Array.from(SIGNS, (sign, digit) => [sign.charCodeAt(0), digit]));
  /* What is two units here and one sign in Python: such a text stands by itself. */
  const ASTRAL = /[\ud800-\udfff]/;
  const OF_DIGITS = /^\d+$/;

  /**
   * Read the numbers that stand in a text from a place on: `most` of them, or all.
   *
   * @param {string} text
   * @param {number} from
   * @param {number} [most]
   * @returns {[number[], number]} the numbers, and the place after them
   */
  function numbersFrom(text, from, most = Infinity) {
    /** @type {number[]} */
    const numbers = [];
    let carried = 0;
    let at = from;
    for (; at < text.length && numbers.length < most; at += 1) {
      const digit = DIGIT.get(text.charCodeAt(at)) ?? 0;
      if (digit < LAST) {
        numbers.push(carried * LAST + digit);
        carried = 0;
      } else {
        carried = carried * CARRY + digit - LAST;
      }
    }
    return [numbers, at];
  }

  /** @type {(number: number) => number} */
  const unsigned = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

  /**
   * Open a list of numbers: from the least (=), by steps (+) or in runs (*).
   *
   * @param {string} text
   */
  function numbersOf(text) {
    const [[head, ...rest]] = numbersFrom(text, 1);
    let value = unsigned(head);
    if (text[0] === "=") return rest.map((number) => value + number);
    if (text[0] === "+") return [value, ...rest.map((step) => (value += unsigned(step)))];
    /** @type {number[]} */
    const values = [];
    for (let i = 0; i < rest.length; i += 2) {
      for (let times = rest[i + 1]; times > 0; times -= 1) values.push(value + rest[i]);
    }
    return values;
  }

  /**
   * Open what Python packed (`maps.page.packing`): a string that begins with | is a list of
   * numbers, one with ^ a text that points to what an earlier text says.
   *
   * @param {any} all
   */
  function opened(all) {
    /** @type {string[]} */
    const said = [];

    /** @param {string} short */
    function textOf(short) {
      let text = "";
      let at = 1;
      for (let sign = short.indexOf("^", at); sign >= 0; sign = short.indexOf("^", at)) {
        text += short.slice(at, sign);
        const [[length], after] = numbersFrom(short, sign + 1, 1);
        at = after;
        if (length === 0) {
          text += "^";
        } else {
          const [[back, place], end] = numbersFrom(short, at, 2);
          text += said[said.length - back].slice(place, place + length);
          at = end;
        }
      }
      return text + short.slice(at);
    }

    /** @param {string} value */
    function stringOf(value) {
      if (value[0] === "|") return numbersOf(value.slice(1));
      const text = value[0] === "^" ? textOf(value) : value;
      if (text.length >= SHORTEST && text.length <= LONGEST && !ASTRAL.test(text)) said.push(text);
      return text;
    }

    /**
     * @param {any} value
     * @returns {any}
     */
    function open(value) {
      if (typeof value === "string") return stringOf(value);
      if (Array.isArray(value)) return value.map(open);
      if (value === null || typeof value !== "object") return value;
      const entries = Object.entries(value);
      if (entries.some(([key]) => OF_DIGITS.test(key))) return value;
      return Object.fromEntries(entries.map(([key, part]) => [key, open(part)]));
    }

    return open(all);
  }

  return { opened };
})();
