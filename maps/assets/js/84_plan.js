"use strict";
/* The plan's text follows the map, and the map the text: one choice, said in words. */
const PlanTekst = (() => {
  const blocks = [...document.querySelectorAll(".planblok")];
  const said = document.getElementById("plan-op-kaart");
  const legend = document.getElementById("legenda-plan");

  /** Say per mother location how full it is in the chosen plan. */
  function rooms(plan) {
    const near = (hub) => !Data.page.gm || plan.hubs.includes(hub);
    return plan.room.filter(([hub, , used]) => used > 0 && near(hub)).map(([hub, room, used, basis]) => {
      const of = room < 0 ? "" : ` van ${Words.number(room)}`;
      return `${Data.hubs[hub].label}: ${Words.number(used)}${of} plekken${room < 0 ? "" : ` (ruimte: ${basis})`}`;
    });
  }

  function legendText(plan) {
    const parts = [make("strong", { text: `Plan ${plan.name}. ` }),
      "Vierkant: locatie die opengaat."];
    if (plan.team.includes("0")) parts.push(" Lijn: leunt op de moederlocatie, met minuten.");
    if (plan.team.includes("1")) parts.push(" Streepjeslijn: mobiel team, met minuten van het team.");
    if (plan.hubs.some((hub) => hub >= 0 && Data.hubs[hub].isNew)) {
      parts.push(" N: nieuwe hub, een aanname.");
    }
    const full = rooms(plan);
    if (full.length) parts.push(` Plekken bij elkaar in het hele plan: ${full.join("; ")}.`);
    return parts;
  }

  function draw() {
    const plan = Data.plan[State.now.plan];
    legend.hidden = !plan;
    legend.replaceChildren(...(plan ? legendText(plan) : []));
    if (said) said.textContent = plan ? `Op de kaart staat nu: ${plan.name}.` : "Op de kaart staat nu geen plan.";
    document.querySelectorAll(".naar-kaart").forEach((button) => {
      button.setAttribute("aria-pressed", String(Number(button.dataset.plan) === State.now.plan));
    });
  }

  /** Open the text of the plan that was chosen, and close that of the others. */
  function open() {
    const chosen = blocks.find((block) => Number(block.dataset.plan) === State.now.plan && State.now.plan >= 0);
    if (chosen) blocks.forEach((block) => block.toggleAttribute("open", block === chosen));
  }

  /** Go to a part of the page without touching the address: the reader's choices live there. */
  function go(id) {
    const part = document.getElementById(id);
    part.scrollIntoView({ block: "start" });
    part.focus({ preventScroll: true });
  }

  function begin() {
    document.querySelectorAll("[data-naar]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      go(link.dataset.naar);
    }));
    document.querySelectorAll(".naar-kaart").forEach((button) => button.addEventListener("click", () => {
      State.set({ plan: Number(button.dataset.plan) });
      document.querySelector(".kaart").scrollIntoView({ block: "nearest" });
    }));
    document.querySelectorAll("[data-plek]").forEach((button) => button.addEventListener("click", () => {
      const row = Data.rowOf.get(button.dataset.plek);
      if (row === undefined) return;
      State.set({ site: row, hub: -1 });
      document.getElementById("paneel").scrollIntoView({ block: "nearest" });
    }));
    const onPaper = [...document.querySelectorAll("details.op-papier")];
    window.addEventListener("beforeprint", () => onPaper.forEach((part) => {
      part.dataset.was = String(part.open);
      part.open = true;
    }));
    window.addEventListener("afterprint", () => onPaper.forEach((part) => {
      part.open = part.dataset.was === "true";
    }));
    draw();
    if (State.now.plan !== State.start.plan) open();
  }

  State.listen((changed) => {
    if (!changed.includes("plan")) return;
    draw();
    open();
  });
  return { begin, go };
})();
