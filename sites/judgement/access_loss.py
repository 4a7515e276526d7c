"""Measure access to school places and GP lists, and what a new site takes from others.

Enhanced two-step floating catchment area (E2SFCA): Luo W. and Qi Y. (2009), An enhanced two-step
floating catchment area method for measuring spatial accessibility to primary care physicians,
Health & Place 15(4), 1100-1107. With one zone of weight 1 it is the 2SFCA of Luo and Wang (2003).

Step 1: R_j = S_j / sum_i(P_i W_ij). Step 2: A_i = sum_j(R_j W_ij). Supply within anyone's reach is
handed out whole: sum_i(P_i A_i) = sum_j(S_j).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.dutch import counted, number, share
from sites.settings.judgement import CatchmentParams, Zone
from sites.travel.protocol import Points, TravelEngine

Floats = NDArray[np.float64]
_CHUNK: Final = 1000  # sites looked at together, which bounds the memory


@dataclass(frozen=True)
class Service:
    """One kind of supply: how readers call it, its category, and what one unit is."""

    name: str
    category: str
    unit: str


SCHOOL: Final = Service("basisschool", "primary_school", "plaatsen per leerling")
GP: Final = Service("huisarts", "gp", "plaatsen per inwoner")


@dataclass(frozen=True)
class Access:
    """Supply per head at every place (J,), and what every point of demand can reach (D,)."""

    ratio: Floats
    access: Floats


@dataclass(frozen=True)
class Opening:
    """What changes when each site opens alone: newcomers' access (N,), the others' (N, D)."""

    newcomers: Floats
    others: Floats


def zone_weights(minutes: Floats, zones: tuple[Zone, ...]) -> Floats:
    """Return the weight of each trip; exactly the end of a zone counts as inside, no route as 0.

    >>> zones = (Zone(until_min=10, weight=1.0), Zone(until_min=20, weight=0.68))
    >>> zone_weights(np.array([10.0, 10.1, 20.0, 21.0, np.nan]), zones).tolist()
    [1.0, 0.68, 0.68, 0.0, 0.0]
    """
    weights = np.zeros(minutes.shape)
    for zone in reversed(zones):
        weights[minutes <= zone.until_min] = zone.weight
    return weights


def floating_catchment(demand: Floats, supply: Floats, weights: Floats) -> Access:
    """Return access by E2SFCA; ``weights`` is (D, J). Supply that nobody reaches helps nobody.

    >>> demand, supply = np.array([10.0, 30.0]), np.array([4.0, 2.0])
    >>> nobody = np.array([[1.0, 0.0], [1.0, 0.0]])  # both reach the first, none the second
    >>> floating_catchment(demand, supply, nobody).access.tolist()
    [0.1, 0.1]
    """
    ratio = _per_head(supply, demand @ weights)
    return Access(ratio, weights @ ratio)


def _per_head(supply: Floats, heads: Floats) -> Floats:
    return np.divide(supply, heads, out=np.zeros(np.shape(heads)), where=heads > 0)


def open_sites(
    demand: Floats, supply: Floats, weights: Floats, *, site_demand: Floats, site_weights: Floats
) -> Opening:
    """Return the access after each site opens by itself; ``site_weights`` is (N, J).

    >>> alone = np.ones((1, 1))
    >>> people, places, newcomers = np.array([10.0]), np.array([4.0]), np.array([30.0])
    >>> after = open_sites(people, places, alone, site_demand=newcomers, site_weights=alone)
    >>> after.newcomers.tolist(), after.others.tolist()  # 4 places for 40 instead of 10 people
    ([0.1], [[0.1]])
    """
    heads = demand @ weights
    newcomers = np.empty(len(site_demand))
    others = np.empty((len(site_demand), len(demand)))
    for start in range(0, len(site_demand), _CHUNK):
        rows = slice(start, start + _CHUNK)
        ratio = _per_head(supply, heads + site_demand[rows, None] * site_weights[rows])
        newcomers[rows] = (site_weights[rows] * ratio).sum(axis=1)
        others[rows] = ratio @ weights.T
    return Opening(newcomers, others)


def catchment_table(
    sites: pd.DataFrame,
    kernen: pd.DataFrame,
    places: pd.DataFrame,
    *,
    service: Service,
    site_demand: Floats,
    engine: TravelEngine,
    params: CatchmentParams,
) -> pd.DataFrame:
    """Return per site the newcomers' access and the worst-hit kern (``Catchment``).

    A place without a capacity is left out and counted: unknown is neither none nor endless. Where
    no capacity is known at all, every number is missing and the sentence says so.
    """
    layer = places[places["category"] == service.category]
    capacity = layer["capacity"].to_numpy(dtype=np.float64)
    assumed = params.assumed_school_seats if service is SCHOOL else params.assumed_gp_list
    if assumed is not None:
        capacity = np.where(np.isnan(capacity), assumed, capacity)
    known = ~np.isnan(capacity)
    towns = kernen.sort_values(["kern", "gm_code"])
    people = towns["population"].to_numpy(dtype=np.float64)
    demand = people * (params.pupil_share if service is SCHOOL else 1.0)
    if not known.any():
        return _unknown(sites, service, len(layer))
    at = Points.of(layer[known], "place_id")
    weights, site_weights = (
        zone_weights(engine.matrix(points, at, mode=params.mode), params.zones)
        for points in (Points.of(towns, "kern"), Points.of(sites, "site_id"))
    )
    supply = capacity[known]
    before = floating_catchment(demand, supply, weights).access
    after = open_sites(demand, supply, weights, site_demand=site_demand, site_weights=site_weights)
    return _rows(sites, towns, service, before, after, int((~known).sum()), assumed)


def _rows(
    sites: pd.DataFrame,
    towns: pd.DataFrame,
    service: Service,
    before: Floats,
    after: Opening,
    unknown: int,
    assumed: float | None,
) -> pd.DataFrame:
    loss = np.divide(
        before - after.others, before, out=np.zeros(after.others.shape), where=before > 0
    )
    worst = loss.argmax(axis=1)
    rows = np.arange(len(worst))
    hit = loss[rows, worst] > 1e-12  # noqa: PLR2004 - below this it is rounding
    names = towns["kern"].to_numpy(dtype=object)[worst]
    table = pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(),
            "service": service.name,
            "newcomer_access": after.newcomers,
            "worst_kern": np.where(hit, names, None),
            "worst_before": np.where(hit, before[worst], np.nan),
            "worst_after": np.where(hit, after.others[rows, worst], np.nan),
            "worst_loss_share": np.where(hit, np.clip(loss[rows, worst], 0, 1), np.nan),
            "unknown_places": unknown,
        }
    )
    table["sentence"] = [
        _sentence(service, access, kern, old, new, part, unknown, assumed)
        for access, kern, old, new, part in zip(
            *(table[c] for c in table.columns[2:7]), strict=True
        )
    ]
    return table


def _sentence(
    service: Service,
    access: float,
    kern: str | None,
    before: float,
    after: float,
    loss: float,
    unknown: int,
    assumed: float | None,
) -> str:
    first = (
        f"Nieuwkomers krijgen {number(access, 2)} {service.unit} ({service.name})."
        if access > 0
        else f"Nieuwkomers hebben geen {service.name} met bekende plaats binnen bereik."
    )
    second = (
        "Geen kern gaat er merkbaar op achteruit."
        if kern is None or pd.isna(kern)
        else f"Het meest gaat {kern} achteruit: van {number(before, 2)} naar {number(after, 2)} "
        f"({'minder dan 1%' if loss < 0.005 else share(loss)} minder)."  # noqa: PLR2004
    )
    parts = [first, second]
    if assumed is not None:
        parts.append(f"Waar de plaats niet bekend is, is {number(assumed)} aangenomen.")
    if unknown:
        parts.append(
            f"Van {counted(unknown, 'voorziening', 'voorzieningen')} is de ruimte niet bekend; "
            "dat telt niet mee."
        )
    return " ".join(parts)


def _unknown(sites: pd.DataFrame, service: Service, count: int) -> pd.DataFrame:
    why = (
        f"Onbekend: van geen enkele {service.name} is bekend hoeveel plaats er is."
        if count
        else f"Onbekend: er is geen {service.name} in de gegevens."
    )
    return pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(),
            "service": service.name,
            "newcomer_access": np.nan,
            "worst_kern": None,
            "worst_before": np.nan,
            "worst_after": np.nan,
            "worst_loss_share": np.nan,
            "unknown_places": count,
            "sentence": why,
        }
    )
