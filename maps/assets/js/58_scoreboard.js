/* The scoreboard on the page of a whole area: sort it, let it follow the plan, colour the map. */
const Scoreboard = (() => {
  "use strict";
  const { all, first } = Elements;
  const board = Data.board;
  const table = document.getElementById("bord");

  /** @param {HTMLElement} row */
  const at = (row) => Number(row.dataset.rij);

  /** @param {Board} figures */
  function sort(figures) {
    const { key, down } = BoardOrder.sortOf(State.now.board);
    for (const head of all("#bord thead [data-bord]")) {
      const way = down ? "descending" : "ascending";
      head.setAttribute("aria-sort", head.dataset.bord === key ? way : "none");
    }
    const body = first("#bord tbody");
    const rows = all("#bord tbody tr");
    const place = new Map(rows.map((row) => [at(row), row]));
    body.append(...BoardOrder.order(figures, State.now.plan, State.now.board)
      .flatMap((row) => place.get(row) ?? []));
  }

  /**
   * Write what depends on the plan: three columns, the bars, and the line of the whole area.
   *
   * @param {Board} figures
   */
  function followPlan(figures) {
    const { plan } = State.now;
    for (const cell of all("#bord .bk-in_plan, #bord .bk-agreed, #bord .bk-left")) cell.hidden = plan < 0;
    for (const row of all("#bord tbody tr")) {
      const i = at(row);
      write(row, ".bk-in_plan", Words.number(BoardOrder.found(figures, plan, i)));
      write(row, ".bk-agreed", Words.number(BoardOrder.agreed(figures, plan, i)));
      const lack = BoardOrder.left(figures, plan, i);
      const atMost = lack > 0 && figures.open[i] === "1" ? "hoogstens " : "";
      write(row, ".bk-left", lack < 0 ? "onbekend" : atMost + Words.number(lack));
      drawBar(row, BoardOrder.bar(figures, plan, i));
    }
    const sums = BoardOrder.total(figures, plan);
    const foot = first("#bord tfoot tr");
    write(foot, ".bk-in_plan", Words.number(sums.added));
    write(foot, ".bk-agreed", Words.number(sums.outside));
    const most = sums.left > 0 && figures.open.includes("1") ? "hoogstens " : "";
    write(foot, ".bk-left", sums.left < 0 ? "" : most + Words.number(sums.left));
  }

  /**
   * @param {HTMLElement} row
   * @param {string} selector
   * @param {string} text
   */
  function write(row, selector, text) {
    for (const cell of all(selector, row)) {
      Elements.say(cell, text);
      cell.classList.toggle("nul", text === "0");
    }
  }

  /**
   * @param {HTMLElement} row
   * @param {{ used: number, found: number, elsewhere: number, planned: number }} bar
   */
  function drawBar(row, bar) {
    let x = bar.used;
    for (const [name, wide] of /** @type {const} */ ([["nieuw", bar.found], ["elders", bar.elsewhere], ["gepland", bar.planned]])) {
      for (const part of all(`.m-${name}`, row)) {
        part.setAttribute("x", `${x}%`);
        part.setAttribute("width", `${wide}%`);
      }
      x += wide;
    }
  }

  /** Point at a gemeente in the table and on the map at once. */
  function bindPointing() {
    const both = all("#bord tbody tr, .bord-svg [data-gm]");
    for (const one of both) {
      const same = both.filter((other) => other.dataset.gm === one.dataset.gm);
      const mark = (/** @type {boolean} */ isOn) => () => same.forEach((part) => part.classList.toggle("bord-aan", isOn));
      one.addEventListener("mouseenter", mark(true));
      one.addEventListener("mouseleave", mark(false));
    }
  }

  /**
   * Return the layer that colours the gemeenten on the map with sites; made when first asked for.
   *
   * @param {Board} figures
   */
  function layerOf(figures) {
    MapBase.paneAt("bord", 446);
    const layer = L.layerGroup();
    figures.areas.forEach((area, row) => {
      if (area < 0) return;
      const todo = figures.todoClass[row];
      L.polygon(Unpack.rings(Data.base.areas[area].rings), {
        pane: "bord", interactive: false, noClip: false, smoothFactor: 0.6, fillRule: "evenodd",
        color: Data.colours.border, weight: 1, fillOpacity: 0.82,
        fillColor: todo < 0 ? Data.colours.uncertain : Data.colours.todo[todo],
      }).addTo(layer);
    });
    return layer;
  }

  /** @param {Board} figures */
  function bindMap(figures) {
    const box = document.getElementById("kaart-bord");
    if (!(box instanceof HTMLInputElement)) return;
    /** @type {L.LayerGroup | null} */
    let layer = null;
    const show = () => {
      box.checked = State.now.boardMap;
      if (!layer && State.now.boardMap) layer = layerOf(figures);
      if (layer) layer[State.now.boardMap ? "addTo" : "removeFrom"](MapBase.map);
    };
    box.addEventListener("change", () => State.set({ boardMap: box.checked }));
    State.listen((changed) => {
      if (changed.includes("boardMap")) show();
    });
    show();
  }

  function begin() {
    if (!board || !table) return;
    for (const head of all("#bord thead [data-bord]")) {
      const key = /** @type {BoardKey} */ (head.dataset.bord);
      first("button", head).addEventListener("click", () =>
        State.set({ board: BoardOrder.next(State.now.board, key) }));
    }
    bindPointing();
    bindMap(board);
    followPlan(board);
    sort(board);
    State.listen((changed) => {
      if (changed.includes("plan")) followPlan(board);
      if (changed.includes("plan") || changed.includes("board")) sort(board);
    });
  }

  return { begin };
})();
