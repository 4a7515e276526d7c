"""Say which mother location each candidate can lean on, and group those that have none."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.errors import SiteError
from sites.settings.scenario import Mode, Scenario
from sites.tables.answers import Clusters, Mothers
from sites.tables.schemas import MOTHER, SEARCH_CELL, empty
from sites.travel.context import Context
from sites.travel.pairs import minutes_within
from sites.travel.protocol import NOT_CONNECTED, REACH_WORDS, Floats, Ints, Points, TravelEngine

#: With more sites than this, neighbours are joined first: a full matrix grows with the square.
MAX_LINKED: Final = 2_000
_FIRST_SQUARE_M: Final = 250.0
_PROPOSAL: Final = "voorstel-"


def mothers_table(
    sites: pd.DataFrame, travel: pd.DataFrame, hubs: pd.DataFrame, scenario: Scenario
) -> DataFrame[Mothers]:
    """Return per site the mother location it can lean on best (``answers.Mothers``).

    "ja": even the most minutes lie within ``scenario.mothers.limit_min`` (exactly the limit
    counts). "nee": even the least lie beyond it, or no route or no active mother exists.
    "onzeker": the limit falls inside the range that the mother's position leaves. "onbekend": the
    site is not on the network. ``cluster_id`` is the mother's ``hub_id`` for "ja" and, as long as
    the position is not settled, for "onzeker"; else missing, until ``cluster_table``.

    Raises
    ------
    SiteError
        A site has no mother row in ``travel``, or ``travel`` names a hub that ``hubs`` lacks.
    """
    asked = travel[
        (travel["category"] == MOTHER)
        & (travel["mode"] == scenario.mothers.mode)
        & (travel["direction"] == "to_place")
    ]
    at = pd.Index(asked["site_id"]).get_indexer(pd.Index(sites["site_id"]))
    if absent := int((at < 0).sum()):
        raise SiteError(
            "{absent} sites have no minutes to a mother; compute travel for these sites",
            absent=absent,
        )
    if stray := sorted(set(asked["place_id"].dropna()) - set(hubs["hub_id"])):
        raise SiteError(
            "travel leads to {stray_count} hubs that are not in hubs (first: {stray})",
            stray_count=len(stray),
            stray=stray[0],
        )
    rows = asked.iloc[at].reset_index(drop=True)
    answer = pd.Series(_answers(rows, scenario.mothers.limit_min), dtype="str")
    return DataFrame[Mothers](
        {
            "site_id": rows["site_id"],
            "answer": answer,
            "hub_id": rows["place_id"],
            "mode": scenario.mothers.mode,
            "travel_min": rows["travel_min"],
            "low_min": rows["low_min"],
            "high_min": rows["high_min"],
            "dist_m": rows["dist_m"],
            "cluster_id": rows["place_id"].where(answer.isin(("ja", "onzeker"))),
        },
        columns=list(Mothers.to_schema().columns),
    )


def _answers(rows: pd.DataFrame, limit_min: float) -> list[str]:
    low, high = (rows[c].to_numpy(dtype=np.float64) for c in ("low_min", "high_min"))
    unknown = (rows["reach"] == REACH_WORDS[NOT_CONNECTED]).to_numpy(dtype=bool)
    cases = [unknown, high <= limit_min, low <= limit_min]  # NaN is never within the limit
    words: list[str] = np.select(cases, ["onbekend", "ja", "onzeker"], "nee").tolist()
    return words


def cluster_table(
    mothers: pd.DataFrame,
    sites: pd.DataFrame,
    context: Context,
    *,
    max_linked: int = MAX_LINKED,
) -> tuple[DataFrame[Mothers], DataFrame[Clusters]]:
    """Return ``mothers`` with every ``cluster_id`` filled, and the clusters (``answers.Clusters``).

    Each active mother is a cluster, also without satellites. Sites that answer "nee" are grouped
    by complete linkage: no two sites of one proposal are more than
    ``scenario.clusters.max_between_min`` apart, in the slower direction. A group smaller than
    ``min_sites`` is no proposal; its sites keep no cluster.

    Proposals are numbered in the order of their lowest ``site_id`` and named after the kern most
    of their sites lie near (a tie goes to the first in the alphabet). ``sites`` counts real
    candidates and ``cells`` search cells; ``places`` sums real candidates, the unknown left out. A
    proposal stands at the mean of its sites: the middle of a group, not a spot for a building.

    More than ``max_linked`` sites are first joined per square of a grid; see ``_groups``.

    Raises
    ------
    SiteError
        ``mothers`` and ``sites`` do not hold the same sites in the same order.
    """
    if not np.array_equal(mothers["site_id"].to_numpy(str), sites["site_id"].to_numpy(str)):
        raise SiteError(
            "mothers and sites must hold the same sites in the same order; make mothers from sites"
        )
    alone = sites[(mothers["answer"] == "nee").to_numpy(dtype=bool)].sort_values("site_id")
    group = _groups(alone, context.engine, context.scenario, max_linked)
    proposal = _proposal_ids(alone["site_id"], group, context.scenario.clusters.min_sites)
    proposed = sites["site_id"].map(proposal).astype("str").to_numpy()
    own = mothers["cluster_id"].astype("str").to_numpy()
    cluster_id = pd.array(np.where(pd.isna(own), proposed, own), dtype="str")
    members = sites.assign(cluster_id=cluster_id)
    found = _clusters(members, context.mothers)
    return DataFrame[Mothers](mothers.assign(cluster_id=cluster_id)), found


def _groups(alone: pd.DataFrame, engine: TravelEngine, scenario: Scenario, most: int) -> Ints:
    """Return a group number per site (sorted by id) by complete linkage; -1 stands apart.

    Up to ``most`` sites every pair is measured. Above it the sites of one grid square are joined
    first (the smallest square, doubling from 250 m, that leaves at most ``most``). A square
    stands at its lowest ``site_id``; two squares are as far apart as their stand-ins plus the
    longest way to a stand-in in each. A trip by way of the stand-ins is a real trip, so no pair
    takes longer than was reckoned; some groups stay smaller than they could be. A site more
    than half the limit from its stand-in stands apart.
    """
    if alone.empty:
        return np.empty(0, dtype=np.int64)
    points, limit_min = Points.of(alone, "site_id"), scenario.clusters.max_between_min
    mode = scenario.mothers.mode
    block = _blocks(points, most)
    stand_in = np.unique(block)
    way_min = np.zeros(len(points))
    for lead in stand_in[np.bincount(block)[stand_in] > 1]:
        rows = np.flatnonzero(block == lead)
        centre = np.array([lead])
        way_min[rows] = _slower(points, rows, centre, engine, mode, limit_min / 2)[:, 0]
    near = way_min <= limit_min / 2  # NaN, no route or a long one, is not near
    longest = np.zeros(len(points))
    np.maximum.at(longest, block[near], way_min[near])
    apart = _slower(points, stand_in, stand_in, engine, mode, limit_min)
    apart += longest[stand_in][:, None] + longest[stand_in][None, :]
    label = _complete_linkage(apart, limit_min)
    return np.where(near, label[np.searchsorted(stand_in, block)], -1)


def _blocks(points: Points, most: int) -> Ints:
    """Return per point the row of its stand-in: the first of its square, or itself."""
    block = np.arange(len(points))
    size_m = _FIRST_SQUARE_M
    while len(np.unique(block)) > most:
        column, row = np.floor(points.xy / size_m).astype(np.int64).T
        square = column - column.min() + (row - row.min()) * (np.ptp(column) + 1)
        _, first, inverse = np.unique(square, return_index=True, return_inverse=True)
        block = first[inverse]
        size_m *= 2
    return block


def _slower(
    points: Points, one: Ints, other: Ints, engine: TravelEngine, mode: Mode, limit_min: float
) -> Floats:
    """Return the minutes between points, there or back, whichever is longer.

    NaN is no route, or one that takes longer than the limit: such a pair is never joined, however
    much longer it takes.
    """
    here, there = (
        Points(points.ids[rows], points.easting[rows], points.northing[rows])
        for rows in (one, other)
    )
    ask = partial(minutes_within, engine, mode=mode, limit_min=limit_min)
    return np.maximum(ask(here, there), ask(there, here).T)


def _complete_linkage(apart: Floats, limit_min: float) -> Ints:
    """Return a label per row; no two of one label are more than ``limit_min`` apart."""
    if len(apart) == 1:
        return np.zeros(1, dtype=np.int64)
    # scikit-learn takes no infinity: any number far over the limit keeps two rows apart.
    known = np.where(np.isnan(apart), 10 * limit_min, apart)
    np.fill_diagonal(known, 0.0)
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415 - a second to load

    linkage = AgglomerativeClustering(
        n_clusters=None,
        metric="precomputed",
        linkage="complete",
        distance_threshold=np.nextafter(limit_min, np.inf),  # exactly the limit still counts
    )
    labels: Ints = linkage.fit_predict(known).astype(np.int64)
    return labels


def _proposal_ids(site_ids: pd.Series, group: Ints, min_sites: int) -> pd.Series:
    """Return ``voorstel-01`` ... per site_id, numbered by the lowest site_id of each group."""
    table = pd.DataFrame({"site_id": site_ids.to_numpy(dtype=str), "group": group})
    table = table[table["group"] >= 0]
    table = table[table.groupby("group")["group"].transform("size") >= min_sites]
    number = pd.Series(pd.factorize(table["group"])[0] + 1, index=table["site_id"])
    digits = max(2, len(str(number.max() if len(number) else 0)))
    return _PROPOSAL + number.astype("str").str.zfill(digits)


def _clusters(members: pd.DataFrame, active: pd.DataFrame) -> DataFrame[Clusters]:
    rows: list[dict[str, Any]] = []
    of_cluster = members.groupby("cluster_id").indices
    for row, hub in active.iterrows():
        satellites = members.iloc[of_cluster.get(hub["hub_id"], [])]
        known = {"hub_id": hub["hub_id"], "lon": hub["lon"], "lat": hub["lat"]}
        codes = [*_gm_codes(satellites), *active.loc[[row], "gm_code"].dropna()]
        rows.append(
            {"cluster_id": hub["hub_id"], "kind": "moederlocatie", "name": hub["name"]}
            | known
            | _sums(satellites, codes)
        )
    named: Counter[str] = Counter()
    of_no_hub = members[members["cluster_id"].str.startswith(_PROPOSAL, na=False)]
    for cluster_id, satellites in of_no_hub.groupby("cluster_id", sort=True):
        name = "voorstel rond " + _main_kern(satellites)
        named[name] += 1
        rows.append(
            {"cluster_id": cluster_id, "kind": "voorstel", "hub_id": None}
            | {"name": name if named[name] == 1 else f"{name} ({named[name]})"}
            | {"lon": satellites["lon"].mean(), "lat": satellites["lat"].mean()}
            | _sums(satellites, _gm_codes(satellites))
        )
    if not rows:
        return DataFrame[Clusters](empty(Clusters))
    return DataFrame[Clusters](rows, columns=list(Clusters.to_schema().columns))


def _sums(satellites: pd.DataFrame, gm_codes: Iterable[str]) -> dict[str, Any]:
    is_cell = satellites["kind"] == SEARCH_CELL
    real = satellites[~is_cell]
    return {
        "sites": len(real),
        "cells": int(is_cell.sum()),
        "places": int(real["places"].sum()),
        "gm_codes": "|".join(sorted(set(gm_codes))),
    }


def _gm_codes(satellites: pd.DataFrame) -> list[str]:
    """Return the gemeenten of the satellites; the uncertain ones only where no other is known."""
    known = satellites[satellites["gm_code"].notna()]
    certain = known[known["gm_certain"].to_numpy(dtype=bool)]
    return (known if certain.empty else certain)["gm_code"].tolist()


def _main_kern(satellites: pd.DataFrame) -> str:
    counted = satellites["kern"].value_counts().rename_axis("kern").reset_index(name="n")
    if counted.empty:
        return "een onbekende kern"
    return str(counted.sort_values(["n", "kern"], ascending=[False, True])["kern"].iloc[0])
