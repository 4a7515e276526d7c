"""Say of the work that residents reach: which sectors, how far, and of which year (R15)."""

from typing import NamedTuple

import pandas as pd

from maps.base import words
from sites.base.dutch import UNKNOWN, number, share
from sites.judgement.labour import SECTORS, URBANITY
from sites.tables.results import RunResult


class Work(NamedTuple):
    """What stands beside the figures of every site; the figures are in the ``SiteBook``."""

    sectors: tuple[str, ...]
    reach: str  # "binnen 45 minuten fietsen"
    source: str  # "CBS, cijfers van 2021 per gemeente"
    urbanity: str  # "CBS 2024"


def work_of(result: RunResult) -> Work | None:
    """Return the sectors, the reach and the year; None where nothing of work was computed."""
    judgement, params = result.judgement, result.scenario.judgement.labour
    if judgement is None or judgement.labour is None:
        return None
    mode = words.MODE.get(params.mode, params.mode)
    told, urban = (_year(judgement.labour[name].max()) for name in ("year", "urbanity_year"))
    return Work(
        tuple(SECTORS.values()),
        f"binnen {number(params.limit_min)} minuten {mode}",
        f"CBS, cijfers van {told} per gemeente",
        f"CBS {urban}",
    )


def _year(year: float) -> str:
    """Write a year, which has no thousands mark."""
    return UNKNOWN if pd.isna(year) else str(int(year))


def work_line(result: RunResult, site_id: str) -> str:
    """Return the work within reach of one site as a sentence, "" where it was not computed."""
    if (work := work_of(result)) is None or result.judgement is None:
        return ""
    labour = result.judgement.labour
    if labour is None:
        return ""
    rows = labour[labour["site_id"] == site_id]
    total = rows["establishments"].sum(min_count=len(rows))
    if pd.isna(total):
        return f"Werk {work.reach}: {UNKNOWN} ({work.source})."
    parts = ", ".join(
        f"{row['sector']} {number(row['establishments'])} ({share(row['share'])})"
        for row in rows.sort_values("establishments", ascending=False).to_dict("records")
    )
    urban = URBANITY.get(int(rows["urbanity"].fillna(0).max()), UNKNOWN)
    return (
        f"Stedelijkheid van de gemeente: {urban} ({work.urbanity}). "
        f"Werk {work.reach}: ongeveer {number(total)} vestigingen van bedrijven: {parts} "
        f"({work.source}; een schatting)."
    )
