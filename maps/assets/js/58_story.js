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
    byId("verhaal-balk").toggleAttribute("hidden", !parts.length && !marks.length);
    byId("verhaal-balk").replaceChildren(piece("leeg", { x: "0", width: "100%" }), ...parts, ...marks);
    Elements.say(byId("verhaal-balk-tekst"), view.text);
  }

  function draw() {
    const { views, without } = Data.story;
    const view = views[State.now.plan] ?? without;
    Elements.say(byId("kop-dan"), view.rest);
    Elements.say(byId("plan-cijfer-naam"), view.label);
    Elements.say(byId("plan-cijfer"), view.value);
    Elements.say(byId("plan-cijfer-noot"), view.note);
    drawBar(view);
  }

  State.listen((changed) => {
    if (changed.includes("plan")) draw();
  });
  return { draw };
})();
