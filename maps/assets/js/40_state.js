"use strict";
/* What the reader chose. It lives in the address after "#"; nonsense there is ignored. */
const State = (() => {
  const start = {
    weights: Data.criteria.map((criterion) => criterion.weight),
    places: 0,
    gm: "",
    mode: "",
    within: Data.page.limitMin,
    leans: "",
    status: "",
    sort: "rank",
    down: false,
    page: 0,
    site: -1,
    hub: -1,
    facilities: "",
    isochrone: "",
    plan: Data.page.plan,
    spokes: true,
    view: "", // "lat_lon_zoom" once the reader has moved the map
  };
  const WEIGHT_MAX = Math.max(50, ...start.weights);
  const SORTS = ["rank", "name", "area", "places", "leans", "min", "score"];
  const state = { ...start, weights: [...start.weights] };
  const listeners = [];
  let ready = false;

  const within = (text, low, high) => {
    const value = Number(text);
    return text !== "" && Number.isFinite(value) && value >= low && value <= high ? value : null;
  };
  const oneOf = (text, words) => (words.includes(text) ? text : null);
  const rowOf = (id) => (Data.rowOf.has(id) ? Data.rowOf.get(id) : null);
  const hubOf = (id) => {
    const row = Data.hubs.findIndex((hub) => hub.id === id);
    return row < 0 ? null : row;
  };
  /** Return [lat, lon, zoom] of a place on the map, null for anything else. */
  function viewOf(text) {
    const [lat, lon, zoom, more] = text.split("_").map(Number);
    const fits = Math.abs(lat) < 85 && Math.abs(lon) <= 180 && zoom >= 7 && zoom <= 18;
    return fits && more === undefined ? [lat, lon, zoom] : null;
  }
  const weightsOf = (text) => {
    const found = text.split("_").map((part) => within(part, 0, WEIGHT_MAX));
    return found.length === start.weights.length && !found.includes(null) ? found : null;
  };

  /* key in the address: [name in the state, read, write]; read gives null for nonsense */
  const KEYS = {
    w: ["weights", weightsOf, (v) => v.join("_")],
    plekken: ["places", (t) => within(t, 0, 100000), String],
    gm: ["gm", (t) => oneOf(t, Data.sites.gm.words), String],
    vervoer: ["mode", (t) => oneOf(t, Object.keys(Data.modes)), String],
    binnen: ["within", (t) => within(t, 1, 600), String],
    leunt: ["leans", (t) => oneOf(t, Object.keys(Words.leans)), String],
    status: ["status", (t) => (t.length < 200 ? t : null), String],
    sorteer: ["sort", (t) => oneOf(t, SORTS), String],
    omgekeerd: ["down", (t) => (t === "1" ? true : null), () => "1"],
    pagina: ["page", (t) => within(t, 0, 10000), (v) => String(Math.floor(v))],
    plek: ["site", rowOf, (v) => Data.sites.id[v]],
    moeder: ["hub", hubOf, (v) => Data.hubs[v].id],
    voorzieningen: ["facilities", (t) => (t.length < 60 ? t : null), String],
    reistijd: ["isochrone", (t) => (t.length < 60 ? t : null), String],
    plan: ["plan", (t) => within(t, -1, Data.plan.length - 1), String],
    kaart: ["view", (t) => (viewOf(t) ? t : null), String],
    lijnen: ["spokes", (t) => (t === "0" ? false : null), () => "0"],
  };

  const same = (a, b) => (Array.isArray(a) ? a.join() === b.join() : a === b);

  function read(hash) {
    let given;
    try {
      given = new URLSearchParams(hash.replace(/^#/, ""));
    } catch {
      return;
    }
    for (const [key, [name, parse]] of Object.entries(KEYS)) {
      if (!given.has(key)) continue;
      const value = parse(given.get(key));
      if (value !== null) state[name] = value;
    }
    state.page = Math.floor(state.page);
    if (state.site >= 0) state.hub = -1;
  }

  function write() {
    const parts = new URLSearchParams();
    for (const [key, [name, , text]] of Object.entries(KEYS)) {
      if (!same(state[name], start[name])) parts.set(key, text(state[name]));
    }
    const hash = parts.toString();
    if (hash === window.location.hash.replace(/^#/, "")) return;
    window.history.replaceState(null, "", hash ? `#${hash}` : window.location.pathname);
  }

  /** Change the state and tell every part of the page; the hash follows a little later. */
  let timer = 0;
  function set(patch) {
    Object.assign(state, patch);
    if (!ready) return;
    listeners.forEach((listener) => listener(Object.keys(patch)));
    window.clearTimeout(timer);
    timer = window.setTimeout(write, 120);
  }

  /** Remember where the reader looks; nothing needs to be drawn anew for it. */
  function setView(view) {
    state.view = view;
    if (!ready) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(write, 120);
  }

  function reset() {
    set({ ...start, weights: [...start.weights] });
  }

  function begin() {
    read(window.location.hash);
    ready = true;
    window.addEventListener("hashchange", () => {
      Object.assign(state, start, { weights: [...start.weights] });
      read(window.location.hash);
      listeners.forEach((listener) => listener(Object.keys(state)));
    });
  }

  return { now: state, start, WEIGHT_MAX, set, setView, viewOf, reset, begin, listen: (f) => listeners.push(f) };
})();
