"""Compare two scenarios before and after: networks, timetables, facilities, mother locations."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from pandera.typing import DataFrame

from geodata.files.swap import write_whole
from maps.base import words
from maps.exports.differences import write_changes
from opvangkaart.runs.run import compute
from opvangkaart.runs.told import View
from sites.base import dutch
from sites.outcome.before_after import other_layers, site_changes, town_changes, town_names
from sites.tables.before_after import SAME, SiteChanges, TownChanges
from sites.tables.columns import headings
from sites.tables.results import RunResult
from sites.tables.schemas import Edition

#: How the table and the map are called in the folder that was asked for.
TABLE, LAYER = "veranderingen.csv", "veranderingen.gpkg"

_SITES = ("name", "change", "verdict_one", "verdict_other", "score_one", "score_other",
          "travel_one", "travel_other", "hub_one", "hub_other")  # fmt: skip
_LEFT = ("change", "verdict_one", "verdict_other", "hub_one", "hub_other")
_TOWNS = ("name", "better", "worse", "other", "same", "new", "gone", "leaning_one",
          "leaning_other")  # fmt: skip


def compare_scenarios(
    one: Path, other: Path, *, edition: Edition = "openbaar", out: Path | None = None
) -> Iterator[str | View]:
    """Say what the second scenario changes, per site and per gemeente; write a map where asked.

    Raises
    ------
    OpvangkaartError
        A scenario that cannot be read or computed.
    """
    runs = compute(one, edition=edition), compute(other, edition=edition)
    layers = [words.layer_words(name) for name in other_layers(*runs)]
    yield (
        f"Andere gegevens: {dutch.listed(layers)}."
        if layers
        else "De gegevens zijn gelijk; alleen instellingen kunnen verschillen."
    )
    changes = site_changes(*runs)
    for change, rows in changes.groupby("change", sort=True):
        yield f"{change}: {dutch.counted(len(rows), 'locatie', 'locaties')}"
    if out is not None:
        yield f"Tabel en kaart: {', '.join(_write(changes, runs, out))}."
    changed = changes[changes["change"] != SAME]
    if changed.empty:
        yield "Voor geen enkele locatie verandert er iets."
        return
    yield View("Per locatie", SiteChanges, changed, _SITES, left=_LEFT)
    towns = town_changes(changes, town_names(*runs))
    yield View("Per gemeente", TownChanges, towns, _TOWNS)


def _write(
    changes: DataFrame[SiteChanges], runs: tuple[RunResult, RunResult], out: Path
) -> tuple[str, str]:
    """Write one row per site: as CSV, and as points with a style for QGIS."""
    out.mkdir(parents=True, exist_ok=True)
    sites = pd.concat([run.sites for run in reversed(runs)]).astype({"site_id": "str"})
    where = sites.drop_duplicates("site_id").set_index("site_id")[["lon", "lat"]]
    csv = changes.rename(columns=headings(SiteChanges)).round(2)
    told = csv.to_csv(index=False, sep=";", decimal=",")
    write_whole(out / TABLE, b"\xef\xbb\xbf" + told.encode())
    write_changes(out / LAYER, changes, where.loc[changes["site_id"]], runs[1].scenario)
    return TABLE, LAYER
