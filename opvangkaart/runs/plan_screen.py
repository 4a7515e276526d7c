"""A plan as plain data, for a screen that shows it later and lets people ask further from it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from maps.exports.plan_geo import plan_parquet_bytes
from opvangkaart.language.speech import heard
from opvangkaart.runs.plan import Planned
from opvangkaart.runs.plan_told import (
    agreements_told,
    answers_told,
    around_lines,
    beside_told,
    events_told,
    figures_told,
    front_told,
    sure_told,
    town_columns,
)
from opvangkaart.runs.told import Told, View, cell
from sites.base import dutch
from sites.base.abbreviations import written_out
from sites.plan.beside import plans_beside
from sites.plan.compare import compare
from sites.tables.columns import found
from sites.tables.filters import names_by
from sites.tables.plan import PlanRepairs, PlanTowns
from sites.tables.plan_beside import PlansBeside
from sites.tables.results import EventTables
from sites.tables.schemas import CONFIDENTIALITY
from sites.tables.terminal import NamedChanges

#: The rows of a plan beside an outcome, for what is asked from it later.
ROWS_FILE: Final = "plan.parquet"
BEST: Final = "het beste plan"
_REPAIRS: Final = ("lost", "kind", "places_lost", "short", "words")
_MOST_REPAIRS: Final = 12

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

Data = dict[str, Any]


def shown(told: Told) -> list[Data]:
    """Return lines and tables as plain data: words, headings and cells as a reader sees them.

    >>> shown(["Alles past."])
    [{'line': 'Alles past.'}]
    """
    return [
        _table(part) if isinstance(part, View) else {"line": heard().said(part)} for part in told
    ]


def _table(view: View) -> Data:
    told = {name: found(view.schema, name) for name in view.columns}
    numbers = [name for name, one in told.items() if one.type in {"Int64", "float64"}]
    rows = [
        [_written(cell(row[name], one.decimals or 0, one.unit)) for name, one in told.items()]
        for row in view.table[list(view.columns)].astype(object).to_dict("records")
    ]
    return {
        "title": view.title, "rows": rows,
        "heads": [{"words": one.short, "number": name in numbers} for name, one in told.items()],
    }  # fmt: skip


def _written(text: str) -> str:
    """Return a cell with a day as a reader writes it.

    >>> _written("2027-07-01"), _written("12 min")
    ('1-7-2027', '12 min')
    """
    return dutch.day(date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def plan_data(planned: Planned) -> Data:
    """Return a plan as plain data: its sites, who is short, what lies around it."""
    plan, result, tables = planned.plan, planned.result, planned.shown
    names = names_by(result.layers.municipalities, "gm_code")
    sites = result.sites.set_index("site_id")
    named = names | dict(zip(sites.index, sites["name"], strict=True))
    hubs = names_by(result.layers.hubs, "hub_id") | names_by(plan.hubs, "hub_id")
    called = {plan.name: BEST} | dict(
        zip(tables.alternatives["plan"], tables.alternatives["called"], strict=True)
    )
    short = _by_shortage(plan.towns)
    parts = {
        "figures": shown(figures_told(planned)),
        "short": shown([*_short_lines(short), View("Per gemeente", PlanTowns, short,
                                                   town_columns(short))]),
        "around": shown(around_lines(replace(tables, wishes=None))),
        "repairs": shown(_repairs(tables.repairs, named | hubs)),
        "fair": shown(answers_told(tables)),
        "asked": shown([*_wishes(tables.wishes), *_event_lines(tables.events), *events_told(tables),
                        *agreements_told(tables), *front_told(tables),
                        *beside_told(tables), *sure_told(tables, named)]),
        "notes": shown([*plan.notes, *tables.after.notes, *map(str, result.all_undecided)]),
    }  # fmt: skip
    return {
        "parts": parts, "abbreviations": written_out(_words(parts)),
        "status": plan.status, "value": plan.value, "bound": plan.bound, "gap": plan.gap,
        "target": plan.params.target, "on": plan.params.on.isoformat(), "name": plan.name,
        "fingerprint": result.fingerprint, "called": called,
        "sites": _sites(tables.rows, sites, names, hubs),
        "towns": [{"gm_code": code, "name": name} for code, name in
                  zip(short["gm_code"], short["name"], strict=True)],
        "beside": shown([beside_view(tables.rows, called)])[0],
        "rows": _plain(tables.rows),
        "confidentiality": _widest(sites, plan.rows),
    }  # fmt: skip


def write_rows(planned: Planned, folder: Path) -> None:
    """Write the rows of a plan beside its outcome, for what is asked from it later."""
    (folder / ROWS_FILE).write_bytes(plan_parquet_bytes(planned.result, planned.plan.rows))


def beside_view(rows: pd.DataFrame, called: Mapping[str, str]) -> View:
    """Return plans side by side in figures, a row per plan.

    >>> rows = pd.DataFrame({
    ...     "plan": ["a"], "site_id": ["s"], "gm_code": ["GM1"], "places": [60],
    ...     "leaning": ["moederlocatie"], "travel_min": [10.0], "is_durable": [True],
    ... })
    >>> shown([beside_view(rows, {"a": "het beste plan"})])[0]["rows"][0][:3]
    ['het beste plan', '1', '60']
    """
    columns = tuple(PlansBeside.to_schema().columns)[1:]
    return View("Naast elkaar", PlansBeside, plans_beside(rows, called), columns, left=("called",))


def two_plans(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Data]:
    """Lay two plans side by side, as ``plan_data`` gave them: in figures, and site by site."""
    rows = []
    for label, plan in (("A", one), ("B", other)):
        table = pd.DataFrame(plan["rows"])
        best = table[table["plan"] == plan["name"]] if len(table) else table
        rows.append(best.assign(plan=label))
    both = pd.concat(rows, ignore_index=True)
    told: list[str | View] = [beside_view(both, {"A": "plan A", "B": "plan B"})]
    changes = compare(*rows)
    for change, those in changes.groupby("change", sort=True):
        told.append(f"{change}: {dutch.counted(len(those), 'locatie', 'locaties')}")
    changed = changes[changes["change"] != "blijft gelijk"].astype(object)
    if changed.empty:
        return shown([*told, "De plannen zijn gelijk."])
    names: dict[str, str] = {}
    for plan in (one, other):
        for site in plan["sites"]:
            names |= {site["id"]: site["name"], site["hub_id"]: site["hub"]}
    changed["name"] = changed["site_id"]
    for column in ("name", "hub_one", "hub_other"):
        changed[column] = changed[column].map(lambda key: names.get(key, key))
    changed = changed.where(changed.notna(), "-")  # not in that plan: not unknown either
    columns = ("name", "change", "places_one", "places_other", "hub_one", "hub_other")
    return shown([*told, View("Verschillen per locatie", NamedChanges, changed, columns)])


def _by_shortage(towns: pd.DataFrame) -> pd.DataFrame:
    gap = (towns["share"] - towns["total"] - towns["agreed"]).rename("gap")
    order = pd.DataFrame({"short": towns["short"], "gap": gap, "name": towns["name"]})
    order = order.sort_values(["short", "gap", "name"], ascending=[False, False, True])
    return towns.loc[order.index].reset_index(drop=True)


def _short_lines(towns: pd.DataFrame) -> Iterator[str]:
    """Say who is short: of the lower bound, which may not be, and of the share, which may."""
    under = towns[towns["short"] > 0]
    if len(under):
        each = [f"{row.name_} ({dutch.number(row.short)})" for row in _named(under)]
        yield f"Onder de ondergrens: {dutch.listed(each)}."
    else:
        yield "Geen gemeente komt onder de ondergrens."
    lack = towns["share"] - towns["total"] - towns["agreed"]
    lacking = lack[lack > 0]
    if len(lacking):
        count = dutch.counted(len(lacking), "gemeente heeft", "gemeenten hebben")
        places = int(lacking.sum())
        yield (f"{count} met dit plan minder plekken dan het aandeel in het doel; samen "
               f"{dutch.counted(places, 'plek', 'plekken')} minder.")  # fmt: skip
    else:
        yield "Elke gemeente haalt met dit plan het aandeel in het doel."


def _named(towns: pd.DataFrame) -> Iterator[Any]:
    return towns.rename(columns={"name": "name_"}).itertuples(index=False)


def _wishes(wishes: pd.DataFrame | None) -> list[str]:
    """Say what each wish costs."""
    return [] if wishes is None else wishes["words"].tolist()


def _event_lines(events: EventTables | None) -> Iterator[str]:
    """Say of each event that was asked what it does to the people there."""
    if events is None:
        return
    rows: Any = events.events[events.events["asked"]].to_dict("records")
    for row in rows:
        on = dutch.day(date.fromisoformat(str(row["on"])))
        lost, found_, none = (int(row[name]) for name in ("residents", "taken_over", "no_place"))
        words = f"{row['name']}, {row['kind']} op {on}:"
        if lost:
            residents = dutch.counted(lost, "bewoner verliest", "bewoners verliezen")
            yield (f"{words} {residents} de plek. "
                   f"Elders in het plan is ruimte voor {dutch.number(found_)}; voor "
                   f"{dutch.number(none)} is er geen plek.")  # fmt: skip
        elif int(row["gained"]):
            yield f"{words} {dutch.counted(int(row['gained']), 'plek', 'plekken')} erbij."


def _repairs(repairs: pd.DataFrame, names: Mapping[str, str]) -> Iterator[str | View]:
    """Tell the losses that hurt most, with the best repair."""
    if repairs.empty:
        return
    worst = repairs.assign(lost=[names.get(code, code) for code in repairs["lost"]])
    worst = worst.sort_values(["short", "places_lost"], ascending=False, na_position="first")
    yield View("Als er iets wegvalt", PlanRepairs, worst.head(_MOST_REPAIRS), _REPAIRS,
               left=("kind", "words"))  # fmt: skip
    if (more := len(worst) - _MOST_REPAIRS) > 0:
        yield f"En nog {dutch.counted(more, 'mogelijke uitval', 'mogelijke keren uitval')}."


def _sites(
    rows: pd.DataFrame, sites: pd.DataFrame, towns: Mapping[str, str], hubs: Mapping[str, str]
) -> list[Data]:
    """Return the sites of every plan with what a list and a map show of them."""
    of: Any = sites.astype(object)[["name", "lon", "lat"]].to_dict("index")
    told: Any = rows.astype(object).to_dict("records")
    return [
        {
            "id": row["site_id"], "plan": row["plan"], "name": str(of[row["site_id"]]["name"]),
            "gemeente": towns.get(row["gm_code"], row["gm_code"]), "gm_code": row["gm_code"],
            "places": int(row["places"]), "leaning": row["leaning"], "hub_id": row["hub_id"],
            "hub": hubs.get(row["hub_id"], row["hub_id"]),
            "minutes": cell(row["travel_min"], unit="minuten"),
            "lon": float(of[row["site_id"]]["lon"]), "lat": float(of[row["site_id"]]["lat"]),
        }
        for row in told
    ]  # fmt: skip


def _plain(rows: pd.DataFrame) -> list[Data]:
    table = rows.astype(object)
    return [
        {str(key): value for key, value in row.items()}
        for row in table.where(table.notna(), None).to_dict("records")
    ]


def _widest(sites: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return the level of the most closed site of a plan: the plan is as closed."""
    levels = sites["confidentiality"].reindex(rows["site_id"]).dropna()
    return CONFIDENTIALITY[max((CONFIDENTIALITY.index(one) for one in levels), default=0)]


def _words(parts: Mapping[str, list[Data]]) -> list[str]:
    words: list[str] = []
    for told in parts.values():
        for part in told:
            words += [part["line"]] if "line" in part else [c for r in part["rows"] for c in r]
    return words
