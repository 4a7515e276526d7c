"use strict";
/* Start the page. */
State.begin();
if (window.matchMedia("(max-width: 1000px)").matches) {
  document.querySelectorAll("#vraag details").forEach((block) => block.removeAttribute("open"));
}
Kaart.begin();
Bediening.begin();
Tabel.begin();
Paneel.draw();
PlanTekst.begin();
Stand.begin();
