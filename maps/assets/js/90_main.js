/* Start the page. */
(() => {
  "use strict";
  State.begin();
  if (window.matchMedia("(width <= 62.5em)").matches) {
    Elements.all("#vraag details").forEach((block) => block.removeAttribute("open"));
  }
  SiteMap.begin();
  Controls.begin();
  SiteTable.begin();
  Story.draw();
  ChoicePanel.draw();
  Panel.draw();
  PlanText.begin();
  Scoreboard.begin();
  Backdrop.begin();
  LedgerPanel.begin();

  /** What is copied has the words as people write them: soft hyphens are for the screen alone. */
  document.addEventListener("copy", (event) => {
    const chosen = document.getSelection();
    const text = String(chosen);
    if (!chosen || !event.clipboardData || !text.includes("\u00ad")) return;
    const home = Elements.make("div", {}, chosen.getRangeAt(0).cloneContents());
    event.clipboardData.setData("text/plain", text.replaceAll("\u00ad", ""));
    event.clipboardData.setData("text/html", new XMLSerializer().serializeToString(home).replaceAll("\u00ad", ""));
    event.preventDefault();
  });
})();
