/* The plan's text follows the map, and the map the text: one choice, said in words. */
const PlanText = (() => {
  "use strict";
  const { make, all, byId, first } = Elements;
  const blocks = all(".planblok");
  const said = document.getElementById("plan-op-kaart");
  const legend = byId("legenda-plan");

  /** @param {HTMLElement} element */
  const isChosen = (element) =>
    State.now.plan >= 0 && Number(element.dataset.plan) === State.now.plan;

  /** Show of the legend what belongs to the map as it is now: a plan or none, a line or none. */
  function drawLegend() {
    const now = [Spokes.planOf(Data, State.now) ? "plan" : "zonder plan", SiteMap.spokes().length ? "lijn" : "",
      State.now.facilities ? "voorzieningen" : ""];
    for (const entry of all(".legenda [data-met]")) entry.hidden = !now.includes(String(entry.dataset.met));
  }

  function draw() {
    const plan = Spokes.planOf(Data, State.now);
    drawLegend();
    legend.hidden = !plan;
    legend.replaceChildren(...(plan
      ? [make("strong", { text: `Op de kaart: ${plan.name}. ` }), HubText.legend(Data, plan)] : []));
    if (said) {
      Elements.say(said, plan ? `Op de kaart staat nu: ${plan.name}.` : "Op de kaart staat nu geen plan.");
    }
    for (const button of all(".naar-kaart")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.plan) === State.now.plan));
    }
  }

  /** Open the text of the plan that was chosen, and close that of the others. */
  function open() {
    const chosen = blocks.find(isChosen);
    if (chosen) blocks.forEach((block) => block.toggleAttribute("open", block === chosen));
  }

  /**
   * Go to a part of the page without touching the address: the reader's choices live there.
   *
   * @param {string} id
   */
  function go(id) {
    const part = byId(id);
    part.scrollIntoView({ block: "start" });
    part.focus({ preventScroll: true });
  }

  function bindLinks() {
    for (const link of all("[data-naar]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        go(String(link.dataset.naar));
      });
    }
    for (const button of all(".naar-kaart")) {
      button.addEventListener("click", () => {
        State.set({ plan: Number(button.dataset.plan) });
        first(".kaart").scrollIntoView({ block: "nearest" });
      });
    }
    for (const button of all("[data-plek]")) {
      button.addEventListener("click", () => {
        const row = Data.rowOf.get(String(button.dataset.plek));
        if (row === undefined) return;
        State.set({ site: row, hub: -1 });
      });
    }
  }

  /** Open on paper what a reader of paper cannot open, and close it again after. */
  function bindPaper() {
    /** @type {HTMLDetailsElement[]} */
    const folds = all("details.op-papier");
    const wasOpen = new Map();
    window.addEventListener("beforeprint", () => folds.forEach((fold) => {
      wasOpen.set(fold, fold.open);
      fold.open = true;
    }));
    window.addEventListener("afterprint", () => folds.forEach((fold) => {
      fold.open = wasOpen.get(fold) ?? fold.open;
    }));
  }

  function begin() {
    bindLinks();
    bindPaper();
    draw();
    if (State.now.plan !== State.start.plan) open();
  }

  State.listen((changed) => {
    if (!changed.includes("plan")) {
      drawLegend();
      return;
    }
    draw();
    open();
  });
  return { begin };
})();
