"""Find the schools that take newcomers, by name: no register says which school has such a class.

A primary school with a class for newcomers or a "taalschool", an ISK (internationale schakelklas)
for older pupils. Where a layer names none, nobody knows which school it is.
"""

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.judgement.leaning.case import Nearby, OfKind
from sites.judgement.leaning.decide import ISK, PRIMARY
from sites.settings.judgement import LeaningParams
from sites.tables.schemas import positions
from sites.travel.protocol import Points, TravelEngine

_BY_NAME: Final = re.compile(
    r"\b(taal(school|klas|centrum)|nieuwkomers?\w*|(internationale )?schakelklas\w*|isk"
    r"|azc-?school|asielzoekers?\w*|opvangschool)\b",
    re.IGNORECASE,
)


def takes_newcomers(name: str) -> bool:
    """Tell whether a school says by its name that it has a class for newcomers.

    >>> [takes_newcomers(name) for name in ("Taalschool Noord", "ISK Oost", "De Schakel")]
    [True, True, False]
    """
    return _BY_NAME.search(name) is not None


def are_for_newcomers(schools: pd.DataFrame) -> NDArray[np.bool_]:
    """Return per school whether its name says that it takes newcomers."""
    return np.array([takes_newcomers(str(name)) for name in schools["name"]], dtype=bool)


def with_kind(
    near: Nearby, sites: pd.DataFrame, places: pd.DataFrame, params: LeaningParams, *,
    engine: TravelEngine, own_codes: pd.Series,
) -> Nearby:  # fmt: skip
    """Return what is near with the schools that are known to take newcomers put first.

    An ISK takes the place of any other secondary school, however far. A primary school for
    newcomers does so within its norm; beyond it, the nearest stays and the other is told too.
    ``own_codes`` holds the gemeente of each site, missing where it is uncertain.
    """
    found = Nearby(
        near.minutes.copy(), near.name.copy(), near.gm_code.copy(), near.dist_m.copy(),
        near.crosses.copy(), near.kind_known.copy(), {},
    )  # fmt: skip
    for f in (PRIMARY, ISK):
        norm = params.functions[f]
        layer = places[places["category"].isin(norm.categories)]
        layer = layer[are_for_newcomers(layer)]
        if layer.empty:
            continue
        layer = layer.sort_values("place_id")
        at = Points.of(sites, "site_id")
        nearest = engine.nearest(at, Points.of(layer, "place_id"), mode=norm.mode)
        # Without a route to any, the first is named at endless minutes.
        best, least = np.maximum(nearest.place[:, 0], 0), nearest.travel_min[:, 0]
        straight = np.hypot(*(positions(sites) - positions(layer)[best]).T)
        school = OfKind(
            layer["place_id"].astype(object).to_numpy()[best],
            layer["name"].astype(object).to_numpy()[best],
            layer["gm_code"].astype(object).to_numpy()[best],
            straight,
            np.where(np.isnan(least), np.inf, least),
        )
        found.of_kind[f] = school
        _take_place(found, f, school, own_codes, limit_min=None if f == ISK else norm.limit_min)
    return found


def _take_place(
    found: Nearby, f: int, school: OfKind, own_codes: pd.Series, *, limit_min: float | None
) -> None:
    """Let the school stand as the nearest place where it lies within the limit (None: always)."""
    # Minutes that are missing stay so: nobody knows what is near a site off the network.
    there = ~np.isnan(found.minutes[:, f])
    if limit_min is not None:
        there &= school.minutes <= limit_min
    found.minutes[there, f] = school.minutes[there]
    found.name[there, f] = school.name[there]
    found.gm_code[there, f] = school.gm_code[there]
    found.dist_m[there, f] = school.dist_m[there]
    own = own_codes.astype(object).to_numpy()
    crosses = np.array(
        [
            isinstance(a, str) and isinstance(b, str) and a != b
            for a, b in zip(own, school.gm_code, strict=True)
        ]
    )
    found.crosses[there, f] = crosses[there]
    found.kind_known[there, f] = True
