"use strict";
/* Dutch numbers and words; the same rules as sites/dutch.py and maps/words.py. */
const Words = (() => {
  const UNKNOWN = "onbekend";

  function number(value, decimals = 0) {
    if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
    const [whole, rest] = Math.abs(value).toFixed(decimals).split(".");
    const dotted = whole.replace(/\B(?=(\d{3})+$)/g, ".");
    const text = rest ? `${dotted},${rest}` : dotted;
    return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
  }

  /** Minutes from tenths, -1 is unknown. */
  function minutes(tenths) {
    if (tenths === undefined || tenths < 0) return UNKNOWN;
    return tenths < 5 ? "minder dan 1 min" : `${number(Math.round(tenths / 10))} min`;
  }

  function between(value, low, high) {
    const ends = [low, high].map((t) => (t >= 0 ? number(Math.round(t / 10)) : null));
    const range = value >= 0 && ends[0] !== null && ends[1] !== null && ends[0] !== ends[1];
    return minutes(value) + (range ? ` (${ends[0]} tot ${ends[1]})` : "");
  }

  function metres(dist) {
    if (dist < 0) return UNKNOWN;
    const rounded = Math.round(dist / 10) * 10;
    return rounded < 1000 ? `${number(rounded)} m` : `${number(dist / 1000, 1)} km`;
  }

  const measured = (value, unit) => (unit === "m" ? metres(value) : minutes(value));
  const counted = (n, one, more) => `${number(n)} ${n === 1 ? one : more}`;
  const leans = { ok: "ja", mits: "mits", niet: "nee", onbekend: UNKNOWN };
  const reach = ["", "geen route", "niet aangesloten op het netwerk", "geen gegevens"];
  return { UNKNOWN, number, minutes, between, metres, measured, counted, leans, reach };
})();

/** Make an element; text goes in as text, never as markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
