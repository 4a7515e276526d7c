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

  /** What had the focus when the panel opened: a button that may be drawn anew meanwhile. */
  let cameFrom = "";

  /** Remember where a reader of the text came from, as a selector. */
  function remember() {
    const place = document.activeElement;
    if (!(place instanceof HTMLElement) || panel.contains(place)) return;
    const row = place.closest("[data-site]");
    const home = place.closest("#antwoord") ? "#antwoord " : "";
    if (row instanceof HTMLElement) {
      cameFrom = `${home}[data-site="${CSS.escape(String(row.dataset.site))}"] button`;
    }
    else if (place.matches("button")) cameFrom = place.closest("#moeders") ? "#moeders button" : "";
  }

  /** Close the panel; the focus goes back to where the reader came from. */
  function close() {
    State.set({ site: -1, hub: -1 });
    const again = cameFrom ? document.querySelector(cameFrom) : null;
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /** @param {NearestCell | null} [asked] */
  function draw(asked = null) {
    const { site, hub } = State.now;
    panel.hidden = site < 0 && hub < 0;
    /** @type {(HTMLElement | null)[]} */
    let contents = [];
    if (site >= 0) contents = SitePanel.contents(site, asked, close);
    else if (hub >= 0) contents = hubContents(hub);
    panel.replaceChildren(...contents.flatMap((part) => part ?? []));
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
    if (event.key === "Escape" && !panel.hidden) close();
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
