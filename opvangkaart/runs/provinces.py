"""Add the provinces of an area to a run: the ledger and the target of each, side by side."""

from dataclasses import replace

import pandas as pd

from opvangkaart.runs.ledger import ledger_tables
from sites.base.dutch import counted, number
from sites.outcome.province import with_roles
from sites.outcome.province_scenario import scenario_of
from sites.outcome.provinces import board_of, target_of
from sites.settings.area import ProvinceParams
from sites.settings.scenario import Scenario
from sites.tables.filters import own_municipalities
from sites.tables.results import Layers, LedgerTables, ProvincePart, ProvinceTables, RunResult
from sites.tables.schemas import Edition


def has_provinces(layers: Layers) -> bool:
    """Tell whether an area has more than one province: of one alone nothing changes."""
    table = layers.provinces
    return table is not None and len(set(table["province_code"])) > 1


def with_provinces(result: RunResult) -> RunResult:
    """Return the run with its provinces side by side; as it was where there is one at most."""
    parts = province_parts(result.scenario, result.layers, result.ledger, result.edition)
    if not parts:
        return result
    towns = own_municipalities(result.layers.municipalities).set_index("gm_code")["name"]
    placed = {code for part in parts for code in part.gm_codes}
    unplaced = tuple(sorted(name for code, name in towns.items() if code not in placed))
    board = board_of(result, parts)
    return replace(result, provinces=ProvinceTables(parts, board, unplaced=unplaced))


def province_parts(
    scenario: Scenario, layers: Layers, whole: LedgerTables | None, edition: Edition
) -> tuple[ProvincePart, ...]:
    """Return each province with its target and its ledger, by name; none where there is one.

    The target is the province's own, else what its gemeenten are asked together in the ledger of
    the whole area.
    """
    table = layers.provinces
    if table is None or not has_provinces(layers):
        return ()
    given = {one.code: one for one in scenario.area.provinces}
    nothing = pd.DataFrame(columns=["gm_code", "task", "computed"])
    asked = nothing if whole is None else whole.to_realise
    parts = []
    for (name, code), rows in table.groupby(["province", "province_code"], sort=True):
        codes = tuple(sorted(rows["gm_code"]))
        own_words = given.get(str(code))
        target, words = _target(own_words, asked[asked["gm_code"].isin(codes)])
        own = scenario_of(scenario, str(name), frozenset(codes), target)
        towns = with_roles(layers.municipalities, frozenset(codes))
        book = ledger_tables(
            own,
            replace(layers, municipalities=towns),
            edition=edition,
            target=target,
            target_words=_named(target, words),
        )
        is_given = own_words is not None and own_words.target is not None
        parts.append(
            ProvincePart(str(code), str(name), codes, target, words, book, is_given=is_given)
        )
    return tuple(parts)


def _named(target: int | None, words: str | None) -> str:
    """Name a target with what it rests on; nobody's target has no words.

    >>> _named(426, "berekend aandeel, geen opgave"), _named(120, "120 plekken, besluit van 2025")
    ('426 plekken (berekend aandeel, geen opgave)', '120 plekken, besluit van 2025')
    """
    if target is None or words is None:
        return ""
    return words if number(target) in words else f"{counted(target, 'plek', 'plekken')} ({words})"


def _target(given: ProvinceParams | None, asked: pd.DataFrame) -> tuple[int | None, str | None]:
    if given is not None and given.target is not None:
        return given.target.places, given.target.label
    return target_of(asked)
