/* Find and make elements. */
const Elements = (() => {
  "use strict";
  /** @typedef {string | number | boolean | null | undefined | ((event: Event) => void)} Attribute */

  /**
   * Return an element of the page; one that is not there is a mistake in the page.
   *
   * @template {Element} [T=HTMLElement]
   * @param {string} id
   * @param {new () => T} [kind]
   * @returns {T}
   */
  function byId(id, kind) {
    const found = document.getElementById(id);
    if (found === null || (kind && !(found instanceof kind))) throw new Error(`no #${id} here`);
    return /** @type {T} */ (/** @type {unknown} */ (found));
  }

  /**
   * Return all elements that a selector finds; it must find elements of HTML.
   *
   * @template {Element} [T=HTMLElement]
   * @param {string} selector
   * @param {ParentNode} [home]
   * @returns {T[]}
   */
  const all = (selector, home = document) => [...home.querySelectorAll(selector)].map(
    (found) => /** @type {T} */ (found));

  /**
   * Return the first element that a selector finds; none is a mistake in the page.
   *
   * @template {Element} [T=HTMLElement]
   * @param {string} selector
   * @param {ParentNode} [home]
   * @returns {T}
   */
  function first(selector, home = document) {
    const found = home.querySelector(selector);
    if (found === null) throw new Error(`no ${selector} here`);
    return /** @type {T} */ (found);
  }

  /**
   * Give an element its text: a day, a number and its noun stay on one line.
   *
   * @param {Element} element
   * @param {string} text
   */
  function say(element, text) {
    if (element instanceof HTMLOptionElement || !(element instanceof HTMLElement)) {
      element.textContent = text;
      return;
    }
    element.replaceChildren(...Whole.pieces(text).map(({ piece, stays }) => {
      if (!stays) return piece;
      const kept = document.createElement("h-l");
      kept.textContent = piece;
      return kept;
    }));
  }

  /**
   * Make an element; text goes in as text, never as markup.
   *
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {Record<string, Attribute>} [attributes]
   * @param {...(Node | string | null | undefined)} children
   * @returns {HTMLElementTagNameMap[Tag]}
   */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") element.addEventListener(name.slice(2), value);
      else if (name === "class") element.className = String(value);
      else if (name === "text") say(element, String(value));
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...children.flatMap((child) => child ?? []));
    return element;
  }

  /**
   * Return a name with soft hyphens in its long words: for what is shown, never to compare with.
   *
   * @param {string} text
   */
  const soft = (text) => text.replace(/\p{L}{12,}/gu, (word) => Data.soft[word] ?? word);

  return { byId, all, first, make, say, soft };
})();
