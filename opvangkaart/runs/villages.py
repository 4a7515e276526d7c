"""Say per kern what it can do: the village view of a scenario, of one gemeente or of all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from opvangkaart.runs.inputs import Progress, own_edition, read_inputs, silent
from opvangkaart.runs.named import municipality_code
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.told import Told, View
from sites.base.dutch import counted, number
from sites.base.errors import ScenarioError
from sites.judgement.villages import best_villages, sure_and_open
from sites.tables.villages import Villages

_COLUMNS: Final = ("kern", "gemeente", "best", "group", "fits_places", "hub_name", "travel_min",
                   "hub_outside", "verdict", "by_team", "missing", "could_add")  # fmt: skip
_NUMBERS: Final = ("fits_places", "travel_min")


def villages(
    scenario_path: Path | None = None,
    *,
    municipalities: Sequence[str] = (),
    places: int | None = None,
    count: int | None = None,
    progress: Progress = silent,
) -> Told:
    """Return the village view of a scenario as lines and one table.

    ``places`` is what a search cell is reckoned with; ``count`` keeps the best kernen.

    Raises
    ------
    OpvangkaartError
        A municipality that does not exist, a count or a number of places that cannot be, or no
        site or mother location to judge by.
    """
    inputs = read_inputs(scenario_path, places=places, progress=progress)
    codes = [municipality_code(name, inputs.layers) for name in municipalities]
    result = evaluate(inputs, edition=own_edition(inputs), progress=progress)
    if result.judgement is None or result.judgement.villages is None:
        raise ScenarioError(
            "no kern can be judged: the scenario has no site or no mother location in use"
        )
    table: pd.DataFrame = result.judgement.villages
    if codes:
        table = table[table["gm_code"].isin(codes)]
    return told(best_villages(table, count=count), places=inputs.scenario.scout.places)


def told(table: pd.DataFrame, *, places: int) -> Told:
    """Return the lines and the table; a search cell is reckoned with so many ``places``."""
    enough = int((table["fits_places"] >= places).fillna(value=False).sum())
    wanted = counted(places, "plek", "plekken")
    lines = [
        f"Zoekgebieden zijn doorgerekend met {wanted}.",
        f"{number(enough)} van de {counted(len(table), 'kern', 'kernen')}: daar passen {wanted}.",
    ]
    shown = table.assign(
        hub_outside=table["hub_outside"].map({True: "ja", False: "nee"}),
        by_team=table["by_team"].fillna("geen"),
        missing=_joined(table, "missing", "open_functions"),
        could_add=_joined(table, "could_add", "could_add_open"),
    )
    text = tuple(name for name in _COLUMNS if name not in _NUMBERS)
    return [*lines, View("Kernen: wat kan waar", Villages, shown, _COLUMNS, left=text)]


def _joined(table: pd.DataFrame, sure: str, unsure: str) -> list[str]:
    pairs = zip(table[sure], table[unsure], strict=True)
    return [
        sure_and_open(*(one if isinstance(one, str) else None for one in pair)) for pair in pairs
    ]
