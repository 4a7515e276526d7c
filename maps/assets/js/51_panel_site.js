/* The panel of one site: verdict, facts, where the score comes from, verdict per function. */
const SitePanel = (() => {
  "use strict";
  const { make } = Elements;
  const { sites } = Data;
  /** @type {Record<string, string>} */
  const SIGNS = { ok: "ja", als: "als", niet: "nee", onbekend: "?" };

  /** @param {number} i */
  function bars(i) {
    const { weights } = State.now;
    return make("ul", { class: "balken" }, ...Data.criteria.map((criterion, c) => {
      const { value, text } = SiteText.criterionSum(Data, weights, c, i);
      const fill = make("span", { class: "balk-vul" });
      fill.style.width = `${value === null ? 0 : Math.round(value * 100)}%`;
      const places = Data.parts.flatMap((part, p) => (part.c === c
        ? [make("p", { class: "balk-plek", text: SiteText.placeLine(Data, p, i) })] : []));
      return make("li", {},
        make("div", { class: "balk-kop" },
          make("span", { class: "balk-naam", text: criterion.mode ? `${criterion.label} (${criterion.mode})` : criterion.label }),
          make("span", { class: "balk-som", text })),
        make("div", { class: "balk", "aria-hidden": "true" }, fill),
        ...places);
    }));
  }

  /** @param {number} i */
  function flag(i) {
    const text = SiteText.given(Data, "order.flag", i);
    return text ? make("p", { class: "vlag", text }) : null;
  }

  /**
   * Return what a verdict hangs on: a line per person, with a list where one confirms several things.
   *
   * @param {{ who: string, items: string[] }[]} asked
   */
  const conditions = (asked) => (asked.length ? make("ul", { class: "opsomming" },
    ...asked.map(({ who, items }) => (items.length < 2
      ? make("li", { text: items.length ? `${who} bevestigt ${items[0]}.` : `${who}.` })
      : make("li", {}, `${who} bevestigt:`,
        make("ul", { class: "opsomming" }, ...items.map((text) => make("li", { text })))))))
    : null);

  /**
   * Return the verdict in short, and what it rests on for those who read on.
   *
   * @param {number} i
   */
  function verdict(i) {
    const state = Data.state(i);
    const { lines, soft } = SiteText.verdict(Data, i);
    const [first, ...rest] = lines;
    const { said, asked } = SiteText.conditions(first);
    const box = make("div", { class: `oordeel oordeel-${state}` },
      make("p", { class: "oordeel-kop" },
        make("span", { class: `leunt leunt-${state}`, text: Words.leans[state] })),
      make("p", { text: said }),
      conditions(asked),
      soft ? make("p", { class: "zacht", text: soft }) : null);
    return { box, rest: rest.map((text) => make("p", { text })) };
  }

  /** @param {number} f @param {number} i */
  const answer = (f, i) => (Data.page.folded ? "zie de pagina van de gemeente"
    : Unpack.word(sites.answers[f], i) || Words.UNKNOWN);

  /** @param {number} i */
  function functions(i) {
    if (!sites.functions.length) {
      return make("p", { class: "zacht", text: `Oordeel per functie: ${Words.NOT_COMPUTED}.` });
    }
    return make("table", { class: "functies" },
      make("caption", { text: "Per functie" }),
      make("tbody", {}, ...sites.functions.map((name, f) => {
        const state = Unpack.word(sites.states[f], i) || Words.UNKNOWN;
        return make("tr", {},
          make("th", { scope: "row", text: name }),
          make("td", {}, make("span", { class: `leunt leunt-${state}`, text: SIGNS[state] || "?" })),
          make("td", { text: answer(f, i) }));
      })));
  }

  /**
   * Return the warning that a place is no proposal.
   *
   * @param {number} i
   */
  function caution(i) {
    const cell = "Zoekgebied, geen voorstel: hier is geen gebouw of perceel bekeken. ";
    return make("p", { class: "let-op", text: (Data.isCell(i) ? cell : "") + Data.notExamined });
  }

  /** Whether the long part lies open: beside the map it does, until the reader folds it. */
  let isOpen = window.matchMedia("(width > 62.5em)").matches;

  /**
   * Return what a reader may unfold: the whole verdict, every fact, the sum of the score.
   *
   * @param {number} i
   * @param {HTMLElement[]} rest
   */
  function more(i, rest) {
    const facts = SiteFacts.all(Data, View, i).flatMap(([label, value]) =>
      [make("dt", { text: label }), make("dd", { text: value })]);
    const details = make("details", { open: isOpen, class: "meer" },
      make("summary", { text: "Alles over deze plek" }),
      ...rest,
      make("h3", { text: "Waar de score uit bestaat" }),
      bars(i),
      make("dl", {}, ...facts),
      functions(i),
      caution(i));
    details.addEventListener("toggle", () => {
      isOpen = details.open;
    });
    return details;
  }

  /**
   * Return a button for each area within reach that the map can draw; one is drawn at a time.
   *
   * @param {number} i
   */
  function reachButtons(i) {
    return MapAreas.reachOf(i).map((key) => {
      const words = key.split(" ");
      const minutes = words.pop();
      return make("button", {
        type: "button", text: `Binnen ${minutes} min ${words.join(" ")}`,
        "aria-pressed": String(State.now.reach === key), "data-bereik": key,
        onclick: () => State.set({ reach: State.now.reach === key ? "" : key }),
      });
    });
  }

  /**
   * Say which minutes are counted for a site and cannot be drawn on this page.
   *
   * @param {number} i
   */
  function undrawn(i) {
    const asked = Data.undrawn.filter((one) => one.sites.includes(i))
      .map(({ mode, minutes }) => `${minutes} min ${mode}`);
    return asked.length === 0 ? null : make("p", {
      class: "zacht",
      text: `Het gebied binnen ${asked.join(" en ")} is geteld, maar staat niet op deze kaart: daarvoor is geen ruimte.`,
    });
  }

  State.listen((changed) => {
    if (!changed.includes("reach")) return;
    for (const button of Elements.all("[data-bereik]")) {
      button.setAttribute("aria-pressed", String(button.dataset.bereik === State.now.reach));
    }
  });

  /**
   * Return what the panel holds for a site.
   *
   * @param {number} i
   * @param {NearestCell | null} asked
   * @param {() => void} close
   */
  function contents(i, asked, close) {
    const { box, rest } = verdict(i);
    return [
      make("button", { type: "button", class: "sluiten", text: "Sluiten", onclick: close }),
      make("h2", { id: "paneel-kop", tabindex: "-1", text: Elements.soft(sites.name[i]) }),
      asked ? make("p", { class: "enhier", text: `En hier? Het dichtstbijzijnde zoekgebied antwoordt; het midden ligt ${Words.metres(asked.dist)} verderop.` }) : null,
      make("p", { class: "zacht", text: SiteText.where(Data, i) }),
      flag(i),
      box,
      make("p", { text: `Score ${Words.score(View.score[i])}; rang ${SiteFacts.rank(Data, View, i)}.` }),
      make("div", { class: "knoppen" },
        make("button", { type: "button", text: "Toon op de kaart", onclick: () => SiteMap.show(i) }),
        ...reachButtons(i)),
      undrawn(i),
      more(i, rest),
    ];
  }

  return { contents };
})();
