"""Cut a plan into what a reader can choose: each plan whole, and as it stands on each date."""

import pandas as pd

from maps import words

#: The plan, what a reader sees it called, and its rows on this page.
PlanView = tuple[str, str, pd.DataFrame]


def plan_views(plan: pd.DataFrame | None, site_ids: pd.Series) -> tuple[PlanView, ...]:
    """Return the plans by name; a plan whose sites open or close on dates, also per date.

    ``plan`` has site_id, plan, opened, places, hub_id, travel_min, and where known ``date`` (the
    rows of one date) or ``from_date`` and ``until_date`` (open from, until). Sites that another
    page draws are left out, and so are plans that open nothing here.

    >>> rows = pd.DataFrame({"site_id": ["a", "b"], "plan": "A", "opened": True,
    ...     "from_date": ["2027-01-01", "2028-01-01"], "until_date": [None, None]})
    >>> [(name, list(part["site_id"])) for _, name, part in plan_views(rows, rows["site_id"])]
    [('A', ['a', 'b']), ('A, op 1-1-2027', ['a']), ('A, op 1-1-2028', ['a', 'b'])]
    """
    if plan is None or plan.empty:
        return ()
    here = plan[plan["site_id"].isin(site_ids) & plan["opened"].astype(bool)]
    views: list[PlanView] = []
    for name, rows in here.sort_values(["plan", "site_id"]).groupby("plan", sort=True):
        key = str(name)
        if "date" in rows:
            dated = rows.groupby("date", sort=True, dropna=False)
            views += [(key, _called(key, "vanaf", day), part) for day, part in dated]
            continue
        views.append((key, key, rows))
        days = _days(rows)
        views += [(key, _called(key, "op", day), _open_on(rows, day)) for day in days]
    return tuple(views)


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


def plan_room(hubs: pd.DataFrame | None) -> tuple[tuple[tuple[str, str], int], ...]:
    """Return the room of each mother location in each plan, where it is known."""
    if hubs is None or hubs.empty or "room" not in hubs:
        return ()
    known = hubs.dropna(subset=["room"])
    return tuple(
        ((str(plan), str(hub)), int(room))
        for plan, hub, room in zip(known["plan"], known["hub_id"], known["room"], strict=True)
    )
