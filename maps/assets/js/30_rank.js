"use strict";
/* Score and order, exactly as sites/scoring.py: the same sums in the same order, so the same bits. */
const Rank = (() => {
  const { sites, parts } = Data;
  const UNIT = 1e9;

  /** Round half to even, as numpy does. */
  function rint(x) {
    const up = Math.round(x);
    return x % 1 === 0.5 && up % 2 !== 0 ? up - 1 : up;
  }

  /** Return a score per site, NaN where no weighed part is known, and the share that is known. */
  function scores(weights) {
    const total = weights.reduce((sum, w) => sum + w, 0);
    const sum = new Float64Array(Data.count);
    const known = new Float64Array(Data.count);
    const score = new Float64Array(Data.count).fill(NaN);
    if (!(total > 0)) return { score, known };
    parts.forEach((part, p) => {
      const weight = weights[part.c] / total / part.count;
      const value = sites.values[p];
      for (let i = 0; i < Data.count; i += 1) {
        if (value[i] === value[i]) {
          sum[i] += weight * value[i];
          known[i] += weight;
        }
      }
    });
    for (let i = 0; i < Data.count; i += 1) {
      if (known[i] > 0) {
        score[i] = Math.min(1, Math.max(0, rint((sum[i] / known[i]) * UNIT) / UNIT));
      }
    }
    return { score, known };
  }

  /** Return score, known share, order (rows, best first), rank and fifth per row (0 is none). */
  function ranking(weights) {
    const { score, known } = scores(weights);
    const order = [];
    for (let i = 0; i < Data.count; i += 1) {
      if (Data.isOwn(i) && score[i] === score[i]) order.push(i);
    }
    order.sort((a, b) => score[b] - score[a] || a - b);
    const rank = new Int32Array(Data.count);
    const fifth = new Int8Array(Data.count);
    order.forEach((row, place) => {
      rank[row] = place + 1;
      fifth[row] = Math.floor((place * 5) / order.length) + 1;
    });
    return { score, known, order, rank, fifth };
  }

  return { ranking };
})();
