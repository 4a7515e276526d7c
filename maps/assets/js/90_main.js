/* Start the page. */
(() => {
  "use strict";
  State.begin();
  if (window.matchMedia("(max-width: 1000px)").matches) {
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
})();
