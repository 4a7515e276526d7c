"use strict";
/* The table that is the map's equal: every site has a row, and all rows can be reached. */
const Tabel = (() => {
  const { sites } = Data;
  const PER_PAGE = 25;
  const table = document.getElementById("ranglijst-tabel");
  const body = table.tBodies[0];
  const heads = [...table.tHead.querySelectorAll("th[data-sort]")];
  const said = document.getElementById("aantal");
  const pager = document.getElementById("bladeren");
  const pageText = document.getElementById("pagina-tekst");
  const columns = heads.map((head) => head.dataset.sort);

  const areaOf = (i) =>
    Data.page.gm ? Data.word(sites.kern, i) || "" : Data.word(sites.gm, i) || "";
  const LEAN_ORDER = { ok: 0, mits: 1, niet: 2, onbekend: 3 };
  const keys = {
    rank: (i) => (View.rank[i] ? View.rank[i] : null),
    name: (i) => sites.name[i],
    area: areaOf,
    places: (i) => (sites.places[i] < 0 ? null : sites.places[i]),
    leans: (i) => LEAN_ORDER[Data.state(i)],
    min: (i) => (sites.min[i] < 0 ? null : sites.min[i]),
    score: (i) => (Number.isNaN(View.score[i]) ? null : View.score[i]),
  };
  const collator = new Intl.Collator("nl", { numeric: true });

  /** Compare two keys; what is unknown goes last, whatever the direction. */
  function compare(a, b, down) {
    if (a === null || b === null) return (a === null) - (b === null);
    const order = typeof a === "string" ? collator.compare(a, b) : a - b;
    return down ? -order : order;
  }

  function rows() {
    const { sort, down } = State.now;
    if (sort === "rank" && !down) return View.shown;
    const key = keys[sort];
    const value = new Map(View.shown.map((i) => [i, key(i)]));
    const position = new Map(View.shown.map((i, n) => [i, n]));
    return [...View.shown].sort(
      (a, b) => compare(value.get(a), value.get(b), down) || position.get(a) - position.get(b));
  }

  const cells = {
    rank: (i) => make("td", { class: "getal", text: View.rank[i] ? Words.number(View.rank[i]) : "–" }),
    name: (i) => make("th", { scope: "row" }, make("button", {
      type: "button", class: "naamknop", text: sites.name[i],
      "aria-current": i === State.now.site ? "true" : null,
      onclick: () => State.set({ site: i, hub: -1 }),
    })),
    area: (i) => make("td", { class: "smal-weg", text: areaOf(i) || "–" }),
    places: (i) => make("td", {
      class: "getal smal-weg", text: sites.places[i] < 0 ? "–" : Words.number(sites.places[i]),
    }),
    leans: (i) => make("td", {}, make("span", {
      class: `leunt leunt-${Data.state(i)}`, text: Words.leans[Data.state(i)],
    })),
    min: (i) => make("td", {
      class: "getal", text: sites.min[i] < 0 ? "–" : Words.number(Math.round(sites.min[i] / 10)),
    }),
    score: (i) => make("td", { class: "getal" },
      make("span", { class: `stip stip-${View.fifth[i] || "leeg"}`, "aria-hidden": "true" }),
      Number.isNaN(View.score[i]) ? "–" : Words.number(View.score[i], 2)),
  };

  function row(i) {
    const score = View.score[i];
    return make("tr", {
      "data-site": sites.id[i], "data-score": Number.isNaN(score) ? "" : score.toFixed(9),
      class: i === State.now.site ? "gekozen" : null,
    }, ...columns.map((name) => cells[name](i)));
  }

  function draw() {
    const all = rows();
    const pages = Math.max(1, Math.ceil(all.length / PER_PAGE));
    const page = Math.min(State.now.page, pages - 1);
    const from = page * PER_PAGE;
    const focused = document.activeElement?.closest?.("tr[data-site]")?.dataset.site;
    body.replaceChildren(...all.slice(from, from + PER_PAGE).map(row));
    if (focused) {
      [...body.rows].find((r) => r.dataset.site === focused)?.querySelector("button").focus();
    }
    said.textContent = all.length
      ? `${Words.number(all.length)} van ${Words.counted(Data.count, "locatie voldoet", "locaties voldoen")} aan de filters; rij ${Words.number(from + 1)} tot en met ${Words.number(Math.min(from + PER_PAGE, all.length))}.`
      : "Geen enkele locatie voldoet aan de filters.";
    pageText.textContent = `Pagina ${Words.number(page + 1)} van ${Words.number(pages)}`;
    const [first, back, next, last] = pager.querySelectorAll("button");
    for (const [button, to, off] of [
      [first, 0, page === 0], [back, page - 1, page === 0],
      [next, page + 1, page === pages - 1], [last, pages - 1, page === pages - 1],
    ]) {
      button.setAttribute("aria-disabled", String(off));
      button.onclick = off ? null : () => State.set({ page: to });
    }
    pager.hidden = pages < 2;
    for (const head of heads) {
      const mine = head.dataset.sort === State.now.sort;
      head.setAttribute("aria-sort", mine ? (State.now.down ? "descending" : "ascending") : "none");
    }
  }

  /** Turn to the page that holds a row. */
  function turnTo(i) {
    const at = rows().indexOf(i);
    if (at >= 0) State.now.page = Math.floor(at / PER_PAGE);
  }

  for (const head of heads) {
    head.querySelector("button").addEventListener("click", () => {
      const key = head.dataset.sort;
      const mine = key === State.now.sort;
      State.set({ sort: key, down: mine ? !State.now.down : key === "score", page: 0 });
    });
  }
  const FILTERS = ["places", "gm", "mode", "within", "leans", "status", "weights"];
  State.listen((changed) => {
    if (changed.includes("site") && State.now.site >= 0) turnTo(State.now.site);
    else if (changed.some((name) => FILTERS.includes(name)) && !changed.includes("page")) {
      State.now.page = 0;
    }
    draw();
  });
  const begin = () => {
    if (State.now.site >= 0 && !State.now.page) turnTo(State.now.site);
    draw();
  };
  return { begin, areaOf };
})();
