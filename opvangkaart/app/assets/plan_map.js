"use strict";
/* The map of a plan: a click on a dot keeps it, leaves it out, or lets it go; the list says the same.
   On the form ("kies") the dots are what can be chosen, on an outcome ("uitkomst") what was. */
(function () {
  const element = document.getElementById("plankaart");
  if (!element) return;
  const isOutcome = element.dataset.soort === "uitkomst";
  const said = document.getElementById("kaart-zegt");
  const map = L.map(element, { attributionControl: false, zoomSnap: 0.5, preferCanvas: !isOutcome });
  map.setView([52.1, 5.2], 9);
  const COLOURS = { "moederlocatie": "#154f8a", "nieuwe hub": "#1e6b3c", "mobiel team": "#b4530a" };
  const WORDS = { keep: "houden", out: "weglaten", free: "vrij" };

  const box = (name, value) => [...document.getElementsByName(name)].find((one) => one.value === value);

  function stateOf(id) {
    const isOn = (one) => one !== undefined && (one.checked || one.type === "hidden");
    if (isOn(box("houden", id))) return "keep";
    return isOn(box("weg", id)) ? "out" : "free";
  }

  /* A name is text, whatever someone wrote in it: Leaflet would read it as HTML. */
  function plain(text) {
    const name = document.createElement("span");
    name.textContent = text;
    return name;
  }

  function look(id, colour, radius) {
    const state = stateOf(id);
    if (state === "keep") return { radius: radius + 2, color: "#1d2733", weight: 4, fillColor: colour, fillOpacity: 1 };
    if (state === "out") return { radius: radius, color: "#9b1c1c", weight: 3, fillColor: "#ffffff", fillOpacity: 1 };
    return { radius: radius, color: "#ffffff", weight: 1, fillColor: colour, fillOpacity: 0.9 };
  }

  const dots = new Map();
  function draw(id, name, lon, lat, colour, radius) {
    const dot = L.circleMarker([lat, lon], look(id, colour, radius)).bindTooltip(plain(name)).addTo(map);
    dots.set(id, () => dot.setStyle(look(id, colour, radius)));
    dot.on("click", (event) => { L.DomEvent.stopPropagation(event); turn(id, name); });
  }

  const redraw = () => dots.forEach((again) => again());
  const tell = (id, name) => { said.textContent = name + ": " + WORDS[stateOf(id)]; };

  function turn(id, name) {
    if (isOutcome) {
      const keep = box("houden", id), out = box("weg", id), state = stateOf(id);
      keep.checked = state === "free";
      out.checked = state === "keep";
      dots.get(id)();
      tell(id, name);
      return;
    }
    const form = new URLSearchParams(new FormData(document.getElementById("planvorm")));
    const looked = new URLSearchParams(new FormData(document.getElementById("zoekvorm")));
    looked.forEach((value, key) => form.append(key, value));
    form.append("erbij", id);
    htmx.ajax("GET", "/plan/plekken?" + form, { target: "#plekken", swap: "innerHTML" })
      .then(() => { redraw(); tell(id, name); });
  }

  function spare(feature, layer) {
    layer.bindTooltip(plain(feature.properties.name), { sticky: true });
    const own = document.getElementById("spaar-" + feature.properties.gm_code);
    if (!own) return;
    layer.on("click", () => {
      own.checked = !own.checked;
      layer.setStyle(area(feature));
      said.textContent = feature.properties.name + (own.checked ? ": sparen" : ": niet sparen");
    });
    own.addEventListener("change", () => layer.setStyle(area(feature)));
  }

  function area(feature) {
    const own = document.getElementById("spaar-" + feature.properties.gm_code);
    if (own && own.checked) return { color: "#7a4a00", weight: 2.5, fillColor: "#fff4d6", fillOpacity: 1 };
    return feature.properties.own
      ? { color: "#768494", weight: 1.5, fillColor: "#fbfaf5", fillOpacity: 1 }
      : { color: "#c3cad1", weight: 1, fillColor: "#e9ecef", fillOpacity: 1 };
  }

  document.addEventListener("change", (event) => {
    const one = event.target;
    if (one.name === "houden" || one.name === "weg") {
      const other = box(one.name === "houden" ? "weg" : "houden", one.value);
      if (one.checked && other && other.type === "checkbox") other.checked = false;
      redraw();
    }
    if (one.id === "bron") location.href = "/plan?bron=" + encodeURIComponent(one.value);
  });

  async function start() {
    const shapes = await (await fetch("/kaart/grenzen.json")).json();
    const borders = L.geoJSON(shapes.grenzen, { style: area, onEachFeature: spare }).addTo(map);
    document.getElementById("kaart-bron").textContent = shapes.makers;
    const own = borders.getLayers().filter((layer) => layer.feature.properties.own);
    map.fitBounds(L.featureGroup(own.length ? own : borders.getLayers()).getBounds(), { padding: [8, 8] });
    if (isOutcome) {
      const sites = JSON.parse(document.getElementById("plan-gegevens").textContent);
      sites.forEach((one) => {
        const hub = shapes.moeders.find((mother) => mother.naam === one.hub);
        if (hub && one.leaning === "moederlocatie") {
          L.polyline([[one.lat, one.lon], [hub.lat, hub.lon]], { color: "#768494", weight: 1.5, interactive: false }).addTo(map);
        }
      });
      sites.forEach((one) => draw(one.id, one.name + ": " + one.places + " plekken", one.lon, one.lat,
        COLOURS[one.leaning], 4 + Math.sqrt(one.places) / 2));
    } else {
      const source = document.getElementById("bron").value;
      const sites = await (await fetch("/plan/plekken.json?bron=" + source)).json();
      sites.forEach(([id, name, lon, lat]) => draw(id, name, lon, lat, "#154f8a", sites.length > 200 ? 3 : 6));
    }
    shapes.moeders.forEach((one) => L.circleMarker([one.lat, one.lon],
      { radius: 6, color: "#ffffff", weight: 1.5, fillColor: "#1d2733", fillOpacity: 1 }).bindTooltip(plain(one.naam)).addTo(map));
    element.dataset.klaar = "1";
  }
  start();
})();
