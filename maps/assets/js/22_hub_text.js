/* What the panel and the legend say of mother locations and of a plan's use of them. */
const HubText = (() => {
  "use strict";

  /**
   * Return the heading of a hub: what it is, and its name.
   *
   * @param {Hub} hub
   */
  function title(hub) {
    if (hub.isNew) return hub.name;
    return `${hub.mother ? "Moederlocatie" : "Opvanglocatie"} ${hub.name}`;
  }

  /**
   * Say the minutes from a site to a hub, by each mode.
   *
   * @param {PageData} data
   * @param {number} hub
   * @param {number} row
   */
  function minutes(data, hub, row) {
    const { sites } = data;
    const byMode = data.hubMinutes
      .filter((column) => column.hub === hub && column.min[row] >= 0)
      .map((column) => `${Words.minutes(column.min[row])} ${data.modes[column.mode] || column.mode}`)
      .join(", ");
    return byMode || Words.between(sites.min[row], sites.low[row], sites.high[row]);
  }

  /**
   * Return the rows that can lean on a hub, best first.
   *
   * @param {PageData} data
   * @param {ViewNow} view
   * @param {number} hub
   */
  const leaning = (data, view, hub) =>
    view.shown.filter((row) => data.sites.hub[row] === hub && Spokes.canLean(data, row));

  /**
   * Say how many places lean on a hub in a plan.
   *
   * @param {Plan} plan
   * @param {number} hub
   */
  function used(plan, hub) {
    const room = plan.room.find(([row]) => row === hub);
    const of = room && room[1] >= 0
      ? ` van de ${Words.number(room[1])} (ruimte: ${room[3]})` : " (ruimte onbekend)";
    return Words.counted(room ? room[2] : 0, "plek", "plekken") + of;
  }

  /**
   * Say what the marks of a plan mean, but for its name.
   *
   * @param {PageData} data
   * @param {Plan} plan
   */
  function legend(data, plan) {
    const hasNew = plan.hubs.some((hub) => hub >= 0 && data.hubs[hub].isNew);
    return [
      "Kies een letter: een lijn toont waarop die plek leunt.",
      hasNew ? "N: nieuwe hub, een aanname." : "",
    ].filter(Boolean).join(" ");
  }

  return { title, minutes, leaning, used, legend };
})();
