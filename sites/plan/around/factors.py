"""Name what a plan rests on and nobody knows for sure, and draw it within its range.

Each factor is a number by which one thing of the request or of the tables is multiplied. A draw
gives all of them a value at once. Every factor is drawn evenly (a Latin hypercube: with n draws
each n-th part of its range is drawn once), so its low half and its high half are as large.
"""

from dataclasses import dataclass, replace
from math import exp
from typing import Final

import numpy as np
import pandas as pd
from numpy.random import Generator

from sites.plan.model.model import Floats
from sites.plan.request import for_target
from sites.plan.rules import Rules
from sites.plan.tables import Tables
from sites.settings.no_regret import ASSUMED
from sites.settings.plan import PlanParams
from sites.tables.filters import active_hubs, names_by

#: Nine of ten errors lie within so many standard deviations.
_NINE_OF_TEN: Final = 1.645
_TRUST: Final = "zoals bij de zekerheid van de rang; aanname"
_ROOM: Final = "room:"
_WEIGHTS: Final = {
    "minutes": "het gewicht van reistijd",
    "fairness": "het gewicht van eerlijk verdelen",
    "sites": "het gewicht van weinig locaties",
    "cost": "het gewicht van kosten",
    "moves": "het gewicht van verhuizingen",
}


@dataclass(frozen=True)
class Factor:
    """One thing that varies: between ``low`` and ``high`` times what the plan reckons with.

    ``even`` halves and doubles alike (a weight); else each value is as likely as another.
    """

    key: str
    label: str
    low: float
    high: float
    source: str
    even: bool = False

    def at(self, place: Floats) -> Floats:
        """Return the factor at places between 0 (low) and 1 (high).

        >>> Factor("a", "a", 0.5, 2.0, "", even=True).at(np.array([0.0, 0.5, 1.0])).tolist()
        [0.5, 1.0, 2.0]
        """
        if self.even:
            return np.asarray(self.low * (self.high / self.low) ** place)
        return np.asarray(self.low + (self.high - self.low) * place)


def factors_of(tables: Tables, params: PlanParams) -> tuple[Factor, ...]:
    """Return what may vary; what has no range, no weight or nothing to work on is left out."""
    asked, trust = params.no_regret, tables.judgement.trust
    spread = asked.spread or trust.spread or 1.0
    error = trust.travel_error if asked.travel_error is None else asked.travel_error
    off = exp(_NINE_OF_TEN * error)
    own = ASSUMED if asked.spread is not None else _TRUST
    travel = ASSUMED if asked.travel_error is not None else _TRUST
    names = names_by(active_hubs(tables.hubs), "hub_id")
    rooms = [room for room in params.hubs.rooms if room.places and room.hub_id in names]
    found = (
        Factor("target", "het doel", 1 - asked.target, 1 + asked.target, ASSUMED),
        *(
            Factor(
                f"{_ROOM}{room.hub_id}",
                f"de ruimte bij {str(names[room.hub_id]).split(' (')[0]}",
                1 - asked.room, 1 + asked.room, ASSUMED,
            )
            for room in rooms
        ),
        Factor("load", "wat een kern kan dragen", 1 - asked.load, 1 + asked.load, ASSUMED),
        Factor("travel", "de reistijd", 1 / off, off, travel, even=True),
        Factor("team", "de kosten van een mobiel team", 1 / spread, spread, own, even=True),
        *(
            Factor(key, label, 1 / spread, spread, own, even=True)
            for key, label in _WEIGHTS.items()
            if getattr(params.objective, key) > 0
        ),
    )  # fmt: skip
    return tuple(factor for factor in found if factor.low < factor.high)


def drawn(factors: tuple[Factor, ...], draws: int, rng: Generator) -> pd.DataFrame:
    """Return a row per draw and a column per factor, by its key.

    >>> one = (Factor("a", "a", 0.0, 4.0, ""),)
    >>> found = drawn(one, 4, np.random.default_rng(0))["a"]
    >>> sorted(int(value) for value in found)  # each quarter of the range once
    [0, 1, 2, 3]
    """
    columns = {
        factor.key: factor.at((rng.permutation(draws) + rng.random(draws)) / draws)
        for factor in factors
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(1, draws + 1, name="draw"))


def applied(tables: Tables, params: PlanParams, by: dict[str, float]) -> tuple[Tables, PlanParams]:
    """Return the tables and the request with every factor of one draw applied."""
    weights = {key: getattr(params.objective, key) * by.get(key, 1.0) for key in _WEIGHTS}
    rooms = tuple(
        room.model_copy(update={"places": round(room.places * by.get(_ROOM + room.hub_id, 1.0))})
        for room in params.hubs.rooms
    )
    changed = for_target(params, round(params.asked * by.get("target", 1.0))).model_copy(
        update={
            "objective": params.objective.model_copy(update=weights),
            "hubs": params.hubs.model_copy(update={"rooms": rooms}),
            "cost": params.cost.model_copy(
                update={"team_eur": params.cost.team_eur * by.get("team", 1.0)}
            ),
        }
    )
    return _tables(tables, by.get("travel", 1.0), by.get("load", 1.0)), changed


def _tables(tables: Tables, travel: float, load: float) -> Tables:
    """Return the tables with all minutes and all room left in the kernen multiplied."""
    minutes = tables.hub_travel["travel_min"] * travel
    kern_load = tables.kern_load.assign(room=_whole(tables.kern_load["room"] * load))
    return replace(
        tables,
        hub_travel=tables.hub_travel.assign(travel_min=minutes),
        kern_load=kern_load,
        rules=None if tables.rules is None else _rules(tables.rules, travel, load),
    )


def _rules(rules: Rules, travel: float, load: float) -> Rules:
    fits = _whole(rules.fits_places * load)
    return replace(rules, fits_places=fits, local_min=rules.local_min * travel)


def _whole(places: pd.Series) -> pd.Series:
    """Round down to whole places; a last binary digit takes none away."""
    return pd.Series(np.floor(places.astype("Float64") + 1e-9), index=places.index)
