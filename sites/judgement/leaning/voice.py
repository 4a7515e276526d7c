"""Hold what is told of one site and the mother location it leans on best: no numbers of its own."""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from sites.base.dutch import MODE_WORDS, distance, listed, number, whole_minutes
from sites.base.verdicts import CANNOT
from sites.judgement.leaning.case import Nearby
from sites.judgement.leaning.decide import (
    CARE,
    ISK,
    LANGUAGE,
    NO,
    PHARMACY,
    PRIMARY,
    SHOPPING,
    SPORT,
    Case,
    Judged,
    Need,
)
from sites.settings.area import Authority
from sites.settings.judgement import LeaningParams
from sites.settings.scenario import MotherParams

#: What a reader calls the local place of a function.
NOUNS: Final = {
    CARE: "huisarts",
    PRIMARY: "basisschool",
    ISK: "middelbare school",
    PHARMACY: "apotheek",
    SHOPPING: "supermarkt",
    LANGUAGE: "bibliotheek of buurthuis",
    SPORT: "sport- of speelplek",
}


def spell_minutes(value: float) -> str:
    """Write whole minutes in a sentence; less than half a minute reads as such.

    >>> spell_minutes(1.2), spell_minutes(23.4), spell_minutes(0.4)
    ('1 minuut', '23 minuten', 'minder dan 1 minuut')
    """
    return _whole_minutes(whole_minutes(value)) if math.isfinite(value) else number(value)


@lru_cache(maxsize=4096)
def _whole_minutes(value: int) -> str:
    if value > 1:
        return f"{number(value)} minuten"
    return "1 minuut" if value else "minder dan 1 minuut"


def bus_words(every_min: int) -> str:
    """Write how often a bus runs.

    >>> bus_words(60), bus_words(30), bus_words(20)
    ('bus elk uur', 'bus twee keer per uur', 'bus elke 20 minuten')
    """
    return {60: "bus elk uur", 30: "bus twee keer per uur"}.get(
        every_min, f"bus elke {every_min} minuten"
    )


@dataclass(frozen=True)
class Planned:
    """A mother location that is planned: its name and the day it opens."""

    name: str
    opens: str


@dataclass(frozen=True)
class Told:
    """What the voices of a run share."""

    case: Case
    judged: Judged
    need: Need
    near: Nearby
    hub_names: tuple[str, ...]
    planned: tuple[Planned, ...]
    gemeente_names: dict[str, str]
    params: LeaningParams
    mothers: MotherParams
    authority: Authority
    hub_asks: tuple[tuple[str, ...], ...] = ()  # by mother location: what is unknown of itself
    site_m: tuple[float, ...] = ()  # how inexact the place of each site is, () is exact
    hub_m: tuple[float, ...] = ()  # the same of each mother location, () is not told apart


@dataclass(frozen=True)
class Voice:
    """Speaks about one site (row) and one mother location (column).

    ``options`` holds per function how it would be met on site, locally, at the mother location
    and by a team (see ``decide.options_of``); ``within`` whether it lies within its own norm.
    """

    told: Told
    row: int
    column: int
    states: tuple[int, ...]
    ways: tuple[int, ...]
    options: tuple[tuple[int, ...], ...]
    within: tuple[bool, ...]

    strength: int
    _why: dict[int, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def params(self) -> LeaningParams:
        """Return the settings of leaning."""
        return self.told.params

    @property
    def authority(self) -> Authority:
        """Return who has a say here, by name."""
        return self.told.authority

    @property
    def mothers(self) -> MotherParams:
        """Return the settings of mother locations."""
        return self.told.mothers

    @property
    def judged(self) -> Judged:
        """Return the judgement of all sites."""
        return self.told.judged

    @property
    def near(self) -> Nearby:
        """Return the nearest places of all sites."""
        return self.told.near

    @property
    def hub_asks(self) -> tuple[str, ...]:
        """Return what nobody has said of the mother location itself."""
        return self.told.hub_asks[self.mother] if self.told.hub_asks else ()

    @property
    def doubts(self) -> tuple[bool, bool]:
        """Return whether the place of the site, and that of the mother location, must be settled.

        Of the range of minutes each has its share, by how inexact it is. One whose own share
        reaches the limit must be settled; where only both together do, the less exact one.
        """
        told = self.told
        site_m = told.site_m[self.row] if told.site_m else 0.0
        hub_m = told.hub_m[self.mother] if told.hub_m else 1.0
        if not site_m:
            return False, True
        spread = self.pair("mother_high") - self.pair("mother_min")
        short = abs(self.pair("mother_min") - self.mothers.limit_min) * (site_m + hub_m)
        site, hub = spread * site_m >= short, spread * hub_m >= short
        return (site, hub) if site or hub else (site_m >= hub_m, site_m < hub_m)

    @property
    def unplaced(self) -> str:
        """Return whose place is not exactly known, where that decides the verdict."""
        site, hub = self.doubts
        return listed([name for name, asked in (("de locatie", site), (self.hub, hub)) if asked])

    @property
    def hub(self) -> str:
        """Return the mother location's name."""
        return self.told.hub_names[self.mother]

    @property
    def mother(self) -> int:
        """Return the row of the mother location in the table of all."""
        return int(self.told.case.mother[self.row, self.column])

    def pair(self, field: str) -> float:
        """Return one number of the site and the mother location."""
        return float(getattr(self.told.case, field)[self.row, self.column])

    def own(self, field: str) -> float:
        """Return one number of the site."""
        return float(getattr(self.told.case, field)[self.row, 0])

    def local(self, field: str, f: int) -> float:
        """Return one number of the local place of a function."""
        return float(getattr(self.told.case, field)[self.row, f])

    def needed(self, field: str) -> float:
        """Return how much the site needs of something."""
        return float(getattr(self.told.need, field)[self.row, 0])

    def state(self, f: int) -> int:
        """Return how a function is met."""
        return self.states[f]

    def way(self, f: int) -> int:
        """Return where a function is met."""
        return self.ways[f]

    @property
    def verdict(self) -> int:
        """Return the verdict on this pair."""
        return int(self.judged.verdict[self.row, self.column])

    @property
    def reach(self) -> int:
        """Return whether the mother location is within reach."""
        return int(self.judged.reach[self.row, self.column])

    @property
    def gp_state(self) -> int:
        """Return how the part of care is met that is the local GP's."""
        return int(self.judged.gp_state[self.row, 0])

    @property
    def is_small(self) -> bool:
        """Return whether the site is small-scale."""
        return bool(self.judged.is_small[self.row, 0])

    @property
    def is_out_of_reach(self) -> bool:
        """Return whether the site cannot lean because residents cannot get there."""
        return self.reach == NO and self.verdict == CANNOT

    @property
    def trip(self) -> str:
        """Return the trip to the mother location."""
        minutes = self.pair("mother_min")
        if np.isinf(minutes):
            return "buiten bereik" if self.pair("beyond") else "geen route"
        return f"{spell_minutes(minutes)} {MODE_WORDS[self.mothers.mode]}"

    @property
    def drive(self) -> str:
        """Return the trip of a mobile team."""
        if self.pair("team_beyond"):
            return "buiten bereik"
        return f"{spell_minutes(self.pair('team_min'))} rijden"

    def label(self, f: int) -> str:
        """Return a function's name within a sentence."""
        label = self.params.functions[f].label
        return label if label[:2].isupper() else label[0].lower() + label[1:]

    def place_name(self, f: int) -> str:
        """Return the name of the nearest place, across a border with its gemeente."""
        name = self.near.name[self.row, f]
        across = ""
        if self.near.crosses[self.row, f]:
            across = f" in {self.gemeente(self.near.gm_code[self.row, f])}"
        return (str(name) if isinstance(name, str) else f"een {NOUNS[f]}") + across

    def gemeente(self, code: object) -> str:
        """Return the name of a gemeente, or that it is another one."""
        return self.told.gemeente_names.get(str(code), "een andere gemeente")

    def transport(self, dist_m: float) -> str:
        """Return what is to be said of the way to a primary school that lies far, or nothing."""
        if not dist_m > self.params.demand.school_transport_m:
            return ""
        return (
            f"{distance(dist_m)} hemelsbreed: mogelijk leerlingenvervoer; "
            "de verordening van de gemeente beslist"
        )
