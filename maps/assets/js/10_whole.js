/* What a line never parts: a day from its year, a number from the name before it. */
const Whole = (() => {
  "use strict";
  const NUMBER = "[0-9]+(?:[.,][0-9]+)*";
  const SAME = "\\p{L}\\p{N}_";
  const KEPT = new RegExp(
    `(^|[^${SAME}.,\u2013-])(${NUMBER}(?:[\u2013-]${NUMBER})+)(?![${SAME}\u2013-])`
    + `|(\\p{L}[${SAME}'\u2019\u00ad-]*)( ${NUMBER})(?![${SAME}\u2013-])`, "gu");

  /**
   * Return a text in pieces, each with whether it stays on one line; together they are the text.
   * A word with a capital is taken for a name.
   *
   * @param {string} text
   * @returns {{ piece: string, stays: boolean }[]}
   */
  function pieces(text) {
    const found = [];
    let done = 0;
    for (const { 0: all, 1: before, 2: range, 3: word, 4: after, index } of text.matchAll(KEPT)) {
      if (word !== undefined && word === word.toLowerCase()) continue;
      const end = index + all.length;
      const start = range === undefined ? end - after.length : index + before.length;
      if (start > done) found.push({ piece: text.slice(done, start), stays: false });
      found.push({ piece: text.slice(start, end), stays: true });
      done = end;
    }
    if (done < text.length) found.push({ piece: text.slice(done), stays: false });
    return found;
  }

  return { pieces };
})();
