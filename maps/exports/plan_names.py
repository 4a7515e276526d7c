"""Put names beside the codes in the sheets of a plan: of sites, mother locations, gemeenten."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
from pandera.typing import Series

from maps.exports.plan_geo import hubs_of
from sites.plan.around.aims import AIM_WORDS
from sites.tables import plan, plan_events, plan_front, plan_no_regret, plan_periods
from sites.tables.columns import column
from sites.tables.filters import names_by
from sites.tables.results import RunResult
from sites.tables.shared import NAME

_NONE: Final = "geen"


class PlanStepSitesSheet(plan_periods.PlanStepSites):
    """One site in one period of a plan, with its name and that of what it leans on."""

    name: Series[str] = NAME(nullable=True)
    hub_name: Series[str] = column(
        "Leunt op (naam)", "De naam van de moederlocatie of de nieuwe hub.", nullable=True
    )


class PlanDrawFactorsSheet(plan_no_regret.PlanDrawFactors):
    """The value of one factor in one draw, with what it is called."""

    label: Series[str] = column("Wat varieert", "Wat in deze proef een andere waarde kreeg.")


class PlanEventMovesSheet(plan_events.EventMoves):
    """One move on a day, with the names of both locations."""

    from_name: Series[str] = column(
        "Van (naam)", "De naam van de locatie die plekken verliest.", nullable=True
    )
    to_name: Series[str] = column(
        "Naar (naam)", "De naam van de locatie die overneemt; leeg betekent: er is geen plek.",
        nullable=True,
    )  # fmt: skip


class PlanRepairsSheet(plan.PlanRepairs):
    """The best repair after one loss, with the names beside the codes."""

    lost_name: Series[str] = column("Valt weg (naam)", "De naam van wat wegvalt.", nullable=True)
    opened_name: Series[str] = column(
        "Gaat open (naam)", "De namen van de locaties die erbij komen.", nullable=True
    )
    grown_name: Series[str] = column(
        "Wordt groter (naam)", "De namen van wie plekken erbij krijgt.", nullable=True
    )
    shrunk_name: Series[str] = column(
        "Wordt kleiner (naam)", "De namen van wie plekken verliest.", nullable=True
    )
    moved_name: Series[str] = column(
        "Leunt anders (naam)", "De namen van wie op iets anders gaat leunen.", nullable=True
    )
    gm_codes_name: Series[str] = column(
        "Gemeenten (naam)", "De namen van de gemeenten waar het aantal plekken verandert.",
        nullable=True,
    )  # fmt: skip


class PlanTradeOffSheet(plan_front.PlanTradeOff):
    """One plan of the front, with the two objectives in words."""

    first_name: Series[str] = column("Eerste doel (naam)", "Hoe het ene doel heet.")
    second_name: Series[str] = column("Tweede doel (naam)", "Hoe het andere doel heet.")


#: Of each sheet the columns with codes, and what the column with their names is called.
_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "plan_step_sites": {"hub_id": "hub_name"},
    "plan_draw_factors": {"factor": "label"},
    "plan_event_moves": {"from_id": "from_name", "to_id": "to_name"},
    "plan_repairs": {
        code: f"{code}_name" for code in ("lost", "opened", "grown", "shrunk", "moved", "gm_codes")
    },
    "plan_trade_off": {"first": "first_name", "second": "second_name"},
}


def with_plan_names(result: RunResult, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of the plan with a column of names behind each of its columns of codes.

    Several codes in one cell are joined by "|"; an empty cell is none, a missing one unknown.
    """
    if name not in _CODES:
        return table
    named, found = _names(result), table.copy()
    for code, told in _CODES[name].items():
        cells = found[code].map(lambda cell: _told(cell, named), na_action="ignore")
        found.insert(list(found.columns).index(code) + 1, told, cells)
    return found


def _told(cell: object, named: Mapping[str, str]) -> str:
    codes = [code for code in str(cell).split("|") if code]
    return ", ".join(named.get(code, code) for code in codes) or _NONE


def _names(result: RunResult) -> dict[str, str]:
    """Return what every code of a plan is called."""
    towns = result.layers.municipalities
    hubs = {str(key): str(row["name"]) for key, row in hubs_of(result).items()}
    partners = {one.id: one.name for one in result.scenario.plan.partners}
    draws = None if result.plan is None else result.plan.no_regret
    factors = (
        {}
        if draws is None
        else dict(zip(draws.factors["factor"], draws.factors["label"], strict=True))
    )
    aims = {aim: words for aim, (words, _) in AIM_WORDS.items()}
    sites = names_by(result.sites, "site_id")
    return {**aims, **factors, **partners, **names_by(towns, "gm_code"), **hubs, **sites}
