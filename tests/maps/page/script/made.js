/** A page's data made up for tests: four sites on a line, two criteria in three parts, two hubs. */

/** Return a coded column of plain texts; null is missing. */
export function coded(texts) {
  const words = [...new Set(texts.filter((text) => text !== null))];
  return { of: texts.map((text) => (text === null ? -1 : words.indexOf(text))), words };
}

/** Return values as the page has them: base64 of little-endian float64. */
export const packed = (values) =>
  Buffer.from(Float64Array.from(values).buffer).toString("base64");

const UNKNOWN = [null, null, null, null];

/** Sites a and b lie in Aadorp and are buildings, c is a search cell there, d's gemeente is unsure. */
function madeSites() {
  return {
    id: ["a", "b", "c", "d"],
    name: ["Alfa", "Bravo 10", "Bravo 9", "Delta"],
    lat: [5200000, 5200100, 5200200, 5200300],
    lon: [500000, 500100, 500200, 500300],
    own: "1110",
    cell: "0010",
    area: "0010",
    kind: coded(["gebouw", "gebouw", "zoekgebied", "gebouw"]),
    places: [100, -1, 40, 60],
    gm: coded(["Aadorp", "Aadorp", "Aadorp", "Beedorp"]),
    candidates: coded([null, null, null, "Aadorp of Beedorp"]),
    kern: coded(["Aa", null, "Bee", null]),
    status: coded(["vrij", null, null, "bezet"]),
    targets: coded(UNKNOWN),
    from: coded(["1-1-2027", null, null, null]),
    until: coded(UNKNOWN),
    state: coded(["ok", "als", "niet", "onbekend"]),
    group: [0, 0, 2, 4],
    head: [0, 1, 0, -1],
    answer: coded(["ja", "onzeker", "nee", "onbekend"]),
    hub: [0, 0, 1, -1],
    min: [12, 0, 31, -1],
    low: [9, 0, 31, -1],
    high: [15, 0, 31, -1],
    values: [[1, 0.5, 0, NaN], [0.5, 0.5, 1, NaN], [0.5, NaN, 1, NaN]].map(packed),
    raw: [[12, 0, 31, -1], [350, 1000, 12500, -1], [5, -1, 0, -1]],
    place: [[0, 0, 1, -1], [0, 1, -1, -1], [1, -1, 0, -1]],
    flags: [[0, 0, 8, 16], [1, 2, 0, 32], [2, 48, 4, 16]],
    functions: [],
    answers: [],
    states: [],
    texts: {},
    numbers: {},
  };
}

const HUB = { accuracy: 0, mother: true, areaOnly: false, isNew: false, facts: [] };

/** Return raw data as a page holds it, with some parts of it replaced. */
export function made({ sites = {}, page = {}, ...rest } = {}) {
  return {
    page: { gm: null, area: "Gebied", edition: "openbaar", limitMin: 30, folded: false, plan: -1, hasCells: true, ...page },
    groups: ["past en kan", "past, deels", "past, kan niet", "past niet", "nog onbekend"],
    classBounds: [0.795, 0.595, 0.395, 0.195],
    heads: ["niet te onderscheiden", "zeker lager", "niet doorgerekend"],
    criteria: [
      { id: "mother", label: "Moederlocatie", weight: 3, mode: "fietsen", unit: "min" },
      { id: "daily", label: "Dagelijks", weight: 1, mode: "lopen", unit: "m" },
    ],
    parts: [
      { c: 0, category: "mother", label: "Moederlocatie", count: 1 },
      { c: 1, category: "gp", label: "Huisarts", count: 2 },
      { c: 1, category: "pharmacy", label: "Apotheek", count: 2 },
    ],
    sites: { ...madeSites(), ...sites },
    hubs: [
      { ...HUB, id: "h", name: "AZC Hoofd", label: "Hoofd", lat: 52.0005, lon: 5.0005, facts: [["Ligging", "± 3 km"]] },
      { ...HUB, id: "n", name: "Nieuwe hub in Aa", label: "Nieuw", lat: 52.01, lon: 5.01, isNew: true, mother: false },
    ],
    hubMinutes: [
      { hub: 0, mode: "bike", min: [12, 0, 40, -1] },
      { hub: 1, mode: "bike", min: [9, -1, 31, -1] },
      { hub: 0, mode: "car", min: [5, 1, -1, -1] },
    ],
    places: {
      name: coded(["Dokter Jansen", "Pil (gemodelleerd)"]), category: coded(["gp", "pharmacy"]),
      gm: coded(["Beedorp", null]), lat: [5200010, 5200020], lon: [500010, 500020], modelled: "01",
    },
    categories: { gp: "Huisarts" },
    modes: { bike: "fietsen", car: "auto" },
    gm: {},
    base: { box: [52, 5, 52.01, 5.01], areas: [], shapes: [], streets: [], labels: [], tints: [], stations: [] },
    isochrones: [],
    siteAreas: [],
    undrawn: [],
    siteCircle: null,
    plan: [
      {
        name: "basisplan", sites: [0, 1, 3], letters: ["A", "B", "C"], hubs: [0, 1, -1], places: [100, -1, 1], min: [12, 20, -1],
        team: "010", room: [[0, 600, 100, "aanname"], [1, -1, 40, "onbekend"]],
      },
    ],
    board: null,
    ledger: null,
    ovLines: [],
    colours: {},
    cellCorners: [],
    ring: { min: 15, mode: "fietsen", metres: 2885, streets: false },
    notExamined: "Niet onderzocht: water.",
    ...rest,
  };
}

/** Return what a reader sees of some data: ranked by its own weights, filtered by a state. */
export function viewOf({ Rank, Filters, Address }, data, state = {}) {
  const now = { ...Address.startOf(data), ...state };
  const ranking = Rank.ranking(data, now.weights);
  const shown = Filters.shown(data, Filters.fewestMinutes(data), now, ranking);
  return { now, view: { ...ranking, ...shown } };
}
