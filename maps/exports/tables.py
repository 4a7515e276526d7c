"""Turn a run into the tables that leave the house: one wide row per site, and its companions.

Every export (CSV, XLSX, GeoPackage, GeoJSON, GeoParquet, documents) starts from these, so that no
two of them can disagree. Machine names are columns; ``HEADERS`` gives the Dutch words.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from maps.base import words
from maps.content.ledger_lookup import COUNTERS
from maps.exports.headers import DECIMALS, EXTRA_SHEETS, HEADERS, WIDE
from sites.settings.scenario import Criterion
from sites.tables.editions import shown_info
from sites.tables.filters import names_by, own_municipalities
from sites.tables.results import RunResult

#: Columns that join several ids; an empty one means none, and not unknown.
_JOINED: Final = ("opened", "grown", "shrunk", "moved", "gm_codes", "agreements")


@dataclass(frozen=True)
class Part:
    """One column of the score: a criterion, one of its categories, and how it is reached."""

    criterion: Criterion
    category: str

    @property
    def key(self) -> str:
        """Return the machine name, the same in every export."""
        alone = len(self.criterion.categories) == 1
        return self.criterion.id if alone else f"{self.criterion.id}_{self.category}"

    @property
    def raw_column(self) -> str:
        """Return the name of the column with minutes or metres; the unit ends it."""
        return f"to_{self.key}_{self.criterion.unit}"

    @property
    def words(self) -> str:
        """Return the name a reader knows."""
        return words.category(self.category)

    @property
    def unit(self) -> str:
        """Return unit and mode in words."""
        unit = "minuten" if self.criterion.unit == "min" else "meter"
        return f"{unit}, {words.MODE[self.criterion.mode]}"


def parts(result: RunResult) -> list[Part]:
    """Return the parts of the score in the scenario's order."""
    return [
        Part(criterion, c) for criterion in result.scenario.criteria for c in criterion.categories
    ]


def part_values(result: RunResult, part: Part, column: str) -> pd.Series:
    """Return one column of the scores for one part, in the order of ``result.sites``."""
    scores = result.scores
    here = (scores["criterion"] == part.criterion.id) & (scores["category"] == part.category)
    return _by_site(scores[here], column, result.sites["site_id"])


def part_travel(result: RunResult, part: Part) -> pd.DataFrame:
    """Return the travel rows of one part in the order of ``result.sites``."""
    travel = result.travel
    here = (travel["category"] == part.category) & (travel["mode"] == part.criterion.mode)
    rows = travel[here & (travel["direction"] == "to_place")]
    return rows.set_index("site_id").reindex(result.sites["site_id"]).reset_index()


def _by_site(table: pd.DataFrame, column: str, site_ids: pd.Series) -> pd.Series:
    values: pd.Series = table.set_index("site_id")[column].reindex(site_ids)
    return values.reset_index(drop=True)


def municipality_names(result: RunResult) -> pd.Series:
    """Return the names of the municipalities by their code."""
    names: pd.Series = result.layers.municipalities.set_index("gm_code")["name"]
    return names


def site_table(result: RunResult) -> pd.DataFrame:
    """Return one row per site, best first; sites without a rank follow, by ``site_id``."""
    sites = result.sites
    ids = sites["site_id"]
    mothers = result.mothers.set_index("site_id").reindex(ids).reset_index()
    ranking = result.ranking.set_index("site_id").reindex(ids).reset_index()
    names = municipality_names(result)
    hubs = result.layers.hubs.set_index("hub_id")["name"]
    clusters = result.clusters.set_index("cluster_id")["name"]
    table = pd.DataFrame(
        {
            "rank": ranking["rank"],
            "rank_in_gemeente": ranking["rank_in_gemeente"],
            "quintile": ranking["quintile"],
            **{column: sites[column] for column in ("site_id", "name", "kind")},
            "gemeente": sites["gm_code"].map(names),
            **{column: sites[column] for column in ("gm_code", "gm_certain", "kern", "places")},
            "score": ranking["score"],
            "known_share": ranking["known_share"],
            "moederlocatie": mothers["hub_id"].map(hubs),
            "answer": mothers["answer"],
            "mother_min": mothers["travel_min"],
            "mother_mode": mothers["mode"].map(words.MODE),
            "cluster": mothers["cluster_id"].map(clusters),
        }
    )
    late = ("status", "target_groups", "from_date", "until_date", "confidentiality")
    for column in (*late, "lon", "lat", "easting", "northing"):
        table[column] = sites[column]
    # A search cell is a question, not places: a number in the column would be added up.
    table["places"] = table["places"].mask(table["kind"] == words.SEARCH_CELL)
    table = table.round(DECIMALS)
    return table.sort_values(["rank", "site_id"], na_position="last").reset_index(drop=True)


def travel_wide(result: RunResult) -> pd.DataFrame:
    """Return per site and part the raw value, the named place and what to know about it.

    The rows stand in the order of ``site_table``.
    """
    columns: dict[str, pd.Series] = {"site_id": result.sites["site_id"]}
    for part in parts(result):
        rows = part_travel(result, part)
        columns[part.raw_column] = part_values(result, part, "raw").round(1)
        columns[f"place_{part.key}"] = rows["place_name"]
        columns[f"note_{part.key}"] = _notes(rows)
    table = pd.DataFrame(columns).set_index("site_id")
    return table.reindex(site_table(result)["site_id"]).reset_index()


def travel_headers(result: RunResult) -> dict[str, str]:
    """Return the Dutch headers of ``travel_wide``."""
    found = {"site_id": HEADERS["site_id"]}
    for part in parts(result):
        start = part.words
        found[part.raw_column] = f"{start} ({part.unit})"
        found[f"place_{part.key}"] = f"{start}: welke"
        found[f"note_{part.key}"] = f"{start}: let op"
    return found


def _notes(rows: pd.DataFrame) -> pd.Series:
    """Say per row what a reader must know: no route, modelled, across a border, at the edge."""
    reach = rows["reach"].fillna("onbekend").to_numpy()
    flags = {
        "gemodelleerd": (rows["place_origin"] == "gemodelleerd").to_numpy(),
        "andere gemeente": rows["crosses_border"].fillna(value=False).to_numpy(dtype=bool),
        "over de rand mogelijk dichterbij": rows["beyond_edge"].fillna(value=False).to_numpy(bool),
    }
    notes = np.where(reach == "ok", "", reach).astype(object)
    for word, flag in flags.items():
        joint = np.where(notes == "", "", "; ")
        notes = np.where(flag, notes + joint + word, notes)
    return pd.Series(notes).replace({"": None})


def hub_table(result: RunResult) -> pd.DataFrame:
    """Return the mother locations and other reception, those without a position at the end."""
    names = municipality_names(result)
    both = pd.concat(
        [result.layers.hubs, result.layers.hubs_unplaced.assign(is_active=False)],
        ignore_index=True,
    )
    table = both.assign(gemeente=both["gm_code"].map(names))
    return table[
        ["hub_id", "name", "gemeente", "kind", "status", "places", "is_active", "is_planned",
         "room_school", "room_gza", "room_guidance_hours", "accuracy_m", "source_date", "source",
         "confidence"]
    ]  # fmt: skip


def place_table(result: RunResult) -> pd.DataFrame:
    """Return the facilities with where each comes from."""
    places = result.layers.places
    table = places.assign(
        gemeente=places["gm_code"].map(municipality_names(result)),
        category=places["category"].map(words.category),
    )
    columns = ["place_id", "category", "name", "gemeente", "capacity", "origin", "is_assumption"]
    return table[[*columns, "source", "lon", "lat"]]


def cluster_rows(result: RunResult) -> pd.DataFrame:
    """Return the clusters with the names of their municipalities."""
    names = municipality_names(result)
    codes = result.clusters["gm_codes"].fillna("").str.split("|")
    table = result.clusters.assign(
        gemeenten=codes.map(lambda c: ", ".join(str(names.get(code, code)) for code in c if code))
    )
    return table[["cluster_id", "name", "kind", "sites", "cells", "places", "gemeenten"]]


def municipality_table(result: RunResult) -> pd.DataFrame:
    """Return the area's municipalities with their sites; places of search cells do not count."""
    own = own_municipalities(result.layers.municipalities)
    sites = site_table(result)
    certain = sites[sites["gm_certain"].astype(bool)]
    by_code = certain.groupby("gm_code")
    is_cell = certain["kind"] == words.SEARCH_CELL
    real = certain[~is_cell].groupby("gm_code")
    columns = {
        "sites": real.size(),
        "cells": certain[is_cell].groupby("gm_code").size(),
        "places": real["places"].sum(),
    }
    table = own.assign(
        **{
            name: own["gm_code"].map(counts).fillna(0).astype("Int64")
            for name, counts in columns.items()
        },
        best_score=own["gm_code"].map(by_code["score"].max()),
    )
    facts = ["gm_code", "name", "region", "population", "population_date", "border_quality"]
    return pd.DataFrame(table[[*facts, *columns, "best_score"]]).reset_index(drop=True)


def extra_tables(result: RunResult, site_ids: pd.Series) -> dict[str, pd.DataFrame]:
    """Return the later tables that were computed, by sheet, for the sites asked for in their order.

    A long table becomes one row per site where ``headers.WIDE`` names it.
    """
    found = {}
    for name, (sheet, columns) in EXTRA_SHEETS.items():
        table = result.extra.get(name)
        if not isinstance(table, pd.DataFrame) or table.empty:
            continue
        if name in WIDE:
            column, filled = WIDE[name]
            order = table[column].drop_duplicates()
            # pivot, not pivot_table: a repeated pair must fail and not be averaged away
            wide = table.pivot(index="site_id", columns=column, values=filled)  # noqa: PD010
            table = wide[order].reset_index()
        if name.startswith(("plan", "ledger")):
            table = _named(result, name, table)  # a plan stays whole, however many sites rank above
        elif "site_id" in table:
            place = pd.Series(range(len(site_ids)), index=site_ids.to_numpy())
            table = table[table["site_id"].isin(site_ids)]
            table = table.sort_values("site_id", key=lambda ids: ids.map(place), kind="stable")
        found[sheet] = table[[c for c in columns if c in table] or list(table.columns)]
    return found


def _named(result: RunResult, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Put names beside the codes of a table of the plan or the ledger, where it has none."""
    found = table.copy()
    if "site_id" in found:
        names = names_by(result.sites, "site_id")
        found.insert(1, "name", found["site_id"].map(names))
    if "gm_code" in found and (name == "plan" or "name" not in found):
        found["gemeente"] = found["gm_code"].map(municipality_names(result))
    if name == "plan":
        hubs = result.layers.hubs.set_index("hub_id")["name"]
        found["hub_name"] = found["hub_id"].map(hubs)
    ids = _JOINED if name in ("plan_repairs", "ledger_agreements") else ()
    for column in (column for column in ids if column in found):
        found[column] = found[column].str.replace("|", ", ", regex=False).replace("", "geen")
    if "counter" in found:
        found["counter"] = found["counter"].map(COUNTERS).fillna(found["counter"])
    if "mode" in found:
        found["mode"] = found["mode"].map(words.MODE).fillna(found["mode"])
    return found


def source_table(result: RunResult) -> pd.DataFrame:
    """Return where every layer came from, as far as the edition may name it."""
    table = shown_info(result.layers.info, result.edition)
    return table.assign(layer=table["layer"].map(layer_words))


def layer_words(layer: str) -> str:
    """Return the Dutch name of a layer; an unknown one as it is.

    >>> layer_words("hubs"), layer_words("zonnepanelen")
    ('opvanglocaties', 'zonnepanelen')
    """
    return words.LAYER_WORDS.get(str(layer), str(layer))
