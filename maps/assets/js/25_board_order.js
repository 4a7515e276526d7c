/* The scoreboard's figures and their order: what a gemeente still lacks with the plan on show. */
const BoardOrder = (() => {
  "use strict";
  const START = "to_realise";
  /** @type {BoardKey[]} */
  const KEYS = ["name", "task", "computed", "existing", "planned", "to_realise", "in_plan", "agreed", "left",
    "next_end"];
  /** Columns that begin with the first, not with the most. */
  const UP_FIRST = ["name", "next_end"];

  /**
   * Return what counts for a gemeente: its task, or else the share that was reckoned; -1 unknown.
   *
   * @param {Board} board
   * @param {number} row
   */
  const asked = (board, row) => (board.task[row] >= 0 ? board.task[row] : board.computed[row]);

  /**
   * Return the places that a plan finds in a gemeente, 0 without a plan.
   *
   * @param {Board} board
   * @param {number} plan
   * @param {number} row
   */
  const found = (board, plan, row) => (plan < 0 ? 0 : board.found[plan][row]);

  /**
   * Return what counts in a gemeente by agreements of a plan; below 0 it counts for another.
   *
   * @param {Board} board
   * @param {number} plan
   * @param {number} row
   */
  const agreed = (board, plan, row) => (plan < 0 ? 0 : board.agreed[plan][row]);

  /**
   * Return what is still to be realised with a plan, -1 where it is not known.
   *
   * @param {Board} board
   * @param {number} plan
   * @param {number} row
   */
  function left(board, plan, row) {
    const wanted = asked(board, row);
    if (wanted < 0 || board.existing[row] < 0) return -1;
    return Math.max(0, wanted - board.existing[row] - found(board, plan, row) - agreed(board, plan, row));
  }

  /**
   * Return the figures of the whole area with a plan: against its own target, not a sum. What
   * partners outside take counts; agreements between gemeenten add up to nothing.
   *
   * @param {Board} board
   * @param {number} plan
   */
  function total(board, plan) {
    const sum = (/** @type {number[]} */ amounts) => amounts.reduce((all, one) => all + Math.max(0, one), 0);
    const added = plan < 0 ? 0 : sum(board.found[plan]);
    const outside = plan < 0 ? 0 : board.outside[plan];
    const rest = board.target < 0 ? -1 : Math.max(0, board.target - sum(board.existing) - added - outside);
    return { added, outside, left: rest };
  }

  /**
   * @param {Board} board
   * @param {number} plan
   * @param {Exclude<BoardKey, "name" | "next_end">} key
   * @param {number} row
   */
  function amountOf(board, plan, key, row) {
    if (key === "in_plan") return found(board, plan, row);
    if (key === "agreed") return agreed(board, plan, row);
    return key === "left" ? left(board, plan, row) : board[key][row];
  }

  /**
   * Return what a column sorts by, null where it is unknown.
   *
   * @param {Board} board
   * @param {number} plan
   * @param {BoardKey} key
   * @param {number} row
   * @returns {string | number | null}
   */
  function valueOf(board, plan, key, row) {
    if (key === "name") return board.names[row];
    if (key === "next_end") return board.ends[row] || null;
    const amount = amountOf(board, plan, key, row);
    return amount < 0 && key !== "agreed" ? null : amount;
  }

  const { compare } = new Intl.Collator("nl");

  /**
   * @param {string | number} one
   * @param {string | number} other
   */
  const byValue = (one, other) => (typeof one === "number" && typeof other === "number"
    ? one - other : compare(String(one), String(other)));

  /**
   * Return how a text of the address sorts: its column, and whether from most to least.
   *
   * @param {string} sort "" as the page starts, "name", or "-name" the other way round
   * @returns {{ key: BoardKey, down: boolean }}
   */
  function sortOf(sort) {
    const key = KEYS.find((one) => one === sort.replace(/^-/, "")) ?? START;
    return { key, down: UP_FIRST.includes(key) === sort.startsWith("-") };
  }

  /**
   * Return the rows in the order of a column; unknown comes last, equals go by name.
   *
   * @param {Board} board
   * @param {number} plan
   * @param {string} sort
   */
  function order(board, plan, sort) {
    const { key, down } = sortOf(sort);
    const rows = board.names.map((_, row) => row);
    return rows.sort((a, b) => {
      const [one, other] = [valueOf(board, plan, key, a), valueOf(board, plan, key, b)];
      if (one === null || other === null) return Number(one === null) - Number(other === null) || a - b;
      return (down ? -1 : 1) * byValue(one, other) || compare(board.names[a], board.names[b]);
    });
  }

  /**
   * Return the next text when a reader asks a column: the other way round when it is on already.
   *
   * @param {string} sort
   * @param {BoardKey} key
   */
  const next = (sort, key) => (sortOf(sort).key === key && !sort.startsWith("-") ? `-${key}` : key);

  /**
   * Return the parts of the bar in per cent: what is in use, found, and decided beyond that.
   *
   * @param {Board} board
   * @param {number} plan
   * @param {number} row
   */
  function bar(board, plan, row) {
    const [used, decided] = [Math.max(0, board.existing[row]), Math.max(0, board.planned[row])];
    const [added, wanted] = [found(board, plan, row), Math.max(0, asked(board, row))];
    const there = Math.max(0, agreed(board, plan, row));
    const full = Math.max(1, wanted, used + decided, used + added + there);
    const part = (/** @type {number} */ amount) => (100 * amount) / full;
    return {
      used: part(used), found: part(added), elsewhere: part(there),
      planned: part(Math.max(0, decided - added - there)), asked: part(wanted),
    };
  }

  return { KEYS, asked, found, agreed, left, total, sortOf, order, next, bar };
})();
