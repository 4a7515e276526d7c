/* What is known of one site, or of one mother location: the panel beside the map. */
const Panel = (() => {
  "use strict";
  const { make, byId, first } = Elements;
  const { sites } = Data;
  const LISTED = 15;
  const panel = byId("paneel");
  const spoken = byId("gesproken");

  /** @param {number} hub */
  function hubFacts(hub) {
    const plan = Spokes.planOf(Data, State.now);
    const facts = [...Data.hubs[hub].facts];
    if (plan) facts.push(["Leunt hierop in het hele plan", HubText.used(plan, hub)]);
    return make("dl", {}, ...facts.flatMap(([label, value]) =>
      [make("dt", { text: label }), make("dd", { text: value })]));
  }

  /** @param {number} hub */
  function hubContents(hub) {
    const leaning = HubText.leaning(Data, View, hub);
    const list = leaning.slice(0, LISTED).map((i) => make("li", {},
      make("button", { type: "button", class: "naamknop", text: Elements.soft(sites.name[i]), onclick: () => State.set({ site: i, hub: -1 }) }),
      make("span", { class: "zacht", text: ` ${HubText.minutes(Data, hub, i)}` })));
    const counted = Words.counted(leaning.length, "locatie", "locaties");
    return [
      make("button", { type: "button", class: "sluiten", text: "Sluiten", onclick: close }),
      make("h2", { id: "paneel-kop", tabindex: "-1", text: Elements.soft(HubText.title(Data.hubs[hub])) }),
      hubFacts(hub),
      make("h3", { text: `Kan hierop leunen: ${counted} op deze pagina` }),
      leaning.length > list.length
        ? make("p", { class: "zacht", text: `De eerste ${list.length}, beste eerst:` }) : null,
      make("ol", { class: "spaken" }, ...list),
    ];
  }

  /** @type {HTMLElement | null} What had the focus when the panel opened. */
  let cameFrom = null;

  /** Return what can have the focus in the panel, from top to bottom. */
  const stops = () => Elements.all("h2, button, summary", panel);

  /** Remember where a reader of the text came from. */
  function remember() {
    const place = document.activeElement;
    if (place instanceof HTMLElement && place !== document.body && !panel.contains(place)) cameFrom = place;
  }

  /**
   * Return the button that took the place of one that was drawn anew meanwhile.
   *
   * @param {HTMLElement} gone
   */
  function again(gone) {
    const site = gone.closest("[data-site]");
    const home = site instanceof HTMLElement ? `[data-site="${CSS.escape(String(site.dataset.site))}"]` : "#moeders";
    return Elements.all(`${home} button`).find((button) => button.textContent === gone.textContent);
  }

  /** Close the panel; the focus goes back to where the reader came from. */
  function close() {
    State.set({ site: -1, hub: -1 });
    (cameFrom?.isConnected ? cameFrom : cameFrom && again(cameFrom))?.focus({ preventScroll: true });
  }

  /** @param {NearestCell | null} [asked] */
  function draw(asked = null) {
    const { site, hub } = State.now;
    const at = stops().findIndex((stop) => stop === document.activeElement);
    panel.hidden = site < 0 && hub < 0;
    /** @type {(HTMLElement | null)[]} */
    let contents = [];
    if (site >= 0) contents = SitePanel.contents(site, asked, close);
    else if (hub >= 0) contents = hubContents(hub);
    panel.replaceChildren(...contents.flatMap((part) => part ?? []));
    if (at >= 0 && !panel.hidden) (stops()[at] ?? byId("paneel-kop")).focus({ preventScroll: true });
  }

  /** Return what a screen reader says of a choice. */
  function chosen() {
    const { site, hub } = State.now;
    if (site >= 0) return `${sites.name[site]} gekozen, rang ${SiteFacts.rank(Data, View, site)}.`;
    return hub >= 0 ? `${Data.hubs[hub].name} gekozen.` : "";
  }

  document.addEventListener("asked", (event) => {
    draw(/** @type {CustomEvent<NearestCell>} */ (event).detail);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector(".menu[open]");
    if (menu) {
      menu.removeAttribute("open");
      first(".menu summary").focus();
    }
    else if (!panel.hidden) close();
  });
  /* What takes the focus is in sight: the menu closes behind a reader, and so does a panel that lies over it. */
  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    if (!target.closest(".menu")) document.querySelector(".menu")?.removeAttribute("open");
    if (panel.hidden || !target.closest(".lezen") || panel.contains(target)) return;
    requestAnimationFrame(() => {
      const { left, top, width, height } = target.getBoundingClientRect();
      const over = document.elementFromPoint(left + width / 2, top + height / 2);
      if (over && panel.contains(over)) State.set({ site: -1, hub: -1 });
    });
  });
  State.listen((changed) => {
    draw();
    if (!changed.includes("site") && !changed.includes("hub")) return;
    remember();
    spoken.textContent = chosen();
    panel.scrollTop = 0;
    // The panel lies over the text: who came from there goes on in it.
    if (!panel.hidden && first(".lezen").contains(document.activeElement)) byId("paneel-kop").focus();
  });

  return { draw };
})();
