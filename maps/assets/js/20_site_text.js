/* What the panel says of one site, in words. */
const SiteText = (() => {
  "use strict";
  /* What a part's flags say: four bits, and above them why there is no value. */
  const CROSSES = 1;
  const MODELLED = 2;
  const ASSUMPTION = 4;
  const EDGE = 8;
  const REACH_SHIFT = 4;
  const MOTHER = "mother";

  /**
   * Return a text that a later stage gave a site, null where it gave none.
   *
   * @param {PageData} data
   * @param {string} name
   * @param {number} row
   */
  function given(data, name, row) {
    const column = data.sites.texts[name];
    return column ? Unpack.word(column, row) : null;
  }

  /**
   * Return a number that a later stage gave a site, -1 where it gave none.
   *
   * @param {PageData} data
   * @param {string} name
   * @param {number} row
   */
  const figure = (data, name, row) => data.sites.numbers[name]?.[row] ?? -1;

  /**
   * Say where a part's value comes from: amount, named place, and what a reader must know of it.
   *
   * @param {PageData} data
   * @param {number} p
   * @param {number} row
   */
  function placeLine(data, p, row) {
    const { sites } = data;
    const part = data.parts[p];
    const start = part.count === 1 ? "" : `${part.label}: `;
    const reach = sites.flags[p][row] >> REACH_SHIFT;
    if (reach) return `${start}${Words.reach[reach]}`;
    const amount = part.category === MOTHER
      ? Words.between(sites.raw[p][row], sites.low[row], sites.high[row])
      : Words.measured(sites.raw[p][row], data.criteria[part.c].unit);
    const name = placeName(data, p, row);
    const notes = placeNotes(data, p, row, name);
    return `${start}${amount}${name ? `, ${name}` : ""}${notes.length ? ` (${notes.join("; ")})` : ""}`;
  }

  /**
   * @param {PageData} data
   * @param {number} p
   * @param {number} row
   */
  function placeName(data, p, row) {
    const place = data.sites.place[p][row];
    if (place < 0) return "";
    if (data.parts[p].category === MOTHER) return data.hubs[place].name;
    return Unpack.word(data.places.name, place) ?? "";
  }

  /**
   * @param {PageData} data
   * @param {number} p
   * @param {number} row
   * @param {string} name
   */
  function placeNotes(data, p, row, name) {
    const flags = data.sites.flags[p][row];
    const place = data.sites.place[p][row];
    const isNamed = place >= 0 && data.parts[p].category !== MOTHER;
    const gm = isNamed ? Unpack.word(data.places.gm, place) : null;
    return [
      flags & CROSSES && gm ? `in gemeente ${gm}` : "",
      flags & MODELLED && !name.includes("gemodelleerd") ? "gemodelleerd" : "",
      flags & ASSUMPTION ? "aanname" : "",
      flags & EDGE ? "over de rand mogelijk dichterbij" : "",
    ].filter(Boolean);
  }

  /**
   * Return a criterion's value at a site, the mean of its known parts, and the sum in words.
   *
   * @param {PageData} data
   * @param {number[]} weights
   * @param {number} c
   * @param {number} row
   */
  function criterionSum(data, weights, c, row) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const known = data.parts
      .flatMap((part, p) => (part.c === c ? [data.sites.values[p][row]] : []))
      .filter((value) => !Number.isNaN(value));
    if (!known.length) return { value: null, text: "onbekend, telt niet mee" };
    const value = known.reduce((sum, one) => sum + one, 0) / known.length;
    const share = total > 0 ? weights[c] / total : 0;
    return { value, text: `${Words.number(value, 2)} × ${Words.percent(share)}` };
  }

  /**
   * Say whether a mother location is within reach.
   *
   * @param {PageData} data
   * @param {number} row
   */
  function travel(data, row) {
    const hub = data.sites.hub[row] >= 0 ? data.hubs[data.sites.hub[row]] : null;
    const position = hub?.facts.find(([label]) => label === "Ligging")?.[1] ?? Words.UNKNOWN;
    switch (Unpack.word(data.sites.answer, row)) {
      case "ja": return `Moederlocatie binnen bereik: ${hub ? hub.name : ""}.`;
      case "nee": return "Geen moederlocatie binnen bereik.";
      case "onzeker": return `Waar de moederlocatie ligt, is niet precies bekend (${position}).`;
      default: return "Bereik van de moederlocatie onbekend.";
    }
  }

  /**
   * Return whether every part of a text stands in another already.
   *
   * @param {string} whole
   * @param {string} text
   */
  const isSaid = (whole, text) =>
    text.split("; ").every((part) => whole.toLowerCase().includes(part.toLowerCase()));

  /**
   * Return the sentences of the verdict; a soft one says what was not computed.
   *
   * @param {PageData} data
   * @param {number} row
   */
  function verdict(data, row) {
    const said = given(data, "verdicts.sentence", row);
    const reason = given(data, "verdicts.reason", row);
    const flip = given(data, "verdicts.flip", row);
    const isUnsure = Unpack.word(data.sites.answer, row) === "onzeker";
    const all = said || travel(data, row);
    // What a conditional verdict hangs on stands in its sentence, every part of it.
    const isTold = data.state(row) === "als";
    return {
      lines: [
        all,
        said && isUnsure ? travel(data, row) : "",
        given(data, "verdicts.strength_note", row) ?? "",
        given(data, "verdicts.known", row) ?? "",
        reason && !isTold && !isSaid(all, reason) ? `Reden: ${reason}` : "",
        flip && !isSaid(all, flip) ? `Wat het oordeel beter maakt: ${flip}` : "",
      ].filter(Boolean),
      soft: data.sites.texts["verdicts.sentence"] ? ""
        : `Oordeel over leunen: ${Words.NOT_COMPUTED}; alleen de reistijd telt hier.`,
    };
  }

  /**
   * Return the parts of a list in words, as ``items_of`` of Python does.
   *
   * @param {string} words
   */
  function itemsOf(words) {
    const parts = words.split(/, (?![^()]*\))/);
    return [...parts.slice(0, -1), ...parts[parts.length - 1].split(/ en (?![^()]*\))/)];
  }

  /**
   * Split a verdict that hangs on conditions into what is said and who has to confirm what: as a
   * list it can be read, in one breath it cannot.
   *
   * @param {string} text
   */
  function conditions(text) {
    const at = text.match(/(?:, |: )als (?=[^:;]* bevestigt: )/);
    if (at?.index === undefined) return { said: text, asked: [] };
    const asked = text.slice(at.index + at[0].length).replace(/\.$/, "").split("; als ").map((part) => {
      const [who, what] = part.split(" bevestigt: ");
      return { who: who[0].toUpperCase() + who.slice(1), items: what ? itemsOf(what) : [] };
    });
    return { said: `${text.slice(0, at.index)}, als dit klopt:`, asked };
  }

  /**
   * Say what a place is and where it lies.
   *
   * @param {PageData} data
   * @param {number} row
   */
  function where(data, row) {
    const { sites } = data;
    const candidates = Unpack.word(sites.candidates, row);
    const gm = candidates === null
      ? `gemeente ${Unpack.word(sites.gm, row) || Words.UNKNOWN}`
      : `gemeente onzeker: ${candidates}`;
    const kern = Unpack.word(sites.kern, row);
    return [Unpack.word(sites.kind, row), gm, kern ? `bij ${kern}` : ""].filter(Boolean).join(" · ");
  }

  return { given, figure, placeLine, criterionSum, verdict, conditions, where };
})();
