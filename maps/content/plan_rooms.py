"""Say per mother location, new hub and mobile team how full it is in a plan."""

from collections import defaultdict

from maps.base.blocks import Bar, widths
from maps.content.plan_lookup import PlanBook, cluster_name
from maps.content.plan_views import MOTHER, PlanRoom
from sites.base.dutch import counted, number


def plan_bars(book: PlanBook, plan: str, gm_code: str | None) -> tuple[Bar, ...]:
    """Return per cluster what leans on it against its room; on a page those that concern it."""
    places: dict[str, int] = defaultdict(int)
    sites: dict[str, int] = defaultdict(int)
    lasting: dict[str, int] = defaultdict(int)
    for row in book.plans[plan]:
        key = str(row["cluster_id"])
        places[key] += int(row["places"])
        sites[key] += 1
        lasting[key] += int(row["places"]) if row["is_durable"] else 0
    near = {str(row["cluster_id"]) for row in book.here(plan, gm_code)}
    bars = []
    for key, room in book.rooms.items():
        own = book.hub_towns.get(key) == gm_code
        if (gm_code is None or key in near or own) and (sites[key] or room.kind == MOTHER):
            bars.append(_room(room, places[key], sites[key], lasting[key]))
    return tuple(bars)


def _room(room: PlanRoom, places: int, sites: int, lasting: int) -> Bar:
    label = cluster_name(room.kind, room.name)
    held = counted(sites, "locatie", "locaties")
    most = f" van hoogstens {number(room.max_sites)}"
    some = "alle" if lasting == places else number(lasting)
    durable = f"; {some} voor vijf jaar of langer" if lasting else ""
    if room.room is None:
        full = float(max(1, room.max_sites))
        text = f"{held}{most}, samen {counted(places, 'plek', 'plekken')}{durable}."
        return Bar(label[:1].upper() + label[1:], text, widths((("nieuw", sites),), full))
    over = f" ({number(places - room.room)} te veel)" if places > room.room else ""
    text = f"{number(places)} van {number(room.room)} plekken{over}; {held}{most}{durable}."
    parts = widths((("nieuw", places),), max(1.0, float(room.room)))
    return Bar(label, text, parts, chip=f"ruimte: {room.basis}")
