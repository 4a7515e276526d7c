"""Cut a plan into what a reader can choose: each plan whole, and as it stands on each date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

import pandas as pd

from maps.base import words
from maps.base.blocks import rows_of
from maps.content.hubs import HubCard
from sites.base.dutch import UNKNOWN
from sites.plan.agreements import Elsewhere, elsewhere
from sites.tables.filters import names_by
from sites.tables.results import RunResult

MOTHER, NEW, TEAM = "moederlocatie", "nieuwe hub", "mobiel team"


@dataclass(frozen=True, eq=False)
class PlanView:
    """One choice: the plan by its key, what a reader sees it called, and the rows of this page.

    ``used`` has the places per cluster over the whole plan, also of sites on other pages.
    ``letters`` has per site of the plan on this page its letter on map, card and list: A is the
    best ranked. A choice of one date keeps the letters of the whole plan. ``towns`` has the places
    per municipality over the whole plan, ``away`` what counts besides these: at partners, by
    agreements.
    """

    plan: str
    name: str
    rows: pd.DataFrame
    used: dict[str, int]
    letters: Mapping[str, str]
    towns: Mapping[str, int]
    day: str | None = None  # a choice of one date, ISO
    away: Elsewhere = field(default_factory=Elsewhere)

    @property
    def whole(self) -> bool:
        """Return whether this is a plan, and not its state on one date."""
        return self.day is None


@dataclass(frozen=True)
class PlanRoom:
    """What one cluster can hold; ``room`` is None where nothing limits it."""

    hub_id: str
    name: str
    kind: str
    basis: str
    room: int | None
    max_sites: int


def letter(place: int) -> str:
    """Return the letter of the first, second, ... site of a plan on a page, counted from 0.

    >>> [letter(place) for place in (0, 1, 25, 26, 52, 701, 702)]
    ['A', 'B', 'Z', 'AA', 'BA', 'ZZ', 'AAA']
    """
    more, last = divmod(place, len(ascii_uppercase))
    return (letter(more - 1) if more else "") + ascii_uppercase[last]


def letters_of(site_ids: Iterable[str], ranks: Mapping[str, int]) -> dict[str, str]:
    """Return the letter of each site of one plan on one page; the best ranked has A.

    Sites without a rank (0 or absent: "gemeente onzeker") come last; ties go by id.

    >>> letters_of(["b", "c", "a"], {"a": 7, "b": 2, "c": 0})
    {'b': 'A', 'a': 'B', 'c': 'C'}
    """
    order = sorted(site_ids, key=lambda site: (not ranks.get(site, 0), ranks.get(site, 0), site))
    return {site: letter(place) for place, site in enumerate(order)}


def plan_views(
    plan: pd.DataFrame,
    site_ids: pd.Series,
    ranks: Mapping[str, int],
    called: Mapping[str, str],
    agreements: pd.DataFrame | None = None,
) -> tuple[PlanView, ...]:
    """Return the plans by their key; a plan whose sites start or stop on dates, also per date.

    ``plan`` has the rows of all plans (``PlanRows``), ``ranks`` the rank per site on this page,
    ``called`` what readers see a plan called where that is not its key, and ``agreements`` what
    each plan agrees with others (``PlanAgreements``). Sites that another page draws are left out,
    and so are plans that have nothing here.

    >>> rows = pd.DataFrame({"site_id": ["a", "b"], "plan": "A", "opened": True, "places": 9,
    ...     "cluster_id": "u", "gm_code": "GM1", "from_date": ["2027-01-01", "2028-01-01"],
    ...     "until_date": None})
    >>> views = plan_views(rows, rows["site_id"], {"a": 2, "b": 1}, {"A": "minder locaties"})
    >>> [(view.name, list(view.rows["site_id"])) for view in views[:2]]
    [('minder locaties', ['a', 'b']), ('minder locaties, op 1-1-2027', ['a'])]
    >>> views[1].letters["a"], views[2].towns  # a letter as in the whole plan
    ('B', {'GM1': 18})
    """
    views: list[PlanView] = []
    opened = plan[plan["opened"].astype(bool)].sort_values(["plan", "site_id"])
    for name, rows in opened.groupby("plan", sort=True):
        here = rows[rows["site_id"].isin(site_ids)]
        if here.empty:
            continue
        key = str(name)
        letters = letters_of(here["site_id"], ranks)
        title = called.get(key, key)
        view = replace(_view(key, title, rows, site_ids, letters), away=elsewhere(agreements, key))
        views.append(view)
        views += [
            replace(
                _view(key, f"{title}, op {words.iso_day(day)}", part, site_ids, letters),
                day=day,
                away=view.away,
            )
            for day, part in ((day, open_on(rows, day)) for day in _days(rows))
        ]
    return tuple(views)


def _view(
    plan: str, title: str, part: pd.DataFrame, site_ids: pd.Series, letters: Mapping[str, str]
) -> PlanView:
    used, towns = (
        {str(code): int(places) for code, places in part.groupby(key)["places"].sum().items()}
        for key in ("cluster_id", "gm_code")
    )
    return PlanView(plan, title, part[part["site_id"].isin(site_ids)], used, letters, towns)


def _days(rows: pd.DataFrame) -> list[str]:
    """Return the dates on which something opens or closes; one date alone needs no choice."""
    days = sorted(set(pd.concat([rows["from_date"], rows["until_date"]]).dropna().astype(str)))
    return days if len(days) > 1 else []


def open_on(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return the rows open on a day; a date that is not known closes nothing out.

    >>> rows = pd.DataFrame({"from_date": [None, "2029-01-01"], "until_date": ["2028-05-01", None]})
    >>> [len(open_on(rows, day)) for day in ("2028-04-30", "2028-05-01", "2029-01-01")]
    [1, 0, 1]
    """
    opens, closes = rows["from_date"], rows["until_date"]
    started = opens.isna() | (opens.fillna("").astype(str) <= day)
    going_on = closes.isna() | (closes.fillna("").astype(str) > day)
    return rows[started & going_on]


def plan_rooms(hubs: pd.DataFrame) -> dict[str, PlanRoom]:
    """Return the clusters of all plans with their room: a room is the same in every plan."""
    found: dict[str, PlanRoom] = {}
    for row in rows_of(hubs):
        key, room = str(row["hub_id"]), row["room"]
        found.setdefault(
            key,
            PlanRoom(
                hub_id=key,
                name=str(row["name"]),
                kind=str(row["kind"]),
                basis=str(row["basis"]),
                room=None if room is None else int(room),
                max_sites=int(row["max_sites"]),
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
        for row in sorted(
            rows_of(None if result.plan is None else result.plan.new_hubs),
            key=lambda r: r["hub_id"],
        )
    )
