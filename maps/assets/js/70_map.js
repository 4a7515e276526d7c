"use strict";
/* The map: vector base, one canvas for all sites, and a layer of names and numbers above it. */
const Kaart = (() => {
  const { sites, colours } = Data;
  const map = map_kaart; // made by folium, just before this script
  const world = { x: new Float64Array(Data.count), y: new Float64Array(Data.count) };
  for (let i = 0; i < Data.count; i += 1) {
    const point = map.project([Data.lat(i), Data.lon(i)], 0);
    world.x[i] = point.x;
    world.y[i] = point.y;
  }
  const hubAt = Data.hubs.map((hub) => L.latLng(hub.lat, hub.lon));
  const box = [Data.base.box.slice(0, 2), Data.base.box.slice(2)];

  /* ---- base ---- */
  map.createPane("ondergrond").style.zIndex = 250;
  map.createPane("straten").style.zIndex = 260;
  map.createPane("grenzen").style.zIndex = 270;
  map.createPane("reistijd").style.zIndex = 300;
  const base = L.layerGroup().addTo(map);
  const still = { pane: "ondergrond", interactive: false, noClip: false, smoothFactor: 0.6 };
  const rings = (list) => list.map(Data.latLngs);
  const land = Data.base.areas.map((area) =>
    L.polygon(rings(area.rings), {
      ...still, stroke: false, fillOpacity: 1, fillRule: "evenodd",
      fillColor: area.home ? colours.land : colours.abroad,
    }).addTo(base));
  for (const shape of Data.base.shapes) {
    const colour = colours[shape.name];
    if (shape.filled.length) {
      land.push(L.polygon(rings(shape.filled), {
        ...still, stroke: false, fillOpacity: 1, fillRule: "evenodd", fillColor: colour,
      }).addTo(base));
    }
    if (shape.lines.length) {
      L.polyline(rings(shape.lines), { ...still, color: colour, weight: 2 }).addTo(base);
    }
  }
  if (Data.base.streets.length) {
    const renderer = L.canvas({ pane: "straten", padding: 0.2 });
    Data.base.streets.forEach((shape, i) => {
      L.polyline(rings(shape.lines), {
        ...still, pane: "straten", renderer, color: colours.street, weight: i ? 1 : 1.8,
      }).addTo(base);
    });
  }
  for (const area of Data.base.areas) {
    L.polygon(rings(area.rings), {
      ...still, pane: "grenzen", fill: false, color: colours.border,
      weight: area.home && Data.page.gm ? 2.4 : 1, className: "grens",
    }).addTo(base);
  }

  /* ---- sites: one canvas ---- */
  const pads = 0.25;
  const SitesLayer = L.Layer.extend({
    onAdd() {
      this.canvas = L.DomUtil.create("canvas", "plekken leaflet-layer");
      this.canvas.setAttribute("aria-hidden", "true");
      const pane = map.createPane("plekken");
      pane.style.zIndex = 420;
      pane.appendChild(this.canvas);
      map.on("viewreset moveend zoomend resize", this.draw, this);
      this.draw();
    },
    draw() {
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      const pad = size.multiplyBy(pads)._round();
      const corner = map.containerPointToLayerPoint(L.point(-pad.x, -pad.y));
      const wide = size.x + 2 * pad.x;
      const high = size.y + 2 * pad.y;
      L.DomUtil.setPosition(this.canvas, corner);
      this.canvas.width = wide * ratio;
      this.canvas.height = high * ratio;
      this.canvas.style.width = `${wide}px`;
      this.canvas.style.height = `${high}px`;
      const origin = map.getPixelOrigin().add(corner);
      const ctx = this.canvas.getContext("2d");
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, wide, high);
      paint(ctx, origin, wide, high);
    },
  });

  let badges = []; // [row, layer point of the site, layer point of the number]
  let here = null;

  /** Return how much smaller or larger dots are drawn, by the room that each has. */
  function dotScale() {
    const first = map.getBoundsZoom(box);
    const size = map.getSize();
    const spacing = Math.sqrt((size.x * size.y * 0.6) / Math.max(1, Data.count));
    const closer = Math.pow(1.28, Math.max(0, map.getZoom() - first));
    return Math.min(1.7, Math.max(0.55, Math.min(1.25, spacing / 13) * closer));
  }

  function paint(ctx, origin, wide, high) {
    const scale = map.getZoomScale(map.getZoom(), 0);
    const px = (i) => world.x[i] * scale - origin.x;
    const py = (i) => world.y[i] * scale - origin.y;
    const k = dotScale();
    paintFacilities(ctx, origin, k);
    const plan = Data.plan[State.now.plan];
    if (!plan) paintSpokes(ctx, origin, px, py);
    paintLeaders(ctx, origin);
    const groups = [[], [], [], [], [], [], []]; // uncertain, unknown, fifth 5 .. 1
    for (let i = 0; i < Data.count; i += 1) {
      if (!View.visible[i]) continue;
      const x = px(i);
      const y = py(i);
      if (x < -9 || y < -9 || x > wide + 9 || y > high + 9) continue;
      const g = !Data.isOwn(i) ? 0 : View.fifth[i] ? 7 - View.fifth[i] : 1;
      groups[g].push(x, y);
    }
    const ink = [colours.uncertain, colours.unknown, ...[...colours.rank].reverse()];
    const radius = [colours.radius[3], colours.radius[4], ...[...colours.radius].reverse()];
    ctx.strokeStyle = colours.outline;
    ctx.globalAlpha = plan ? 0.35 : 1; // with a plan, what it opens stands out
    groups.forEach((points, g) => {
      const r = radius[g] * k;
      ctx.fillStyle = ink[g];
      ctx.lineWidth = Math.min(1, k) * (g === 0 ? 1.2 : 0.9);
      ctx.beginPath();
      for (let p = 0; p < points.length; p += 2) {
        ctx.moveTo(points[p] + r, points[p + 1]);
        ctx.arc(points[p], points[p + 1], r, 0, 2 * Math.PI);
      }
      ctx.fill();
      ctx.stroke();
    });
    ctx.globalAlpha = 1;
    if (plan) {
      paintSpokes(ctx, origin, px, py);
      paintPlan(ctx, plan, px, py, k);
    }
    if (State.now.site >= 0) ring(ctx, px(State.now.site), py(State.now.site), 11);
    if (here) paintHere(ctx, origin, px, py);
  }

  function ring(ctx, x, y, r) {
    for (const [wide, ink] of [[6, colours.outline], [3, colours.selected]]) {
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.lineWidth = wide;
      ctx.strokeStyle = ink;
      ctx.stroke();
    }
  }

  const canvasPoint = (latlng, origin) => map.project(latlng).subtract(origin);

  function paintFacilities(ctx, origin, k) {
    const wanted = State.now.facilities;
    if (!wanted) return;
    const { places } = Data;
    const r = 2.6 + k;
    ctx.lineWidth = 1.2;
    for (let i = 0; i < places.lat.length; i += 1) {
      if (wanted !== "alle" && Data.word(places.category, i) !== wanted) continue;
      const at = canvasPoint([places.lat[i] / 1e5, places.lon[i] / 1e5], origin);
      ctx.beginPath();
      ctx.moveTo(at.x, at.y - r);
      ctx.lineTo(at.x + r, at.y);
      ctx.lineTo(at.x, at.y + r);
      ctx.lineTo(at.x - r, at.y);
      ctx.closePath();
      ctx.fillStyle = places.modelled[i] === "1" ? "#ffffff" : colours.facility;
      ctx.fill();
      ctx.strokeStyle = colours.facility;
      ctx.stroke();
    }
  }

  /** A new hub shows only with a plan that uses it: it is an assumption of that plan. */
  function isDrawn(row) {
    if (!Data.hubs[row].isNew) return Data.hubs[row].mother;
    const plan = Data.plan[State.now.plan];
    return Boolean(plan && plan.hubs.includes(row));
  }

  /** The lines that show now: rows with their mother location, or those of the chosen one. */
  function spokes() {
    const plan = Data.plan[State.now.plan];
    if (plan) {
      return plan.sites
        .map((row, i) => ({ row, hub: plan.hubs[i], min: plan.min[i], mits: plan.team[i] === "1" }))
        .filter((line) => line.hub >= 0); // an independent site leans on none
    }
    const lines = [];
    const add = (row) => {
      const hub = sites.hub[row];
      if (hub >= 0 && Data.hubs[hub].mother) {
        lines.push({ row, hub, min: sites.min[row], mits: Data.state(row) !== "ok" });
      }
    };
    const leaning = (row) => ["ok", "mits"].includes(Data.state(row));
    if (State.now.hub >= 0) {
      View.shown.filter((row) => sites.hub[row] === State.now.hub && leaning(row))
        .slice(0, 25).forEach(add);
    } else {
      if (State.now.spokes) View.top.filter(leaning).forEach(add);
      if (State.now.site >= 0 && !lines.some((line) => line.row === State.now.site)) {
        add(State.now.site);
      }
    }
    return lines.filter((line) => line.hub >= 0);
  }

  function paintSpokes(ctx, origin, px, py) {
    const planned = Boolean(Data.plan[State.now.plan]);
    for (const line of spokes()) {
      const hub = canvasPoint(hubAt[line.hub], origin);
      const wide = line.row === State.now.site ? 2.6 : planned ? 1.8 : 1.4;
      ctx.beginPath();
      ctx.moveTo(px(line.row), py(line.row));
      ctx.lineTo(hub.x, hub.y);
      if (planned) { // a light edge, so that the line reads on the dots
        ctx.setLineDash([]);
        ctx.lineWidth = wide + 2.4;
        ctx.strokeStyle = colours.uncertain;
        ctx.stroke();
      }
      ctx.setLineDash(line.mits ? [5, 4] : []);
      ctx.lineWidth = wide;
      ctx.strokeStyle = colours.outline;
      ctx.stroke();
    }
    ctx.setLineDash([]);
  }

  /** What a plan opens: a square around the dot in its own colour. */
  function paintPlan(ctx, plan, px, py, k) {
    const half = 7 * Math.max(1, k);
    for (const row of plan.sites) {
      const [x, y] = [px(row), py(row)];
      const fifth = View.fifth[row];
      ctx.fillStyle = fifth ? colours.rank[fifth - 1] : colours.uncertain;
      ctx.fillRect(x - half, y - half, 2 * half, 2 * half);
      for (const [wide, ink] of [[4.4, colours.uncertain], [2.2, colours.outline]]) {
        ctx.lineWidth = wide;
        ctx.strokeStyle = ink;
        ctx.strokeRect(x - half, y - half, 2 * half, 2 * half);
      }
    }
  }

  function paintLeaders(ctx, origin) {
    const shift = origin.subtract(map.getPixelOrigin());
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = colours.outline;
    for (const { from, to } of badges) {
      if (from.distanceTo(to) < 1) continue;
      ctx.beginPath();
      ctx.moveTo(from.x - shift.x, from.y - shift.y);
      ctx.lineTo(to.x - shift.x, to.y - shift.y);
      ctx.stroke();
    }
  }

  function paintHere(ctx, origin, px, py) {
    const at = canvasPoint(here.latlng, origin);
    ctx.lineWidth = 2;
    ctx.strokeStyle = colours.outline;
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    ctx.moveTo(at.x, at.y);
    ctx.lineTo(px(here.row), py(here.row));
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(at.x - 8, at.y);
    ctx.lineTo(at.x + 8, at.y);
    ctx.moveTo(at.x, at.y - 8);
    ctx.lineTo(at.x, at.y + 8);
    ctx.stroke();
  }

  /* ---- names, numbers and mother locations ---- */
  const labelPane = map.createPane("namen");
  labelPane.style.zIndex = 640;
  labelPane.setAttribute("aria-hidden", "true");
  const measure = document.createElement("canvas").getContext("2d");
  const FONTS = { gemeente: "bold 13px", kern: "12.5px", buur: "12px", minuten: "12px", moeder: "bold 13px" };

  function textWidth(text, kind) {
    measure.font = `${FONTS[kind]} ${getComputedStyle(map.getContainer()).fontFamily}`;
    return measure.measureText(text).width + 6;
  }

  /** Fixed corners: the controls of the map keep names away. */
  function controls(size) {
    const edge = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
      const r = control.getBoundingClientRect();
      return {
        x: r.left - edge.left + r.width / 2, y: r.top - edge.top + r.height / 2,
        width: Math.min(r.width, size.x) + 6, height: r.height + 6, mode: "fixed",
      };
    });
  }

  function layOut() {
    const size = map.getSize();
    const inView = (p) => p.x > 0 && p.y > 0 && p.x < size.x && p.y < size.y;
    const at = (latlng) => map.latLngToContainerPoint(latlng);
    const marks = controls(size);
    const hubs = Data.hubs.map((hub, row) => ({ hub, row, p: at(hubAt[row]) }))
      .filter(({ row, p }) => isDrawn(row) && inView(p));
    hubs.filter(({ hub }) => !hub.areaOnly).forEach(({ hub, row, p }) => marks.push({
      x: p.x, y: p.y, width: 24, height: 24, mode: "badge", gap: 2, kind: "hub", row,
      text: hub.isNew ? "N" : "M", extra: hub.isNew ? " naam-nieuw" : "",
    }));
    const plan = Data.plan[State.now.plan];
    (plan ? plan.sites : []).forEach((row) => { // what the plan opens stays in sight
      const p = at([Data.lat(row), Data.lon(row)]);
      marks.push({ x: p.x, y: p.y, width: 16, height: 16, mode: "fixed" });
    });
    View.top.forEach((row) => {
      const p = at([Data.lat(row), Data.lon(row)]);
      const text = String(View.rank[row]);
      if (inView(p)) {
        marks.push({
          x: p.x, y: p.y, width: Math.max(23, 10 + 8 * text.length), height: 23, mode: "badge",
          gap: 4, kind: "rang", row, text,
        });
      }
    });
    const xy = (latlng) => {
      const p = at(latlng);
      return [p.x, p.y];
    };
    const lines = spokes().map((line) => ({
      hub: line.hub, name: Data.hubs[line.hub].label, end: xy(hubAt[line.hub]),
      start: xy([Data.lat(line.row), Data.lon(line.row)]), min: line.min,
    }));
    marks.push(...Placement.edgeMarks(lines, size.x, size.y, (text) => textWidth(text, "moeder"), 18));
    hubs.forEach(({ hub, p }) => marks.push({
      x: p.x, y: p.y, width: textWidth(hub.label, "moeder"), height: 18, mode: "name", gap: 14,
      kind: "moeder", text: hub.label,
    }));
    const kmWide = 1000 / map.distance(map.containerPointToLatLng([0, 0]), map.containerPointToLatLng([1, 0]));
    for (const [text, lat, lon, kind] of Data.base.labels) {
      if (kind === "kern" && kmWide < 26) continue;
      const p = at([lat, lon]);
      if (!inView(p)) continue;
      marks.push({
        x: p.x, y: p.y, width: textWidth(text, kind), height: 17, mode: "middle", kind, text,
      });
    }
    for (const line of lines) {
      const seen = State.now.plan < 0 || inView(L.point(line.end)) || !inView(L.point(line.start))
        ? line.end : Placement.edgePoint(line.start, line.end, size.x, size.y);
      const p = L.point((line.start[0] + seen[0]) / 2, (line.start[1] + seen[1]) / 2);
      if (line.min < 0 || !inView(p)) continue;
      const text = Words.minutes(line.min);
      marks.push({
        x: p.x, y: p.y, width: textWidth(text, "minuten"), height: 16, mode: "middle",
        kind: "minuten", text,
      });
    }
    const dots = [];
    const scale = map.getZoomScale(map.getZoom(), 0);
    const origin = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
    for (let i = 0; i < Data.count; i += 1) {
      const x = world.x[i] * scale - origin.x;
      const y = world.y[i] * scale - origin.y;
      if (View.visible[i] && x > 0 && y > 0 && x < size.x && y < size.y) dots.push(x, y);
    }
    draw(marks, Placement.placed(marks, size.x, size.y, dots));
  }

  function draw(marks, spots) {
    const shift = map.containerPointToLayerPoint([0, 0]);
    const nodes = [];
    badges = [];
    marks.forEach((mark, m) => {
      const spot = spots[m];
      if (!mark.kind || !spot) return;
      const node = make("div", { class: `naam naam-${mark.kind}${mark.extra || ""}`, text: mark.text });
      const p = L.point(spot[0] + shift.x, spot[1] + shift.y);
      L.DomUtil.setPosition(node, L.point(p.x - mark.width / 2, p.y - mark.height / 2));
      node.style.width = `${mark.width}px`;
      node.style.height = `${mark.height}px`;
      node.style.lineHeight = `${mark.height}px`;
      if (mark.kind === "rang" || mark.kind === "hub") {
        badges.push({ from: L.point(mark.x + shift.x, mark.y + shift.y), to: p });
        node.dataset.row = mark.row;
      }
      nodes.push(node);
    });
    labelPane.replaceChildren(...nodes);
  }

  labelPane.addEventListener("click", (event) => {
    const node = event.target.closest("[data-row]");
    if (!node) return;
    event.stopPropagation();
    const row = Number(node.dataset.row);
    if (node.classList.contains("naam-hub")) State.set({ hub: row, site: -1 });
    else State.set({ site: row, hub: -1 });
  });

  /* ---- travel-time areas and accuracy ---- */
  const ringLayer = L.layerGroup().addTo(map);
  const ringKey = (ring) => `${ring.mode} ${ring.min}`;

  function drawRings() {
    ringLayer.clearLayers();
    const plain = { pane: "reistijd", interactive: false };
    Data.hubs.forEach((hub, row) => {
      if (!hub.mother || !(hub.accuracy > 0)) return;
      if (!hub.areaOnly && row !== State.now.hub) return;
      L.circle(hubAt[row], {
        ...plain, radius: hub.accuracy, color: colours.hub, weight: 1.5, dashArray: "3 4",
        fillOpacity: 0.06,
      }).addTo(ringLayer);
    });
    Data.isochrones.filter((ring) => ringKey(ring) === State.now.isochrone).forEach((ring) => {
      L.polygon(rings(ring.rings), {
        ...plain, color: "#154273", weight: 2, dashArray: "8 4", fillColor: "#154273",
        fillOpacity: 0.1, fillRule: "evenodd",
      }).addTo(ringLayer);
    });
  }

  /* The public-transport lines that carry the answer of the chosen site. */
  const ovLayer = L.layerGroup().addTo(map);
  function drawOv() {
    ovLayer.clearLayers();
    Data.ovLines.filter((line) => line.site === State.now.site).forEach((line) => {
      L.polyline(rings(line.rings), {
        pane: "reistijd", color: colours.facility, weight: 4, dashArray: "2 6",
      }).bindTooltip(make("span", { text: line.line }), { sticky: true }).addTo(ovLayer);
    });
  }

  /* ---- pointing and asking ---- */
  const layer = new SitesLayer();

  /** Return the shown site nearest to a point on the screen, -1 beyond ``reach`` pixels. */
  function siteAt(point, reach) {
    const scale = map.getZoomScale(map.getZoom(), 0);
    const origin = map.getPixelOrigin();
    const p = map.containerPointToLayerPoint(point);
    let best = -1;
    let least = reach * reach;
    for (let i = 0; i < Data.count; i += 1) {
      if (!View.visible[i]) continue;
      const dx = world.x[i] * scale - origin.x - p.x;
      const dy = world.y[i] * scale - origin.y - p.y;
      if (dx * dx + dy * dy < least) [best, least] = [i, dx * dx + dy * dy];
    }
    return best;
  }

  /** Return the nearest search cell to a place on earth and the metres to its middle. */
  function nearestCell(latlng) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < Data.count; i += 1) {
      if (!Data.isCell(i)) continue;
      const away = map.distance(latlng, [Data.lat(i), Data.lon(i)]);
      if (away < least) [best, least] = [i, away];
    }
    return { row: best, dist: least, latlng: L.latLng(latlng) };
  }

  function ask(latlng) {
    if (!Data.page.hasCells) return;
    const found = nearestCell(latlng);
    State.set({ site: found.row, hub: -1 });
    here = found;
    document.dispatchEvent(new CustomEvent("enhier", { detail: found }));
    refresh();
  }

  map.on("click", (event) => {
    const row = siteAt(event.containerPoint, 6.4 * dotScale() + 5);
    if (row >= 0) State.set({ site: row, hub: -1 });
    else ask(event.latlng);
  });
  const tip = L.tooltip({ direction: "top", offset: [0, -6], className: "wijzer" });
  let tipRow = -1;
  map.on("mousemove", (event) => {
    const row = siteAt(event.containerPoint, 6.4 * dotScale() + 2);
    if (row === tipRow) return;
    tipRow = row;
    if (row < 0) {
      map.closeTooltip(tip);
      return;
    }
    const rank = View.rank[row] ? `${View.rank[row]}. ` : "";
    tip.setLatLng([Data.lat(row), Data.lon(row)]);
    tip.setContent(make("span", { text: rank + sites.name[row].slice(0, 80) }));
    map.openTooltip(tip);
  });

  function refresh() {
    layOut();
    layer.draw();
  }

  /** Look where the address says, else at the whole area. */
  function look() {
    const view = State.viewOf(State.now.view);
    if (view) map.setView(view.slice(0, 2), view[2]);
    else map.fitBounds(box, { padding: [6, 6] });
  }

  let settling = false; // our own moves are not the reader's
  function remember() {
    if (settling) return;
    const { lat, lng } = map.getCenter();
    State.setView(`${lat.toFixed(4)}_${lng.toFixed(4)}_${map.getZoom()}`);
  }

  function show(row) {
    const at = L.latLng(Data.lat(row), Data.lon(row));
    if (map.getZoom() < map.getBoundsZoom(box) + 2) map.setView(at, map.getBoundsZoom(box) + 2.5);
    else map.panTo(at, { animate: false });
  }

  function begin() {
    map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noreferrer">Leaflet</a>');
    L.control.zoom({ zoomInTitle: "Inzoomen", zoomOutTitle: "Uitzoomen" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    look();
    View.update();
    layer.addTo(map);
    map.on("moveend zoomend resize", refresh);
    let moved = false;
    map.on("dragstart keydown", () => {
      moved = true;
    });
    map.on("zoomend", remember);
    map.on("moveend", () => {
      if (moved) remember();
      moved = false;
    });
    refresh();
    drawRings();
    drawOv();
  }

  State.listen((changed) => {
    if (changed.includes("site") || changed.includes("hub")) here = null;
    if (changed.includes("hub") || changed.includes("isochrone")) drawRings();
    if (changed.includes("site")) drawOv();
    if (changed.includes("view")) {
      settling = true;
      look();
      settling = false;
    }
    refresh();
  });

  return { map, begin, refresh, show, ask, spokes, isDrawn, ringKey, land };
})();
