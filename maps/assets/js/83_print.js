"use strict";
/* Paper: redraw the vector map and the tables for what is on the screen now. */
const Papier = (() => {
  const { sites, colours } = Data;
  const svg = document.querySelector("#tekening svg");
  const [left, top, scale, width, height] = svg.dataset.view.split(" ").map(Number);
  const NS = "http://www.w3.org/2000/svg";
  const FONT = 12;

  function at(lat, lon) {
    const p = L.CRS.EPSG3857.project(L.latLng(lat, lon));
    return [(p.x - left) * scale, (top - p.y) * scale];
  }
  const siteAt = (i) => at(Data.lat(i), Data.lon(i));
  const hubAt = (h) => at(Data.hubs[h].lat, Data.hubs[h].lon);

  function draw(tag, attributes, text) {
    const node = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null) node.setAttribute(name, typeof value === "number" ? value.toFixed(1) : value);
    }
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function words(text, x, y, { bold = false, ink = "#1b1f24", size = FONT } = {}) {
    return draw("text", {
      x, y: y + size * 0.35, "font-size": String(size), fill: ink, "text-anchor": "middle",
      "font-weight": bold ? "bold" : null, stroke: "#ffffff", "stroke-width": "3",
      "stroke-linejoin": "round", "paint-order": "stroke",
    }, text);
  }

  function sitesLayer() {
    const spacing = Math.sqrt((width * height * 0.6) / Math.max(1, Data.count));
    const k = Math.min(1.25, Math.max(0.55, spacing / 13));
    const groups = [
      ["onzeker", (i) => !Data.isOwn(i), colours.uncertain, colours.radius[3]],
      ["zonder", (i) => Data.isOwn(i) && !View.rank[i], colours.unknown, colours.radius[4]],
    ];
    for (let q = 5; q > 0; q -= 1) {
      groups.push([`q${q}`, (i) => View.fifth[i] === q, colours.rank[q - 1], colours.radius[q - 1]]);
    }
    return groups.flatMap(([name, mine, ink, radius]) => {
      const rows = View.shown.filter(mine);
      if (!rows.length) return [];
      const d = rows.map((i) => siteAt(i)).map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h.01`).join("");
      return [[2 * radius * k + 1.6, colours.outline], [2 * radius * k, ink]].map(([wide, stroke]) =>
        draw("path", { class: name, d, stroke, "stroke-width": wide, "stroke-linecap": "round", fill: "none" }));
    });
  }

  const textWidth = (text) => text.length * FONT * 0.56;

  function overlay() {
    const inView = ([x, y]) => x > 0 && y > 0 && x < width && y < height;
    const marks = [
      { x: width * 0.16, y: height - 20, width: width * 0.3, height: 36, mode: "fixed" },
      { x: width - 20, y: 32, width: 34, height: 56, mode: "fixed" },
    ];
    const hubs = Data.hubs.map((hub, h) => h).filter((h) => Kaart.isDrawn(h) && inView(hubAt(h)));
    const push = (kind, point, wide, high, mode, gap, text) =>
      marks.push({ kind, x: point[0], y: point[1], width: wide, height: high, mode, gap, text });
    hubs.filter((h) => !Data.hubs[h].areaOnly).forEach((h) => push("hub", hubAt(h), 18, 18, "badge", 2, Data.hubs[h].isNew ? "N" : "M"));
    const plan = Data.plan[State.now.plan];
    (plan ? plan.sites : []).forEach((i) => {
      const [x, y] = siteAt(i);
      marks.push({ x, y, width: 14, height: 14, mode: "fixed" });
    });
    View.top.filter((i) => inView(siteAt(i))).forEach((i) => {
      const text = String(View.rank[i]);
      push("rang", siteAt(i), Math.max(19, 8 + 7 * text.length), 19, "badge", 4, text);
    });
    const lines = Kaart.spokes().map((line) => ({
      hub: line.hub, name: Data.hubs[line.hub].label, start: siteAt(line.row), end: hubAt(line.hub),
    }));
    marks.push(...Placement.edgeMarks(lines, width, height, textWidth, 16));
    hubs.forEach((h) => push("moeder", hubAt(h), textWidth(Data.hubs[h].label), 16, "name", 11, Data.hubs[h].label));
    const kmWide = (1000 * scale) / Math.cos((Data.base.box[0] * Math.PI) / 180);
    for (const [text, lat, lon, kind] of Data.base.labels) {
      if ((kind !== "kern" || kmWide >= 26) && inView(at(lat, lon))) {
        push(kind, at(lat, lon), textWidth(text), 15, "middle", 0, text);
      }
    }
    for (const line of Kaart.spokes()) {
      const [a, b] = [siteAt(line.row), hubAt(line.hub)];
      const seen = State.now.plan < 0 || inView(b) || !inView(a) ? b : Placement.edgePoint(a, b, width, height);
      const middle = [(a[0] + seen[0]) / 2, (a[1] + seen[1]) / 2];
      if (line.min >= 0 && inView(middle)) {
        push("minuten", middle, textWidth(Words.minutes(line.min)), 14, "middle", 0, Words.minutes(line.min));
      }
    }
    const dots = View.shown.flatMap(siteAt);
    return [marks, Placement.placed(marks, width, height, dots)];
  }

  function leader(mark, [x, y]) {
    if (Math.abs(mark.x - x) + Math.abs(mark.y - y) < 1) return [];
    return [draw("path", { d: `M${mark.x},${mark.y}L${x},${y}`, stroke: colours.outline, "stroke-width": "1", fill: "none" })];
  }

  function symbol(mark, [x, y]) {
    if (mark.kind === "hub") {
      const isNew = mark.text === "N"; // a new hub is white: it is not there yet
      return [...leader(mark, [x, y]),
        draw("rect", {
          x: x - 9, y: y - 9, width: 18, height: 18, rx: 3, fill: isNew ? "#ffffff" : colours.hub,
          stroke: isNew ? colours.hub : "#ffffff", "stroke-width": "1.5", "stroke-dasharray": isNew ? "3 2" : null,
        }),
        draw("text", { x, y: y + 4.3, "font-size": "12", "font-weight": "bold", fill: isNew ? colours.hub : "#ffffff", "text-anchor": "middle" }, mark.text)];
    }
    if (mark.kind === "rang") {
      return [...leader(mark, [x, y]),
        draw("rect", { x: x - mark.width / 2, y: y - 9.5, width: mark.width, height: 19, rx: 9.5, fill: "#ffffff", stroke: colours.outline, "stroke-width": "1.8" }),
        draw("text", { x, y: y + 3.9, "font-size": "11", "font-weight": "bold", fill: "#1b1f24", "text-anchor": "middle" }, mark.text)];
    }
    return [words(mark.text, x, y, {
      bold: ["gemeente", "moeder", "rand"].includes(mark.kind), ink: mark.kind === "buur" ? "#555d66" : "#1b1f24",
    })];
  }

  function spoke(line, planned) {
    const [a, b] = [siteAt(line.row), hubAt(line.hub)];
    const d = `M${a[0].toFixed(1)},${a[1].toFixed(1)}L${b[0].toFixed(1)},${b[1].toFixed(1)}`;
    const edge = planned ? [draw("path", { d, fill: "none", stroke: "#ffffff", "stroke-width": "4" })] : [];
    return [...edge, draw("path", {
      d, fill: "none", stroke: colours.outline, "stroke-width": "1.4", "stroke-dasharray": line.mits ? "5 4" : null,
    })];
  }

  function faded(nodes) {
    const group = draw("g", { opacity: "0.35" });
    group.append(...nodes);
    return group;
  }

  function opened(row) {
    const [x, y] = siteAt(row);
    const fifth = View.fifth[row];
    return draw("rect", {
      x: x - 6, y: y - 6, width: 12, height: 12, fill: fifth ? colours.rank[fifth - 1] : colours.uncertain,
      stroke: colours.outline, "stroke-width": "2",
    });
  }

  function map() {
    const [marks, spots] = overlay();
    const layer = { hub: "m-hubs", moeder: "m-hubs", rand: "m-hubs", rang: "m-badges", minuten: "m-minutes" };
    const groups = { "m-names": [], "m-minutes": [], "m-hubs": [], "m-badges": [] };
    marks.forEach((mark, m) => {
      if (mark.kind && spots[m]) groups[layer[mark.kind] || "m-names"].push(...symbol(mark, spots[m]));
    });
    groups["m-sites"] = sitesLayer();
    const plan = Data.plan[State.now.plan];
    const lines = Kaart.spokes().flatMap((line) => spoke(line, Boolean(plan)));
    if (plan) groups["m-sites"] = [faded(groups["m-sites"]), ...lines, ...plan.sites.map(opened)];
    groups["m-spokes"] = plan ? [] : lines;
    if (State.now.site >= 0) {
      const [cx, cy] = siteAt(State.now.site);
      for (const [wide, stroke] of [[5, colours.outline], [2.6, colours.selected]]) {
        groups["m-sites"].push(draw("circle", { cx, cy, r: 11, fill: "none", stroke, "stroke-width": wide }));
      }
    }
    for (const [name, nodes] of Object.entries(groups)) {
      svg.querySelector(`.${name}`).replaceChildren(...nodes);
    }
  }

  function tables() {
    const total = State.now.weights.reduce((sum, w) => sum + w, 0);
    document.getElementById("papier-weging").replaceChildren(...Data.criteria.map((criterion, c) => {
      const weight = State.now.weights[c];
      const share = total > 0 ? (weight / total) * 100 : 0;
      return make("li", { text: `${criterion.label}: ${Words.number(weight, Number.isInteger(weight) ? 0 : 1)} (${Words.number(share)}%)` });
    }));
    const ranked = View.shown.filter((i) => View.rank[i]).slice(0, 20);
    document.getElementById("papier-tabel").replaceChildren(...ranked.map((i) => make("tr", {},
      make("td", { class: "getal", text: Words.number(View.rank[i]) }),
      make("th", { scope: "row", text: sites.name[i] }),
      make("td", { text: Tabel.areaOf(i) || "–" }),
      make("td", { text: Words.leans[Data.state(i)] }),
      make("td", { class: "getal", text: Words.between(sites.min[i], sites.low[i], sites.high[i]) }),
      make("td", { class: "getal", text: Words.number(View.score[i], 2) }))));
    const shown = Words.number(View.shown.length);
    document.getElementById("papier-filter").textContent =
      `${shown} van ${Words.counted(Data.count, "locatie", "locaties")} getekend${View.shown.length < Data.count ? " (met filters)" : ""}.`;
  }

  function redraw() {
    map();
    tables();
  }
  window.addEventListener("beforeprint", redraw);
  return { redraw };
})();
