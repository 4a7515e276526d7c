"""Set two engines side by side on the same trips, and say which of their rules part them.

The other engine answers as it is delivered, and again with one rule after another made like ours.
What a difference loses in a step is the share of that rule: it is measured, not guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandera.typing import DataFrame

from sites.base import dutch
from sites.tables.streets import SecondOpinion
from sites.travel.protocol import Floats, Points


class Step(StrEnum):
    """How far the other engine was made like ours; every step keeps the ones before it."""

    delivered = "delivered"
    turns = "turns"  # neither engine counts turns, lights and restrictions
    doors = "doors"  # trips begin and end at our spot on the street
    speeds = "speeds"  # where both may go, our speeds
    access = "access"  # who may go where, as we read it


#: Why two engines differ, in the words of the table; what is left is explained by none of them.
CAUSES: Final[dict[Step, str]] = {
    Step.turns: "bochten en kruispunten",
    Step.doors: "deur aan een andere straat",
    Step.speeds: "snelheden",
    Step.access: "toegang van wegen",
}
SAME, REST, NO_DOOR = "gelijk", "geen van deze regels", "niet aangesloten bij ons"
_TENTH: Final = 0.1
_SHARES: Final = [f"{step}_min" for step in CAUSES]


@dataclass(frozen=True)
class Answers:
    """The minutes of every trip by both engines at one step; NaN is no route."""

    own_min: Floats
    other_min: Floats


def differs(told: Answers, more_than_min: float) -> NDArray[np.bool_]:
    """Return which trips differ by more than some minutes, or exist for one engine alone.

    >>> differs(Answers(np.array([5, 5, np.nan]), np.array([7, 7.1, np.nan])), 2).tolist()
    [False, True, False]
    """
    alone = np.isnan(told.own_min) != np.isnan(told.other_min)
    far: NDArray[np.bool_] = np.abs(told.other_min - told.own_min) > more_than_min
    return np.asarray(alone | far, dtype=np.bool_)


def second_table(
    sites: Points, hubs: Points, answers: Mapping[Step, Answers], *, more_than_min: float,
    has_door: NDArray[np.bool_],
) -> DataFrame[SecondOpinion]:  # fmt: skip
    """Return one row per trip with the difference, the share of each rule and the cause.

    ``answers`` holds (sites, hubs) minutes, of every step where any trip differs; ``has_door``
    says whether both ends of a trip stand on our streets. The cause is the rule with the largest
    share; of a trip that one engine alone can make, the rule at which they first agree.

    >>> one = Points(np.array(["a"]), np.zeros(1), np.zeros(1))
    >>> told = {"delivered": (10, 14), "turns": (10, 13), "doors": (10, 13),
    ...         "speeds": (10, 10), "access": (10, 10)}
    >>> told = {Step(k): Answers(np.array([[own]]), np.array([[other]]))
    ...         for k, (own, other) in told.items()}
    >>> table = second_table(one, one, told, more_than_min=2, has_door=np.array([[True]]))
    >>> table[["difference_min", "turns_min", "speeds_min", "rest_min", "cause"]].values.tolist()
    [[4.0, 1.0, 3.0, 0.0, 'snelheden']]
    """
    first = answers[Step.delivered]
    table = pd.DataFrame(
        {
            "site_id": np.repeat(sites.ids, len(hubs)),
            "hub_id": np.tile(hubs.ids, len(sites)),
            "own_min": first.own_min.ravel(),
            "other_min": first.other_min.ravel(),
        }
    )
    table["difference_min"] = table["other_min"] - table["own_min"]
    table[[*_SHARES, "rest_min"]] = np.nan
    table["cause"] = SAME
    rows = np.flatnonzero(differs(first, more_than_min))
    if len(rows):
        gaps = np.array(
            [(answers[step].other_min - answers[step].own_min).ravel()[rows] for step in Step]
        )
        alone = np.isnan(gaps[0])
        held = pd.DataFrame(gaps).ffill().to_numpy()  # a step without a route tells nothing yet
        parts = np.vstack([held[:-1] - held[1:], held[-1:]]).T.astype(np.float64)
        parts[alone] = np.nan
        table.loc[rows, [*_SHARES, "rest_min"]] = parts
        table.loc[rows, "cause"] = np.where(
            alone, _agreed(answers, rows, has_door.ravel()[rows]), _largest(parts)
        )
    return DataFrame[SecondOpinion](table)


def _largest(parts: Floats) -> NDArray[np.object_]:
    """Return the cause with the largest share of each trip; a tie goes to the earliest step."""
    words: NDArray[np.object_] = np.array([*CAUSES.values(), REST], dtype=object)
    return np.asarray(words[np.nan_to_num(np.abs(parts)).argmax(axis=1)], dtype=object)


def _agreed(
    answers: Mapping[Step, Answers], rows: NDArray[np.int64], has_door: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Return the rule at which both engines first have a route, or both none."""
    cause = np.where(has_door, REST, NO_DOOR).astype(object)
    for step, words in reversed(CAUSES.items()):
        own, other = (
            np.isnan(minutes.ravel()[rows])
            for minutes in (answers[step].own_min, answers[step].other_min)
        )
        cause[(own == other) & has_door] = words
    return cause


def summary(table: DataFrame[SecondOpinion], more_than_min: float) -> tuple[str, ...]:
    """Return what a reader must know of the table, in two sentences."""
    odd = table[table["cause"] != SAME]
    trips = dutch.counted(len(table), "rit", "ritten")
    limit = dutch.number(more_than_min, int(more_than_min % 1 > 0))
    if odd.empty:
        return (f"Van {trips} verschilt er geen meer dan {limit} minuten.",)
    counts = odd["cause"].value_counts(sort=False)
    order = [*CAUSES.values(), NO_DOOR, REST]
    told = dutch.listed([f"{counts[word]} door {word}" for word in order if word in counts])
    verb = "verschilt" if len(odd) == 1 else "verschillen"
    lines = [f"Van {trips} {verb} er {dutch.number(len(odd))} meer dan {limit} minuten: {told}."]
    rest = odd["rest_min"].abs().max()
    if not np.isnan(rest):
        left = "0,1 minuut" if rest < _TENTH else f"{dutch.number(rest, 1)} minuten"
        lines.append(f"Met gelijke regels blijft er hoogstens {left} verschil over.")
    return tuple(lines)
