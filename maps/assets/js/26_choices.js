/* The few sites that answer the page's question; the same cards as maps/content/choices.py. */
const Choices = (() => {
  "use strict";
  const CARDS = 5;
  const STEPS = 1000;
  const UNJUDGED = -1;
  const LEANS = 0;
  const TEAM = "1";
  const NO_FIT = "Past niet: "; // how the reason begins why a site does not fit
  const { given } = SiteText;
  /** @type {Record<LeanState, string>} How the verdict reads before the mother location's name. */
  const leaning = {
    ok: "Kan leunen op", als: "Kan leunen op", deels: "Kan gedeeltelijk leunen op",
    onbekend: "Onbekend of dit kan leunen op", niet: "Kan niet leunen op",
  };

  /** @param {string} name */
  const shortName = (name) => name.split(" (")[0];

  /** @param {number} share */
  const step = (share) => Math.floor(share * STEPS + 0.5);

  /**
   * Return per criterion its start, width (weight) and fill (value x weight), in steps.
   *
   * @param {PageData} data
   * @param {number[]} weights
   * @param {number} row
   * @returns {[number, number, number][]}
   */
  function strip(data, weights, row) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let at = 0;
    return data.criteria.map((_, c) => {
      const share = total > 0 ? weights[c] / total : 0;
      const { value } = SiteText.criterionSum(data, weights, c, row);
      const [start, end] = [step(at), step(at + share)];
      at += share;
      return [start, end - start, value === null ? -1 : Math.floor((end - start) * value + 0.5)];
    });
  }

  /**
   * Say what a site leans on by itself.
   *
   * @param {PageData} data
   * @param {number} row
   */
  function leans(data, row) {
    const hub = data.hubs[data.sites.hub[row]];
    if (!hub) return "Geen moederlocatie binnen bereik.";
    const trip = `${Words.minutes(data.sites.min[row])} ${data.page.motherMode}`.trim();
    return `${leaning[data.state(row)]} ${shortName(hub.name)}, ${trip}.`;
  }

  /**
   * Say what a site of a plan leans on there, and with how many places.
   *
   * @param {PageData} data
   * @param {Plan} plan
   * @param {number} at
   */
  function inPlan(data, plan, at) {
    const places = Words.counted(plan.places[at], "plek", "plekken");
    const hub = data.hubs[plan.hubs[at]];
    if (!hub) return `${places}, staat op zichzelf.`;
    const by = plan.team[at] === TEAM ? "mobiel team van" : "leunt op";
    return `${places}, ${by} ${shortName(hub.name)}, ${Words.minutes(plan.min[at])}.`;
  }

  /**
   * Say why a site does not fit, and where a plan takes a part of its places, how many.
   *
   * @param {PageData} data
   * @param {number} row
   * @param {Plan | undefined} plan
   * @param {number} at
   */
  function noFit(data, row, plan, at) {
    const flag = given(data, "order.flag", row);
    const whole = data.sites.places[row];
    if (!flag || !plan || (whole >= 0 && plan.places[at] >= whole)) return flag;
    const places = Words.counted(plan.places[at], "plek", "plekken");
    return `In dit plan met ${places}. De hele locatie past niet: ${flag.slice(NO_FIT.length)}`;
  }

  /**
   * Say what the cards are the best of, where that is not the group that fits and leans.
   *
   * @param {number | null} group
   */
  function groupWords(group) {
    if (group === null) return "Er is hier geen locatie met een rangnummer.";
    if (group === UNJUDGED) return "Of een locatie kan leunen, is niet berekend.";
    if (group === LEANS) return "";
    return "Geen locatie past en kan leunen."; // why stands on each card
  }

  /** @param {number} count */
  function moreWords(count) {
    const left = count - CARDS;
    return left <= 0 ? ""
      : `Het plan heeft hier nog ${Words.counted(left, "andere locatie", "andere locaties")}: zie de ranglijst.`;
  }

  /**
   * Say that the order of the cards says nothing where their scores are the same; nothing else.
   *
   * @param {string[]} scores
   */
  const tieWords = (scores) => (scores.length < 2 || new Set(scores).size > 1 ? ""
    : `Deze ${Words.number(scores.length)} hebben dezelfde score: de volgorde zegt hier niets.`);

  /**
   * Say of what choices the list under the cards is: of all of them, or of the first.
   *
   * @param {string} authority
   * @param {string[]} asked
   */
  function receptionWords(authority, asked) {
    if (!asked[0]) return "";
    const which = asked.every((text) => text === asked[0]) ? "" : "voor de eerste keuze ";
    return `${authority[0].toUpperCase()}${authority.slice(1)} moet ${which}nog bevestigen:`;
  }

  /**
   * Say once what holds for every choice; nothing where they differ, or where there is but one.
   *
   * @param {string[]} needs
   */
  function sharedWords(needs) {
    if (needs.length < 2 || new Set(needs).size > 1) return "";
    return `${needs[0].replace(/\.$/, "")} (bij alle keuzes).`;
  }

  /**
   * Return the ranked rows of the first group that has any, best first.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   */
  function lead(data, view) {
    const ranked = view.shown.filter((row) => view.rank[row]);
    return ranked.filter((row) => data.sites.group[row] === data.sites.group[ranked[0]]);
  }

  /**
   * Return the places of a plan's sites here, by their letter.
   *
   * @param {Plan} plan
   */
  const byLetter = (plan) => plan.sites.map((_, at) => at).sort((a, b) =>
    plan.letters[a].length - plan.letters[b].length || (plan.letters[a] < plan.letters[b] ? -1 : 1));

  /**
   * Return the cards of the page as it is now.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {Plan | undefined} plan
   * @returns {ChoiceCards}
   */
  function of(data, view, plan) {
    const spots = plan ? byLetter(plan) : [];
    const all = plan ? spots.map((at) => plan.sites[at]) : lead(data, view);
    const rows = all.slice(0, CARDS);
    const asked = rows.map((row) => given(data, "choice.reception", row) ?? "");
    const group = rows.length ? data.sites.group[rows[0]] : null;
    const needs = rows.map((row, place) => noFit(data, row, plan, spots[place])
      ?? given(data, "choice.needs", row) ?? "Oordeel niet berekend.");
    const shared = sharedWords(needs);
    const said = plan ? moreWords(all.length) : groupWords(group);
    const ties = tieWords(rows.map((row) => Words.score(view.score[row])));
    return {
      title: plan ? "De keuzes in dit plan" : "De beste keuzes",
      note: [said, ties].filter(Boolean).join(" "),
      shared,
      reception: receptionWords(data.page.reception, asked),
      items: asked[0] ? asked[0].split("|") : [],
      cards: rows.map((row, place) => ({
        site: data.sites.id[row],
        mark: plan ? plan.letters[spots[place]] : Words.number(place + 1),
        name: data.sites.name[row],
        score: Words.score(view.score[row]),
        leans: plan ? inPlan(data, plan, spots[place]) : leans(data, row),
        needs: shared ? "" : needs[place],
        strip: strip(data, view.weights, row),
      })),
    };
  }

  /**
   * Say what happens when a choice falls away: the plan's repair, else who comes next.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {Plan | undefined} plan
   * @param {number} row
   */
  function without(data, view, plan, row) {
    const name = data.sites.name[row];
    if (plan) {
      const said = plan.gone[plan.sites.indexOf(row)];
      return said || `Wat er gebeurt als ${name} wegvalt, is voor dit plan niet doorgerekend.`;
    }
    const rows = lead(data, view);
    const next = rows.filter((other) => other !== row)[Math.min(CARDS, rows.length) - 1];
    if (next === undefined) return `Valt ${name} weg, dan is er in deze groep geen andere keuze.`;
    return `Valt ${name} weg, dan komt ${data.sites.name[next]} erbij `
      + `(score ${Words.score(view.score[next])}). ${leans(data, next)}`;
  }

  /**
   * Return the cards of a page that nobody has touched, for given weights.
   *
   * @param {PageData} data
   * @param {number[]} weights
   * @param {number} plan
   */
  function atStart(data, weights, plan) {
    const ranking = Rank.ranking(data, weights);
    const all = Filters.shown(data, Filters.fewestMinutes(data), Address.startOf(data), ranking);
    return of(data, { ...ranking, ...all }, data.plan[plan]);
  }

  return { of, atStart, without, leans };
})();
