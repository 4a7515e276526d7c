/* The headline, the third figure and the bar follow the plan that is shown; Python wrote the words. */
const Story = (() => {
  "use strict";
  const { byId } = Elements;
  const SVG = "http://www.w3.org/2000/svg";

  /**
   * Make a piece of the bar.
   *
   * @param {string} name
   * @param {Record<string, string>} place
   */
  function piece(name, place) {
    const rect = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries({ class: `m-${name}`, ...place, height: "100%" })) {
      rect.setAttribute(key, value);
    }
    return rect;
  }

  /** @param {StoryView} view */
  function drawBar(view) {
    let at = 0;
    const parts = view.parts.map(([name, wide]) => {
      const x = at;
      at += wide;
      return piece(name, { x: `${x.toFixed(2)}%`, width: `${wide.toFixed(2)}%` });
    });
    const marks = view.marks.map(([name, x]) => piece(name, { x: `${x.toFixed(2)}%`, width: "2" }));
    byId("verhaal-balk").replaceChildren(piece("leeg", { x: "0", width: "100%" }), ...parts, ...marks);
    byId("verhaal-balk-tekst").textContent = view.text;
  }

  function draw() {
    const { views, without } = Data.story;
    const view = views[State.now.plan] ?? without;
    byId("kop-dan").textContent = view.rest;
    byId("plan-cijfer-naam").textContent = view.label;
    byId("plan-cijfer").textContent = view.value;
    byId("plan-cijfer-noot").textContent = view.note;
    drawBar(view);
  }

  State.listen((changed) => {
    if (changed.includes("plan")) draw();
  });
  return { draw };
})();
