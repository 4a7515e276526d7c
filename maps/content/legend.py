"""Say what each mark on the map means: one legend for page, drawing and document."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.content.background import TINT, Base
from maps.content.page import PageContent
from sites.base.dutch import score
from sites.base.score_classes import CLASSES
from sites.tables.plan_no_regret import ALWAYS, DEPENDS

PLAN: Final = "plan"
NO_PLAN: Final = "zonder plan"
LINE: Final = "lijn"
FACILITIES: Final = "voorzieningen"
#: What a line to a mother location means, on every page and paper.
LEANS: Final = ("lijn", "leunt hierop")
LOOSE: Final = ("lijn-los", "leunt er niet op; soms komt een mobiel team")
#: How the layers of the ground are called.
GROUND_WORDS: Final = {
    "bebouwing": "bebouwing", "water": "water", "wegen": "hoofdweg", "spoor": "spoor",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One mark and its meaning.

    ``when`` says that it shows only with a plan, only without, or only beside a line or facilities.
    ``least`` is what a page says of a score class, under its heading "Score vanaf".
    """

    key: str
    text: str
    when: str = ""
    least: str = ""

    def shows(self, *, with_plan: bool) -> bool:
        """Return whether it stands in the legend of a map with or without a plan.

        >>> Entry("plan", "in het plan", PLAN).shows(with_plan=False)
        False
        """
        return not self.when or self.when == (PLAN if with_plan else NO_PLAN)


def legend_of(content: PageContent) -> tuple[Entry, ...]:
    """Return the legend of a page: what its map holds, and nothing else."""
    sites = content.sites
    own = sites.table["own"].to_numpy(dtype=bool)
    often = _often(content)
    cannot = bool((sites.table["state"] == "niet").any())
    found = [Entry(f"k{one.number}", one.range, least=score(float(one.lowest))) for one in CLASSES]
    said = (
        (bool(sites.table["score"].isna().any()), Entry("k0", "score onbekend")),
        (cannot, Entry("kan-niet", "kan niet leunen")),
        (bool((~own).any()), Entry("onzeker", "gemeente onzeker")),
        (bool((~sites.is_area).any()), Entry("punt", "eigen locatie")),
        (bool(content.plan_views), Entry("plan", "in dit rekenvoorbeeld", PLAN)),
        (ALWAYS in often, Entry("plan-vast", "altijd goed: in bijna elke proef", PLAN)),
        (DEPENDS in often, Entry("soms", "hangt ervan af: soms in een plan", PLAN)),
        (bool(np.any(sites.rank > 0)), Entry("nummer", "beste keuzes", NO_PLAN)),
        (any(hub.is_mother for hub in content.hubs), Entry("moeder", "moederlocatie")),
        (any(hub.is_mother for hub in content.hubs), Entry(*LEANS, LINE)),
        (any(hub.is_mother for hub in content.hubs), Entry(*LOOSE, LINE)),
        (any(hub.is_new for hub in content.hubs), Entry("nieuw", "nieuwe hub (aanname)", PLAN)),
    )
    found += [entry for holds, entry in said if holds]
    return (*found, *_ground(content))


def _often(content: PageContent) -> set[str]:
    """Return how often sites with a mark are in a plan: in every draw, or now and then."""
    kinds = {site: one.verdict for site, one in content.often.items()}
    here = set(content.sites.table["site_id"])
    plans = [set(view.rows["site_id"]) for view in content.plan_views]
    found = {kinds[site] for plan in plans for site in plan if site in kinds} & {ALWAYS}
    some = {site for site, kind in kinds.items() if kind == DEPENDS and site in here}
    return found | {kinds[site] for plan in plans for site in some - plan}


def _ground(content: PageContent) -> list[Entry]:
    base = content.base
    origin = base.facilities.table["origin"]
    said = (
        (
            bool((origin == "gemodelleerd").any()),
            Entry("ruit", "voorziening, gemodelleerd", FACILITIES),
        ),
        (bool((origin != "gemodelleerd").any()), Entry("ruit-vol", "voorziening", FACILITIES)),
    )
    return [*ground_entries(base), *(entry for holds, entry in said if holds)]


def ground_entries(base: Base) -> list[Entry]:
    """Return what lies under the sites of a map: stations, built-up area, water, roads, rail."""
    layers = {shape.name for shape in base.shapes if shape.filled or shape.lines}
    said = (
        (bool(base.stations), Entry("station", "treinstation")),
        (bool(base.tints), Entry("tint", TINT)),
        *((name in layers, Entry(name, text)) for name, text in GROUND_WORDS.items()),
    )
    return [entry for holds, entry in said if holds]
