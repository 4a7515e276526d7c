"""Cut a plan into what a reader can choose: each plan whole, and as it stands on each date."""

from dataclasses import dataclass

import pandas as pd

from maps.base import words
from maps.base.blocks import rows_of
from maps.content.hubs import HubCard
from sites.base.dutch import UNKNOWN
from sites.tables.filters import names_by
from sites.tables.results import RunResult

MOTHER, NEW, TEAM = "moederlocatie", "nieuwe hub", "mobiel team"


@dataclass(frozen=True, eq=False)
class PlanView:
    """One choice: the plan, what a reader sees it called, and the rows of this page.

    ``used`` has the places per cluster over the whole plan, also of sites on other pages.
    """

    plan: str
    name: str
    rows: pd.DataFrame
    used: dict[str, int]

    @property
    def whole(self) -> bool:
        """Return whether this is a plan, and not its state on one date."""
        return self.plan == self.name


@dataclass(frozen=True)
class PlanRoom:
    """What one cluster can hold; ``room`` and ``max_sites`` None where nothing limits it."""

    hub_id: str
    name: str
    kind: str
    basis: str
    room: int | None
    max_sites: int | None


def plan_views(plan: pd.DataFrame | None, site_ids: pd.Series) -> tuple[PlanView, ...]:
    """Return the plans by name; a plan whose sites open or close on dates, also per date.

    ``plan`` has site_id, plan, opened, places, hub_id, travel_min, and where known cluster_id,
    ``date`` (the rows of one date) or ``from_date`` and ``until_date`` (open from, until). Sites
    that another page draws are left out, and so are plans that open nothing here.

    >>> rows = pd.DataFrame({"site_id": ["a", "b"], "plan": "A", "opened": True, "places": 9,
    ...     "hub_id": "u", "from_date": ["2027-01-01", "2028-01-01"], "until_date": [None, None]})
    >>> [(view.name, list(view.rows["site_id"])) for view in plan_views(rows, rows["site_id"])]
    [('A', ['a', 'b']), ('A, op 1-1-2027', ['a']), ('A, op 1-1-2028', ['a', 'b'])]
    """
    if plan is None or plan.empty:
        return ()
    views: list[PlanView] = []
    opened = plan[plan["opened"].astype(bool)].sort_values(["plan", "site_id"])
    for name, rows in opened.groupby("plan", sort=True):
        key = str(name)
        cuts: list[tuple[str, pd.DataFrame]] = []
        if "date" in rows:
            dated = rows.groupby("date", sort=True, dropna=False)
            cuts += [(_called(key, "vanaf", day), part) for day, part in dated]
        else:
            cuts.append((key, rows))
            cuts += [(_called(key, "op", day), _open_on(rows, day)) for day in _days(rows)]
        here = rows["site_id"].isin(site_ids)
        if here.any():
            views += [_view(key, called, part, site_ids) for called, part in cuts]
    return tuple(views)


def _view(plan: str, called: str, part: pd.DataFrame, site_ids: pd.Series) -> PlanView:
    cluster = part["cluster_id"] if "cluster_id" in part else part["hub_id"]
    used = part["places"].groupby(cluster.to_numpy(), sort=True).sum()
    sums = {str(hub): int(places) for hub, places in used.items()}
    return PlanView(plan, called, part[part["site_id"].isin(site_ids)], sums)


def _called(name: str, word: str, day: object) -> str:
    return f"{name}, {word} {words.iso_day(day)}" if isinstance(day, str) else name


def _days(rows: pd.DataFrame) -> list[str]:
    """Return the dates on which something opens or closes; one date alone needs no choice."""
    columns = [rows[name] for name in ("from_date", "until_date") if name in rows]
    days = sorted(set(pd.concat(columns).dropna().astype(str))) if columns else []
    return days if len(days) > 1 else []


def _open_on(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return the rows open on a day; a date that is not known closes nothing out."""
    opens = rows["from_date"] if "from_date" in rows else pd.Series(None, index=rows.index)
    closes = rows["until_date"] if "until_date" in rows else pd.Series(None, index=rows.index)
    started = opens.isna() | (opens.fillna("").astype(str) <= day)
    going_on = closes.isna() | (closes.fillna("").astype(str) > day)
    return rows[started & going_on]


def plan_rooms(hubs: pd.DataFrame | None) -> dict[str, PlanRoom]:
    """Return the clusters of all plans with their room: a room is the same in every plan."""
    found: dict[str, PlanRoom] = {}
    for row in rows_of(hubs):
        key, room, most = str(row["hub_id"]), row.get("room"), row.get("max_sites")
        found.setdefault(
            key,
            PlanRoom(
                hub_id=key,
                name=str(row.get("name") or key),
                kind=str(row.get("kind") or MOTHER),
                basis=str(row.get("basis") or UNKNOWN),
                room=None if room is None else int(room),
                max_sites=None if most is None else int(most),
            ),
        )
    return found


def new_hub_cards(result: RunResult) -> tuple[HubCard, ...]:
    """Return the new hubs that a plan opens: drawn with a mark of their own, never as a mother."""
    towns = names_by(result.layers.municipalities, "gm_code")
    return tuple(
        HubCard(
            hub_id=str(row["hub_id"]),
            name=f"{row['name']} (aanname)",
            label=f"{str(row['name'])[:40]} (aanname)",
            gemeente=str(towns.get(row["gm_code"], UNKNOWN)),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            accuracy_m=0.0,
            is_mother=False,
            area_only=False,
            facts=(
                ("Gemeente", str(towns.get(row["gm_code"], UNKNOWN))),
                ("Soort", "nieuwe hub: een aanname van het plan, geen bestaande locatie"),
                ("Ligging", "midden van de kern: er is geen gebouw of perceel bekeken"),
            ),
            is_new=True,
        )
        for row in sorted(rows_of(result.extra.get("plan_new_hubs")), key=lambda r: r["hub_id"])
    )
