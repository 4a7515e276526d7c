/* The background map that a reader may ask for. It lies on the page's own land and never instead of
   it: where a tile does not come, the land is still there, and the page says what happened. */
const Backdrop = (() => {
  "use strict";
  const WAIT_MS = 10000;
  const FAILED = "De achtergrondkaart is niet bereikbaar; u ziet de gewone kaart. Probeer het later opnieuw.";
  const PARTLY = "Een deel van de achtergrondkaart is niet geladen; daar ziet u de gewone kaart.";
  const { map } = MapBase;
  /** @type {L.GridLayer | null} */
  let layer = null;
  let came = 0;
  let failed = 0;
  let timer = 0;

  /**
   * Return a layer of tiles. Leaflet's own empties a tile with a data: address, which the page's
   * policy refuses; a grid layer takes it away whole.
   *
   * @param {string} address
   * @param {string} attribution
   * @returns {L.GridLayer}
   */
  function tileLayer(address, attribution) {
    class Tiles extends L.GridLayer {
      /**
       * @param {L.Coords} coords
       * @param {L.DoneCallback} done
       */
      createTile(coords, done) {
        const tile = document.createElement("img");
        tile.alt = "";
        tile.referrerPolicy = "no-referrer";
        tile.addEventListener("load", () => done(undefined, tile));
        tile.addEventListener("error", () => {
          tile.style.visibility = "hidden"; // no mark of a broken picture on the land
          done(new Error(`no tile at ${tile.src}`), tile);
        });
        tile.src = L.Util.template(address, coords);
        return tile;
      }
    }
    return new Tiles({ pane: "achtergrond", minZoom: 6, maxZoom: 19, attribution });
  }

  /** @param {string} text nothing where all is well */
  function say(text) {
    const line = Elements.byId("achtergrond-bericht");
    Elements.say(line, text);
    line.hidden = !text;
  }

  /** @param {boolean} isOn whether the cells let the background through */
  function press(isOn) {
    Elements.byId("achtergrond").setAttribute("aria-pressed", String(isOn));
    map.getContainer().classList.toggle("met-achtergrond", isOn);
  }

  function stop() {
    window.clearTimeout(timer);
    layer?.remove();
    layer = null;
    press(false);
  }

  function giveUp() {
    stop();
    say(FAILED);
  }

  /** Count anew for each view: what came before says nothing of what comes now. */
  function expect() {
    came = 0;
    failed = 0;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (!came) giveUp();
    }, WAIT_MS);
  }

  /** All tiles of a view have come or failed. */
  function settle() {
    window.clearTimeout(timer);
    if (!came && failed) giveUp();
    else say(failed ? PARTLY : "");
  }

  /** @param {HTMLElement} button */
  function start(button) {
    say("");
    layer = tileLayer(String(button.dataset.tegels), String(button.dataset.bron));
    layer.on("loading", expect);
    layer.on("tileload", () => {
      came += 1;
    });
    layer.on("tileerror", () => {
      failed += 1;
    });
    layer.on("load", settle);
    expect();
    press(true);
    layer.addTo(map);
  }

  /** Let the button load the background and take it away; not every page has one. */
  function begin() {
    const button = document.getElementById("achtergrond");
    if (!button) return;
    MapBase.paneAt("achtergrond", 255);
    button.addEventListener("click", () => {
      if (!layer) {
        start(button);
        return;
      }
      stop();
      say("");
    });
  }

  return { begin };
})();
