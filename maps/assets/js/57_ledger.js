/* The counters on the day that the reader chooses. */
const LedgerPanel = (() => {
  "use strict";
  const { all, byId } = Elements;
  /** @typedef {{ slider: HTMLInputElement, date: HTMLInputElement, fault: HTMLElement, back: HTMLElement, onward: HTMLElement }} Inputs */

  /** @returns {Inputs} */
  const inputs = () => ({
    slider: byId("tijd-schuif", HTMLInputElement),
    date: byId("tijd-datum", HTMLInputElement),
    fault: byId("tijd-fout"),
    back: byId("tijd-terug"),
    onward: byId("tijd-verder"),
  });

  /**
   * @param {Ledger} ledger
   * @param {number} i
   */
  function drawCounters(ledger, i) {
    for (const home of all("#tellers [data-teller]")) {
      const cells = home.querySelectorAll("dd, td");
      LedgerText.cells(ledger, i, String(home.dataset.teller)).forEach((text, k) => {
        Elements.say(cells[k], text);
        cells[k].classList.toggle("nul", text === "0");
      });
    }
  }

  /**
   * @param {Ledger} ledger
   * @param {number} i
   */
  function drawBar(ledger, i) {
    const { existing, planned, target } = LedgerText.bar(ledger, i);
    // Without a target the bar has no line for it.
    /** @param {string} name @param {Record<string, string>} place */
    const put = (name, place) => all(`#telt-balk .${name}`).forEach((piece) =>
      Object.entries(place).forEach(([key, value]) => piece.setAttribute(key, value)));
    put("m-bestaand", { x: "0.00%", width: existing });
    put("m-gepland", { x: existing, width: planned });
    put("m-streep", { x: target });
  }

  /**
   * @param {Ledger} ledger
   * @param {string} day
   * @param {Inputs} controls
   */
  function draw(ledger, day, { slider, date, back, onward }) {
    const i = LedgerText.placeOf(ledger, day);
    for (const id of ["tijd-dag", "tellers-dag"]) byId(id).textContent = Days.long(day);
    drawCounters(ledger, i);
    Elements.say(byId("telt-doel"), LedgerText.against(ledger, i));
    Elements.say(byId("telt-cno"), LedgerText.crisis(ledger, i, day));
    drawBar(ledger, i);
    slider.value = String(Days.number(day) - Days.number(ledger.days[0]));
    slider.setAttribute("aria-valuetext", Days.long(day));
    if (document.activeElement !== date) date.value = Days.short(day);
    back.setAttribute("aria-disabled", String(day <= ledger.days[0]));
    onward.setAttribute("aria-disabled", String(i === ledger.days.length - 1));
  }

  function begin() {
    const { ledger } = Data;
    if (!ledger) return;
    const controls = inputs();
    const { slider, date, fault, back, onward } = controls;
    const { days } = ledger;
    const firstDay = Days.number(days[0]);
    let now = ledger.on;

    /** @param {string} day */
    function show(day) {
      now = LedgerText.clamped(days, day);
      if (ledger) draw(ledger, now, controls);
    }

    const place = () => LedgerText.placeOf(ledger, now);
    slider.max = String(Days.number(days[days.length - 1]) - firstDay);
    slider.addEventListener("input", () => show(Days.iso(firstDay + Number(slider.value))));
    date.addEventListener("input", () => {
      const day = Days.read(date.value);
      fault.hidden = day !== null;
      if (day !== null) show(day);
    });
    date.addEventListener("blur", () => {
      fault.hidden = true;
      show(now);
    });
    back.addEventListener("click", () => {
      const i = place(); // first back to the change that holds, then to the one before
      show(days[now > days[i] ? i : Math.max(0, i - 1)]);
    });
    onward.addEventListener("click", () => show(days[Math.min(days.length - 1, place() + 1)]));
    show(now);
  }

  return { begin };
})();
