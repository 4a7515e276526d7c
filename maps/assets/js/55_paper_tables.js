/* Paper: the weights and the best sites as they are on the screen now. */
const PaperTables = (() => {
  "use strict";
  const { make, byId } = Elements;
  const { sites } = Data;
  const BEST = Number(byId("papier-tabel").dataset.eerste);

  function weights() {
    const total = State.now.weights.reduce((sum, weight) => sum + weight, 0);
    byId("papier-weging").replaceChildren(...Data.criteria.map(({ label }, c) => {
      const weight = State.now.weights[c];
      const share = Words.number(total > 0 ? (weight / total) * 100 : 0);
      return make("li", { text: `${label}: ${Words.weight(weight)} (${share}%)` });
    }));
  }

  /** @param {number} row */
  const rowOf = (row) => make("tr", {},
    make("td", { class: "getal", text: Words.number(View.rank[row]) }),
    make("th", { scope: "row", text: Elements.soft(sites.name[row]) }),
    make("td", { text: SiteTable.areaOf(row) }),
    make("td", { text: Words.leans[Data.state(row)] }),
    make("td", { class: "getal", text: Words.between(sites.min[row], sites.low[row], sites.high[row]) }),
    make("td", { class: "getal", text: Words.score(View.score[row]) }));

  function redraw() {
    weights();
    const ranked = View.shown.filter((row) => View.rank[row]).slice(0, BEST);
    byId("papier-tabel").replaceChildren(...ranked.map(rowOf));
    const shown = Words.number(View.shown.length);
    const filtered = View.shown.length < Data.count ? " (met filters)" : "";
    byId("papier-filter").textContent =
      `${shown} van ${Words.counted(Data.count, "locatie", "locaties")} getekend${filtered}.`;
  }

  window.addEventListener("beforeprint", redraw);
  return { redraw };
})();
