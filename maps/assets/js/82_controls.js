"use strict";
/* The question: sliders, filters, what the map shows. Every control follows the state. */
const Bediening = (() => {
  const { sites } = Data;
  const get = (id) => document.getElementById(id);
  const follow = []; // functions that put the state into the controls

  function fill(select, options) {
    select.append(...options.map(([value, label]) => make("option", { value, text: label })));
    select.closest(".veld").hidden = options.length < 1;
  }

  function bindSelect(id, name, options, { when = 1, read = (v) => v, write = (v) => v } = {}) {
    const select = get(id);
    fill(select, options.length >= when ? options : []);
    select.addEventListener("change", () => State.set({ [name]: read(select.value), page: 0 }));
    follow.push(() => {
      select.value = write(State.now[name]);
      if (select.selectedIndex < 0) select.value = "";
    });
  }

  function bindNumber(id, name, low, high) {
    const input = get(id);
    input.addEventListener("input", () => {
      const value = Number(input.value);
      if (Number.isFinite(value) && value >= low && value <= high) State.set({ [name]: value, page: 0 });
    });
    follow.push(() => {
      if (document.activeElement !== input) input.value = State.now[name] || "";
    });
  }

  function sliders() {
    const inputs = [...document.querySelectorAll("#weging input[type=range]")];
    inputs.forEach((input, c) => {
      input.addEventListener("input", () => {
        const weights = [...State.now.weights];
        weights[c] = Number(input.value);
        State.set({ weights });
      });
    });
    follow.push(() => {
      const total = State.now.weights.reduce((sum, w) => sum + w, 0);
      inputs.forEach((input, c) => {
        const weight = State.now.weights[c];
        const share = total > 0 ? (weight / total) * 100 : 0;
        input.value = String(weight);
        const text = Words.number(weight, Number.isInteger(weight) ? 0 : 1);
        input.setAttribute("aria-valuetext", `${text}, dat is ${Words.number(share)} procent`);
        get(`weging-${c}`).textContent = `${text} (${Words.number(share)}%)`;
      });
      get("weging-nul").hidden = total > 0;
    });
  }

  function tiles() {
    const button = get("achtergrond");
    if (!button) return;
    let layer = null;
    /* Leaflet empties a tile with a data: address, which the policy refuses: take it away whole. */
    const Tiles = L.TileLayer.extend({
      _abortLoading() {
        for (const key of Object.keys(this._tiles)) {
          const { coords, el } = this._tiles[key];
          if (coords.z === this._tileZoom || el.complete) continue;
          el.onload = el.onerror = null;
          el.remove();
          delete this._tiles[key];
        }
      },
      _removeTile(key) {
        return L.GridLayer.prototype._removeTile.call(this, key);
      },
    });
    button.addEventListener("click", () => {
      if (layer) {
        layer.remove();
        layer = null;
      } else {
        layer = new Tiles(button.dataset.tegels, {
          minZoom: 6, maxZoom: 19, attribution: "Achtergrond: BRT, Kadaster (CC BY 4.0)",
          referrerPolicy: "no-referrer",
        }).addTo(Kaart.map);
      }
      Kaart.land.forEach((shape) => shape.setStyle({ fillOpacity: layer ? 0 : 1 }));
      button.setAttribute("aria-pressed", String(layer !== null));
    });
  }

  function begin() {
    sliders();
    bindNumber("filter-plekken", "places", 0, 100000);
    get("filter-plekken").closest(".veld").hidden = !sites.places.some((n) => n >= 0);
    bindSelect("filter-gemeente", "gm",
      Data.page.gm ? [] : [...sites.gm.words].sort(new Intl.Collator("nl").compare).map((n) => [n, n]), { when: 2 });
    bindSelect("filter-vervoer", "mode",
      View.modes.map((mode) => [mode, Data.modes[mode] || mode]));
    bindNumber("filter-binnen", "within", 1, 600);
    const states = ["ok", "mits", "niet", "onbekend"].filter((s) => sites.state.words.includes(s));
    bindSelect("filter-leunt", "leans", states.map((s) => [s, Words.leans[s]]));
    const statuses = [...new Set(sites.id.map((_, i) => View.statusOf(i)))].sort();
    bindSelect("filter-status", "status", statuses.map((s) => [s, s.slice(0, 80)]), { when: 2 });
    const categories = [...new Set(Data.places.category.words)];
    bindSelect("kaart-voorzieningen", "facilities", categories.length
      ? [["alle", "alle"], ...categories.map((c) => [c, Data.categories[c] || c])] : []);
    const ringKeys = [...new Set(Data.isochrones.map(Kaart.ringKey))];
    const RING = (key) => `binnen ${key.split(" ").pop()} minuten ${key.split(" ").slice(0, -1).join(" ")}`;
    bindSelect("kaart-reistijd", "isochrone", ringKeys.reverse().map((key) => [key, RING(key)]));
    bindSelect("kaart-plan", "plan", Data.plan.map((plan, i) => [String(i), plan.name]),
      { read: (v) => (v === "" ? -1 : Number(v)), write: (v) => (v < 0 ? "" : String(v)) });
    const spokes = get("kaart-lijnen");
    spokes.addEventListener("change", () => State.set({ spokes: spokes.checked }));
    follow.push(() => {
      spokes.checked = State.now.spokes;
      get("filter-binnen").closest(".veld").hidden = !State.now.mode;
    });
    get("beginwaarden").addEventListener("click", () => State.reset());
    get("en-hier").addEventListener("click", () => Kaart.ask(Kaart.map.getCenter()));
    get("en-hier").hidden = !Data.page.hasCells;
    get("afdrukken").addEventListener("click", () => window.print());
    document.querySelectorAll("#moeders button").forEach((button) => {
      button.addEventListener("click", () => State.set({ hub: Number(button.dataset.hub), site: -1 }));
    });
    tiles();
    follow.forEach((f) => f());
  }

  State.listen(() => follow.forEach((f) => f()));
  return { begin };
})();
