"""Weigh two objectives: every plan of their front, and what each costs elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Final

import pandas as pd
from pandera.typing import DataFrame

from sites.base.dutch import number
from sites.plan.around.aims import (
    AIM_WORDS,
    NAMES,
    Aim,
    Named,
    aim_of,
    refuse_same,
    weighable,
)
from sites.plan.around.front import Front, front
from sites.plan.around.front_words import amount_words
from sites.plan.model.check import judge
from sites.plan.model.model import Chosen, Siting
from sites.plan.request import PlanError
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved
from sites.plan.tables import Setup
from sites.tables.plan_front import PlanTradeOff

#: How many plans a front has unless more are asked.
STEPS: Final = 7
MOST_STEPS: Final = 50
#: What is no difference, as a share of the range.
_SMALL: Final = 5e-4
#: The least loss that two decimals show.
_SHOWN: Final = 0.005


@dataclass(frozen=True)
class _Book:
    """What every row of one front is told from."""

    setup: Setup
    siting: Siting
    aims: dict[Named, Aim]
    best: Chosen
    value: float

    def amounts(self, chosen: Chosen) -> dict[Named, float]:
        return {name: aim.amount(self.siting, chosen) for name, aim in self.aims.items()}


def checked_steps(asked: int | None, pair: str | None) -> int:
    """Return how many plans a front has at most; refuse a number that makes no line.

    >>> checked_steps(None, None), checked_steps(12, "minutes:cost")
    (7, 12)
    """
    if asked is None:
        return STEPS
    if pair is None:
        raise PlanError("--steps goes with --trade-off; name two objectives there")
    if not 2 <= asked <= MOST_STEPS:  # noqa: PLR2004 - a line has two ends
        raise PlanError(
            "{count} plans make no line; give 2 to {most} with --steps",
            count=asked,
            most=MOST_STEPS,
        )
    return asked


def trade_off(
    setup: Setup,
    best: Solved,
    first: Named,
    second: Named,
    *,
    effort: Effort,
    steps: int = STEPS,
    stop: Stop | None = None,
    tell: Callable[[str], None] | None = None,
) -> DataFrame[PlanTradeOff]:
    """Return at most ``steps`` plans of the front between two objectives, best by the first first.

    No plan is dominated: none is at least as good by both and better by one. All come as near the
    target as the best plan, unless the shortfall itself is weighed. ``slack`` and ``between`` bound
    how far the exact front can lie from the rows.
    """
    refuse_same(first, second)
    if best.chosen is None:
        raise PlanError("a trade-off needs a plan to start from, and there is none")
    siting = weighable(setup, best.chosen, (first, second))
    aims = {name: aim_of(setup, siting, name) for name in NAMES}
    pair = (aims[first], aims[second])
    found = front(siting, pair, best.chosen, count=steps, effort=effort, stop=stop, tell=tell)
    book = _Book(setup, siting, aims, best.chosen, best.value)
    rows = [_row(book, found, at, (first, second)) for at in range(len(found.spots))]
    table = pd.DataFrame(rows, columns=list(PlanTradeOff.to_schema().columns))
    return DataFrame[PlanTradeOff](table)


def _row(book: _Book, found: Front, at: int, pair: tuple[Named, Named]) -> dict[str, object]:
    first, second = pair
    spot = found.spots[at]
    amounts, now = book.amounts(spot.chosen), book.amounts(book.best)
    worth = judge(book.setup.siting, spot.chosen).value
    between = found.between[at] if at < len(found.between) else None
    exact = found.slack[at] <= _tiny(found, book.aims[second])
    return {
        "step": at + 1,
        "first": first,
        "first_amount": amounts[first],
        "second": second,
        "second_amount": amounts[second],
        "first_now": now[first],
        "second_now": now[second],
        "slack": _known(found.slack[at]),
        "between": _known(between),
        "apart": _known(found.apart),
        **{f"amount_{name}": amounts[name] for name in NAMES},
        "places": int(spot.chosen.places.sum()),
        "loss": max(0.0, book.value - worth),
        "status": "bewezen optimaal binnen dit model" if exact else "beste gevonden",
        "words": _words(pair, amounts, now, book.value - worth),
    }


def _known(bound: float | None) -> float:
    """Return a bound; missing where there is none."""
    return bound if bound is not None and isfinite(bound) else float("nan")


def _tiny(found: Front, aim: Aim) -> float:
    worths = [spot.two for spot in found.spots]
    return _SMALL * max(max(worths) - min(worths), aim.step, 1e-6)


def _words(
    pair: tuple[Named, Named], amounts: dict[Named, float], now: dict[Named, float], loss: float
) -> str:
    both = [
        (name, amount_words(name, amounts[name]), amount_words(name, now[name])) for name in pair
    ]
    said = [f"{AIM_WORDS[name][0]} {told} (nu {was})" for name, told, was in both]
    changed = [
        change
        for name in NAMES
        if name not in pair and (change := _change(name, amounts[name] - now[name]))
    ]
    cost = "" if loss < _SHOWN else f"{number(loss, 2)} punten minder dan het beste plan"
    rest = "; ".join([*changed, cost] if cost else changed)
    head = f"{said[0][:1].upper()}{said[0][1:]}, {said[1]}."
    return f"{head} Elders: {rest}." if rest else f"{head} Elders verandert er niets."


def _change(name: Named, more: float) -> str:
    """Say by how much an objective differs, nothing where it does not show."""
    told = amount_words(name, abs(more))
    if told == amount_words(name, 0.0):
        return ""
    return f"{AIM_WORDS[name][0]} {told} {'meer' if more > 0 else 'minder'}"
