"""Look after the layers that runs read: fetch, list and check them, and place addresses."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.fetch.check import Checked, check
from geodata.fetch.fetch import FAILED, Outcome, Report, fetch, status
from geodata.fetch.provinces import WAITS, fetch_provinces, named_provinces
from geodata.geocode.table import geocode_file
from geodata.store.store import Store
from geodata.web.endpoints import read_settings
from maps.base.words import layer_words
from opvangkaart.language.speech import heard
from opvangkaart.runs.inputs import Inputs
from opvangkaart.runs.told import Alarm
from sites.base import dutch
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say_counted

#: So many changes, and so many odd rows, are told of each layer.
CHANGES, ODD = 10, 5


class DataError(OpvangkaartError):
    """Say how many layers failed; each was told in its own line before."""


def fetch_layers(
    layers: Sequence[str],
    area: str,
    store: Path,
    settings: Path | None,
    tell: Callable[[str], None],
    *,
    provinces: Sequence[str] = (),
    offline: bool = False,
    accept_loss: bool = False,
) -> Report:
    """Fetch layers of an area (all of them where none is named) into a folder.

    Provinces, named apart or as an area with commas, are fetched one at a time.
    """
    by_province = provinces or named_provinces(area)
    if by_province and not offline:
        return fetch_provinces(
            layers, by_province, Store(store), read_settings(settings), tell,
            accept_loss=accept_loss,
        )  # fmt: skip
    return fetch(
        layers, area, Store(store), read_settings(settings), tell,
        offline=offline, accept_loss=accept_loss,
    )  # fmt: skip


def fetch_lines(report: Report) -> Iterator[str]:
    """Tell what became of each layer, and who was visited."""
    for outcome in report.outcomes:
        yield from _outcome_lines(outcome)
    if report.contacted:
        hosts = ", ".join(sorted({spot.rpartition(":")[0] for spot in report.contacted}))
        yield f"Bezocht: {hosts}"


def _outcome_lines(outcome: Outcome) -> Iterator[str]:
    words = heard().said(outcome.message)
    red = outcome.outcome in {FAILED, WAITS} or "LET OP" in words
    line = f"{named_outcome(outcome)}: {outcome.outcome}; {words}"
    yield Alarm(line) if red else line
    for line in outcome.changes[:CHANGES]:
        yield f"  {line}"
    for line in outcome.odd[:ODD]:
        yield f"  let op: {line}"
    more = len(outcome.changes[CHANGES:]) + len(outcome.odd[ODD:])
    if more:
        yield f"  en nog {dutch.number(more)}"


def named_outcome(outcome: Outcome) -> str:
    """Return which layer an outcome is of, with the province where it is of one.

    >>> named_outcome(Outcome("wijken", "nieuw", 4, "4 wijken", where="Utrecht"))
    'wijken (Utrecht)'
    """
    return f"{outcome.layer} ({outcome.where})" if outcome.where else outcome.layer


def require_fetched(report: Report) -> None:
    """Refuse a report in which a layer failed.

    Raises
    ------
    DataError
        One line: how many failed, which, and why the first did.
    """
    if report.failed:
        raise DataError(
            "{failed} of {count} layers failed ({names}): {first}",
            failed=len(report.failed),
            count=len(report.outcomes),
            names=tuple(map(named_outcome, report.failed)),
            first=report.failed[0].message,
        )


def stored_layers(store: Path) -> list[dict[str, Any]]:
    """Return a row of plain cells per stored layer; ``usable`` tells whether a run may use it.

    ``name`` is the layer as a reader knows it, with the word that commands take behind it.
    """
    table = status(Store(store)).astype(object)
    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return [
        {**row, "usable": row["state"] == "bruikbaar", "name": named_layer(row["layer"])}
        for row in rows
    ]


def named_layer(layer: str) -> str:
    """Return the Dutch name of a layer, and the word that commands take where it is another.

    >>> named_layer("schools"), named_layer("wijken")
    ('scholen (schools)', 'wijken')
    """
    name = layer_words(layer)
    return name if name == layer else f"{name} ({layer})"


def advice_lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Tell what to do about each layer that a run may not use, or that is old.

    >>> row = {"layer": "nnn", "usable": False, "state": "weg; haal hem op", "is_stale": False}
    >>> list(advice_lines([row]))
    ['nnn: weg; haal hem op']
    """
    for row in rows:
        if not row["usable"]:
            yield Alarm(f"{row['layer']}: {heard().said(row['state'])}")
        elif row["is_stale"]:
            yield Alarm(f"{row['layer']}: {row['age']}")


def checked_store(store: Path) -> Checked:
    """Read every stored layer through, and the streets and timetable that were imported."""
    return check(Store(store))


def store_lines(checked: Checked) -> Iterator[str]:
    """Tell what is wrong in a folder of layers, or that what is there is right.

    >>> for line in store_lines(Checked(("wijken", "transit/"), ("grid",), ())):
    ...     print(line)
    2 lagen gecontroleerd: alles klopt.
    Gezien: wijken, transit/
    Niet aanwezig, dus niet gecontroleerd: grid
    """
    yield from (Alarm(heard().said(fault)) for fault in checked.faults)
    if not checked.faults:
        count = dutch.counted(len(checked.seen), "laag", "lagen")
        yield f"{count} gecontroleerd: alles klopt."
    if checked.seen:
        yield f"Gezien: {', '.join(checked.seen)}"
        if checked.absent:
            yield f"Niet aanwezig, dus niet gecontroleerd: {', '.join(checked.absent)}"


def look_into(inputs: Inputs) -> tuple[str, ...]:
    """Open the streets, the timetable and the store of a scenario, and tell what was opened.

    Raises
    ------
    OpvangkaartError
        The first that a run could not use.
    """
    from opvangkaart.runs.engines import engine_for  # noqa: PLC0415 - loads what it opens

    scenario, told = inputs.scenario, []
    layers = scenario.layers
    named = [layers.streets and "straten", layers.transit and "dienstregeling"]
    if opened := " en ".join(name for name in named if name):
        # Also what the scenario names and a straight line does not use.
        engine = "streets" if layers.streets else scenario.engine
        travel = scenario.travel.model_copy(update={"engine": engine})
        asked = scenario.model_copy(update={"travel": travel})
        modes = engine_for(asked, inputs.base_dir, inputs.sites).modes()
        told.append(f"{opened.capitalize()} geopend: {', '.join(modes)}.")
    if layers.store is not None:
        folder = inputs.base_dir / layers.store
        checked = checked_store(folder)
        require_whole(folder, checked.faults)
        told += store_lines(checked)
    return tuple(told)


def require_whole(store: Path, faults: Sequence[Message]) -> None:
    """Refuse a folder of layers with faults.

    Raises
    ------
    DataError
        One line: how many, and the first with the command that repairs it.

    >>> require_whole(Path("gegevens"), [Message("nnn is gone")])
    Traceback (most recent call last):
    opvangkaart.runs.data.DataError: 1 fault in gegevens: nnn is gone
    """
    if faults:
        raise DataError(
            say_counted("{count} fault in {folder}: {first}", "{count} faults in {folder}: {first}",
                        count=len(faults), folder=store.name, first=faults[0])
        )  # fmt: skip


def geocode(
    file: Path, out: Path, store: Path, settings: Path | None = None, *, offline: bool = False
) -> tuple[str, ...]:
    """Write a table of addresses with positions to ``out``, and tell how good these are."""
    added = geocode_file(file, out, Store(store), read_settings(settings), offline=offline)
    return (*placed_lines(added), f"Geschreven: {out}")


def placed_lines(added: pd.DataFrame) -> Iterator[str]:
    """Tell how many addresses were placed by which method, and how many are unsure.

    >>> added = {"ligging": ["adres", "kern", "adres"], "niet_eenduidig": ["nee", "nee", "ja"]}
    >>> for line in placed_lines(pd.DataFrame(added)):
    ...     print(line)
    2 adressen: adres
    1 adres: kern
    1 adres niet eenduidig: kijk in kolom opmerking
    """
    for method, count in sorted(added["ligging"].value_counts().items()):
        line = f"{dutch.counted(int(count), 'adres', 'adressen')}: {method}"
        yield Alarm(line) if method in {"kern", "niet gevonden"} else line
    unsure = int((added["niet_eenduidig"] == "ja").sum())
    if unsure:
        rows = dutch.counted(unsure, "adres", "adressen")
        yield Alarm(f"{rows} niet eenduidig: kijk in kolom opmerking")
