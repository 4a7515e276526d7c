/* Decode the page's data. Row i of every column is the same site; rows go by site_id. */
const Unpack = (() => {
  "use strict";
  const STEPS_PER_DEGREE = 1e5;
  const ONE = "1".charCodeAt(0);

  /**
   * Decode base64 of little-endian float64: every bit of Python's values.
   *
   * @param {string} text
   */
  function floats(text) {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return new Float64Array(bytes.buffer);
  }

  /**
   * Return the text of a coded column in a row, null where it is missing.
   *
   * @param {Coded} column
   * @param {number} row
   */
  function word(column, row) {
    const code = column.of[row];
    if (code < 0) return null;
    if (!column.forms) return column.words[code];
    const [form, ...numbers] = column.words[code].split("~");
    let next = 0;
    return column.forms[Number(form)].replace(/~/g, () => numbers[next++]);
  }

  /**
   * Turn whole-number steps into pairs of latitude and longitude.
   *
   * @param {Ring} ring
   */
  function latLngs(ring) {
    /** @type {LatLng[]} */
    const points = [];
    let lat = 0;
    let lon = 0;
    for (let i = 0; i < ring.length; i += 2) {
      lat += ring[i];
      lon += ring[i + 1];
      points.push([lat / STEPS_PER_DEGREE, lon / STEPS_PER_DEGREE]);
    }
    return points;
  }

  /** @type {(ring: Ring[]) => LatLng[][]} */
  const rings = (list) => list.map(latLngs);

  /**
   * Return degrees from whole steps.
   *
   * @param {number} steps
   */
  const degrees = (steps) => steps / STEPS_PER_DEGREE;

  /**
   * Return the page's data with its values decoded and its rows easy to ask.
   *
   * @param {PageJson} raw
   * @returns {PageData}
   */
  function pageData(raw) {
    const sites = { ...raw.sites, values: raw.sites.values.map(floats) };
    return {
      ...raw,
      sites,
      count: sites.id.length,
      isOwn: (row) => sites.own.charCodeAt(row) === ONE,
      isArea: (row) => sites.area.charCodeAt(row) === ONE,
      isCell: (row) => sites.cell.charCodeAt(row) === ONE,
      lat: (row) => degrees(sites.lat[row]),
      lon: (row) => degrees(sites.lon[row]),
      state: (row) => /** @type {LeanState} */ (word(sites.state, row) || "onbekend"),
      rowOf: new Map(sites.id.map((id, row) => [id, row])),
    };
  }

  return { floats, word, latLngs, rings, degrees, pageData };
})();
