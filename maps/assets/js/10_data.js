"use strict";
/* The page's data, decoded once. Row i of every column is the same site; rows go by site_id. */
const Data = (() => {
  const raw = JSON.parse(document.getElementById("gegevens").textContent);

  /** Decode base64 of little-endian float64: every bit of Python's values. */
  function floats(text) {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return new Float64Array(bytes.buffer);
  }

  /** Return the text of a coded column in row i, null where it is missing. */
  function word(column, i) {
    const code = column.of[i];
    if (code < 0) return null;
    if (!column.forms) return column.words[code];
    const [form, ...numbers] = column.words[code].split("~");
    let next = 0;
    return column.forms[form].replace(/~/g, () => numbers[next++]);
  }

  /** Turn whole-number steps into [lat, lon] pairs. */
  function latLngs(ring) {
    const points = [];
    let lat = 0;
    let lon = 0;
    for (let i = 0; i < ring.length; i += 2) {
      lat += ring[i];
      lon += ring[i + 1];
      points.push([lat / 1e5, lon / 1e5]);
    }
    return points;
  }

  const sites = raw.sites;
  sites.values = sites.values.map(floats);
  return {
    ...raw,
    count: sites.id.length,
    isOwn: (i) => sites.own.charCodeAt(i) === 49,
    isCell: (i) => sites.cell.charCodeAt(i) === 49,
    lat: (i) => sites.lat[i] / 1e5,
    lon: (i) => sites.lon[i] / 1e5,
    state: (i) => word(sites.state, i) || "onbekend",
    rowOf: new Map(sites.id.map((id, i) => [id, i])),
    word,
    latLngs,
  };
})();
