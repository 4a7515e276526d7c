"""Compare two scenarios before and after: networks, timetables, facilities, mother locations."""

from collections.abc import Iterator
from pathlib import Path

from maps.base import words
from opvangkaart.runs.run import compute
from opvangkaart.runs.told import View
from sites.base import dutch
from sites.outcome.before_after import other_layers, site_changes, town_changes, town_names
from sites.tables.before_after import SAME, SiteChanges, TownChanges
from sites.tables.schemas import Edition

_SITES = ("name", "change", "verdict_one", "verdict_other", "score_one", "score_other",
          "travel_one", "travel_other", "hub_one", "hub_other")  # fmt: skip
_LEFT = ("change", "verdict_one", "verdict_other", "hub_one", "hub_other")
_TOWNS = ("name", "better", "worse", "other", "same", "new", "gone", "leaning_one",
          "leaning_other")  # fmt: skip


def compare_scenarios(
    one: Path, other: Path, *, edition: Edition = "openbaar"
) -> Iterator[str | View]:
    """Say what the second scenario changes, per site and per gemeente.

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
    changed = changes[changes["change"] != SAME]
    if changed.empty:
        yield "Voor geen enkele locatie verandert er iets."
        return
    yield View("Per locatie", SiteChanges, changed, _SITES, left=_LEFT)
    towns = town_changes(changes, town_names(*runs))
    yield View("Per gemeente", TownChanges, towns, _TOWNS)
