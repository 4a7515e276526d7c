/* The table that is the map's equal: every site has a row, and all rows can be reached. */
const SiteTable = (() => {
  "use strict";
  const { make, all, byId, first } = Elements;
  const { sites } = Data;
  const PER_PAGE = 25;
  const NONE = "–";
  const table = byId("ranglijst-tabel", HTMLTableElement);
  const body = table.tBodies[0];
  const heads = all("thead th[data-sort]", table);
  const said = byId("aantal");
  const pager = byId("bladeren");
  const pageText = byId("pagina-tekst");

  /** @param {HTMLElement} head */
  const keyOf = (head) => /** @type {ColumnKey} */ (head.dataset.sort);

  const rows = () => TableOrder.rows(Data, View, State.now.sort, State.now.down);

  /** @param {number} i */
  const areaOf = (i) => TableOrder.areaOf(Data, i) || NONE;

  /** @param {number} value @param {string} text */
  const orNone = (value, text) => (value < 0 ? NONE : text);

  /**
   * Return the letter that a site has in the plan on show; nothing for a site that is not in it.
   *
   * @param {number} i
   */
  function planMark(i) {
    const plan = Spokes.planOf(Data, State.now);
    const at = plan ? plan.sites.indexOf(i) : -1;
    const often = Often.chip(Data, i, plan);
    const chip = often ? [make("span", {
      class: `proeven proeven-${Often.of(Data, i)?.kind}`, text: often, title: Often.of(Data, i)?.words ?? "",
    })] : [];
    if (!plan || at < 0) return chip;
    return [make("span", { class: "inplan", text: plan.letters[at], title: `In ${plan.name}` },
      make("span", { class: "onzichtbaar", text: " in dit plan" })), ...chip];
  }

  /** @type {Record<ColumnKey, (i: number) => HTMLElement>} */
  const cells = {
    rank: (i) => make("td", { class: "getal", text: View.rank[i] ? Words.number(View.rank[i]) : NONE }),
    name: (i) => make("th", { scope: "row" }, make("button", {
      type: "button", class: "naamknop", text: Elements.soft(sites.name[i]),
      "aria-current": i === State.now.site ? "true" : null,
      onclick: () => State.set({ site: i, hub: -1 }),
    }), ...planMark(i)),
    area: (i) => make("td", { class: "smal-weg", text: Elements.soft(areaOf(i)) }),
    places: (i) => make("td", {
      class: "getal smal-weg", text: orNone(sites.places[i], Words.number(sites.places[i])),
    }),
    leans: (i) => make("td", {}, make("span", {
      class: `leunt leunt-${Data.state(i)}`, text: Words.leans[Data.state(i)],
    })),
    min: (i) => make("td", { class: "getal", text: orNone(sites.min[i], Words.number(sites.min[i])) }),
    score: (i) => make("td", { class: "getal" },
      make("span", { class: `stip stip-${View.scoreClass[i] || "leeg"}`, "aria-hidden": "true" }),
      Number.isNaN(View.score[i]) ? NONE : Words.score(View.score[i])),
  };

  /** @param {number} i */
  function rowOf(i) {
    const score = View.score[i];
    return make("tr", {
      "data-site": sites.id[i], "data-score": Number.isNaN(score) ? "" : score.toFixed(9),
      class: i === State.now.site ? "gekozen" : null,
    }, ...heads.map((head) => cells[keyOf(head)](i)));
  }

  /**
   * Return the heading of a group where its first row on this page stands; none by other columns.
   *
   * @param {number[]} shown
   * @param {number} at
   * @param {number[]} found
   */
  function headOf(shown, at, found) {
    const group = sites.group[shown[at]];
    const isSorted = State.now.sort === "rank" && !State.now.down;
    if (!isSorted || group < 0 || (at && sites.group[shown[at - 1]] === group)) return [];
    const text = Groups.heading(Data, found, group, State.now.weights);
    return [make("tr", { class: "groep" }, make("th", {
      scope: "rowgroup", colspan: String(heads.length), text,
    }))];
  }

  /** Put the rows of a page in the table; the focus stays on the site that had it. */
  function drawRows(/** @type {number[]} */ shown, /** @type {number[]} */ found) {
    const row = document.activeElement?.closest("tr[data-site]");
    const focused = row instanceof HTMLElement ? row.dataset.site : undefined;
    body.replaceChildren(...shown.flatMap((i, at) => [...headOf(shown, at, found), rowOf(i)]));
    if (focused === undefined) return;
    const again = [...body.rows].find((one) => one.dataset.site === focused);
    if (again) first("button", again).focus();
  }

  /**
   * @param {number} page
   * @param {number} pages
   */
  function drawPager(page, pages) {
    pageText.textContent = `Pagina ${Words.number(page + 1)} van ${Words.number(pages)}`;
    const atStart = page === 0;
    const atEnd = page === pages - 1;
    const targets = [0, page - 1, page + 1, pages - 1];
    /** @type {HTMLButtonElement[]} */
    const buttons = all("button", pager);
    buttons.forEach((button, k) => {
      const off = k < 2 ? atStart : atEnd;
      button.setAttribute("aria-disabled", String(off));
      button.onclick = off ? null : () => State.set({ page: targets[k] });
    });
    pager.hidden = pages < 2;
  }

  /**
   * @param {number} from
   * @param {number} total
   */
  function summary(from, total) {
    if (!total) return "Geen enkele locatie voldoet aan de filters.";
    const fits = Words.counted(Data.count, "locatie voldoet", "locaties voldoen");
    const last = Words.number(Math.min(from + PER_PAGE, total));
    return `${Words.number(total)} van ${fits} aan de filters; rij ${Words.number(from + 1)} tot en met ${last}.`;
  }

  function draw() {
    const found = rows();
    const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
    const page = Math.min(State.now.page, pages - 1);
    const from = page * PER_PAGE;
    drawRows(found.slice(from, from + PER_PAGE), found);
    const note = Groups.note(Data, State.now.weights);
    Elements.say(said, [summary(from, found.length), note].filter(Boolean).join(" "));
    drawPager(page, pages);
    const direction = State.now.down ? "descending" : "ascending";
    for (const head of heads) {
      head.setAttribute("aria-sort", keyOf(head) === State.now.sort ? direction : "none");
    }
  }

  /**
   * Turn to the page that holds a row.
   *
   * @param {number} i
   */
  function turnTo(i) {
    const at = rows().indexOf(i);
    if (at >= 0) State.now.page = Math.floor(at / PER_PAGE);
  }

  for (const head of heads) {
    first("button", head).addEventListener("click", () => {
      const sort = keyOf(head);
      const isSame = sort === State.now.sort;
      State.set({ sort, down: isSame ? !State.now.down : sort === "score", page: 0 });
    });
  }
  const FILTERS = ["places", "gm", "mode", "within", "leans", "status", "weights", "inPlan"];
  State.listen((changed) => {
    if (changed.includes("site") && State.now.site >= 0) turnTo(State.now.site);
    else if (changed.some((name) => FILTERS.includes(name)) && !changed.includes("page")) {
      State.now.page = 0;
    }
    draw();
  });

  function begin() {
    if (State.now.site >= 0 && !State.now.page) turnTo(State.now.site);
    draw();
  }

  return { begin, areaOf };
})();
