/* The page's data, and what the reader chose. */
const Data = Unpack.pageData(
  Packing.opened(JSON.parse(Elements.byId("gegevens").textContent ?? "")),
);

const State = (() => {
  "use strict";
  const ADDRESS_WAIT_MS = 120;
  /** @typedef {keyof ReaderState} Field */
  const start = Address.startOf(Data);
  const now = Address.startOf(Data);
  /** @type {((changed: Field[]) => void)[]} */
  const listeners = [];
  let isReady = false;
  let timer = 0;

  function write() {
    const hash = Address.write(Data, now);
    if (hash === window.location.hash.replace(/^#/, "")) return;
    window.history.replaceState(null, "", hash ? `#${hash}` : window.location.pathname);
  }

  function writeSoon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(write, ADDRESS_WAIT_MS);
  }

  /** @param {Field[]} changed */
  const tell = (changed) => listeners.forEach((listener) => listener(changed));

  /**
   * Change the state and tell every part of the page; the address follows a little later.
   *
   * @param {Partial<ReaderState>} patch
   */
  function set(patch) {
    Object.assign(now, patch);
    if (!isReady) return;
    tell(/** @type {Field[]} */ (Object.keys(patch)));
    writeSoon();
  }

  /**
   * Remember where the reader looks; nothing needs to be drawn anew for it.
   *
   * @param {string} view
   */
  function setView(view) {
    now.view = view;
    if (isReady) writeSoon();
  }

  const reset = () => set(Address.startOf(Data));

  const read = () => Object.assign(now, Address.read(Data, window.location.hash));

  function begin() {
    read();
    isReady = true;
    window.addEventListener("hashchange", () => {
      read();
      tell(/** @type {Field[]} */ (Object.keys(now)));
    });
  }

  /** @param {(changed: Field[]) => void} listener */
  const listen = (listener) => {
    listeners.push(listener);
  };

  return { now, start, set, setView, reset, begin, listen };
})();
