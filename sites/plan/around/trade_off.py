"""Weigh two objectives against each other: how much of one for how much of the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

from sites.base.dutch import counted, number, rounded
from sites.plan.model.model import INF, Chosen, Floats, Limit, Siting
from sites.plan.read import PART_WORDS, plan_parts
from sites.plan.request import PlanError
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, solve
from sites.plan.tables import Setup

Named = Literal["suitability", "minutes", "sites", "cost", "moves", "municipalities"]
COLUMNS: Final = (
    "step",
    "limit",
    "first",
    "first_amount",
    "second",
    "second_amount",
    "status",
    "gap",
    "words",
)
#: More of these is better; of the others less is.
_GOOD: Final = ("suitability", "municipalities")
_WORDS: Final = {
    "municipalities": ("gemeenten met een nieuwe locatie", "gemeenten"),
    **PART_WORDS,
}


def objectives(text: str) -> tuple[Named, Named]:
    """Read "minutes:municipalities": the objective that is limited, then the one to improve.

    >>> objectives("minutes:municipalities")
    ('minutes', 'municipalities')
    """
    first, _, second = (part.strip() for part in text.partition(":"))
    names = get_args(Named)
    for name in (first, second):
        if name not in names:
            raise PlanError(
                "trade-off {text!r}: no objective {name!r}; write two of {names} as "
                "minutes:municipalities",
                text=text, name=name, names=names,
            )  # fmt: skip
    _check(first, second)  # type: ignore[arg-type] # both are names now
    return first, second  # type: ignore[return-value]


def _check(first: Named, second: Named) -> None:
    if first == second:
        raise PlanError(
            "a trade-off needs two different objectives, not {first} twice",
            first=first,
        )
    if first == "municipalities":
        raise PlanError(
            "the first objective of a trade-off is limited; put 'municipalities' second"
        )


def trade_off(
    setup: Setup,
    best: Solved,
    first: Named,
    second: Named,
    *,
    effort: Effort,
    steps: Sequence[float] = (0.5, 0.75, 1.0, 1.25, 1.5),
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return the best amount of ``second`` for several limits on ``first``.

    The limits are the given shares of what the best plan has of ``first`` (a least amount where
    more is better). Shortfalls and fairness keep their price. One row per step in the order
    asked; a limit that no plan can keep has missing amounts. ``gap`` is by how much ``second``
    could still be better, as a share of what the best plan has of it. From the tightest limit to
    the loosest each plan starts from the one before, so more room never gives less.
    """
    _check(first, second)
    if best.chosen is None:
        raise PlanError("a trade-off needs a plan to start from, and there is none")
    base = {name: amount_of(setup, best.chosen, name) for name in (first, second)}
    aimed = _aimed(setup, second)
    rows: dict[float, dict[str, object]] = {}
    start = best.chosen
    for step in sorted(set(steps), reverse=first in _GOOD):
        if stop is not None and stop():
            break
        limit = base[first] * step
        solved = solve(_limited(aimed, setup, first, limit), effort, start=start, stop=stop)
        rows[step] = _row(setup, solved, (first, second), base, step)
        start = solved.chosen or start
    return pd.DataFrame([rows[step] for step in steps if step in rows], columns=list(COLUMNS))


def _row(
    setup: Setup, solved: Solved, names: tuple[Named, Named], base: dict[Named, float], step: float
) -> dict[str, object]:
    first, second = names
    limit = base[first] * step
    amounts = [float("nan")] * 2
    if solved.chosen is not None:
        amounts = [amount_of(setup, solved.chosen, name) for name in names]
    unit = max(abs(base[second]), abs(solved.value) if solved.chosen is not None else 0.0, 1e-9)
    return {
        "step": step,
        "limit": limit,
        "first": first,
        "first_amount": amounts[0],
        "second": second,
        "second_amount": amounts[1],
        "status": solved.status,
        "gap": max(0.0, solved.bound - solved.value) / unit,
        "words": _words(names, step, amounts, base) + _lacking(setup, solved),
    }


def _words(
    names: tuple[Named, Named], step: float, amounts: list[float], base: dict[Named, float]
) -> str:
    first, second = names
    side = "ten minste" if first in _GOOD else "ten hoogste"
    label, other = _WORDS[first][0], _WORDS[second]
    head = f"Met {side} {number(100 * step)}% van nu aan {label}"
    if np.isnan(amounts[1]):
        return f"{head}: geen plan gevonden."
    now, was = (
        number(value, 0 if second in ("sites", "municipalities") else 1)
        for value in (amounts[1], base[second])
    )
    return f"{head}: {other[0]} {now} (nu {was})."


def _lacking(setup: Setup, solved: Solved) -> str:
    """Say what the limit costs in places: a plan can keep almost any limit by falling short."""
    if solved.judged is None:
        return ""
    aims = [bound.kind == "doel" for bound in setup.siting.bounds]
    short = int(rounded(solved.judged.under[aims].sum()))
    return f" Er zijn dan {counted(short, 'plek', 'plekken')} te weinig." if short else ""


def amount_of(setup: Setup, chosen: Chosen, name: Named) -> float:
    """Return how much a plan has of one objective, in the unit of that objective."""
    if name == "municipalities":
        codes = setup.sites["gm_code"].to_numpy()[setup.siting.pair_site[chosen.pair]]
        return float(len(set(codes)))
    return float(plan_parts(setup, chosen, "").set_index("part")["raw"][name])


def _raw(setup: Setup, name: Named) -> tuple[Floats, Floats, Floats]:
    if name != "municipalities":
        return setup.parts[name]
    pairs, hubs = setup.siting.pairs, setup.siting.hubs
    return np.zeros(pairs), np.zeros(pairs), np.zeros(hubs)


def _aimed(setup: Setup, name: Named) -> Siting:
    """Steer by one objective; the plan's own value only breaks ties."""
    siting, hint = setup.siting, 1e-3
    sign = 1.0 if name in _GOOD else -1.0
    pair, place, hub = _raw(setup, name)
    bounds = siting.bounds
    if name == "municipalities":
        bounds = tuple(
            replace(b, any_gain=1.0) if b.kind == "gemeente" else b for b in siting.bounds
        )
    return replace(
        siting,
        bounds=bounds,
        pair_gain=sign * pair + hint * siting.pair_gain,
        pair_place_gain=sign * place + hint * siting.pair_place_gain,
        hub_cost=-sign * hub + hint * siting.hub_cost,
    )


def _limited(siting: Siting, setup: Setup, name: Named, amount: float) -> Siting:
    pair, place, hub = _raw(setup, name)
    slack = 1e-6 * max(1.0, abs(amount))  # so that the plan itself keeps its own limit
    least, most = (amount - slack, INF) if name in _GOOD else (-INF, amount + slack)
    return replace(siting, limits=(*siting.limits, Limit(name, pair, place, hub, least, most)))
