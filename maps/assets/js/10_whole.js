/* What a line never parts: a day from its year, a number from its noun or the name before it. */
const Whole = (() => {
  "use strict";
  const NUMBER = "[0-9]+(?:[.,][0-9]+)*";
  const SAME = "\\p{L}\\p{N}_";
  const MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december";
  /* What is counted or measured: such a word does not begin a line without its number. */
  const UNITS = "min|minuut|minuten|uur|dag|dagen|week|weken|maand|maanden|jaar|m|m²|km|ha|euro|procent|keer|"
    + "plek|plekken|mensen|bewoners?|inwoners?|kinderen|asielzoekers|statushouders|locaties?|"
    + "zoekgebied|zoekgebieden|kandidaten|gemeenten?|provincies?|kern|kernen|adressen|regels?|"
    + "rijen|punten|plannen|proeven|perioden?|leerlingen|woningen|moederlocaties?|miljoen";
  const UNIT = ` (?:${UNITS}|(?:${MONTHS})(?: [0-9]+)?)(?![${SAME}\u2013-])`;
  const KEPT = new RegExp(
    `(?:(?:^|[^${SAME}.,\u2013-])(${NUMBER}(?:[\u2013-]${NUMBER})+)(?![${SAME}\u2013-])`
    + `|(\\p{L}[${SAME}'\u2019\u00ad-]*)( ${NUMBER})(?![${SAME}\u2013-]))(${UNIT})?`
    + `|[0-9](${UNIT})|[±€]( ${NUMBER}(?:${UNIT})?)`, "gu");

  /**
   * Return a text in pieces, each with whether it stays on one line; together they are the text.
   * A piece may begin with a space: it stays on the line of the word before it. A word with a
   * capital is taken for a name.
   *
   * @param {string} text
   * @returns {{ piece: string, stays: boolean }[]}
   */
  function pieces(text) {
    const found = [];
    let done = 0;
    for (const { 0: all, 1: range, 2: word, 3: after, 4: of = "", 5: unit, 6: about, index } of text.matchAll(KEPT)) {
      const isPlain = word !== undefined && word === word.toLowerCase() && !MONTHS.split("|").includes(word);
      const kept = unit ?? about ?? `${isPlain ? "" : range ?? after}${of}`;
      if (!kept) continue;
      const end = index + all.length;
      const start = end - kept.length;
      if (start > done) found.push({ piece: text.slice(done, start), stays: false });
      found.push({ piece: kept, stays: true });
      done = end;
    }
    if (done < text.length) found.push({ piece: text.slice(done), stays: false });
    return found;
  }

  return { pieces };
})();
