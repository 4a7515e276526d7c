/* What the reader chose, as text after "#" in the address; nonsense there is ignored. */
const Address = (() => {
  "use strict";
  /** @type {SortKey[]} */
  const SORTS = ["rank", "name", "area", "places", "leans", "min", "score",
    "work0", "work1", "work2", "work3", "work4", "work5", "work6", "work7"];
  const BOARD_KEYS = ["name", "task", "computed", "existing", "planned", "to_realise", "in_plan", "agreed", "left",
    "next_end"];
  const BOARD_SORTS = BOARD_KEYS.flatMap((key) => [key, `-${key}`]);
  const MOST = { places: 100000, within: 600, page: 10000, status: 200, layer: 60, compare: 3 };
  const LEAST_WEIGHT_MAX = 50;

  /**
   * @param {string} text
   * @param {number} low
   * @param {number} high
   */
  function numberWithin(text, low, high) {
    const value = Number(text);
    const fits = text.trim() !== "" && Number.isFinite(value) && value >= low && value <= high;
    return fits ? value : null;
  }

  /**
   * @template {string} T
   * @param {string} text
   * @param {T[]} words
   */
  const oneOf = (text, words) => words.find((word) => word === text) ?? null;

  /**
   * @param {string} text
   * @param {number} most
   */
  const shorterThan = (text, most) => (text.length < most ? text : null);

  /**
   * Return latitude, longitude and zoom of a place on the map, null for anything else.
   *
   * @param {string} text
   * @returns {[number, number, number] | null}
   */
  function viewOf(text) {
    const [lat, lon, zoom, more] = text.split("_").map(Number);
    const fits = Math.abs(lat) < 85 && Math.abs(lon) <= 180 && zoom >= 7 && zoom <= 18;
    return fits && more === undefined ? [lat, lon, zoom] : null;
  }

  /**
   * @param {unknown} a
   * @param {unknown} b
   */
  const same = (a, b) => (Array.isArray(a) && Array.isArray(b) ? a.join() === b.join() : a === b);

  /**
   * Return what a page starts with.
   *
   * @param {PageData} data
   * @returns {ReaderState}
   */
  function startOf(data) {
    return {
      weights: data.criteria.map((criterion) => criterion.weight),
      places: 0,
      gm: "",
      mode: "",
      within: data.page.limitMin,
      leans: "",
      status: "",
      urban: "",
      notes: "",
      sort: "rank",
      down: false,
      page: 0,
      site: -1,
      hub: -1,
      facilities: "",
      isochrone: "",
      reach: "",
      plan: data.page.plan,
      compare: [],
      ring: false,
      inPlan: false,
      board: "",
      boardMap: false,
      view: "",
    };
  }

  /**
   * Return the largest weight that a slider takes.
   *
   * @param {ReaderState} start
   */
  const weightMax = (start) => Math.max(LEAST_WEIGHT_MAX, ...start.weights);

  /**
   * Tie a field of the state to its text; reading gives null for nonsense.
   *
   * @template {keyof ReaderState} K
   * @param {K} name
   * @param {(text: string) => ReaderState[K] | null} parse
   * @param {(value: ReaderState[K]) => string} text
   */
  const field = (name, parse, text) => ({
    /**
     * @param {string} given
     * @param {ReaderState} state
     */
    read(given, state) {
      const value = parse(given);
      if (value !== null) state[name] = value;
    },
    /** @param {ReaderState} state */
    text: (state) => text(state[name]),
    /**
     * @param {ReaderState} one
     * @param {ReaderState} other
     */
    differs: (one, other) => !same(one[name], other[name]),
  });

  /**
   * Return the keys of the address in their order, each with its field.
   *
   * @param {PageData} data
   */
  function fieldsOf(data) {
    const start = startOf(data);
    /** @param {string} text */
    const weights = (text) => {
      const found = text.split("_").map((part) => numberWithin(part, 0, weightMax(start)));
      const all = found.flatMap((weight) => (weight === null ? [] : [weight]));
      return found.length === start.weights.length && all.length === found.length ? all : null;
    };
    /** @param {string} id */
    const hubRow = (id) => {
      const row = data.hubs.findIndex((hub) => hub.id === id);
      return row < 0 ? null : row;
    };
    /** @param {string} text */
    const siteRows = (text) => {
      const found = [...new Set(text.split("|"))].flatMap((id) => data.rowOf.get(id) ?? []);
      return found.length && found.length <= MOST.compare ? found : null;
    };
    /**
     * @param {string} text
     * @param {number} low
     * @param {number} high
     */
    const wholeWithin = (text, low, high) => {
      const value = numberWithin(text, low, high);
      return value === null ? null : Math.floor(value);
    };
    return {
      w: field("weights", weights, (v) => v.join("_")),
      plekken: field("places", (t) => numberWithin(t, 0, MOST.places), String),
      gm: field("gm", (t) => oneOf(t, data.sites.gm.words), String),
      vervoer: field("mode", (t) => oneOf(t, Object.keys(data.modes)), String),
      binnen: field("within", (t) => numberWithin(t, 1, MOST.within), String),
      leunt: field("leans", (t) => oneOf(t, Object.keys(Words.leans)), String),
      status: field("status", (t) => shorterThan(t, MOST.status), String),
      stedelijk: field("urban", (t) => shorterThan(t, MOST.layer), String),
      belemmeringen: field("notes", (t) => oneOf(t, ["open", "geen"]), String),
      sorteer: field("sort", (t) => oneOf(t, SORTS), String),
      omgekeerd: field("down", (t) => (t === "1" ? true : null), () => "1"),
      pagina: field("page", (t) => wholeWithin(t, 0, MOST.page), String),
      plek: field("site", (t) => data.rowOf.get(t) ?? null, (v) => data.sites.id[v]),
      moeder: field("hub", hubRow, (v) => data.hubs[v].id),
      voorzieningen: field("facilities", (t) => shorterThan(t, MOST.layer), String),
      reistijd: field("isochrone", (t) => shorterThan(t, MOST.layer), String),
      bereik: field("reach", (t) => shorterThan(t, MOST.layer), String),
      plan: field("plan", (t) => wholeWithin(t, -1, data.plan.length - 1), String),
      vergelijk: field("compare", siteRows, (v) => v.map((row) => data.sites.id[row]).join("|")),
      kaart: field("view", (t) => (viewOf(t) ? t : null), String),
      kring: field("ring", (t) => (t === "1" ? true : null), () => "1"),
      inplan: field("inPlan", (t) => (t === "1" ? true : null), () => "1"),
      bord: field("board", (t) => oneOf(t, BOARD_SORTS), String),
      bordkaart: field("boardMap", (t) => (t === "1" ? true : null), () => "1"),
    };
  }

  /**
   * Return the state that a hash asks for; what it does not say stays as the page starts.
   *
   * @param {PageData} data
   * @param {string} hash
   */
  function read(data, hash) {
    const state = startOf(data);
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    for (const [key, one] of Object.entries(fieldsOf(data))) {
      const text = given.get(key);
      if (text !== null) one.read(text, state);
    }
    if (state.site >= 0) state.hub = -1;
    return state;
  }

  /**
   * Return the hash that says where a state differs from the start; empty where it does not.
   *
   * @param {PageData} data
   * @param {ReaderState} state
   */
  function write(data, state) {
    const start = startOf(data);
    const said = new URLSearchParams();
    for (const [key, one] of Object.entries(fieldsOf(data))) {
      if (one.differs(state, start)) said.set(key, one.text(state));
    }
    return said.toString();
  }

  return { startOf, weightMax, viewOf, read, write };
})();
