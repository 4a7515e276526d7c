/* The cards of the choices, what each button tells, and two or three sites side by side. */
const ChoicePanel = (() => {
  "use strict";
  const { make, byId, all } = Elements;
  const { sites } = Data;
  const SVG = "http://www.w3.org/2000/svg";
  const GAP = 4;
  const MOST = 3;
  const list = byId("keuzes");
  const table = byId("vergelijking");

  /**
   * @param {string} tag
   * @param {Record<string, string | number>} attributes
   */
  function draw(tag, attributes) {
    const element = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  }

  /** @param {ChoiceCard["strip"]} pieces */
  function strip(pieces) {
    const svg = draw("svg", {
      class: "strook", viewBox: "0 0 1000 10", preserveAspectRatio: "none",
      "aria-hidden": "true", focusable: "false",
    });
    for (const [x, wide, fill] of pieces) {
      const room = Math.max(0, wide - GAP);
      svg.append(draw("rect", { class: fill < 0 ? "s-onbekend" : "s-leeg", x, width: room, height: 10 }));
      if (fill >= 0) svg.append(draw("rect", { class: "s-vol", x, width: Math.min(fill, room), height: 10 }));
    }
    return svg;
  }

  /** @param {number} row */
  function compare(row) {
    const now = State.now.compare;
    const kept = now.filter((other) => other !== row);
    State.set({ compare: now.includes(row) ? kept : [...kept, row].slice(-MOST) });
  }

  /**
   * Return the buttons of a card, and the place where one of them answers.
   *
   * @param {ChoiceCard} card
   * @param {number} row
   */
  function buttons(card, row) {
    const said = make("p", { class: "keuze-gevolg", role: "status", hidden: true });
    /** @param {string} text @param {Record<string, string | (() => void)>} more */
    const button = (text, more) => make("button", { type: "button", text, "aria-label": `${text.replace("?", "")}: ${card.name}`, ...more });
    const gone = button("Wat als dit wegvalt?", {
      "aria-expanded": "false",
      onclick() {
        said.hidden = !said.hidden;
        Elements.say(said, said.hidden ? "" : Choices.without(Data, View, Spokes.planOf(Data, State.now), row));
        gone.setAttribute("aria-expanded", String(!said.hidden));
      },
    });
    return [make("div", { class: "keuze-knoppen" },
      button("Waarom?", { class: "waarom", onclick: () => State.set({ site: row, hub: -1 }) }), gone,
      button("Vergelijk", {
        "aria-pressed": String(State.now.compare.includes(row)), onclick: () => compare(row),
      })), said];
  }

  /** @param {ChoiceCard} card */
  function cardOf(card) {
    const row = Number(Data.rowOf.get(card.site));
    return make("li", { class: row === State.now.site ? "keuze gekozen" : "keuze", "data-site": card.site },
      make("div", { class: "keuze-kop" },
        make("span", { class: `keuze-letter${/^[1-9]/.test(card.mark) ? "" : " letter-plan"}`, text: card.mark }),
        make("h3", { text: Elements.soft(card.name) }),
        make("span", { class: "keuze-score", text: card.score })),
      make("p", { class: "keuze-leunt", text: card.leans }),
      strip(card.strip),
      card.needs ? make("p", { class: "keuze-nodig", text: card.needs }) : null,
      ...buttons(card, row));
  }

  /** @param {string} id @param {string} text */
  function put(id, text) {
    Elements.say(byId(id), text);
    byId(id).hidden = !text;
  }

  /** Draw the table of the sites that are compared: a row per thing to know. */
  function drawTable() {
    const rows = State.now.compare;
    table.hidden = !rows.length;
    if (!rows.length) {
      table.replaceChildren();
      return;
    }
    /** @type {[string, (row: number) => string][]} */
    const lines = [
      ["Score", (row) => Words.score(View.score[row])],
      ["Oordeel", (row) => Words.leans[Data.state(row)]],
      ["Moederlocatie", (row) => Choices.leans(Data, row)],
      ["Nog te regelen", (row) => SiteText.given(Data, "choice.needs", row) ?? Words.NOT_COMPUTED],
      ...Data.criteria.map((criterion, c) => /** @type {[string, (row: number) => string]} */ (
        [criterion.label, (row) => SiteText.criterionSum(Data, State.now.weights, c, row).text])),
    ];
    table.replaceChildren(make("table", { class: "rooster vergelijk" },
      make("caption", { text: rows.length < 2 ? "Kies nog een plek om te vergelijken" : "Naast elkaar" }),
      make("thead", {}, make("tr", {}, make("td", {}),
        ...rows.map((row) => make("th", { scope: "col", text: Elements.soft(sites.name[row]) })))),
      make("tbody", {}, ...lines.map(([label, text]) => make("tr", {},
        make("th", { scope: "row", text: label }),
        ...rows.map((row) => make("td", { text: text(row) })))))));
  }

  /** Draw all; the focus stays on the button that had it. */
  function redraw() {
    const focused = document.activeElement;
    const home = focused instanceof HTMLElement && list.contains(focused) ? focused.closest("li") : null;
    const at = home ? all("button", home).findIndex((button) => button === focused) : -1;
    const { title, note, shared, reception, items, cards } = Choices.of(Data, View, Spokes.planOf(Data, State.now));
    Elements.say(byId("antwoord-kop"), title);
    put("keuze-noot", note);
    put("keuze-deel", shared);
    put("opvang-kop", reception);
    byId("keuze-opvang").hidden = !reception;
    byId("opvang-lijst").replaceChildren(...items.map((text) => make("li", { text })));
    list.replaceChildren(...cards.map(cardOf));
    drawTable();
    const again = [...list.children].find((item) =>
      item instanceof HTMLElement && item.dataset.site === home?.dataset.site);
    if (again && at >= 0) all("button", again)[at].focus({ preventScroll: true });
  }

  State.listen(redraw);
  return { draw: redraw };
})();
