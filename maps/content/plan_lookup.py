"""Hold what the plan's text on every page shares: names, rows per plan, rooms."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from maps.base import words
from maps.base.blocks import Row, kept_rows
from maps.content.plan_views import NEW, TEAM, PlanRoom, plan_rooms
from sites.base.dutch import counted
from sites.plan.fairness import fairness_words
from sites.settings.plan import PlanParams
from sites.tables.filters import names_by
from sites.tables.results import PlanTables, RunResult

BEST: Final = "beste plan"
_DEFAULT: Final = PlanParams().name  # a name that nobody chose


class PlanBook:
    """What the plan's text on every page shares: names, rows per plan, rooms."""

    def __init__(self, result: RunResult, plan: PlanTables) -> None:
        """Read the plan of a run; any of its tables may be empty."""
        self.result = result
        self.plan = plan
        self.rows = kept_rows()
        sites, layers = result.sites, result.layers
        self.site_names = names_by(sites, "site_id")
        self.site_kinds = dict(zip(sites["site_id"], sites["kind"], strict=True))
        self.gm_names: dict[str, str] = names_by(layers.municipalities, "gm_code")
        self.hub_names = names_by(layers.hubs, "hub_id")
        self.hub_towns = dict(zip(layers.hubs["hub_id"], layers.hubs["gm_code"], strict=True))
        for row in self.rows(plan.new_hubs):
            self.hub_names[row["hub_id"]] = row["name"]
            self.hub_towns[row["hub_id"]] = row["gm_code"]
        self.kern_towns = dict(zip(layers.kernen["kern"], layers.kernen["gm_code"], strict=True))
        self.rooms: dict[str, PlanRoom] = plan_rooms(plan.hubs)
        self.plans: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows(plan.rows):
            if row["opened"]:
                self.plans[str(row["plan"])].append(row)
        self.best = self._best()
        #: What readers see a plan called; another than the best by what sets it apart from it.
        self.called: dict[str, str] = {
            self.best: BEST if self.best == _DEFAULT else self.best,
            **{str(row["plan"]): str(row["called"]) for row in self.rows(plan.alternatives)},
        }

    @cached_property
    def fairness_said(self) -> tuple[str, ...]:
        """Return how far the municipalities lie apart, the same words on every page."""
        fairness = self.plan.fairness
        return () if fairness is None else fairness_words(fairness)

    def _best(self) -> str:
        for table in (self.plan.towns, self.plan.hubs, self.plan.parts):
            if len(table):
                return str(table["plan"].iloc[0])
        return min(self.plans, default=self.result.scenario.plan.name)

    @property
    def sums(self) -> dict[str, int]:
        """Return the figures of the whole plan by their key."""
        return {str(row["key"]): int(row["amount"]) for row in self.rows(self.plan.summary)}

    def here(self, plan: str, gm_code: str | None) -> list[Row]:
        """Return the rows of a plan that lie on a page, largest municipalities' name first."""
        rows = [row for row in self.plans[plan] if gm_code in (None, row["gm_code"])]
        return sorted(
            rows, key=lambda row: (str(self.gm_names.get(row["gm_code"], "")), row["site_id"])
        )

    def sites(self, rows: Sequence[Row]) -> str:
        """Say in how many sites rows of a plan are: a search cell is no location."""
        cells = [self.site_kinds.get(row["site_id"]) == words.SEARCH_CELL for row in rows]
        if all(cells):
            return f"in {counted(len(rows), 'zoekgebied', 'zoekgebieden')}"
        return f"op {counted(len(rows), 'locatie', 'locaties')}"

    def site(self, site_id: Any) -> str:  # noqa: ANN401 - a cell of any table
        """Return a site's name; a site that this edition does not know by name has its id."""
        return str(self.site_names.get(site_id, site_id))

    def hub(self, hub_id: Any) -> str:  # noqa: ANN401 - a cell of any table
        """Return a hub's name without what stands between brackets."""
        return str(self.hub_names.get(hub_id, hub_id)).split(" (")[0]

    def cluster(self, cluster_id: Any) -> str:  # noqa: ANN401 - a cell of any table
        """Return a cluster's name: its mother location, new hub or mobile team."""
        room = self.rooms.get(str(cluster_id))
        if room is None:
            return self.hub(cluster_id)
        return cluster_name(room.kind, room.name)

    def town(self, gm_code: Any) -> str:  # noqa: ANN401 - a cell of any table
        """Return a municipality's name."""
        return str(self.gm_names.get(gm_code, gm_code))


def cluster_name(kind: str, hub: str) -> str:
    """Return what a site leans on.

    >>> cluster_name("mobiel team", "AZC Leersum"), cluster_name("moederlocatie", "AZC X (oud)")
    ('mobiel team van AZC Leersum', 'AZC X')
    """
    name = hub.split(" (", maxsplit=1)[0]
    if kind == TEAM:
        return f"mobiel team van {name}"
    return f"{name} (aanname)" if kind == NEW else name
