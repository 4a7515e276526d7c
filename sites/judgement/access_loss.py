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
from scipy import sparse

from sites.base.dutch import counted, number, share
from sites.settings.judgement import CatchmentParams, Zone
from sites.travel.pairs import pairs_within
from sites.travel.protocol import Points, TravelEngine

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Shares are compared after rounding: what is less is noise of the order of sums.
_DIGITS: Final = 9


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
    """What changes when each site opens alone: newcomers' access (N,), what others lose (N, D).

    A pair of a site and a kern that share no place has no entry in ``loss``.
    """

    newcomers: Floats
    loss: sparse.csr_array


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


def floating_catchment(
    demand: Floats, supply: Floats, weights: Floats | sparse.csr_array
) -> Access:
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
    demand: Floats,
    supply: Floats,
    weights: Floats | sparse.csr_array,
    *,
    site_demand: Floats,
    site_weights: Floats | sparse.csr_array,
) -> Opening:
    """Return what changes after each site opens by itself; ``site_weights`` is (N, J).

    >>> alone = np.ones((1, 1))
    >>> people, places, newcomers = np.array([10.0]), np.array([4.0]), np.array([30.0])
    >>> after = open_sites(people, places, alone, site_demand=newcomers, site_weights=alone)
    >>> after.newcomers.tolist()  # 4 places for 40 instead of 10 people
    [0.1]
    >>> after.loss.toarray().round(6).tolist()
    [[0.3]]
    """
    near, kernen = sparse.coo_array(site_weights), sparse.csr_array(weights)
    (site, place), weight = near.coords, near.data
    heads = demand @ kernen
    before = _per_head(supply, heads)
    ratio = _per_head(supply[place], heads[place] + site_demand[site] * weight)
    newcomers = np.bincount(site, weight * ratio, near.shape[0]).astype(np.float64)
    drop = sparse.csr_array((before[place] - ratio, (site, place)), shape=near.shape)
    return Opening(newcomers, sparse.csr_array(drop @ kernen.T))


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
        _weights(points, at, engine, params)
        for points in (Points.of(towns, "kern"), Points.of(sites, "site_id"))
    )
    supply = capacity[known]
    before = floating_catchment(demand, supply, weights).access
    after = open_sites(demand, supply, weights, site_demand=site_demand, site_weights=site_weights)
    return _rows(sites, towns, service, before, after, int((~known).sum()), assumed)


def _weights(
    points: Points, at: Points, engine: TravelEngine, params: CatchmentParams
) -> sparse.csr_array:
    """Return the weight of each trip to a place within the last zone: no others are held."""
    limit_min = max((zone.until_min for zone in params.zones), default=0.0)
    near = pairs_within(points, at, engine, mode=params.mode, limit_min=limit_min)
    weight = zone_weights(near.travel_min, params.zones)
    return sparse.csr_array((weight, (near.origin, near.place)), shape=(len(points), len(at)))


def _worst(loss: sparse.csr_array, before: Floats) -> tuple[Ints, Floats]:
    """Return per site the row of the kern that loses the largest share, and that share.

    Shares are equal that differ less than rounding does; of these the first kern counts.
    """
    pairs = sparse.coo_array(loss)
    # A kern in which nobody lives may gain: newcomers are then the first to use a place.
    loses = pairs.data > 0
    site, town = (rows[loses] for rows in pairs.coords)
    part = pairs.data[loses] / before[town]
    best = np.lexsort((town, -np.round(part, _DIGITS), site))
    has, first = np.unique(site[best], return_index=True)
    worst, share_lost = np.zeros(loss.shape[0], dtype=np.int64), np.zeros(loss.shape[0])
    worst[has], share_lost[has] = town[best[first]], part[best[first]]
    return worst, share_lost


def _rows(
    sites: pd.DataFrame,
    towns: pd.DataFrame,
    service: Service,
    before: Floats,
    after: Opening,
    unknown: int,
    assumed: float | None,
) -> pd.DataFrame:
    worst, lost = _worst(after.loss, before)
    hit = np.round(lost, _DIGITS) > 0
    now = before[worst]
    names = towns["kern"].to_numpy(dtype=object)[worst]
    table = pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(),
            "service": service.name,
            "newcomer_access": after.newcomers,
            "worst_kern": np.where(hit, names, np.full(len(hit), None)),
            "worst_before": np.where(hit, now, np.nan),
            "worst_after": np.where(hit, now * (1 - np.minimum(lost, 1)), np.nan),
            "worst_loss_share": np.where(hit, np.minimum(lost, 1), np.nan),
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
