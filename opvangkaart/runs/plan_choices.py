"""What can be chosen when a plan is asked for: sites, municipalities, locations and days."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.lean import Asker
from opvangkaart.runs.ledger import ledger_tables
from opvangkaart.runs.stock import ledger_of
from opvangkaart.runs.told import View
from sites.base import dutch
from sites.outcome.after_plan import horizon
from sites.tables.filters import names_by, own_municipalities
from sites.tables.tasks import LedgerToRealise


@dataclass(frozen=True)
class Choices:
    """Municipalities by name, locations by name (code and name), and the days that can be asked."""

    towns: tuple[str, ...]
    locations: tuple[tuple[str, str], ...]
    first: date
    last: date
    target: int | None


def plan_choices(asker: Asker) -> Choices:
    """Return what can be chosen, from layers that were read before."""
    layers, scenario = asker.layers, asker.scenario
    rows = ledger_of(layers, scenario.ledger, "intern").drop_duplicates("hub_id")
    named = rows[["hub_id", "name"]].astype("str").sort_values("name")
    first, last = horizon(scenario.plan)
    towns = sorted(own_municipalities(layers.municipalities)["name"].astype("str"))
    locations = tuple((str(code), str(name)) for code, name in named.to_numpy().tolist())
    return Choices(tuple(towns), locations, first, last, scenario.plan.target)


def plan_sites(scenario_path: Path | None, sites_file: Path | None = None) -> pd.DataFrame:
    """Return the sites that a plan can choose from, with the name of their municipality."""
    inputs = read_inputs(scenario_path, sites_file=sites_file)
    towns = names_by(inputs.layers.municipalities, "gm_code")
    table = pd.DataFrame(inputs.sites[["site_id", "name", "gm_code", "kern", "places", "lon",
                                       "lat"]])  # fmt: skip
    return table.assign(gemeente=[towns.get(code, "") for code in table["gm_code"]])


def short_now(asker: Asker) -> list[str | View]:
    """Tell per municipality what exists, what is asked, and who is short: without any plan."""
    tables = ledger_tables(asker.scenario, asker.layers, edition="intern")
    rows = tables.to_realise
    columns = ("name", "existing", "task", "computed", "rests_on", "to_realise")
    lacking = rows[rows["to_realise"].fillna(0).astype(float) > 0]
    order = rows.assign(_by=rows["to_realise"].fillna(-1).astype(float))
    order = order.sort_values(["_by", "name"], ascending=[False, True]).drop(columns="_by")
    count = dutch.counted(len(lacking), "gemeente heeft", "gemeenten hebben")
    title = f"Nog te realiseren van {tables.target_words}" if tables.target_words else "In gebruik"
    return [
        f"Stand op {dutch.day(tables.on)}: {count} nog plekken te realiseren.",
        View(title, LedgerToRealise, order.reset_index(drop=True), columns, left=("rests_on",)),
        *tables.notes,
    ]
