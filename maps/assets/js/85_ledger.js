"use strict";
/* The counters on any day: between two days of the list nothing changes. */
const Stand = (() => {
  const ledger = Data.ledger;
  const get = (id) => document.getElementById(id);
  const DAY = 86400000;
  const LONG = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
    "september", "oktober", "november", "december"];
  const REGULAR = "regulier";

  const number = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
  const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const words = (text) => {
    const [year, month, day] = text.split("-").map(Number);
    return `${day} ${LONG[month - 1]} ${year}`;
  };
  const short = (text) => text.split("-").reverse().map(Number).join("-");

  /** Read d-m-jjjj as Dutch readers write a day; null for anything else. */
  function read(text) {
    const match = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(text.trim());
    if (!match) return null;
    const day = `${match[3]}-${match[2].padStart(2, "0")}-${match[1].padStart(2, "0")}`;
    return Number.isNaN(Date.parse(day)) || iso(number(day)) !== day ? null : day;
  }

  /** Return the place in the list that holds on a day. */
  function at(day) {
    let found = 0;
    ledger.days.forEach((on, i) => {
      if (on <= day) found = i;
    });
    return found;
  }

  function countsOf(row, key) {
    const start = ledger.counters.indexOf(key) * 4;
    return start < 0 ? [0, 0, 0, 0] : row.slice(start, start + 4);
  }

  /** Return the numbers that this page counts: its municipality's, or those of the whole area. */
  const own = (i) => (ledger.town.length ? ledger.town : ledger.area)[i];

  /** Who comes first for CNO is known for the day of the text alone. */
  const first = () => (now === ledger.on ? ledger.cnoFirst : "");

  function cno(i) {
    const now = countsOf(own(i), "cno");
    const start = "Crisisnoodopvang (CNO) telt nooit mee in het totaal.";
    if (!now[0] && !now[3]) return `${start} Op deze dag is er geen.${first()}`;
    const end = ledger.days.find((_, later) => {
      const then = countsOf(own(later), "cno");
      return later > i && (then[0] < now[0] || (then[0] === now[0] && then[3] < now[3]));
    });
    return `${start} ${end ? `Zij eindigt (deels) op ${short(end)}.` : "Een einddag is niet bekend."}${first()}`;
  }

  function against(i) {
    const [existing, planned] = countsOf(ledger.area[i], REGULAR);
    const rest = ledger.target - existing - planned;
    const end = rest > 0 ? `Dan ontbreken er nog ${Words.number(rest)}.` : "Daarmee is het doel gehaald.";
    return `${Words.number(existing)} bestaand en ${Words.number(planned)} gepland: samen ${Words.number(existing + planned)} van de ${Words.number(ledger.target)}. ${end}`;
  }

  function drawBar(i) {
    const [existing, planned] = countsOf(ledger.area[i], REGULAR);
    const full = 1.02 * Math.max(1, ledger.target, existing + planned);
    const share = (amount) => `${((100 * amount) / full).toFixed(2)}%`;
    const set = (name, x, wide) => {
      const part = document.querySelector(`#telt-balk .${name}`);
      part.setAttribute("x", share(x));
      if (wide !== undefined) part.setAttribute("width", share(wide));
    };
    set("m-bestaand", 0, existing);
    set("m-gepland", existing, planned);
    set("m-streep", ledger.target);
  }

  function draw(day) {
    const i = at(day);
    for (const name of ["tijd-dag", "tellers-dag"]) get(name).textContent = words(day);
    document.querySelectorAll("#tellers [data-teller]").forEach((row) => {
      countsOf(own(i), row.dataset.teller).forEach((amount, k) => {
        const key = row.dataset.teller;
        const silent = ledger.silent.includes(key) || (key !== REGULAR && countsOf(own(i), key)[3] > 0);
        if (k === 0 && !amount && silent) {
          row.cells[1].textContent = Words.UNKNOWN; // nothing in the source: not a zero
          return;
        }
        const unit = k === 3 && amount ? ` ${amount === 1 ? "regel" : "regels"}` : "";
        row.cells[k + 1].textContent = Words.number(amount) + unit;
      });
    });
    get("telt-doel").textContent = against(i);
    get("telt-cno").textContent = cno(i);
    drawBar(i);
    const slider = get("tijd-schuif");
    slider.value = String(number(day) - number(ledger.days[0]));
    slider.setAttribute("aria-valuetext", words(day));
    if (document.activeElement !== get("tijd-datum")) get("tijd-datum").value = short(day);
    get("tijd-terug").setAttribute("aria-disabled", String(day <= ledger.days[0]));
    get("tijd-verder").setAttribute("aria-disabled", String(i === ledger.days.length - 1));
  }

  let now = ledger ? ledger.on : "";
  function show(day) {
    const [first, last] = [ledger.days[0], ledger.days[ledger.days.length - 1]];
    now = day < first ? first : day > last ? last : day;
    draw(now);
  }

  function begin() {
    if (!ledger) return;
    const [first, last] = [ledger.days[0], ledger.days[ledger.days.length - 1]];
    const slider = get("tijd-schuif");
    slider.max = String(number(last) - number(first));
    slider.addEventListener("input", () => show(iso(number(first) + Number(slider.value))));
    get("tijd-datum").addEventListener("input", () => {
      const day = read(get("tijd-datum").value);
      get("tijd-fout").hidden = day !== null;
      if (day !== null) show(day);
    });
    get("tijd-datum").addEventListener("blur", () => {
      get("tijd-fout").hidden = true;
      show(now);
    });
    get("tijd-terug").addEventListener("click", () => {
      const i = at(now);
      show(ledger.days[now > ledger.days[i] ? i : Math.max(0, i - 1)]);
    });
    get("tijd-verder").addEventListener("click", () => show(ledger.days[Math.min(ledger.days.length - 1, at(now) + 1)]));
    show(now);
  }
  return { begin, show };
})();
