/* What is known of one site, or of one mother location: the panel beside the map. */
const Panel = (() => {
  "use strict";
  const { make, byId } = Elements;
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
      make("button", { type: "button", class: "naamknop", text: sites.name[i], onclick: () => State.set({ site: i, hub: -1 }) }),
      make("span", { class: "zacht", text: ` ${HubText.minutes(Data, hub, i)}` })));
    const counted = Words.counted(leaning.length, "locatie", "locaties");
    return [
      make("h2", { id: "paneel-kop", text: HubText.title(Data.hubs[hub]) }),
      hubFacts(hub),
      make("h3", { text: `Kan hierop leunen: ${counted} op deze pagina` }),
      leaning.length > list.length
        ? make("p", { class: "zacht", text: `De eerste ${list.length}, beste eerst:` }) : null,
      make("ol", { class: "spaken" }, ...list),
      make("div", { class: "knoppen" }, make("button", { type: "button", text: "Sluiten", onclick: close })),
    ];
  }

  /** Close the panel; the focus goes back to where the reader came from. */
  function close() {
    const row = State.now.site;
    State.set({ site: -1, hub: -1 });
    const again = document.querySelector(row >= 0
      ? `tr[data-site="${CSS.escape(sites.id[row])}"] button` : "#moeders button");
    (again instanceof HTMLElement ? again : byId("ranglijst")).focus();
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
    panel.scrollIntoView({ block: "nearest" });
  });
  State.listen((changed) => {
    draw();
    if (!changed.includes("site") && !changed.includes("hub")) return;
    spoken.textContent = chosen();
    if (!panel.hidden && panel.parentElement) panel.parentElement.scrollTop = 0;
  });

  return { draw };
})();
