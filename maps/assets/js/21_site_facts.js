/* The facts of one site as the panel lists them: a label and what is known. */
const SiteFacts = (() => {
  "use strict";
  /** The sentences of later stages, in the order they are listed. */
  const SENTENCES = [
    ["housing", "Woningen en opgave"], ["reach", "Binnen bereik (inwoners geteld op het midden van hun kern)"],
    ["catchment", "Gevolgen voor voorzieningen"],
    ["stops", "Haltes dichtbij"], ["border", "Over de gemeentegrens"], ["knockouts", "Harde eisen"],
    ["term", "Bij gelijke score"], ["school", "Wachttijd voor school"], ["notes", "Belemmeringen en kansen"],
  ];
  const { given, figure } = SiteText;

  /**
   * Say where a text stands that this page does not have.
   *
   * @param {PageData} data
   */
  const elsewhere = (data) => (data.page.folded ? "zie de pagina van de gemeente" : Words.NOT_COMPUTED);

  /**
   * Say the place of a site in the ranking.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {number} row
   */
  function rank(data, view, row) {
    if (!data.isOwn(row)) return "geen rangnummer: gemeente onzeker";
    if (!view.rank[row]) return "geen rang: score onbekend";
    return `${Words.number(view.rank[row])} van ${Words.number(view.order.length)}`;
  }

  /**
   * Say between which ranks a site stays when weights and values are unsure.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {number} row
   */
  function trust(data, view, row) {
    if (Groups.areChanged(data, view.weights)) return Groups.OWN_WEIGHTS;
    if (!data.sites.numbers["trust.rank_low"]) {
      return given(data, "trust.sentence", row) || Words.NOT_COMPUTED;
    }
    const low = figure(data, "trust.rank_low", row);
    const high = figure(data, "trust.rank_high", row);
    if (low < 0 || high < 0) return "niet berekend voor deze plek";
    const said = given(data, "trust.sentence", row);
    if (said) return `${said}${data.page.gm ? " Gerekend in het hele gebied." : ""}`;
    const top = figure(data, "trust.top5_share", row);
    const chance = top > 0 ? `; in ${Words.number(top)}% van de berekeningen bij de beste vijf` : "";
    const area = data.page.gm ? " in het hele gebied" : "";
    return `tussen ${Words.number(low)} en ${Words.number(high)}${area}${chance}`;
  }

  /**
   * Say how a site is reached by public transport.
   *
   * @param {PageData} data
   * @param {number} row
   */
  function publicTransport(data, row) {
    if (!data.sites.numbers["ov.median_min"]) return Words.NOT_COMPUTED;
    const median = figure(data, "ov.median_min", row);
    if (median < 0) return "geen verbinding gevonden";
    const slow = figure(data, "ov.p85_min", row);
    const back = given(data, "ov.last_back", row);
    return [
      Words.minutes(median),
      slow >= 0 ? `op een slechte dag ${Words.minutes(slow)}` : "",
      back ? `laatste terug ${back}` : "",
      given(data, "ov.lines", row) ?? "",
    ].filter(Boolean).join("; ");
  }

  /**
   * Return a sentence per plan that has a site: its places, and on whom they lean.
   *
   * @param {PageData} data
   * @param {number} row
   */
  function plans(data, row) {
    return data.plan.flatMap((plan) => {
      const at = plan.sites.indexOf(row);
      if (at < 0) return [];
      const by = plan.team[at] === "1" ? "met een mobiel team van" : "leunt op";
      const hub = plan.hubs[at] >= 0 ? `${by} ${data.hubs[plan.hubs[at]].name}` : "";
      const places = plan.places[at] >= 0 ? Words.counted(plan.places[at], "plek", "plekken") : "";
      return [`${plan.name} (${plan.letters[at]}): ${[places, hub].filter(Boolean).join(", ")}`];
    });
  }

  /**
   * Say in how many draws a site is in a plan, where that was asked.
   *
   * @param {PageData} data
   * @param {number} row
   * @returns {[string, string][]}
   */
  function often(data, row) {
    const said = Often.of(data, row)?.words;
    return said ? [["Altijd goed?", said]] : [];
  }

  /**
   * Say a score with its range where a position is not exact; the range is of the published weights.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {number} row
   */
  function score(data, view, row) {
    if (Number.isNaN(view.score[row])) return Words.UNKNOWN;
    const range = Groups.areChanged(data, view.weights) ? null : given(data, "score.range", row);
    const between = range ? ` (${range}: een ligging is niet precies bekend)` : "";
    return `${Words.score(view.score[row])}${between} op ${Words.percent(view.known[row])} van de weging`;
  }

  /**
   * @param {PageData} data
   * @param {number} row
   */
  function mother(data, row) {
    const { sites, hubs } = data;
    if (sites.hub[row] < 0) return "geen";
    const minutes = Words.between(sites.min[row], sites.low[row], sites.high[row]);
    return `${hubs[sites.hub[row]].name}, ${minutes}`;
  }

  /**
   * Return what only a building or plot has.
   *
   * @param {PageData} data
   * @param {number} row
   * @returns {[string, string][]}
   */
  function building(data, row) {
    const { sites } = data;
    /** @param {Coded} column */
    const word = (column) => Unpack.word(column, row) || Words.UNKNOWN;
    return [
      ["Plekken", sites.places[row] < 0 ? Words.UNKNOWN : Words.number(sites.places[row])],
      ["Status", word(sites.status)],
      ["Doelgroepen", word(sites.targets)],
      ["Beschikbaar", `vanaf ${word(sites.from)}, tot ${word(sites.until)}`],
    ];
  }

  /**
   * Say how many firms of each sector residents reach, most first; nothing where it was not computed.
   *
   * @param {PageData} data
   * @param {number} row
   * @returns {[string, string][]}
   */
  function work(data, row) {
    if (!data.work) return [];
    const { sectors, reach, source, urbanity } = data.work;
    const found = sectors.map((name, s) => ({ name, count: figure(data, `labour.${s}`, row) }));
    const urban = given(data, "labour.urbanity", row) ?? Words.UNKNOWN;
    const said = found.some(({ count }) => count < 0) ? Words.UNKNOWN
      : [...found].sort((a, b) => b.count - a.count)
        .map(({ name, count }) => `${name} ${Words.number(count)}`).join(", ");
    return [
      [`Bedrijven ${reach}`, `${said} (${source}; een schatting)`],
      ["Stedelijkheid van de gemeente", `${urban} (${urbanity})`],
    ];
  }

  /**
   * Return every fact of a site, in order.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {number} row
   * @returns {[string, string][]}
   */
  function all(data, view, row) {
    const load = data.sites.texts["load.sentence"]
      ? given(data, "load.sentence", row) || Words.UNKNOWN : elsewhere(data);
    return [
      ["In de lijst", Groups.place(data, view.weights, row)],
      ["Rang", rank(data, view, row)],
      ["Rang, met onzekerheid", trust(data, view, row)],
      ["Score", score(data, view, row)],
      ["Moederlocatie", mother(data, row)],
      ["Openbaar vervoer naar de moederlocatie", publicTransport(data, row)],
      ["Draagkracht en schaal", load],
      ...SENTENCES.flatMap(([name, label]) => {
        const said = given(data, `${name}.sentence`, row);
        return said ? [/** @type {[string, string]} */ ([label, said])] : [];
      }),
      ...(data.page.folded ? [/** @type {[string, string]} */ (["Over de gemeentegrens", elsewhere(data)])] : []),
      ...work(data, row),
      ...(data.isCell(row) ? [] : building(data, row)),
      ...plans(data, row).map((line) => /** @type {[string, string]} */ (["In het plan", line])),
      ...often(data, row),
    ];
  }

  return { rank, all };
})();
