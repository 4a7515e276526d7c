"""Compare two plans site by site: what stays, what comes, what goes, what leans elsewhere."""

from collections.abc import Iterator
from pathlib import Path

from geodata.files.basisset import table as basis
from opvangkaart.runs.plan import read_named_plan
from opvangkaart.runs.told import View
from sites.base import dutch
from sites.plan.compare import compare, compare_towns
from sites.tables.plan import PlanTownChanges
from sites.tables.terminal import NamedChanges


def compare_plans(one: Path, other: Path) -> Iterator[str | View]:
    """Say how two plans differ, per site and per municipality.

    Raises
    ------
    InputFileError
        A file is not there, or is no plan.
    """
    plans = read_named_plan(one), read_named_plan(other)
    table = compare(*(plan.rows for plan in plans))
    for change, rows in table.groupby("change", sort=True):
        yield f"{change}: {dutch.counted(len(rows), 'locatie', 'locaties')}"
    changed = table[table["change"] != "blijft gelijk"].astype(object)
    if changed.empty:
        yield "De plannen zijn gelijk."
        return
    names = {key: name for plan in plans for key, name in plan.names.items()}
    changed["name"] = changed["site_id"]
    for column in ("name", "hub_one", "hub_other"):
        changed[column] = changed[column].map(lambda key: names.get(key, key))
    changed = changed.where(changed.notna(), "-")  # not in that plan: not unknown either
    columns = ("name", "change", "places_one", "places_other", "hub_one", "hub_other")
    left = ("change", "hub_one", "hub_other")
    yield View("Verschillen", NamedChanges, changed, columns, left=left)
    towns = compare_towns(table, basis("municipalities"))
    columns = ("name", "places_one", "places_other", "difference", "sites_one", "sites_other")
    yield View("Nieuwe plekken per gemeente", PlanTownChanges, towns, columns)
