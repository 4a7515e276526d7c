import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./load.js";
import { coded, made, viewOf } from "./made.js";

const parts = load();
const { SiteText, SiteFacts, HubText, Unpack } = parts;
const DATA = Unpack.pageData(made());
const having = (sites, rest = {}) => Unpack.pageData(made({ sites, ...rest }));
const factsOf = (data, row, state) => {
  const { view } = viewOf(parts, data, state);
  return new Map(SiteFacts.all(data, view, row));
};

for (const [said, p, row, line] of [
  ["a mother location with its range", 0, 0, "12 min (9 tot 15), AZC Hoofd"],
  ["less than a minute", 0, 1, "minder dan 1 min, AZC Hoofd"],
  ["what the edge of the data may hide", 0, 2, "31 min, Nieuwe hub in Aa (over de rand mogelijk dichterbij)"],
  ["no route", 0, 3, "geen route"],
  ["one of two parts by its own name, over a border", 1, 0, "Huisarts: 350 m, Dokter Jansen (in gemeente Beedorp)"],
  ["a modelled place that says so itself", 1, 1, "Huisarts: 1,0 km, Pil (gemodelleerd)"],
  ["a place without a name", 1, 2, "Huisarts: 12,5 km"],
  ["a site that is not on the network", 1, 3, "Huisarts: niet aangesloten op het netwerk"],
  ["no data", 2, 1, "Apotheek: geen gegevens"],
  ["an assumption", 2, 2, "Apotheek: 0 m, Dokter Jansen (aanname)"],
]) {
  test(`a part tells ${said}`, () => assert.equal(SiteText.placeLine(DATA, p, row), line));
}

test("a modelled place is said to be so where its name does not", () => {
  const data = having({ flags: [[0, 0, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0]] });
  assert.equal(SiteText.placeLine(data, 1, 0), "Huisarts: 350 m, Dokter Jansen (gemodelleerd)");
});

test("a criterion is the mean of its known parts, times its share of the weights", () => {
  const sum = (c, row) => SiteText.criterionSum(DATA, [3, 1], c, row);
  assert.deepEqual(sum(0, 0), { value: 1, text: "1,00 × 75%" });
  assert.deepEqual(sum(1, 0), { value: 0.5, text: "0,50 × 25%" });
  assert.deepEqual(sum(1, 1), { value: 0.5, text: "0,50 × 25%" });
  assert.deepEqual(sum(1, 3), { value: null, text: "onbekend, telt niet mee" });
  assert.equal(SiteText.criterionSum(DATA, [0, 0], 0, 0).text, "1,00 × 0%");
});

test("without a judgement the travel time answers, and says so", () => {
  const { lines, soft } = SiteText.verdict(DATA, 0);
  assert.deepEqual(lines, ["Moederlocatie binnen bereik: AZC Hoofd."]);
  assert.equal(soft, "Oordeel over leunen: niet berekend; alleen de reistijd telt hier.");
  assert.deepEqual(SiteText.verdict(DATA, 1).lines, ["Waar de moederlocatie ligt, is niet precies bekend (± 3 km)."]);
  assert.deepEqual(SiteText.verdict(DATA, 2).lines, ["Geen moederlocatie binnen bereik."]);
  assert.deepEqual(SiteText.verdict(DATA, 3).lines, ["Bereik van de moederlocatie onbekend."]);
});

test("a judgement gives sentence, reason and flip, and the travel time where it is unsure", () => {
  const texts = {
    "verdicts.sentence": coded(["Kan leunen.", "Kan leunen, als COA bevestigt: 9.", "Kan niet.", null]),
    "verdicts.reason": coded([null, "begeleiding: als COA bevestigt: 9", "te ver", null]),
    "verdicts.flip": coded([null, "COA bevestigt: 9", "een bus", null]),
    "verdicts.strength_note": coded([null, null, "Zwak: 6 van de 8.", null]),
  };
  const data = having({ texts });
  assert.deepEqual(SiteText.verdict(data, 0), { lines: ["Kan leunen."], soft: "" });
  assert.deepEqual(SiteText.verdict(data, 1).lines, [
    "Kan leunen, als COA bevestigt: 9.", "Waar de moederlocatie ligt, is niet precies bekend (± 3 km).",
  ]);
  assert.deepEqual(SiteText.verdict(data, 2).lines, [
    "Kan niet.", "Zwak: 6 van de 8.", "Reden: te ver", "Wat het oordeel beter maakt: een bus",
  ]);
});

test("a place says what it is and where it lies", () => {
  assert.equal(SiteText.where(DATA, 0), "gebouw · gemeente Aadorp · bij Aa");
  assert.equal(SiteText.where(DATA, 3), "gebouw · gemeente onzeker: Aadorp of Beedorp");
});

test("the facts of a building are all there, in order", () => {
  const facts = factsOf(DATA, 0);
  assert.deepEqual([...facts], [
    ["In de lijst", "past en kan; niet te onderscheiden van de eerste van deze groep"],
    ["Rang", "1 van 3"],
    ["Rang, met onzekerheid", "niet berekend"],
    ["Score", "0,88 op 100% van de weging"],
    ["Moederlocatie", "AZC Hoofd, 12 min (9 tot 15)"],
    ["Openbaar vervoer naar de moederlocatie", "niet berekend"],
    ["Draagkracht en schaal", "niet berekend"],
    ["Plekken", "100"],
    ["Status", "vrij"],
    ["Doelgroepen", "onbekend"],
    ["Beschikbaar", "vanaf 1-1-2027, tot onbekend"],
    ["In het plan", "basisplan (A): 100 plekken, leunt op AZC Hoofd"],
  ]);
});

test("a team comes by, and a site by itself leans on none", () => {
  assert.equal(factsOf(DATA, 1).get("In het plan"), "basisplan (B): met een mobiel team van Nieuwe hub in Aa");
  assert.equal(factsOf(DATA, 3).get("In het plan"), "basisplan (C): 1 plek");
});

test("unknown stays unknown, and a search cell has no building", () => {
  const unsure = factsOf(DATA, 3);
  assert.equal(unsure.get("Rang"), "geen rangnummer: gemeente onzeker");
  assert.equal(unsure.get("Score"), "onbekend");
  assert.equal(unsure.get("Moederlocatie"), "geen");
  assert.equal(factsOf(DATA, 1).get("Plekken"), "onbekend");
  assert.equal(factsOf(DATA, 2).has("Plekken"), false);
  assert.equal(factsOf(DATA, 0, { weights: [0, 0] }).get("Rang"), "geen rang: score onbekend");
});

test("the rank's range is told with its chance, or in a sentence of its own", () => {
  const numbers = {
    "trust.rank_low": [1, 2, -1, -1], "trust.rank_high": [3, 1200, -1, -1],
    "trust.top5_share": [87, 0, -1, -1],
  };
  const key = "Rang, met onzekerheid";
  const data = having({ numbers });
  assert.equal(factsOf(data, 0).get(key), "tussen 1 en 3; in 87% van de berekeningen bij de beste vijf");
  assert.equal(factsOf(data, 1).get(key), "tussen 2 en 1.200");
  assert.equal(factsOf(data, 2).get(key), "niet berekend voor deze plek");
  const own = having({ numbers }, { page: { gm: "GM1" } });
  assert.equal(factsOf(own, 1).get(key), "tussen 2 en 1.200 in het hele gebied");
  const texts = { "trust.sentence": coded(["Zeker eerste.", null, null, null]) };
  assert.equal(factsOf(having({ numbers, texts }), 0).get(key), "Zeker eerste.");
  assert.equal(factsOf(having({ numbers, texts }, { page: { gm: "GM1" } }), 0).get(key),
    "Zeker eerste. Gerekend in het hele gebied.");
});

test("public transport tells the usual, the bad day and the last way back", () => {
  const data = having({
    numbers: { "ov.median_min": [25, 30, -1, -1], "ov.p85_min": [41, -1, -1, -1] },
    texts: { "ov.last_back": coded(["23.10", null, null, null]), "ov.lines": coded(["bus 50", null, null, null]) },
  });
  const said = [0, 1, 2].map((row) => factsOf(data, row).get("Openbaar vervoer naar de moederlocatie"));
  assert.deepEqual(said, [
    "25 min; op een slechte dag 41 min; laatste terug 23.10; bus 50", "30 min", "geen verbinding gevonden",
  ]);
});

test("the sentences of later stages are listed where they are", () => {
  const texts = { "load.sentence": coded(["Past.", null, null, null]), "border.sentence": coded([null, "Grens.", null, null]) };
  const data = having({ texts });
  assert.equal(factsOf(data, 0).get("Draagkracht en schaal"), "Past.");
  assert.equal(factsOf(data, 1).get("Draagkracht en schaal"), "onbekend");
  assert.equal(factsOf(data, 1).get("Over de gemeentegrens"), "Grens.");
  assert.equal(factsOf(data, 0).has("Over de gemeentegrens"), false);
});

test("a hub is called by what it is", () => {
  const [hub, fresh] = DATA.hubs;
  assert.deepEqual([hub, { ...hub, mother: false }, fresh].map(HubText.title),
    ["Moederlocatie AZC Hoofd", "Opvanglocatie AZC Hoofd", "Nieuwe hub in Aa"]);
});

test("minutes to a hub are told by mode, else as in the table", () => {
  assert.equal(HubText.minutes(DATA, 0, 0), "12 min fietsen, 5 min auto");
  assert.equal(HubText.minutes(DATA, 0, 1), "minder dan 1 min fietsen, 1 min auto");
  assert.equal(HubText.minutes(DATA, 1, 1), "minder dan 1 min");
});

test("the sites that can lean on a hub are those that its verdict lets", () => {
  const { view } = viewOf(parts, DATA);
  assert.deepEqual([0, 1].map((hub) => HubText.leaning(DATA, view, hub)), [[0, 1], []]);
});

test("a plan tells what leans on a hub, and whether there is room", () => {
  const [plan] = DATA.plan;
  assert.deepEqual([0, 1, 2].map((hub) => HubText.used(plan, hub)), [
    "100 plekken van de 600 (ruimte: aanname)", "40 plekken (ruimte onbekend)", "0 plekken (ruimte onbekend)",
  ]);
});

test("the legend names the marks that a plan has, and no others", () => {
  const [plan] = DATA.plan;
  assert.equal(HubText.legend(DATA, plan), "Kies een letter: een lijn toont waarop die plek leunt."
    + " N: nieuwe hub, een aanname.");
  const bare = { ...plan, team: "000", hubs: [0, 0, -1] };
  assert.equal(HubText.legend(DATA, bare), "Kies een letter: een lijn toont waarop die plek leunt.");
});

test("a verdict that hangs on conditions is a short sentence and a list", () => {
  const said = "Kan leunen op AZC X (3 minuten fietsen), als COA bevestigt: een GZA-post, de plek van AZC X "
    + "(nu 3 tot 9 minuten, grens 5) en 30 uur; als de basisschool bevestigt: ruimte; als het klein blijft.";
  assert.deepEqual(SiteText.conditions(said), {
    said: "Kan leunen op AZC X (3 minuten fietsen), als dit klopt:",
    asked: [
      { who: "COA", items: ["een GZA-post", "de plek van AZC X (nu 3 tot 9 minuten, grens 5)", "30 uur"] },
      { who: "De basisschool", items: ["ruimte"] },
      { who: "Het klein blijft", items: [] },
    ],
  });
  assert.deepEqual(SiteText.conditions("Kan leunen."), { said: "Kan leunen.", asked: [] });
});
