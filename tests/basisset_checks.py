"""Hold the basisset against what was counted, and write it as docs/basisset-checks.md.

python -m tests.basisset_checks ../shared/data/scholen.csv docs/basisset-checks.md
"""

import sys
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geodata.files import basisset
from geodata.readers.interface import ReadContext
from geodata.readers.schools import read_schools
from sites.base.projection import to_metric
from sites.scoring.facilities import modelled_places
from sites.settings.scenario import LayerFile, Scenario

RD: Final = "EPSG:28992"
POSITION: Final = ("easting", "northing")
FILE: Final = Path(__file__).parent.parent / "docs" / "basisset-checks.md"
COUNTED: Final = {"primary_school": "primary schools", "secondary_school": "secondary schools"}
HEAD: Final = """\
# The basisset against what was counted

Made by `python -m tests.basisset_checks`; `tests/test_basisset_checks.py` holds it to the tables.

"""
KERNEN: Final = """\
## Kernen against CBS's settlements

People of 1 January 2021. A kern counts everyone in its postcodes, outlying houses too; a settlement
only those in the built-up area. "Apart" is from the middle of the kernen, weighed by people, to the
middle of the settlement: for a city of several kernen these are different things.

"""
FACILITIES: Final = """\
## Modelled facilities against counted ones

Counted: DUO, school sites of November 2024 (Kadaster BAG for the position). For the others
no open count per gemeente was found: there the fit to CBS's mean distances is the only check
(docs/data.md). A modelled point is never a real school.

"""


def kern_rows() -> list[tuple[str, ...]]:
    """Return per settlement: its people, those of our kernen, their ratio, and how far apart."""
    kernen, towns = basisset.kernen(RD), basisset.table("bevolkingskernen")
    towns["easting"], towns["northing"] = to_metric(towns["lon"], towns["lat"], RD)
    rows: list[tuple[str, ...]] = []
    for town in towns.to_dict("records"):
        names = str(town["kernen"]).split("|")
        own = kernen[kernen["kern"].isin(names)]
        people = int(own["population"].sum())
        east, north = (np.average(own[c], weights=own["population"]) for c in POSITION)
        apart = np.hypot(east - town["easting"], north - town["northing"])
        counts = (
            f"{int(town['population']):,}",
            f"{people:,}",
            f"{people / town['population']:.2f}",
        )
        rows.append((str(town["name"]), ", ".join(names), *counts, f"{apart:,.0f}"))
    return rows


def school_rows(schools: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return per gemeente the modelled and the counted schools; the province comes last."""
    model = modelled_places(basisset.kernen(RD), basisset.table("facility_ratios"), metric_crs=RD)
    names = basisset.table("municipalities").set_index("gm_code")["name"]
    columns = [
        table[table["category"] == category].groupby("gm_code").size().reindex(names.index)
        for category in COUNTED
        for table in (model, schools)
    ]
    table = pd.concat(columns, axis=1).fillna(0).astype(int)
    table.loc["all"] = table.sum()
    told = [*names, "province"]
    return [
        (name, *map(str, row)) for name, row in zip(told, table.to_numpy().tolist(), strict=True)
    ]


def read_counted(path: Path) -> pd.DataFrame:
    """Return the schools of a file of DUO as the product reads them."""
    plain = {"name": "telling", "title": "Telling", "reference_date": "2024-11-22"}
    criterion = {
        "id": "gp", "label": "x", "categories": ["gp"], "mode": "walk", "weight": 1,
        "curve": {"good": 1, "poor": 2}, "norm": "", "source": "x",
    }  # fmt: skip
    scenario = Scenario.model_validate(plain | {"criteria": [criterion]})
    ctx = ReadContext(scenario, basisset.municipalities(), basisset.kernen(RD))
    return pd.DataFrame(read_schools(LayerFile(path=path.name, reader="schools"), path, ctx).table)


def table_of(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table of a document."""
    line = "| " + " | ".join("---" for _ in headings) + " |"
    return "\n".join([f"| {' | '.join(headings)} |", line, *(f"| {' | '.join(r)} |" for r in rows)])


def document(schools: pd.DataFrame) -> str:
    """Return the whole document."""
    kernen = table_of(
        ("settlement (CBS)", "kernen", "people, CBS", "people, kernen", "ratio", "apart, m"),
        kern_rows(),
    )
    counts = tuple(f"{noun}, {how}" for noun in COUNTED.values() for how in ("model", "count"))
    facilities = table_of(("gemeente", *counts), school_rows(schools))
    return f"{HEAD}{KERNEN}{kernen}\n\n{FACILITIES}{facilities}\n"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(document(read_counted(Path(sys.argv[1]))), encoding="utf-8")
