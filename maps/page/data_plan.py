"""Write the plan's and the ledger's part of a page's data."""

from typing import Any, Final

from maps.content.ledger_lookup import Counts
from maps.content.ledger_section import CNO_APART, LedgerText
from maps.content.page import PageContent
from maps.content.plan_views import TEAM, PlanView
from maps.page.columns import UNKNOWN, bits, shown_min, whole
from sites.tables.plan_no_regret import ALWAYS, DEPENDS, RARELY

#: How often a site is in a plan, in the order of the script's own names for it.
KINDS: Final = (ALWAYS, DEPENDS, RARELY)


def plan_data(content: PageContent, hub_row: dict[str, int]) -> list[dict[str, Any]]:
    """Return per plan, and per date where it has them, the rows it opens on this page.

    ``room`` has per mother location or new hub: hub, places it can hold, places that lean on it
    in the whole plan.
    """
    site_row = {site: i for i, site in enumerate(content.sites.table["site_id"])}
    return [
        {
            "name": view.name,
            "sites": [site_row[site] for site in view.rows["site_id"]],
            "letters": [view.letters[site] for site in view.rows["site_id"]],
            "hubs": [hub_row.get(hub, UNKNOWN) for hub in view.rows["hub_id"]],
            "places": whole(view.rows["places"]),
            "min": shown_min(view.rows["travel_min"]),
            "gone": _gone(content, view),
            "team": bits(view.rows["leaning"] == TEAM),
            "room": [
                [
                    hub_row[hub],
                    UNKNOWN if room.room is None else room.room,
                    view.used.get(hub, 0),
                    room.basis,
                ]
                for hub, room in content.plan_rooms.items()
                if hub in hub_row
            ],
        }
        for view in content.plan_views
    ]


def _gone(content: PageContent, view: PlanView) -> list[str]:
    """Return per site what happens when it falls away: only of the best plan that is known."""
    best = content.plan is not None and view.plan == content.plan.name
    return [content.gone.get(site, "") if best else "" for site in view.rows["site_id"]]


def often_data(content: PageContent) -> dict[str, Any] | None:
    """Return in how many draws the sites of a page are in a plan; None where nobody asked."""
    ids = content.sites.table["site_id"]
    found = [(row, content.often[site]) for row, site in enumerate(ids) if site in content.often]
    if not found:
        return None
    return {
        "draws": found[0][1].draws,
        "rows": [row for row, _ in found],
        "times": [one.times for _, one in found],
        "kind": "".join(str(KINDS.index(one.verdict)) for _, one in found),
        "words": [one.words for _, one in found],
    }


def start_plan(content: PageContent) -> int:
    """Return the place of the choice that a page opens with, -1 for none."""
    view = content.start_plan
    return UNKNOWN if view is None else content.plan_views.index(view)


def ledger_data(ledger: LedgerText | None) -> dict[str, Any] | None:
    """Return the counters per day of change: all numbers in the order of ``counters``."""
    if ledger is None or not ledger.days:
        return None
    keys = [key for key, _ in ledger.counters]

    def numbers(counts: dict[str, Counts]) -> list[int]:
        return [amount for key in keys for amount in counts[key]]

    return {
        "on": ledger.on,
        "target": ledger.target,
        "counters": keys,
        "silent": [key for key in keys if key in ledger.silent],
        "cnoApart": CNO_APART if ledger.cno else "",
        "cnoFirst": ledger.cno_first,
        "days": [day.on for day in ledger.days],
        "area": [numbers(day.area) for day in ledger.days],
        "town": [numbers(day.town) for day in ledger.days if day.town is not None],
    }
