/* The question: sliders, filters, what the map shows. Every control follows the state. */
const Controls = (() => {
  "use strict";
  const { make, byId, all } = Elements;
  const { sites } = Data;
  const LABEL_LENGTH = 80;
  /** @type {(() => void)[]} Functions that put the state into the controls. */
  const followers = [];
  /** @typedef {[value: string, label: string][]} Options */

  /**
   * Hide or show a control with its label.
   *
   * @param {HTMLElement} control
   * @param {boolean} isHidden
   */
  function hideField(control, isHidden) {
    const field = control.closest(".veld");
    if (field instanceof HTMLElement) field.hidden = isHidden;
  }

  /**
   * Fill a choice and tie it to the state; a choice with nothing to choose is hidden.
   *
   * @param {string} id
   * @param {Options} options
   * @param {(value: string) => Partial<ReaderState>} patch
   * @param {() => string} now
   */
  function bindSelect(id, options, patch, now) {
    const select = byId(id, HTMLSelectElement);
    select.append(...options.map(([value, text]) => make("option", { value, text })));
    hideField(select, options.length < 1);
    select.addEventListener("change", () => State.set({ ...patch(select.value), page: 0 }));
    followers.push(() => {
      select.value = now();
      if (select.selectedIndex < 0) select.value = "";
    });
  }

  /**
   * Tie a number to the state; a number out of bounds changes nothing.
   *
   * @param {string} id
   * @param {"places" | "within"} name
   * @param {number} low
   * @param {number} high
   */
  function bindNumber(id, name, low, high) {
    const input = byId(id, HTMLInputElement);
    input.addEventListener("input", () => {
      const value = Number(input.value);
      if (Number.isFinite(value) && value >= low && value <= high) State.set({ [name]: value, page: 0 });
    });
    followers.push(() => {
      if (document.activeElement !== input) input.value = String(State.now[name] || "");
    });
  }

  function bindSliders() {
    /** @type {HTMLInputElement[]} */
    const inputs = all("#weging input[type=range]");
    inputs.forEach((input, c) => {
      input.addEventListener("input", () => {
        const weights = [...State.now.weights];
        weights[c] = Number(input.value);
        State.set({ weights });
      });
    });
    followers.push(() => {
      const total = State.now.weights.reduce((sum, weight) => sum + weight, 0);
      inputs.forEach((input, c) => {
        const weight = State.now.weights[c];
        const share = Words.number(total > 0 ? (weight / total) * 100 : 0);
        const text = Words.weight(weight);
        input.value = String(weight);
        input.setAttribute("aria-valuetext", `${text}, dat is ${share} procent`);
        byId(`weging-${c}`).textContent = `${text} (${share}%)`;
      });
      byId("weging-nul").hidden = total > 0;
    });
  }

  /** Return options, or none where there is nothing to choose between. */
  const ifTwo = (/** @type {Options} */ options) => (options.length < 2 ? [] : options);

  /**
   * Return the different words of a text that sites have, in the order of the alphabet.
   *
   * @param {string} name
   */
  const wordsOf = (name) => {
    const found = sites.id.map((_, i) => SiteText.given(Data, name, i));
    return [...new Set(found)].flatMap((word) => (word === null ? [] : [word])).sort();
  };

  /** Show only what the plan has; without a plan on show there is nothing to choose. */
  function bindInPlan() {
    const box = document.getElementById("filter-inplan");
    if (!(box instanceof HTMLInputElement)) return;
    box.addEventListener("change", () => State.set({ inPlan: box.checked, page: 0 }));
    followers.push(() => {
      box.checked = State.now.inPlan;
      box.disabled = State.now.plan < 0 && !State.now.inPlan;
    });
  }

  function bindFilters() {
    bindInPlan();
    const { compare } = new Intl.Collator("nl");
    const names = Data.page.gm ? [] : [...sites.gm.words].sort(compare);
    const states = Object.entries(Words.leans).filter(([state]) => sites.state.words.includes(state));
    const statuses = [...new Set(sites.id.map((_, i) => Filters.statusOf(Data, i)))].sort();
    bindNumber("filter-plekken", "places", 0, 100000);
    hideField(byId("filter-plekken"), !sites.places.some((places) => places >= 0));
    bindSelect("filter-gemeente", ifTwo(names.map((name) => [name, name])),
      (gm) => ({ gm }), () => State.now.gm);
    bindSelect("filter-vervoer", View.modes.map((mode) => [mode, Data.modes[mode] || mode]),
      (mode) => ({ mode }), () => State.now.mode);
    bindNumber("filter-binnen", "within", 1, 600);
    followers.push(() => hideField(byId("filter-binnen"), !State.now.mode));
    bindSelect("filter-leunt", states, (leans) => ({ leans }), () => State.now.leans);
    const urban = wordsOf("labour.urbanity");
    bindSelect("filter-stedelijk", ifTwo(urban.map((word) => [word, word])),
      (word) => ({ urban: word }), () => State.now.urban);
    bindSelect("filter-belemmeringen",
      sites.numbers["notes.open"] ? [["open", "met open belemmeringen"], ["geen", "zonder open belemmeringen"]] : [],
      (notes) => ({ notes }), () => State.now.notes);
    bindSelect("filter-sector", (Data.work?.sectors ?? []).map((name, s) => [String(s), name]),
      (s) => (s === "" ? { sort: "rank", down: false }
        : { sort: /** @type {SortKey} */ (`work${s}`), down: true }),
      () => (State.now.sort.startsWith("work") ? State.now.sort.slice(-1) : ""));
    bindSelect("filter-status",
      ifTwo(statuses.map((status) => [status, status.slice(0, LABEL_LENGTH)])),
      (status) => ({ status }), () => State.now.status);
  }

  /** @param {Isochrone} ring */
  const ringLabel = ({ mode, min, away }) =>
    `binnen ${min} minuten ${mode}, ${away ? "vanaf" : "naar"} de moederlocatie`;

  function bindLayers() {
    const categories = [...new Set(Data.places.category.words)];
    /** @type {Options} */
    const choices = categories.map((name) => [name, Data.categories[name] || name]);
    bindSelect("kaart-voorzieningen", choices.length ? [["alle", "alle"], ...choices] : [],
      (facilities) => ({ facilities }), () => State.now.facilities);
    const rings = new Map(Data.isochrones.map((ring) => [MapAreas.keyOf(ring), ringLabel(ring)]));
    bindSelect("kaart-reistijd", [...rings].reverse(),
      (isochrone) => ({ isochrone }), () => State.now.isochrone);
    bindSelect("kaart-plan", Data.plan.map((plan, i) => [String(i), plan.name]),
      (plan) => ({ plan: plan === "" ? -1 : Number(plan) }),
      () => (State.now.plan < 0 ? "" : String(State.now.plan)));
    const ring = byId("kaart-kring", HTMLInputElement);
    ring.addEventListener("change", () => State.set({ ring: ring.checked }));
    followers.push(() => {
      ring.checked = State.now.ring;
    });
  }

  function bindButtons() {
    byId("beginwaarden").addEventListener("click", State.reset);
    byId("en-hier").addEventListener("click", () => SiteMap.ask(SiteMap.map.getCenter()));
    byId("en-hier").hidden = !Data.page.hasCells;
    byId("afdrukken").addEventListener("click", () => window.print());
    for (const button of all("#moeders button")) {
      button.addEventListener("click", () => State.set({ hub: Number(button.dataset.hub), site: -1 }));
    }
  }

  const follow = () => followers.forEach((follower) => follower());

  function begin() {
    bindSliders();
    bindFilters();
    bindLayers();
    bindButtons();
    follow();
  }

  State.listen(follow);
  return { begin };
})();
