"""Say what each mark on the map means: one legend for page, drawing and document."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.content.background import TINT
from maps.content.page import PageContent
from sites.base.score_classes import CLASSES

PLAN: Final = "plan"
NO_PLAN: Final = "zonder plan"


@dataclass(frozen=True)
class Entry:
    """One mark and its meaning; ``when`` says that it shows only with a plan, or only without."""

    key: str
    text: str
    when: str = ""

    def shows(self, *, with_plan: bool) -> bool:
        """Return whether it stands in the legend of a map with or without a plan.

        >>> Entry("plan", "in het plan", PLAN).shows(with_plan=False)
        False
        """
        return not self.when or (self.when == PLAN) == with_plan


def legend_of(content: PageContent) -> tuple[Entry, ...]:
    """Return the legend of a page: what its map holds, and nothing else."""
    sites = content.sites
    own = sites.table["own"].to_numpy(dtype=bool)
    cannot = bool((sites.table["state"] == "niet").any())
    found = [Entry(f"k{one.number}", one.range) for one in CLASSES]
    said = (
        (bool(sites.table["score"].isna().any()), Entry("k0", "score onbekend")),
        (cannot, Entry("kan-niet", "kan niet leunen")),
        (bool((~own).any()), Entry("onzeker", "gemeente onzeker, geen rang")),
        (bool((~sites.is_area).any()), Entry("punt", "eigen locatie")),
        (bool(content.plan_views), Entry("plan", "in dit rekenvoorbeeld", PLAN)),
        (bool(np.any(sites.rank > 0)), Entry("nummer", "bovenaan de ranglijst", NO_PLAN)),
        (any(hub.is_mother for hub in content.hubs), Entry("moeder", "moederlocatie")),
        (any(hub.is_new for hub in content.hubs), Entry("nieuw", "nieuwe hub (aanname)", PLAN)),
    )
    found += [entry for holds, entry in said if holds]
    return (*found, *_ground(content))


def _ground(content: PageContent) -> list[Entry]:
    base = content.base
    layers = {shape.name for shape in base.shapes if shape.filled or shape.lines}
    words = {
        "bebouwing": "bebouwing", "water": "water", "wegen": "hoofdweg", "spoor": "spoor",
    }  # fmt: skip
    origin = base.facilities.table["origin"]
    said = (
        (bool(base.stations), Entry("station", "treinstation")),
        (bool(base.tints), Entry("tint", TINT)),
        *((name in layers, Entry(name, text)) for name, text in words.items()),
        (bool((origin == "gemodelleerd").any()), Entry("ruit", "voorziening, gemodelleerd")),
        (bool((origin != "gemodelleerd").any()), Entry("ruit-vol", "voorziening")),
    )
    return [entry for holds, entry in said if holds]
