"""Say of every layer that can be stored how it stands, and what became of fetching it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from geodata.fetch.fetch import FAILED, FETCHERS, Outcome, Report
from geodata.imports import FILES, NEEDED
from maps.base.words import layer_words
from opvangkaart.language.speech import heard
from opvangkaart.runs.data import fetch_layers, stored_layers
from opvangkaart.runs.imports import (
    feed_lines,
    import_file,
    import_streets,
    import_transit,
)
from opvangkaart.runs.inputs import Progress, silent
from sites.base import dutch
from sites.base.messages import Message

#: Every layer that somebody can bring, in the order of fetching.
BROUGHT: Final = (*NEEDED, *FILES)
#: A program's advice in a line that a page says in its own way.
_COMMAND: Final = "opvangkaart data"


def brought_names() -> dict[str, str]:
    """Return what readers call each layer that somebody can bring.

    >>> brought_names()["wijken"]
    'wijken'
    """
    return {name: layer_words(name) for name in BROUGHT}


def layers_told(store: Path) -> list[dict[str, Any]]:
    """Return a row per layer that can be fetched or that is stored: what it is and how it stands.

    ``is_good`` says whether a run may use it; missing (None) where it is not stored.

    >>> [row["state"] for row in layers_told(Path("no", "such", "folder"))][:1]
    ['niet opgeslagen']
    """
    known = {row["layer"]: row for row in stored_layers(store)} if store.is_dir() else {}
    names = [*FETCHERS, *(name for name in known if name not in FETCHERS)]
    return [_row(name, known.get(name)) for name in names]


def _row(name: str, row: Mapping[str, Any] | None) -> dict[str, Any]:
    told = {"layer": name, "name": layer_words(name), "can_fetch": name in FETCHERS}
    if row is None:
        return told | {"is_good": None, "state": "niet opgeslagen", "checked": "", "age": "",
                       "rows": "", "source": "", "licence": "", "wants": True}  # fmt: skip
    state = heard().said(row["state"])
    is_good = bool(row["usable"])
    if is_good and row["is_stale"]:
        state = "verouderd, nog bruikbaar"
    elif _COMMAND in state:
        state = f"{state.partition(';')[0]}; haal de laag opnieuw op"
    return told | {
        "is_good": is_good, "state": state, "checked": str(row["checked"]),
        "age": dutch.number(row["age_days"]), "rows": dutch.number(row["rows"]),
        "source": str(row["source"] or ""), "licence": str(row["licence"] or ""),
        "wants": not is_good or bool(row["is_stale"]),
    }  # fmt: skip


def fetch_told(
    layers: Sequence[str], area: str, store: Path, *, accept_loss: bool = False,
    settings: Path | None = None, progress: Progress = silent,
) -> dict[str, Any]:  # fmt: skip
    """Fetch layers and say of each what became of it, and whether anything answered at all."""
    return report_told(
        fetch_layers(layers, area, store, settings, progress, accept_loss=accept_loss)
    )


def report_told(report: Report) -> dict[str, Any]:
    """Return what became of a fetch as plain words, for a page.

    >>> told = report_told(Report((Outcome("wijken", "mislukt", None, "geen antwoord"),), ()))
    >>> told["is_silent"], told["rows"][0]["message"]
    (True, 'geen antwoord')
    """
    return {
        "rows": [_outcome(one) for one in report.outcomes],
        "failed": len(report.failed),
        "is_silent": bool(report.outcomes) and len(report.failed) == len(report.outcomes),
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "name": layer_words(one.layer) + (f" ({one.where})" if one.where else ""),
        "outcome": one.outcome, "is_wrong": one.outcome == FAILED,
        "message": heard().said(one.message), "changes": [*one.changes, *one.odd],
    }  # fmt: skip


def import_told(
    layer: str, file: Path, store: Path, *, scenario_path: Path | None = None, source: str = "",
    licence: str = "", data_date: str = "", progress: Progress = silent,
) -> list[str]:  # fmt: skip
    """Bring in the file of a user as a layer, and say what became of it.

    Raises
    ------
    OpvangkaartError
        The file is none that this layer can be read from; what was stored stays.
    """
    progress(f"{layer_words(layer)} inlezen")
    return [heard().said(line) for line in _imported(
        layer, file, store, scenario_path, (source, licence, data_date), progress
    )]  # fmt: skip


def _imported(
    layer: str, file: Path, store: Path, scenario: Path | None, about: tuple[str, str, str],
    progress: Progress,
) -> Iterator[str | Message]:  # fmt: skip
    if layer == "transit":
        record = import_transit(scenario, [file], store / "transit", progress=progress)
        yield from feed_lines(record)
        return
    if layer == "streets":
        modes = import_streets(scenario, [file], store / "streets", progress=progress)
        for row in modes.astype(object).to_dict("records"):
            yield ", ".join(f"{name} {_cell(value)}" for name, value in row.items())
        return
    source, licence, data_date = (text or None for text in about)
    outcome = import_file(
        layer, [file], store, scenario_path=scenario, licence=licence, source=source,
        data_date=data_date,
    )  # fmt: skip
    yield f"{layer_words(outcome.layer)}: {outcome.outcome}; {heard().said(outcome.message)}"
    yield from outcome.odd


def _cell(value: object) -> str:
    return value if isinstance(value, str) else dutch.number(float(str(value)))
