"""Turn a run into the tables that leave the house: one wide row per site, and its companions.

Every export (CSV, XLSX, GeoPackage, GeoJSON, GeoParquet, documents) starts from these, so that no
two of them can disagree. Machine names are columns; the schemas give the Dutch words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from maps.base import words
from maps.content.ledger_lookup import COUNTERS
from maps.exports.as_shown import as_shown
from maps.exports.judged import in_list_order, judged_columns, score_ranges
from maps.exports.parts import part_travel, part_values, parts
from maps.exports.plan_geo import hubs_of, with_draws
from maps.exports.plan_names import with_plan_names
from maps.exports.schemas import NOTE, PLACE, RAW, SiteTable, TravelWide
from maps.exports.sheets import EXTRA_SHEETS, ONCE, OWN_ORDER, WIDE
from sites.base.shown import shown_metres, whole_minutes
from sites.judgement.report import all_ways
from sites.outcome.provinces import plans_of
from sites.scoring.mother_choice import UNPLACED_NOTE
from sites.tables.categories import category_words
from sites.tables.columns import Schema, heading, kept
from sites.tables.editions import shown_info
from sites.tables.filters import names_by, own_municipalities
from sites.tables.results import JudgementTables, PlanTables, ProvinceTables, RunResult
from sites.tables.sitesheet import note_rows

#: Columns that join several ids; an empty one means none, and not unknown.
_JOINED: Final = ("opened", "grown", "shrunk", "moved", "gm_codes", "agreements")


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet of a workbook: the name of its table, its Dutch title, its rows, their schema.

    ``headings`` are made for this sheet alone; the schema has the others.
    """

    name: str
    title: str
    table: pd.DataFrame
    schema: Schema
    headings: Mapping[str, str] = field(default_factory=dict)


def municipality_names(result: RunResult) -> pd.Series:
    """Return the names of the municipalities by their code."""
    names: pd.Series = result.layers.municipalities.set_index("gm_code")["name"]
    return names


@lru_cache(maxsize=1)  # every sheet and layer of one run asks for the very same; none changes it
def site_table(result: RunResult) -> pd.DataFrame:
    """Return one row per site in the order of the list: group, rank, then ``site_id``."""
    sites = result.sites
    ids = sites["site_id"]
    mothers = result.mothers.set_index("site_id").reindex(ids).reset_index()
    ranking = result.ranking.set_index("site_id").reindex(ids).reset_index()
    names = municipality_names(result)
    hubs = result.layers.hubs.set_index("hub_id")["name"]
    clusters = result.clusters.set_index("cluster_id")["name"]
    judged = judged_columns(result, ids)
    table = pd.DataFrame(
        {
            "rank": ranking["rank"],
            "rank_in_gemeente": ranking["rank_in_gemeente"],
            "score_class": ranking["score_class"],
            **{column: sites[column] for column in ("site_id", "name", "kind")},
            "gemeente": sites["gm_code"].map(names),
            **{column: sites[column] for column in ("gm_code", "gm_certain", "kern", "places")},
            "score": ranking["score"],
            "score_range": score_ranges(result, ids),
            "known_share": ranking["known_share"],
            **{name: judged[name] for name in ("group", "verdict", "strength", "flag", "head")},
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
    return in_list_order(as_shown(table.round(kept(SiteTable)), SiteTable))


@lru_cache(maxsize=1)
def travel_wide(result: RunResult) -> pd.DataFrame:
    """Return per site and part the raw value, the named place and what to know about it.

    The rows stand in the order of ``site_table``.
    """
    columns: dict[str, pd.Series] = {"site_id": result.sites["site_id"]}
    for part in parts(result):
        rows = part_travel(result, part)
        rule = shown_metres if part.criterion.unit == "m" else whole_minutes
        raw = part_values(result, part, "raw")
        columns[part.raw_column] = pd.Series(rule(raw), index=raw.index)
        if part.criterion.mode is not None:
            columns[f"place_{part.key}"] = rows["place_name"]
            columns[f"note_{part.key}"] = _notes(rows)
    table = pd.DataFrame(columns).set_index("site_id")
    return table.reindex(site_table(result)["site_id"]).reset_index()


def travel_headers(result: RunResult) -> dict[str, str]:
    """Return the Dutch headers of ``travel_wide``."""
    found = {"site_id": heading(TravelWide, "site_id")}
    for part in parts(result):
        families = (
            (part.raw_column, RAW),
            (f"place_{part.key}", PLACE),
            (f"note_{part.key}", NOTE),
        )
        for name, family in families if part.criterion.mode is not None else families[:1]:
            found[name] = heading(TravelWide, family).format(part=part.words, unit=part.unit)
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
        [
            result.layers.hubs,
            result.layers.hubs_unplaced.assign(is_active=False, mother_note=UNPLACED_NOTE),
        ],
        ignore_index=True,
    )
    sure = both["confidence"].map(words.CONFIDENCE).fillna(both["confidence"])
    table = both.assign(gemeente=both["gm_code"].map(names), confidence=sure)
    return table[
        ["hub_id", "name", "gemeente", "kind", "status", "places", "is_active", "mother_note",
         "is_planned", "from_date", "until_date", "room_school", "room_gza", "room_guidance_hours",
         "accuracy_m", "source_date", "source", "confidence"]
    ]  # fmt: skip


def place_table(result: RunResult) -> pd.DataFrame:
    """Return the facilities with where each comes from."""
    places = result.layers.places
    table = places.assign(
        gemeente=places["gm_code"].map(municipality_names(result)),
        category=places["category"].map(category_words),
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


def extra_sheets(result: RunResult, site_ids: pd.Series) -> tuple[Sheet, ...]:
    """Return a sheet per later table that has rows, for the sites asked for in their order.

    A long table becomes one row per site where ``sheets.WIDE`` names it.
    """
    sheets = []
    for name, table in _later_tables(result):
        if table is None or table.empty:
            continue
        title, schema, columns = EXTRA_SHEETS[name]
        shown = _wide(name, table)
        if name.startswith(("plan", "ledger")):
            shown = _named(result, name, shown)  # a plan stays whole, however many rank above
        elif "site_id" in shown:
            place = pd.Series(range(len(site_ids)), index=site_ids.to_numpy())
            shown = shown[shown["site_id"].isin(site_ids)]
            if name not in OWN_ORDER:
                shown = shown.sort_values("site_id", key=lambda ids: ids.map(place), kind="stable")
        shown = as_shown(shown[list(columns) or list(shown.columns)], schema)
        sheets.append(Sheet(name, title, shown, schema))
    return tuple(sheets)


def _later_tables(result: RunResult) -> Iterator[tuple[str, pd.DataFrame | None]]:
    """Yield the later tables that get a sheet, in the order of the workbook."""
    if (judgement := result.judgement) is not None:
        yield "verdicts", judgement.verdicts
        functions = judgement.functions
        yield "functions", functions.assign(answer=all_ways(functions))
        yield "knockouts", judgement.knockouts
        yield "load", judgement.load
        yield "trust", judgement.trust
        yield "teams", judgement.teams
        yield "team_stops", _stops(result, judgement)
        yield "notes", note_rows(judgement.sheets, names_by(result.sites, "site_id"))
        yield "labour", judgement.labour
        yield "villages", judgement.villages
    if result.transit is not None:
        yield "ov", result.transit.trips
    if result.provinces is not None:
        yield from _province_tables(result.provinces)
    if result.plan is not None:
        yield from _plan_tables(result.plan)
    if (ledger := result.ledger) is not None:
        yield "ledger_totals", ledger.totals
        yield "ledger", ledger.rows
        yield "ledger_to_realise", ledger.to_realise
        yield "ledger_tasks", ledger.tasks
        yield "ledger_pending", ledger.pending
        yield "ledger_days", ledger.days
        yield "ledger_town_days", ledger.town_days
        yield "ledger_shares", ledger.shares
        yield "ledger_agreements", ledger.agreements
        yield "ledger_deals", ledger.deals
        yield "ledger_tranches", ledger.tranches
        yield "ledger_pressure", ledger.pressure
        yield "ledger_bonus", ledger.bonus
        yield "ledger_grants", ledger.grants


def _province_tables(provinces: ProvinceTables) -> Iterator[tuple[str, pd.DataFrame | None]]:
    """Yield the provinces side by side, the balance between them, and all their plans in one."""
    yield "provinces", provinces.board
    yield "balance", provinces.balance
    yield "plan_provinces", plans_of(provinces.parts)


def _stops(result: RunResult, judgement: JudgementTables) -> pd.DataFrame:
    """Return the stops of the teams in the order they are driven, with names beside the codes."""
    stops = judgement.team_stops
    return stops.assign(
        hub_name=stops["hub_id"].map(names_by(result.layers.hubs, "hub_id")),
        name=stops["site_id"].map(names_by(result.sites, "site_id")),
    )


def _plan_tables(plan: PlanTables) -> Iterator[tuple[str, pd.DataFrame | None]]:
    yield "plan", plan.rows
    yield "plan_summary", plan.summary
    yield "plan_towns", plan.towns
    yield "plan_hubs", plan.hubs
    yield "plan_missing", plan.missing
    yield "plan_parts", plan.parts
    yield "plan_costs", plan.costs
    yield "plan_fairness", plan.fairness
    yield "plan_fair", plan.fair
    yield "plan_reach", plan.reach
    periods = plan.periods
    yield "plan_steps", None if periods is None else periods.steps
    yield "plan_step_sites", None if periods is None else periods.sites
    yield "plan_step_agreements", None if periods is None else periods.agreements
    draws, firm = plan.no_regret, plan.firm
    yield "plan_shares", None if draws is None else draws.shares
    yield "plan_factors", None if draws is None else draws.factors
    yield "plan_draws", None if draws is None else draws.draws
    yield "plan_draw_factors", None if draws is None else draws.draw_factors
    yield "plan_draw_sites", None if draws is None else draws.draw_sites
    yield "plan_firm", None if firm is None else firm.firm
    yield "plan_needs", None if firm is None else firm.needs
    events = plan.events
    yield "plan_events", None if events is None else events.events
    yield "plan_event_periods", None if events is None else events.periods
    yield "plan_event_towns", None if events is None else events.towns
    yield "plan_event_moves", None if events is None else events.moves
    yield "plan_event_agreements", None if events is None else events.agreements
    yield "plan_alternatives", plan.alternatives
    yield "plan_repairs", plan.repairs
    yield "plan_wishes", plan.wishes
    yield "plan_trade_off", plan.trade_off
    yield "plan_agreements", plan.agreements
    yield "plan_phases", plan.after.phases
    yield "plan_moves", plan.after.moves
    yield "plan_terms", plan.after.terms
    yield "plan_bonus", plan.after.bonus
    yield "plan_flow_on", plan.after.flow_on
    yield "plan_grants", plan.after.grants
    yield "plan_new_hubs", plan.new_hubs


def _wide(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a long table with a column per kind, where that reads better."""
    if name not in WIDE:
        return table
    column, filled = WIDE[name]
    order = table[column].drop_duplicates()
    # pivot, not pivot_table: a repeated pair must fail and not be averaged away
    wide = table.pivot(index="site_id", columns=column, values=filled)  # noqa: PD010
    once = table.drop_duplicates("site_id").set_index("site_id")[list(ONCE.get(name, ()))]
    return once.join(wide[order]).reset_index()


def _named(result: RunResult, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Put names beside the codes of a table of the plan or the ledger, where it has none."""
    found = with_plan_names(result, name, table.copy())
    if "site_id" in found:
        names = names_by(result.sites, "site_id")
        found.insert(1, "name", found["site_id"].map(names))
    if "gm_code" in found and (name in ("plan", "plan_provinces") or "name" not in found):
        found["gemeente"] = found["gm_code"].map(municipality_names(result))
    if name == "plan_shares":
        named = names_by(result.sites, "site_id") | dict(municipality_names(result))
        found.insert(2, "name", found["id"].map(named))
    if name == "plan":
        hubs = {hub: hub_row["name"] for hub, hub_row in hubs_of(result).items()}
        found["hub_name"] = found["hub_id"].map(hubs)
        found = with_draws(result, found)
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
    return table.assign(layer=table["layer"].map(words.layer_words))
