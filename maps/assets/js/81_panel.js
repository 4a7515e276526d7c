"use strict";
/* What is known of one site, or of one mother location: numbers, named places, verdict, reasons. */
const Paneel = (() => {
  const { sites, criteria, parts } = Data;
  const panel = document.getElementById("paneel");
  const spoken = document.getElementById("gesproken");
  const CROSSES = 1;
  const MODELLED = 2;
  const ASSUMPTION = 4;
  const EDGE = 8;
  const NOT_COMPUTED = "niet berekend";
  const text = (name, i) => {
    const column = sites.texts[name];
    return column ? Data.word(column, i) : null;
  };
  const figure = (name, i) => (sites.numbers[name] ? sites.numbers[name][i] : -1);
  const fact = (label, value) => [make("dt", { text: label }), make("dd", {}, value)];

  /** One line per part: minutes, the named place, and what a reader must know about it. */
  function placeLine(p, i) {
    const part = parts[p];
    const flags = sites.flags[p][i];
    const reach = flags >> 4;
    const alone = part.count === 1;
    const start = alone ? "" : `${part.label}: `;
    if (reach) return `${start}${Words.reach[reach]}`;
    const amount = part.category === "mother"
      ? Words.between(sites.raw[p][i], sites.low[i], sites.high[i])
      : Words.measured(sites.raw[p][i], criteria[part.c].unit);
    const place = sites.place[p][i];
    const notes = [];
    let name = "";
    if (place >= 0 && part.category === "mother") {
      name = Data.hubs[place].name;
    } else if (place >= 0) {
      name = Data.word(Data.places.name, place);
      const gm = Data.word(Data.places.gm, place);
      if (flags & CROSSES && gm) notes.push(`in gemeente ${gm}`);
    }
    if (flags & MODELLED && !name.includes("gemodelleerd")) notes.push("gemodelleerd");
    if (flags & ASSUMPTION) notes.push("aanname");
    if (flags & EDGE) notes.push("over de rand mogelijk dichterbij");
    return `${start}${amount}${name ? `, ${name}` : ""}${notes.length ? ` (${notes.join("; ")})` : ""}`;
  }

  function bars(i) {
    const weights = State.now.weights;
    const total = weights.reduce((sum, w) => sum + w, 0);
    return criteria.map((criterion, c) => {
      const mine = parts.map((part, p) => [part, p]).filter(([part]) => part.c === c);
      const known = mine.map(([, p]) => sites.values[p][i]).filter((v) => !Number.isNaN(v));
      const value = known.length ? known.reduce((sum, v) => sum + v, 0) / known.length : NaN;
      const share = total > 0 ? weights[c] / total : 0;
      const fill = make("span", { class: "balk-vul" });
      fill.style.width = `${Number.isNaN(value) ? 0 : Math.round(value * 100)}%`;
      const sum = Number.isNaN(value)
        ? "onbekend, telt niet mee"
        : `${Words.number(value, 2)} × ${Words.number(share * 100)}%`;
      return make("li", {},
        make("div", { class: "balk-kop" },
          make("span", { class: "balk-naam", text: `${criterion.label} (${criterion.mode})` }),
          make("span", { class: "balk-som", text: sum })),
        make("div", { class: "balk", "aria-hidden": "true" }, fill),
        ...mine.map(([, p]) => make("p", { class: "balk-plek", text: placeLine(p, i) })));
    });
  }

  function verdict(i) {
    const state = Data.state(i);
    const said = text("verdicts.sentence", i);
    const computed = Boolean(sites.texts["verdicts.sentence"]);
    const answer = Data.word(sites.answer, i);
    const hub = sites.hub[i] >= 0 ? Data.hubs[sites.hub[i]] : null;
    const travel = {
      ja: `Moederlocatie binnen bereik: ${hub ? hub.name : ""}.`,
      nee: "Geen moederlocatie binnen bereik.",
      onzeker: `Onzeker: ligging moederlocatie ${accuracyOf(hub)}.`,
      onbekend: "Bereik van de moederlocatie onbekend.",
    }[answer];
    return make("div", { class: `oordeel oordeel-${state}` },
      make("p", { class: "oordeel-kop" },
        make("span", { class: `leunt leunt-${state}`, text: `Leunt: ${Words.leans[state]}` })),
      make("p", { text: said || travel }),
      said && answer === "onzeker" ? make("p", { text: travel }) : null,
      text("verdicts.reason", i) ? make("p", { text: `Reden: ${text("verdicts.reason", i)}` }) : null,
      text("verdicts.flip", i)
        ? make("p", { text: `Wat het oordeel omdraait: ${text("verdicts.flip", i)}` }) : null,
      computed ? null : make("p", { class: "zacht", text: `Oordeel over leunen: ${NOT_COMPUTED}; alleen de reistijd telt hier.` }));
  }

  function accuracyOf(hub) {
    const known = hub && hub.facts.find(([label]) => label === "Ligging");
    return known ? known[1] : "onbekend";
  }

  function functions(i) {
    if (!sites.functions.length) {
      return make("p", { class: "zacht", text: `Oordeel per functie: ${NOT_COMPUTED}.` });
    }
    const SIGN = { ok: "ja", mits: "mits", niet: "nee", onbekend: "?" };
    return make("table", { class: "functies" },
      make("caption", { text: "Per functie" }),
      make("tbody", {}, ...sites.functions.map((name, f) => {
        const state = Data.word(sites.states[f], i) || "onbekend";
        return make("tr", {},
          make("th", { scope: "row", text: name }),
          make("td", {}, make("span", { class: `leunt leunt-${state}`, text: SIGN[state] || "?" })),
          make("td", { text: Data.word(sites.answers[f], i) || Words.UNKNOWN }));
      })));
  }

  function rankText(i) {
    if (!Data.isOwn(i)) return "geen rangnummer: gemeente onzeker";
    if (!View.rank[i]) return "geen rang: score onbekend";
    return `${Words.number(View.rank[i])} van ${Words.number(View.order.length)}`;
  }

  function trustText(i) {
    const low = figure("trust.rank_low", i);
    const high = figure("trust.rank_high", i);
    if (!sites.numbers["trust.rank_low"]) return NOT_COMPUTED;
    if (low < 0 || high < 0) return "niet berekend voor deze plek";
    const top = figure("trust.top5_share", i);
    const chance = top > 0 ? `; in ${Words.number(top / 10)}% van de berekeningen bij de beste vijf` : "";
    const where = Data.page.gm ? " in het hele gebied" : "";
    const range = `tussen ${Words.number(low / 1000)} en ${Words.number(high / 1000)}${where}`;
    return text("trust.sentence", i) ? `${text("trust.sentence", i)}${where ? " Gerekend in het hele gebied." : ""}` : range + chance;
  }

  function ovText(i) {
    if (!sites.numbers["ov.median_min"]) return NOT_COMPUTED;
    const median = figure("ov.median_min", i);
    if (median < 0) return "geen verbinding gevonden";
    const slow = figure("ov.p85_min", i);
    const bits = [Words.minutes(median)];
    if (slow >= 0) bits.push(`op een slechte dag ${Words.minutes(slow)}`);
    if (text("ov.last_back", i)) bits.push(`laatste terug ${text("ov.last_back", i)}`);
    if (text("ov.lines", i)) bits.push(text("ov.lines", i));
    return bits.join("; ");
  }

  function planLines(i) {
    return Data.plan.flatMap((plan) => {
      const at = plan.sites.indexOf(i);
      if (at < 0) return [];
      const by = plan.team[at] === "1" ? "met een mobiel team van" : "bij";
      const hub = plan.hubs[at] >= 0 ? ` ${by} ${Data.hubs[plan.hubs[at]].name}` : "";
      const places = plan.places[at] >= 0 ? `, ${Words.counted(plan.places[at], "plek", "plekken")}` : "";
      return [`${plan.name}: geopend${hub}${places}`];
    });
  }

  function siteFacts(i) {
    const s = sites;
    const rows = [
      fact("Rang", rankText(i)),
      fact("Rang, met onzekerheid", trustText(i)),
      fact("Score", Number.isNaN(View.score[i])
        ? Words.UNKNOWN
        : `${Words.number(View.score[i], 3)} op ${Words.number(View.known[i] * 100)}% van de weging`),
      fact("Moederlocatie", s.hub[i] >= 0
        ? `${Data.hubs[s.hub[i]].name}, ${Words.between(s.min[i], s.low[i], s.high[i])}`
        : "geen"),
      fact("Openbaar vervoer naar de moederlocatie", ovText(i)),
      fact("Draagkracht en schaal", sites.texts["load.sentence"] ? text("load.sentence", i) || Words.UNKNOWN : NOT_COMPUTED),
    ];
    for (const [name, label] of [
      ["housing", "Woningen en opgave"], ["catchment", "Gevolgen voor voorzieningen"],
      ["stops", "Haltes dichtbij"], ["border", "Over de gemeentegrens"], ["knockouts", "Harde eisen"],
    ]) {
      if (text(`${name}.sentence`, i)) rows.push(fact(label, text(`${name}.sentence`, i)));
    }
    if (!Data.isCell(i)) {
      rows.push(fact("Plekken", s.places[i] < 0 ? Words.UNKNOWN : Words.number(s.places[i])));
      rows.push(fact("Status", Data.word(s.status, i) || Words.UNKNOWN));
      rows.push(fact("Doelgroepen", Data.word(s.targets, i) || Words.UNKNOWN));
      const from = Data.word(s.from, i) || Words.UNKNOWN;
      rows.push(fact("Beschikbaar", `vanaf ${from}, tot ${Data.word(s.until, i) || Words.UNKNOWN}`));
    }
    for (const line of planLines(i)) rows.push(fact("In het plan", line));
    return make("dl", {}, ...rows.flat());
  }

  function where(i) {
    const certain = Data.word(sites.candidates, i) === null;
    const gm = certain
      ? `gemeente ${Data.word(sites.gm, i) || Words.UNKNOWN}`
      : `gemeente onzeker: ${Data.word(sites.candidates, i)}`;
    const kern = Data.word(sites.kern, i);
    return [Data.word(sites.kind, i), gm, kern ? `bij ${kern}` : null].filter(Boolean).join(" · ");
  }

  function site(i, asked) {
    const buttons = make("div", { class: "knoppen" },
      make("button", { type: "button", text: "Toon op de kaart", onclick: () => Kaart.show(i) }),
      make("button", { type: "button", text: "Sluiten", onclick: close }));
    return [
      asked ? make("p", { class: "enhier", text: `En hier? Het dichtstbijzijnde zoekgebied antwoordt; het midden ligt ${Words.metres(asked.dist)} verderop.` }) : null,
      make("h2", { id: "paneel-kop", text: sites.name[i] }),
      make("p", { class: "zacht", text: where(i) }),
      verdict(i),
      siteFacts(i),
      make("h3", { text: "Waar de score uit bestaat" }),
      make("ul", { class: "balken" }, ...bars(i)),
      functions(i),
      Data.isCell(i)
        ? make("p", { class: "let-op", text: `Zoekgebied, geen voorstel: hier is geen gebouw of perceel bekeken. ${Data.notExamined}` })
        : make("p", { class: "let-op", text: Data.notExamined }),
      buttons,
    ];
  }

  function hubMinutes(h, i) {
    return Data.hubMinutes
      .filter((column) => column.hub === h && column.min[i] >= 0)
      .map((column) => `${Words.number(column.min[i])} min ${Data.modes[column.mode] || column.mode}`)
      .join(", ");
  }

  function hub(h) {
    const card = Data.hubs[h];
    const leaning = View.shown.filter((i) => sites.hub[i] === h && ["ok", "mits"].includes(Data.state(i)));
    const list = leaning.slice(0, 15).map((i) => make("li", {},
      make("button", { type: "button", class: "naamknop", text: sites.name[i], onclick: () => State.set({ site: i, hub: -1 }) }),
      make("span", { class: "zacht", text: ` ${hubMinutes(h, i) || Words.between(sites.min[i], sites.low[i], sites.high[i])}` })));
    const plan = Data.plan[State.now.plan];
    const facts = card.facts.flatMap(([label, value]) => fact(label, value));
    if (plan) {
      const room = plan.room.find(([row]) => row === h);
      const of = room && room[1] >= 0 ? ` van de ${Words.number(room[1])} (ruimte: ${room[3]})` : " (ruimte onbekend)";
      facts.push(...fact("Leunt hierop in het hele plan", Words.counted(room ? room[2] : 0, "plek", "plekken") + of));
    }
    return [
      make("h2", { id: "paneel-kop", text: `${card.isNew ? "" : card.mother ? "Moederlocatie " : "Opvanglocatie "}${card.name}` }),
      make("dl", {}, ...facts),
      make("h3", { text: `Kan hierop leunen: ${Words.counted(leaning.length, "locatie", "locaties")} op deze pagina` }),
      leaning.length > list.length
        ? make("p", { class: "zacht", text: `De eerste ${list.length}, beste eerst:` }) : null,
      make("ol", { class: "spaken" }, ...list),
      make("div", { class: "knoppen" }, make("button", { type: "button", text: "Sluiten", onclick: close })),
    ];
  }

  function close() {
    const row = State.now.site;
    State.set({ site: -1, hub: -1 });
    const again = row >= 0
      ? document.querySelector(`tr[data-site="${CSS.escape(sites.id[row])}"] button`)
      : document.querySelector("#moeders button");
    (again || document.getElementById("ranglijst")).focus();
  }

  function draw(asked = null) {
    const { site: i, hub: h } = State.now;
    panel.hidden = i < 0 && h < 0;
    if (panel.hidden) return panel.replaceChildren();
    const parts_ = i >= 0 ? site(i, asked) : hub(h);
    panel.replaceChildren(...parts_.filter(Boolean));
    return undefined;
  }

  function speak() {
    const { site: i, hub: h } = State.now;
    if (i >= 0) spoken.textContent = `${sites.name[i]} gekozen, rang ${rankText(i)}.`;
    else if (h >= 0) spoken.textContent = `${Data.hubs[h].name} gekozen.`;
    else spoken.textContent = "";
  }

  document.addEventListener("enhier", (event) => {
    draw(event.detail);
    panel.scrollIntoView({ block: "nearest" });
  });
  State.listen((changed) => {
    draw();
    if (changed.includes("site") || changed.includes("hub")) {
      speak();
      if (!panel.hidden) panel.parentElement.scrollTop = 0;
    }
  });
  return { draw };
})();
