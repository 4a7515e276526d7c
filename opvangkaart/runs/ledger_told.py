"""What the ledger tells on a screen, a function per question; every heading is its schema's."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

import pandas as pd

from opvangkaart.runs.told import View
from sites.base import dutch
from sites.ledger.rows import counter_words
from sites.ledger.tables import known_only
from sites.settings.scenario import Scenario
from sites.tables.filters import names_by
from sites.tables.ledger import (
    LedgerAgreements,
    LedgerBonus,
    LedgerDaysWide,
    LedgerDeals,
    LedgerGrants,
    LedgerPressure,
    LedgerShares,
    LedgerTotals,
    LedgerTranches,
    RegularPlaces,
)
from sites.tables.results import LedgerTables
from sites.tables.tasks import OFFICIAL, LedgerToRealise

_OPEN = "-"


def ledger_told(
    tables: LedgerTables,
    settings: Scenario,
    views: Collection[str] = (),
    *,
    without: Sequence[str] = (),
) -> Iterator[str | View]:
    """Tell the state on the day, and after it the asked ``views``, in the order of ``VIEWS``."""
    yield from state(tables, settings, without)
    for name, view in VIEWS.items():
        if name in views:
            yield ""
            yield from view(tables, settings)


def state(tables: LedgerTables, settings: Scenario, without: Sequence[str]) -> Iterator[str | View]:
    """Tell the counters, the regular places row by row, and what they rest on."""
    yield f"Stand op {dutch.day(tables.on)}"
    totals = tables.totals
    totals = totals[~totals["counter"].isin(without)]
    columns = ("counter", "existing", "planned", "to_check", "unknown")
    shown = known_only(totals, tables.recorded)
    shown = shown.assign(counter=shown["counter"].map(counter_words))
    yield View("", LedgerTotals, shown, columns)
    if "regulier" not in without:
        yield ""
        yield from _regular(tables, settings)
    yield ""
    yield from tables.notes
    if names := tables.cno_candidates:
        yield f"Zonder opvang of plan daarvoor: {dutch.listed(names)}."


def _regular(tables: LedgerTables, settings: Scenario) -> Iterator[str | View]:
    """Tell the existing regular places row by row, up to the difference from the derived total."""
    rows = tables.rows
    rows = rows[(rows["counter"] == "regulier") & (rows["counted"] == "bestaand")]
    rows = rows.assign(
        so_far=rows["places"].cumsum().where(rows["places"].notna()),
        gemeente=rows["gm_code"].map(_names_of(tables)),
        from_date=rows["from_date"].map(as_day),
        until_date=rows["until_date"].map(as_day),
    )
    columns = ("name", "gemeente", "from_date", "until_date", "places", "so_far")
    yield View("", RegularPlaces, rows, columns, left=("gemeente",))
    if derived := settings.ledger.derived_existing:
        total = int(rows["places"].sum())
        yield (
            f"Afgeleid uit {settings.ledger.derived_from}: {dutch.number(derived)}. "
            f"Verschil: {dutch.number(total)} - {dutch.number(derived)} = "
            f"{dutch.number(total - derived)}."
        )


def shares(tables: LedgerTables, _: Scenario) -> Iterator[str | View]:
    """Tell the shares per municipality by every key side by side: never one truth."""
    tasks = [kind for kind in reversed(OFFICIAL) if tables.shares[kind].notna().any()]
    columns = ("name", "population_share", "own_share", *tasks)
    shown = _by_name(tables.shares, "own_share")
    yield View("Aandeel per gemeente", LedgerShares, shown, columns)
    yield ""
    columns = ("name", "existing", "task", "computed", "rests_on", "to_realise")
    title = f"Nog te realiseren van {tables.target_words}" if tables.target_words else "In gebruik"
    yield View(title, LedgerToRealise, tables.to_realise, columns, left=("rests_on",))


def tranches(tables: LedgerTables, _: Scenario) -> Iterator[str | View]:
    """Tell one distribution at once beside two tranches; both add up to the same total."""
    columns = ("name", "once", "tranche_1", "tranche_2", "in_two", "difference")
    title = "In één keer of in twee tranches"
    yield View(title, LedgerTranches, _by_name(tables.tranches), columns)


def days(tables: LedgerTables, _: Scenario) -> Iterator[str | View]:
    """Tell what is in use, and what is planned, on every day on which something changes."""
    table = known_only(tables.days, tables.recorded)
    order = list(tables.totals["counter"])
    used = table.pivot(index="on", columns="counter", values="existing")  # noqa: PD010 - a repeated day must fail
    regular = table[table["counter"] == "regulier"].set_index("on")
    wide = used[order].assign(planned=regular["planned"]).reset_index()
    wide["on"] = wide["on"].map(as_day)
    title = "In gebruik, op elke dag waarop iets verandert"
    yield View(title, LedgerDaysWide, wide, ("on", *order, "planned"), tight=True)


def pressure(tables: LedgerTables, _: Scenario) -> Iterator[str | View]:
    """Tell every counter side by side per municipality, and together."""
    table = _by_name(tables.pressure)
    order = [c for c in tables.totals["counter"] if c in table]
    columns = ("name", *order, "together", "per_1000")
    title = "Alle tellers samen: in gebruik"
    yield View(title, LedgerPressure, table, columns, tight=True)
    if table["incomplete"].any():
        names = dutch.listed(table.loc[table["incomplete"], "name"].tolist())
        yield f"Onvolledig, want van een locatie is het aantal onbekend: {names}."


def agreements(tables: LedgerTables, _: Scenario) -> Iterator[str | View]:
    """Tell the register of agreements, and what they make of share and housing task."""
    register = tables.deals
    if register.empty:
        yield "Afspraken tussen gemeenten: geen ingevuld."
    else:
        register = register.assign(
            from_date=register["from_date"].map(as_day),
            until_date=register["until_date"].map(as_day),
        )
        columns = ("id", "taker_name", "giver_name", "places", "statushouders_per_year",
                   "from_date", "until_date", "in_force")  # fmt: skip
        left = ("taker_name", "giver_name")
        yield View("Afspraken tussen gemeenten", LedgerDeals, register, columns, left=left)
    yield from _balance(tables.agreements)


def _balance(table: pd.DataFrame) -> Iterator[str | View]:
    """Tell what the agreements change, for whom they do or whose housing task is entered."""
    told = _by_name(table[(table["agreements"] != "") | table["housing_task"].notna()])
    if told.empty:
        return
    columns = ("name", "share", "places", "share_after", "housing_task",
               "statushouders_per_year", "housing_after")  # fmt: skip
    yield View("Wat de afspraken veranderen", LedgerAgreements, told, columns)


def money(tables: LedgerTables, settings: Scenario) -> Iterator[str | View]:
    """Tell the bonus and what goes back of it, and the grants for housing projects."""
    bonus, amounts = tables.bonus, settings.ledger.money
    places = int(bonus["promised"].sum()) or int(bonus["reckoned"].sum())
    total = bonus["bonus_eur"].sum()
    what = "plekken" if settings.ledger.promised else "plekken waarover de bonus is berekend"
    yield (
        f"Bonus: {dutch.number(places)} {what} x {dutch.number(amounts.bonus_eur)} euro = "
        f"{dutch.number(total)} euro."
    )
    told = bonus[["promised", "realised", "reckoned"]].notna().any(axis=1)
    table = _by_name(bonus[told], "promised", "realised")
    first = "promised" if settings.ledger.promised else "reckoned"
    columns = ("name", first, "realised", "bonus_eur", "earned_eur", "claw_back_eur")
    yield View("Bonus per gemeente", LedgerBonus, table, columns)
    grants = tables.grants
    price = (
        f"prijspeil {amounts.index_base}, index {dutch.number(amounts.index, 2)}: "
        f"{dutch.number(amounts.rebuild_eur * amounts.index)} euro per grote woning en "
        f"{dutch.number(amounts.dwelling_eur * amounts.index)} euro per woning"
    )
    if grants.empty:
        yield f"Woningprojecten: geen ingevuld ({price})."
        return
    columns = ("name", "large_dwellings", "dwellings", "rebuild_eur", "dwelling_eur", "total_eur")
    yield View(f"Woningprojecten ({price})", LedgerGrants, grants, columns)


def _names_of(tables: LedgerTables) -> dict[str, str]:
    """Return the names of the area's municipalities by their code."""
    return names_by(tables.shares, "gm_code")


def _by_name(table: pd.DataFrame, *entered: str) -> pd.DataFrame:
    """Return a table by municipality name; what people did not enter reads so."""
    shown = table.sort_values("name", ignore_index=True)
    for column in entered:
        values = shown[column].astype(object)
        shown[column] = values.where(values.notna(), "niet ingevuld")
    return shown


def as_day(value: object) -> str:
    """Write an ISO day the Dutch way; no day is a dash.

    >>> as_day("2024-07-01"), as_day(None)
    ('1-7-2024', '-')
    """
    return dutch.day(date.fromisoformat(value)) if isinstance(value, str) else _OPEN


#: What can be asked beside the state, in the order in which it is told.
VIEWS: dict[str, Callable[[LedgerTables, Scenario], Iterator[str | View]]] = {
    "shares": shares,
    "tranches": tranches,
    "days": days,
    "pressure": pressure,
    "agreements": agreements,
    "money": money,
}
