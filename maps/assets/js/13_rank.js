/* Score and order, exactly as sites/scoring/scoring.py: the same sums in the same order, so the same bits. */
const Rank = (() => {
  "use strict";
  const UNIT = 1e9;

  /**
   * Round half to even, as numpy does.
   *
   * @param {number} x
   */
  function rint(x) {
    const up = Math.round(x);
    return x % 1 === 0.5 && up % 2 !== 0 ? up - 1 : up;
  }

  /**
   * Return a score per site, NaN where no weighed part is known, and the share that is known.
   *
   * @param {PageData} data
   * @param {number[]} weights
   */
  function scores(data, weights) {
    const { count, parts } = data;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const sum = new Float64Array(count);
    const known = new Float64Array(count);
    const score = new Float64Array(count).fill(NaN);
    if (!(total > 0)) return { score, known };
    parts.forEach((part, p) => {
      const weight = weights[part.c] / total / part.count;
      const value = data.sites.values[p];
      for (let i = 0; i < count; i += 1) {
        if (!Number.isNaN(value[i])) {
          sum[i] += weight * value[i];
          known[i] += weight;
        }
      }
    });
    for (let i = 0; i < count; i += 1) {
      if (known[i] > 0) {
        score[i] = Math.min(1, Math.max(0, rint((sum[i] / known[i]) * UNIT) / UNIT));
      }
    }
    return { score, known };
  }

  /**
   * Return the fixed class of a score as it is shown, 1 the highest, 0 where it is unknown: as
   * sites/base/score_classes.py, which gave the page its bounds.
   *
   * @param {number[]} bounds
   * @param {number} score
   */
  function classOf(bounds, score) {
    if (Number.isNaN(score)) return 0;
    const found = bounds.findIndex((bound) => score >= bound);
    return (found < 0 ? bounds.length : found) + 1;
  }

  /**
   * Return score, known share, order (rows, best first), rank and class per row (0 is none).
   *
   * @param {PageData} data
   * @param {number[]} weights
   * @returns {Ranking}
   */
  function ranking(data, weights) {
    const { score, known } = scores(data, weights);
    const order = [];
    for (let i = 0; i < data.count; i += 1) {
      if (data.isOwn(i) && !Number.isNaN(score[i])) order.push(i);
    }
    const term = data.sites.numbers["term.code"];
    order.sort((a, b) => score[b] - score[a] || (term ? term[a] - term[b] : 0) || a - b);
    const rank = new Int32Array(data.count);
    const scoreClass = Int8Array.from(score, (own) => classOf(data.classBounds, own));
    order.forEach((row, place) => {
      rank[row] = place + 1;
    });
    return { weights, score, known, order, rank, scoreClass };
  }

  return { rint, ranking, classOf };
})();
