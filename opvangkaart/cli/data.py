"""The commands under ``opvangkaart data`` that fetch, list, check and import layers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sites.base import dutch
from sites.base.errors import OpvangkaartError

if TYPE_CHECKING:
    from rich.console import Console

StoreOption = Annotated[Path, typer.Option("--store", help="Folder with the fetched layers.")]
FOLDER = Path("eigen/gegevens")


class DataError(OpvangkaartError):
    """Say how many layers failed; each was told in its own line before."""


def _console(*, quiet: bool = False) -> "Console":
    from rich.console import Console

    return Console(quiet=quiet, markup=False, highlight=False, soft_wrap=True)


def fetch_command(
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="Only this layer (may be repeated).")
    ] = None,
    area: Annotated[
        str, typer.Option("--area", help="A province, GM codes with commas, or a polygon file.")
    ] = "utrecht",
    store: StoreOption = FOLDER,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="TOML with other addresses, limits or year.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Open no connection; list what is there.")
    ] = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Take a layer that lost most of its rows.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Fetch today's layers of an area; a layer that fails keeps its old content."""
    from geodata.fetch.fetch import fetch
    from geodata.store.store import Store
    from geodata.web.endpoints import read_settings

    screen = _console(quiet=quiet)

    def tell(text: str) -> None:
        if screen.is_terminal:
            screen.print(text, end="\r", overflow="crop", no_wrap=True)

    report = fetch(
        layer or [], area, Store(store), read_settings(settings), tell,
        offline=offline, accept_loss=accept_loss,
    )  # fmt: skip
    for outcome in report.outcomes:
        red = outcome.outcome == "mislukt" or "LET OP" in outcome.message
        style = "red" if red else None
        screen.print(f"{outcome.layer}: {outcome.outcome}; {outcome.message}", style=style)
        for line in outcome.changes[:10]:
            screen.print(f"  {line}")
        for line in outcome.odd[:5]:
            screen.print(f"  let op: {line}")
        more = len(outcome.changes[10:]) + len(outcome.odd[5:])
        if more:
            screen.print(f"  en nog {dutch.number(more)}")
    if report.contacted:
        hosts = ", ".join(sorted({spot.rpartition(":")[0] for spot in report.contacted}))
        screen.print(f"Bezocht: {hosts}")
    if report.failed:
        names = ", ".join(outcome.layer for outcome in report.failed)
        first = report.failed[0].message
        msg = f"{len(report.failed)} of {len(report.outcomes)} layers failed ({names}): {first}"
        raise DataError(msg)


def status_command(store: StoreOption = FOLDER) -> None:
    """List what is stored: rows, age, licence, and whether a run may use it."""
    from rich.table import Table

    from geodata.fetch.fetch import status
    from geodata.store.store import Store
    from sites.tables.columns import narrow
    from sites.tables.schemas import LayerInfo

    rows: list[dict[str, Any]] = status(Store(store)).astype(object).to_dict("records")  # type: ignore[assignment]
    screen = _console()
    if not rows:
        screen.print(f"Geen lagen in {store}. Haal ze op: opvangkaart data fetch")
        return
    table = Table(box=None, pad_edge=False)
    layer, count, licence = narrow(LayerInfo, "layer", "rows", "licence")
    for heading in (layer, count, "opgehaald", "dagen oud", "bruikbaar", licence):
        right = heading in {count, "dagen oud"}
        table.add_column(
            heading, justify="right" if right else "left", no_wrap=heading != licence,
            overflow="fold",
        )  # fmt: skip
    for row in rows:
        usable = row["state"] == "bruikbaar"
        table.add_row(
            row["layer"], dutch.number(row["rows"]), row["checked"], dutch.number(row["age_days"]),
            dutch.yes_no(usable), str(row["licence"]),
            style="red" if row["is_stale"] or not usable else None,
        )  # fmt: skip
    screen.print(table)
    for row in rows:  # what to do about each, in full: a table cuts commands in two
        if row["state"] != "bruikbaar":
            screen.print(f"{row['layer']}: {row['state']}", style="red")
        elif row["is_stale"]:
            screen.print(f"{row['layer']}: {row['age']}", style="red")


def verify_store(store: Path) -> None:
    """Read every stored layer through; exit 2 with the first fault and the repairing command."""
    from geodata.fetch.fetch import check
    from geodata.store.store import Store

    held = Store(store)
    faults = check(held)
    screen = _console()
    for fault in faults:
        screen.print(fault, style="red")
    if faults:
        msg = f"{len(faults)} faults in {store.name}: {faults[0]}"
        raise DataError(msg)
    screen.print(f"{dutch.counted(len(held.names()), 'laag', 'lagen')} gecontroleerd: alles klopt.")


def import_command(
    layer: Annotated[str, typer.Argument(help="Name of the layer, such as wijken or streets.")],
    file: Annotated[Path, typer.Argument(help="The file you downloaded.")],
    store: StoreOption = FOLDER,
    licence: Annotated[str, typer.Option("--licence", help="Licence of the file.")] = "na te gaan",
    source: Annotated[str | None, typer.Option("--source", help="Shown to readers.")] = None,
    data_date: Annotated[str | None, typer.Option("--date", help="Date of the data.")] = None,
) -> None:
    """Store a file that was downloaded by hand as a layer."""
    from geodata.imports import import_layer
    from geodata.store.store import Store

    outcome = import_layer(
        layer, file, Store(store), licence=licence, source=source, data_date=data_date
    )
    _console().print(f"{outcome.layer}: {outcome.outcome}; {outcome.message}")


def geocode_command(
    file: Annotated[Path, typer.Argument(help="Table with postcode and huisnummer (.csv, .xlsx).")],
    out: Annotated[Path, typer.Option("--out", help="Where to write it, positions included.")],
    store: StoreOption = FOLDER,
    settings: Annotated[Path | None, typer.Option("--settings", help="TOML, as for fetch.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody; take the middle of the kern.")
    ] = False,
) -> None:
    """Add positions to a table of addresses, and say how good each is."""
    from geodata.geocode.table import geocode_file
    from geodata.store.store import Store
    from geodata.web.endpoints import read_settings

    added = geocode_file(file, out, Store(store), read_settings(settings), offline=offline)
    screen = _console()
    for method, count in sorted(added["ligging"].value_counts().items()):
        rows = dutch.counted(int(count), "adres", "adressen")
        red = method in {"kern", "niet gevonden"}
        screen.print(f"{rows}: {method}", style="red" if red else None)
    unsure = int((added["niet_eenduidig"] == "ja").sum())
    if unsure:
        rows = dutch.counted(unsure, "adres", "adressen")
        screen.print(f"{rows} niet eenduidig: kijk in kolom opmerking", style="red")
    screen.print(f"Geschreven: {out}")


def register(data_app: typer.Typer) -> None:
    """Add the commands; ``data check --store`` and ``data import`` are the caller's."""
    data_app.command("fetch")(fetch_command)
    data_app.command("status")(status_command)
    data_app.command("geocode")(geocode_command)
