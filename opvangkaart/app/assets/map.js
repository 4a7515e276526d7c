"use strict";
/* The map of the workbench: what lies under a question, a click or Enter that asks it, a plot that
   is drawn, and the answers drawn back. The server reckons; this only draws. */
(function () {
  const element = document.getElementById("kaart");
  if (!element) { return; }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    attributionControl: false, zoomSnap: 0.5, fadeAnimation: !calm, zoomAnimation: !calm,
  });
  map.setView([52.1, 5.2], 9);
  const cross = document.createElement("div");
  cross.className = "kruis";
  element.appendChild(cross);
  map.createPane("onder").style.zIndex = 380;
  const drawn = L.layerGroup().addTo(map);
  const names = L.layerGroup().addTo(map);
  let kernen = [];
  let marks = [];

  function dot(place, colour, radius) {
    return L.circleMarker([place.lat, place.lon], {
      radius: radius, color: "#ffffff", weight: 1.5, fillColor: colour, fillOpacity: 1,
    }).bindTooltip(plain(place.naam));
  }

  /* A name is text, whatever someone wrote in it: Leaflet would read it as HTML. */
  function plain(text) {
    const name = document.createElement("span");
    name.textContent = text;
    return name;
  }

  function square(place) {
    const icon = L.divIcon({ className: "teken teken-moeder", iconSize: [13, 13] });
    return L.marker([place.lat, place.lon], { icon: icon, keyboard: false, title: place.naam })
      .bindTooltip(plain(place.naam));
  }

  /* Names of kernen: the large ones first, each where nothing else stands yet. */
  function label() {
    names.clearLayers();
    const bounds = map.getBounds();
    const taken = marks.map((mark) => {
      const at = map.latLngToContainerPoint(mark);
      return [at.x - 8, at.y - 8, at.x + 8, at.y + 8];
    });
    const most = taken.length + (map.getZoom() < 10 ? 12 : 40);
    kernen.filter((kern) => bounds.contains([kern.lat, kern.lon])).some((kern) => {
      const at = map.latLngToContainerPoint([kern.lat, kern.lon]);
      const half = kern.naam.length * 3.6 + 4;
      const shift = [0, -15, 15].find((down) => {
        const box = [at.x - half, at.y + down - 8, at.x + half, at.y + down + 8];
        if (taken.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3])) {
          return false;
        }
        taken.push(box);
        return true;
      });
      if (shift !== undefined) {
        L.tooltip({ permanent: true, direction: "center", offset: [0, shift], className: "kern-naam", interactive: false })
          .setLatLng([kern.lat, kern.lon]).setContent(plain(kern.naam)).addTo(names);
      }
      return taken.length >= most;
    });
  }

  fetch("/kaart/grenzen.json").then((answer) => answer.json()).then((shapes) => {
    const borders = L.geoJSON(shapes.grenzen, {
      pane: "onder",
      style: (feature) => feature.properties.own
        ? { color: "#768494", weight: 1.5, fillColor: "#fbfaf5", fillOpacity: 1 }
        : { color: "#c3cad1", weight: 1, fillColor: "#e9ecef", fillOpacity: 1 },
    }).addTo(map);
    shapes.kernen.forEach((kern) => L.circle([kern.lat, kern.lon], {
      pane: "onder", radius: kern.straal, stroke: false, fillColor: "#e4dac8", fillOpacity: 1,
      interactive: false,
    }).addTo(map));
    kernen = shapes.kernen;
    marks = shapes.moeders.concat(shapes.eigen).map((place) => [place.lat, place.lon]);
    document.getElementById("kaart-bron").textContent = shapes.makers;
    shapes.moeders.forEach((place) => square(place).addTo(map));
    shapes.eigen.forEach((place) => {
      dot(place, "#154273", 6).addTo(map).on("click", (event) => {
        L.DomEvent.stop(event);
        location.href = "/lijst/" + place.rij;
      });
    });
    const own = borders.getLayers().filter((layer) => layer.feature.properties.own);
    if (!show(true) && !(corners && plot().length > 1 && near()) && !(spot && about())) {
      map.fitBounds(L.featureGroup(own.length ? own : borders.getLayers()).getBounds(), { padding: [8, 8] });
    }
    map.on("moveend", label);
    label();
    element.dataset.klaar = "ja";
  });

  /* Draw the answers that stand on the page; ``fit`` moves the map to them. */
  function show(fit) {
    drawn.clearLayers();
    const seen = [];
    document.querySelectorAll(".antwoord[data-lon]").forEach((one) => {
      const here = [Number(one.dataset.lat), Number(one.dataset.lon)];
      const rings = one.querySelector("[data-kringen]");
      if (rings) {
        const shape = L.geoJSON(JSON.parse(rings.dataset.kringen), {
          interactive: false,
          style: { color: "#b4530a", weight: 1.5, fillColor: "#b4530a", fillOpacity: 0.1 },
        }).addTo(drawn);
        if (shape.getBounds().isValid()) { seen.push(shape.getBounds()); }
      }
      if (one.dataset.hubLon) {
        const hub = [Number(one.dataset.hubLat), Number(one.dataset.hubLon)];
        L.polyline([here, hub], { color: "#1d2733", weight: 2, dashArray: "5 4", interactive: false }).addTo(drawn);
        seen.push(L.latLngBounds([hub, hub]));
      }
      const far = Number(one.dataset.straal);
      if (far > 0) {
        L.circle(here, { radius: far, color: "#1d2733", weight: 1, dashArray: "2 4", fill: false, interactive: false }).addTo(drawn);
      }
      L.circleMarker(here, { radius: 8, color: "#1d2733", weight: 2, fillColor: "#ffd400", fillOpacity: 1, interactive: false })
        .bindTooltip(plain(one.dataset.letter), { permanent: true, direction: "center", className: "letter-naam" })
        .addTo(drawn);
      seen.push(L.latLngBounds([here, here]));
    });
    if (fit && seen.length) {
      const all = seen.reduce((whole, part) => whole.extend(part), L.latLngBounds(seen[0].getSouthWest(), seen[0].getNorthEast()));
      map.fitBounds(all, { padding: [28, 28], maxZoom: 13 });
    }
    return seen.length > 0;
  }

  /* A place that was clicked is in sight already: only one that was written moves the map. */
  let moves = true;
  function ask(latlng) {
    moves = false;
    const form = document.getElementById("vraag");
    document.getElementById("plaats").value = latlng.lng.toFixed(5) + "," + latlng.lat.toFixed(5);
    form.requestSubmit();
  }
  const written = document.getElementById("plaats");
  if (written) { written.addEventListener("input", () => { moves = true; }); }

  /* A plot: corners are added by a click or Enter, the last one goes with Backspace. */
  const corners = document.getElementById("hoeken");
  function plot() {
    drawn.clearLayers();
    const points = corners.value.split(/[\s;]+/).map((text) => text.split(",").map(Number))
      .filter((pair) => pair.length === 2 && pair.every(Number.isFinite)).map((pair) => [pair[1], pair[0]]);
    if (points.length > 1) {
      L.polygon(points, { color: "#b4530a", weight: 2, fillOpacity: 0.15, interactive: false }).addTo(drawn);
    }
    points.forEach((point) => L.circleMarker(point, { radius: 5, color: "#b4530a", fillColor: "#fff", fillOpacity: 1, interactive: false }).addTo(drawn));
    return points;
  }
  function corner(latlng) {
    corners.value = (corners.value.trim() + "\n" + latlng.lng.toFixed(6) + "," + latlng.lat.toFixed(6)).trim();
    corners.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function near() {
    map.fitBounds(plot(), { padding: [60, 60], maxZoom: 15 });
    return true;
  }
  if (corners) {
    corners.addEventListener("input", plot);
    document.getElementById("terug").addEventListener("click", () => {
      corners.value = corners.value.trim().split(/\s+/).slice(0, -1).join("\n");
      plot();
    });
  }

  /* One point for a row of a list: a click or Enter writes it in the field, a button keeps it. */
  const spot = document.getElementById("punt");
  function pin() {
    drawn.clearLayers();
    const far = Number(element.dataset.straal);
    if (element.dataset.lon) {
      L.circle([element.dataset.lat, element.dataset.lon], {
        radius: far, color: "#1d2733", weight: 1, dashArray: "2 4", fill: false, interactive: false,
      }).addTo(drawn);
    }
    const pair = spot.value.split(",").map(Number);
    if (pair.length !== 2 || !spot.value.trim() || !pair.every(Number.isFinite)) { return null; }
    return L.circleMarker([pair[1], pair[0]], {
      radius: 8, color: "#1d2733", weight: 2, fillColor: "#ffd400", fillOpacity: 1, interactive: false,
    }).addTo(drawn).getLatLng();
  }
  function put(latlng) {
    spot.value = latlng.lng.toFixed(6) + "," + latlng.lat.toFixed(6);
    pin();
  }
  function about() {
    const here = pin();
    const ring = element.dataset.lon ? L.latLng(element.dataset.lat, element.dataset.lon) : here;
    if (!ring) { return false; }
    map.fitBounds(ring.toBounds(Math.max(3 * Number(element.dataset.straal || 0), 1500)), { maxZoom: 14 });
    return true;
  }
  if (spot) { spot.addEventListener("input", pin); }

  const chosen = corners ? corner : spot ? put : ask;
  map.on("click", (event) => chosen(event.latlng));
  element.addEventListener("mousedown", () => element.classList.remove("toetsen"));
  element.addEventListener("keyup", () => element.classList.add("toetsen"));
  element.addEventListener("blur", () => element.classList.remove("toetsen"));
  element.addEventListener("keydown", (event) => {
    if (event.target !== element) { return; }
    if (event.key === "Enter") { event.preventDefault(); chosen(map.getCenter()); }
    if (event.key === "Backspace" && corners) { event.preventDefault(); document.getElementById("terug").click(); }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = document.getElementById("plaats");
    if (event.target.id === "antwoord") {
      show(moves);
      const asked = event.target.querySelector("[data-adres]");
      if (asked) { history.replaceState(null, "", asked.dataset.adres); }
      const told = document.querySelector(".oordeel, #antwoord .fout");
      if (told && told.getBoundingClientRect().top > innerHeight - 40) {
        told.scrollIntoView({ block: "center" });
      } 
      if (place) { place.value = ""; }
    }
    if (event.target.classList.contains("bereikvak")) { show(moves); }
  });
})();
