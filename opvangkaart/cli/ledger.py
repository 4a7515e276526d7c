"""The command of the ledger: what counts on a day, and what belongs beside it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opvangkaart.cli.options import (
    QuietOption,
    ScenarioArg,
    console,
    day,
    print_table,
    progress_bar,
)
from sites.base import dutch

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from sites.settings.scenario import Scenario
    from sites.tables.results import LedgerTables

_OPEN = "-"


def ledger_command(
    scenario: ScenarioArg = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Day as jjjj-mm-dd; else the scenario's date.")
    ] = None,
    target: Annotated[
        int | None, typer.Option("--target", help="Places wanted in all, existing included.")
    ] = None,
    shares: Annotated[
        bool, typer.Option("--shares", help="Print the shares per municipality side by side.")
    ] = False,
    first_tranche: Annotated[
        int | None, typer.Option("--first-tranche", help="Compare one-off with two tranches.")
    ] = None,
    days: Annotated[
        bool, typer.Option("--days", help="Print every day on which something changes.")
    ] = False,
    pressure: Annotated[
        bool, typer.Option("--pressure", help="Print all counters per municipality together.")
    ] = False,
    without_counter: Annotated[
        list[str] | None,
        typer.Option("--without-counter", help="Leave this counter out (may be repeated)."),
    ] = None,
    agreements: Annotated[
        bool, typer.Option("--agreements", help="Print agreements and what they change.")
    ] = False,
    money: Annotated[
        bool, typer.Option("--money", help="Print bonus, claw-back and housing grants.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write everything here (.xlsx, .csv, .parquet).")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Print what counts on a day: regular places, and apart from them amv, CNO and the rest."""
    from opvangkaart.runs.ledger import ledger_tables, read_ledger, write_ledger

    with progress_bar(quiet=quiet) as progress:
        moment = day(on) if on else None
        progress("lagen lezen en controleren")
        settings, layers = read_ledger(scenario)
        if first_tranche is not None:
            ledger = settings.ledger.model_copy(update={"first_tranche": first_tranche})
            settings = settings.model_copy(update={"ledger": ledger})
        tables = ledger_tables(
            settings, layers, on=moment, target=target, without=without_counter or ()
        )
        names = () if out is None else write_ledger(settings, tables, out)
    screen = console(quiet=quiet)
    print_state(screen, tables, settings, without_counter or [])
    asked = {
        print_shares: shares,
        print_tranches: first_tranche is not None,
        print_days: days,
        print_pressure: pressure,
        print_agreements: agreements,
        print_money: money,
    }
    for told, wanted in asked.items():
        if wanted:
            screen.print()
            told(screen, tables, settings)
    if names:
        screen.print(f"{dutch.counted(len(names), 'bestand', 'bestanden')} in {out}")


def print_state(
    screen: "Console", tables: "LedgerTables", settings: "Scenario", without: list[str]
) -> None:
    """Print the counters, the regular places row by row, and what they rest on."""
    from sites.ledger.rows import counter_words
    from sites.ledger.tables import known_only
    from sites.tables.ledger import LedgerTotals

    screen.print(f"Stand op {dutch.day(tables.on)}")
    totals = tables.totals
    totals = totals[~totals["counter"].isin(without)]
    columns = ("counter", "existing", "planned", "to_check", "unknown")
    shown = known_only(totals, tables.recorded)
    shown = shown.assign(counter=shown["counter"].map(counter_words))
    print_table(screen, "", LedgerTotals, shown, columns)
    if "regulier" not in without:
        screen.print()
        print_regular(screen, tables, settings)
    screen.print()
    for note in tables.notes:
        screen.print(note)
    if names := tables.cno_candidates:
        screen.print(f"Zonder reguliere opvang of plan daarvoor: {dutch.listed(names)}.")


def print_regular(screen: "Console", tables: "LedgerTables", settings: "Scenario") -> None:
    """Print the existing regular places row by row, up to the difference from the derived total."""
    from sites.tables.ledger import RegularPlaces

    rows = tables.rows
    rows = rows[(rows["counter"] == "regulier") & (rows["counted"] == "bestaand")]
    rows = rows.assign(
        so_far=rows["places"].cumsum().where(rows["places"].notna()),
        gemeente=rows["gm_code"].map(names_of(tables)),
        from_date=rows["from_date"].map(as_day),
        until_date=rows["until_date"].map(as_day),
    )
    columns = ("name", "gemeente", "from_date", "until_date", "places", "so_far")
    print_table(screen, "", RegularPlaces, rows, columns, left=("gemeente",))
    if derived := settings.ledger.derived_existing:
        total = int(rows["places"].sum())
        screen.print(
            f"Afgeleid uit {settings.ledger.derived_from}: {dutch.number(derived)}. "
            f"Verschil: {dutch.number(total)} - {dutch.number(derived)} = "
            f"{dutch.number(total - derived)}."
        )


def print_shares(screen: "Console", tables: "LedgerTables", _: "Scenario") -> None:
    """Print the shares per municipality by every key side by side: never one truth."""
    from sites.tables.ledger import LedgerShares

    columns = ("name", "population_share", "own_share", "task")
    shown = by_name(tables.shares, "own_share", "task")
    print_table(screen, "Aandeel per gemeente", LedgerShares, shown, columns)


def print_tranches(screen: "Console", tables: "LedgerTables", _: "Scenario") -> None:
    """Print one distribution at once beside two tranches; both add up to the same total."""
    from sites.tables.ledger import LedgerTranches

    columns = ("name", "once", "tranche_1", "tranche_2", "in_two", "difference")
    title = "In één keer of in twee tranches"
    print_table(screen, title, LedgerTranches, by_name(tables.tranches), columns)


def print_days(screen: "Console", tables: "LedgerTables", _: "Scenario") -> None:
    """Print what is in use, and what is planned, on every day on which something changes."""
    from sites.ledger.tables import known_only
    from sites.tables.ledger import LedgerDaysWide

    table = known_only(tables.days, tables.recorded)
    order = list(tables.totals["counter"])
    used = table.pivot(index="on", columns="counter", values="existing")  # noqa: PD010 - a repeated day must fail
    regular = table[table["counter"] == "regulier"].set_index("on")
    wide = used[order].assign(planned=regular["planned"]).reset_index()
    wide["on"] = wide["on"].map(as_day)
    title = "In gebruik, op elke dag waarop iets verandert"
    print_table(screen, title, LedgerDaysWide, wide, ("on", *order, "planned"), tight=True)


def print_pressure(screen: "Console", tables: "LedgerTables", _: "Scenario") -> None:
    """Print every counter side by side per municipality, and together."""
    from sites.tables.ledger import LedgerPressure

    table = by_name(tables.pressure)
    order = [c for c in tables.totals["counter"] if c in table]
    columns = ("name", *order, "together", "per_1000")
    title = "Alle tellers samen: in gebruik"
    print_table(screen, title, LedgerPressure, table, columns, tight=True)
    if table["incomplete"].any():
        names = dutch.listed(table.loc[table["incomplete"], "name"].tolist())
        screen.print(f"Onvolledig, want van een locatie is het aantal onbekend: {names}.")


def print_agreements(screen: "Console", tables: "LedgerTables", _: "Scenario") -> None:
    """Print the register of agreements, and what they make of share and housing task."""
    from sites.tables.ledger import LedgerDeals

    register = tables.deals
    if register.empty:
        screen.print("Afspraken tussen gemeenten: geen ingevuld.")
    else:
        register = register.assign(
            from_date=register["from_date"].map(as_day),
            until_date=register["until_date"].map(as_day),
        )
        columns = ("id", "taker_name", "giver_name", "places", "statushouders_per_year",
                   "from_date", "until_date", "in_force")  # fmt: skip
        left = ("taker_name", "giver_name")
        print_table(screen, "Afspraken tussen gemeenten", LedgerDeals, register, columns, left=left)
    print_balance(screen, tables.agreements)


def print_balance(screen: "Console", table: "pd.DataFrame") -> None:
    """Print what the agreements change, for whom they do or whose housing task is entered."""
    from sites.tables.ledger import LedgerAgreements

    told = by_name(table[(table["agreements"] != "") | table["housing_task"].notna()])
    if told.empty:
        return
    columns = ("name", "share", "places", "share_after", "housing_task",
               "statushouders_per_year", "housing_after")  # fmt: skip
    print_table(screen, "Wat de afspraken veranderen", LedgerAgreements, told, columns)


def print_money(screen: "Console", tables: "LedgerTables", settings: "Scenario") -> None:
    """Print the bonus and what goes back of it, and the grants for housing projects."""
    from sites.tables.ledger import BonusToGo, LedgerGrants

    bonus, money = tables.bonus, settings.ledger.money
    places, total = int(bonus["promised"].sum()), bonus["bonus_eur"].sum()
    screen.print(
        f"Bonus: {dutch.number(places)} plekken x {dutch.number(money.bonus_eur)} euro = "
        f"{dutch.number(total)} euro."
    )
    told = bonus["promised"].notna() | bonus["realised"].notna()
    table = by_name(bonus[told], "promised", "realised")
    # Where nothing was promised the same column holds an example, and says so.
    first = "promised" if settings.ledger.promised else "to_go"
    table = table.rename(columns={"promised": first})
    columns = ("name", first, "realised", "bonus_eur", "earned_eur", "claw_back_eur")
    print_table(screen, "Bonus per gemeente", BonusToGo, table, columns)
    grants = tables.grants
    price = (
        f"prijspeil {money.index_base}, index {dutch.number(money.index, 2)}: "
        f"{dutch.number(money.rebuild_eur * money.index)} euro per grote woning en "
        f"{dutch.number(money.dwelling_eur * money.index)} euro per woning"
    )
    if grants.empty:
        screen.print(f"Woningprojecten: geen ingevuld ({price}).")
        return
    columns = ("name", "large_dwellings", "dwellings", "rebuild_eur", "dwelling_eur", "total_eur")
    print_table(screen, f"Woningprojecten ({price})", LedgerGrants, grants, columns)


def names_of(tables: "LedgerTables") -> dict[str, str]:
    """Return the names of the area's municipalities by their code."""
    from sites.tables.filters import names_by

    return names_by(tables.shares, "gm_code")


def by_name(table: "pd.DataFrame", *entered: str) -> "pd.DataFrame":
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


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("ledger")(ledger_command)
