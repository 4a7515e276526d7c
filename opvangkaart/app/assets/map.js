"use strict";
/* The map of the workbench: the borders, the mother locations, the team's own places, and a click. */
(function () {
  const element = document.getElementById("kaart");
  const map = L.map(element, { attributionControl: false, zoomSnap: 0.5 });
  map.setView([52.1, 5.2], 9);
  const clicked = L.layerGroup().addTo(map);

  function dot(place, colour, radius) {
    return L.circleMarker([place.lat, place.lon], {
      radius: radius, color: "#ffffff", weight: 1.5, fillColor: colour, fillOpacity: 1,
    }).bindTooltip(place.naam);
  }

  fetch("/kaart/grenzen.json").then((answer) => answer.json()).then((shapes) => {
    const borders = L.geoJSON(shapes.grenzen, {
      style: (feature) => feature.properties.own
        ? { color: "#768494", weight: 1.5, fillColor: "#fbfaf5", fillOpacity: 1 }
        : { color: "#c3cad1", weight: 1, fillColor: "#e9ecef", fillOpacity: 1 },
      onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, { sticky: true }),
    }).addTo(map);
    document.getElementById("kaart-bron").textContent = shapes.makers;
    shapes.moeders.forEach((place) => dot(place, "#1d2733", 7).addTo(map));
    shapes.eigen.forEach((place) => {
      dot(place, "#154f8a", 6).addTo(map).on("click", () => { location.href = "/lijst/" + place.rij; });
    });
    const own = borders.getLayers().filter((layer) => layer.feature.properties.own);
    map.fitBounds(L.featureGroup(own.length ? own : borders.getLayers()).getBounds(), { padding: [8, 8] });
  });

  map.on("click", (event) => {
    const at = event.latlng.lng.toFixed(5) + "," + event.latlng.lat.toFixed(5);
    clicked.clearLayers();
    L.circleMarker(event.latlng, { radius: 8, color: "#b4530a", weight: 3, fill: false }).addTo(clicked);
    const places = document.getElementById("plekken").value;
    const question = new URLSearchParams({ plaats: at, plekken: places });
    htmx.ajax("GET", "/kaart/antwoord?" + question, { target: "#antwoord", swap: "innerHTML" });
  });
})();
