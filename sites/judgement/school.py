"""Hold a site against the school norm: a full offer within three months for every child (R17)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sites.base.dutch import counted, number
from sites.base.errors import SiteError
from sites.judgement.arrays import Floats
from sites.judgement.mix import Mix
from sites.settings.judgement import DemandNorm, LeaningParams

#: The column of the facts with the weeks that children wait for a place.
SCHOOL_WAIT: Final = "school_wait_weeks"
_WEEKS_PER_MONTH = 52 / 12
_EXACT: Final = 1e-9  # a share times a whole number must not round up by a last binary digit


def pupils_of(families: Floats, alone: Floats, demand: DemandNorm) -> tuple[Floats, Floats, Floats]:
    """Return pupils, and of these how many for primary school and for the ISK, in whole ones.

    ``families`` are the residents among whom families live; of these a share is a child. Minors
    who come ``alone`` go to the ISK, each of them.

    >>> pupils, primary, isk = pupils_of(np.array([80.0, 0.0]), np.array([0.0, 15.0]), DemandNorm())
    >>> pupils.tolist(), primary.tolist(), isk.tolist()
    ([20.0, 15.0], [11.0, 0.0], [9.0, 15.0])
    """
    children = np.ceil(demand.child_share * families - _EXACT) + 0.0  # never -0
    primary = np.ceil(children * demand.primary_part - _EXACT) + 0.0
    return children + alone, primary, children - primary + alone


@dataclass(frozen=True)
class SchoolTest:
    """Children to expect and whether they wait too long; ``is_late`` is None where unknown."""

    pupils: int
    primary: int
    isk: int
    wait_weeks: float | None
    is_late: bool | None
    sentence: str


def school_test(mix: Mix, wait_weeks: float | None, params: LeaningParams) -> SchoolTest:
    """Return the children of a site and, where the waiting time is entered, a warning.

    A wait of exactly the norm is in time. Each move of a school child is a harm (annex), so the
    sentence also says how many would move when the site ends.

    >>> from sites.judgement.mix import parse_mix
    >>> test = school_test(parse_mix("asielzoekers", 80), 14, LeaningParams())
    >>> test.pupils, test.is_late
    (20, True)

    Raises
    ------
    SiteError
        The waiting time is negative.
    """
    if wait_weeks is not None and not wait_weeks >= 0:
        raise SiteError(
            "a waiting time of {wait_weeks:g} weeks is not possible; give 0 or more",
            wait_weeks=wait_weeks,
        )
    demand = params.demand
    families, alone = mix.family_task + mix.family_beside, mix.for_task - mix.family_task
    counts = pupils_of(np.array([families], float), np.array([alone], float), demand)
    pupils, primary, _ = (int(count.item()) for count in counts)
    places = mix.for_load
    late = None if wait_weeks is None else wait_weeks > demand.school_wait_weeks
    norm = f"{number(demand.school_wait_weeks / _WEEKS_PER_MONTH)} maanden"
    children = (
        f"Bij {counted(places, 'plek', 'plekken')} horen naar verwachting "
        f"{counted(pupils, 'kind', 'kinderen')}: {number(primary)} voor de basisschool en "
        f"{number(pupils - primary)} voor {_secondary(params)}."
    )
    if wait_weeks is None:
        wait = f"De wachttijd is niet ingevuld; de norm is onderwijs binnen {norm}."
    else:
        weeks = f"{number(wait_weeks)} {'week' if wait_weeks == 1 else 'weken'}"
        wait = (
            f"Let op: de wachttijd is {weeks} en dat is langer dan {norm}; dan is een ander "
            "programma nodig."
            if late
            else f"De wachttijd is {weeks}; dat past binnen {norm}."
        )
    moves = f"Als de locatie sluit, verhuizen {counted(pupils, 'kind', 'kinderen')} van school."
    return SchoolTest(
        pupils, primary, pupils - primary, wait_weeks, late, f"{children} {wait} {moves}"
    )


def _secondary(params: LeaningParams) -> str:
    """Return the school of older children, by the area's own word for its class of newcomers."""
    label = next(norm.label for norm in params.functions if norm.id == "isk")
    return "de ISK" if label.endswith("(ISK)") else "het voortgezet onderwijs"
