"""The one gate that everything passes on its way out.

It takes the edition from the run, refuses a run that holds more than its edition may show, and
puts a whole new folder in the place of the last one. The top of that folder may be handed out;
``intern/`` in it holds rejected rows and the log, and never leaves the team.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from maps.base.blocks import rows_of
from maps.base.names import edition_name
from maps.exports import tables
from maps.exports.csv_nl import csv_bytes
from maps.exports.folder import fresh_folder
from maps.exports.geo_layers import geo_layers, site_layer
from maps.exports.gpkg import write_geojson, write_geoparquet, write_gpkg
from maps.exports.qgis import project_bytes
from maps.exports.record import record_bytes
from maps.exports.schemas import SiteTable
from maps.exports.xlsx import xlsx_bytes
from sites.base.errors import ExportError
from sites.base.messages import Message, say
from sites.progress.report import Report
from sites.tables.columns import headings
from sites.tables.editions import ENTERED, allowed
from sites.tables.results import RunResult, tables_of
from sites.tables.schemas import CONFIDENTIALITY, Edition
from sites.tables.tiles import Tiles

INTERN: Final = "intern"
#: Headings of the rows that were not used.
_REJECTED: Final = {
    "file": say("file"), "row": say("row"), "column": say("column"), "value": say("value"),
    "reason": say("reason"),
}  # fmt: skip
_WARNING: Final = (
    "Deze map is alleen voor het team. Geef hem niet door.\n"
    "Hier staan afgekeurde rijen en meldingen van de laatste berekening. Daarin kunnen namen en\n"
    "adressen staan van locaties die niet openbaar zijn. De bestanden een map hoger mogen naar de\n"
    "lezers van editie '{edition}'.\n"
)
#: Columns of any table that hold a site id.
_SITE_COLUMNS: Final = frozenset({"site_id", "from_site", "to_site"})
#: Columns of the repairs that join site ids.
_REPAIRED: Final = ("opened", "grown", "shrunk", "moved")
#: What a name on disk may not hold, on any system.
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')


@dataclass(frozen=True)
class Written:
    """What the gate wrote: the folder, and the names in it in alphabetical order."""

    out: Path
    files: tuple[str, ...]

    @property
    def index(self) -> Path:
        """Return the page to open."""
        pages = [name for name in self.files if name.endswith(".html")]
        first = [name for name in pages if name.startswith("index")]
        return self.out / (first or pages or [""])[0]


def write_outputs(
    result: RunResult,
    out: Path,
    *,
    pages: Iterable[tuple[str, bytes]],
    rejected: pd.DataFrame | None,
    log: Sequence[object],
    tell: Callable[[Message], str] = str,
    tiles: pd.DataFrame | None = None,
) -> Written:
    """Write pages, tables, geodata and the record of a run; all of it, or nothing.

    ``pages`` are drawn while they are written, so a fault in the last page leaves ``out`` as it
    was. ``rejected`` rows, ``log`` lines and who worked out which of the ``tiles`` go to
    ``out/intern/``; ``tell`` says the messages in them in the reader's language.

    Raises
    ------
    ExportError
        The run holds sites its edition may not show, or ``out`` cannot be written.
    """
    check_edition(result)
    with fresh_folder(out) as folder:
        _write_files(folder, pages)
        for name, write in _writers(result).items():
            write(folder / name)
        lines = [tell(line) if isinstance(line, Message) else str(line) for line in log]
        _write_intern(folder / INTERN, result.edition, told_rows(rejected, tell), lines, tiles)
        files = _names(folder)
    return Written(out, files)


def write_documents(
    result: RunResult, out: Path, documents: Iterable[tuple[str, bytes]]
) -> Written:
    """Write documents and pictures through the same gate, into a folder of their own."""
    check_edition(result)
    with fresh_folder(out) as folder:
        _write_files(folder, documents)
        files = _names(folder)
    return Written(out, files)


def write_progress(
    reports: Sequence[Report], out: Path, files: Iterable[tuple[str, bytes]]
) -> Written:
    """Write the pages and papers of progress reports; all of them are of one edition.

    Raises
    ------
    ExportError
        A report holds an initiative, or words of the team, that its edition may not show.
    """
    for one in reports:
        check_report(one)
    with fresh_folder(out) as folder:
        _write_files(folder, files)
        files_made = _names(folder)
    return Written(out, files_made)


def check_report(report: Report) -> None:
    """Refuse a progress report that holds more than its edition may show."""
    may = allowed(report.edition)
    shown = [table for table in (report.state, report.before) if table is not None]
    hidden = sum(int((~table["confidentiality"].isin(may)).sum()) for table in shown)
    if hidden or (report.obstacles is not None and report.edition != CONFIDENTIALITY[-1]):
        raise ExportError(
            "edition {edition} may not show {hidden_count} initiatives of its progress report",
            edition=report.edition, hidden_count=hidden,
        )  # fmt: skip


def check_edition(result: RunResult) -> None:
    """Refuse a run that holds more than its edition may show, in any of its tables."""
    may = allowed(result.edition)
    hidden = result.sites[~result.sites["confidentiality"].isin(may)]
    if len(hidden):
        raise ExportError(
            "edition {edition} may not show {hidden_count} of {sites_count} sites; "
            "compute the run from visible_sites(sites, edition)",
            edition=result.edition,
            hidden_count=len(hidden),
            sites_count=len(result.sites),
        )
    visible = set(result.sites["site_id"])
    for name, ids in _named_sites(result):
        if strange := ids - visible:
            raise ExportError(
                "table {name} speaks of {strange_count} sites that edition {edition} lacks",
                name=name,
                strange_count=len(strange),
                edition=result.edition,
            )
    _check_entered(result, may)


def _check_entered(result: RunResult, may: Sequence[str]) -> None:
    """Refuse notes of sites and rows of the ledger that are not for the edition's readers."""
    sheets = {} if result.judgement is None else result.judgement.sheets
    ledger = result.scenario.ledger
    levels = {
        "notes": [sheet.confidentiality for sheet in sheets.values()],
        **{name: [one.confidentiality for one in getattr(ledger, name)] for name in ENTERED},
    }
    for name, said in levels.items():
        if hidden := sum(level not in may for level in said):
            raise ExportError(
                "edition {edition} may not show {hidden_count} of the {name}; compute the run from "
                "what was entered for its readers",
                edition=result.edition,
                hidden_count=hidden,
                name=name,
            )


def _named_sites(result: RunResult) -> Iterator[tuple[str, set[str]]]:
    """Yield the sites that each table of a run names, whatever stage made it."""
    for name, table in tables_of(result):
        for column in _SITE_COLUMNS.intersection(table):
            yield name, set(table[column].dropna().unique())
    if result.judgement is not None:
        yield "judgement.sheets", set(result.judgement.sheets)
    if result.plan is not None:
        repairs = rows_of(result.plan.repairs)
        yield "plan.repairs", {row["lost"] for row in repairs if row["kind"] == "locatie"}
        joined = (str(row[key] or "") for row in repairs for key in _REPAIRED)
        draws = rows_of(None if result.plan.no_regret is None else result.plan.no_regret.shares)
        yield "plan.no_regret", {row["id"] for row in draws if row["kind"] == "locatie"}
        yield "plan.repairs", {ident for text in joined for ident in text.split("|") if ident}


def _writers(result: RunResult) -> dict[str, Callable[[Path], object]]:
    def named(suffix: str, stem: str = "opvangkaart") -> str:
        return edition_name(stem, f".{suffix}", result.edition)

    site_table, sites = tables.site_table(result), site_layer(result)
    layers, geopackage = geo_layers(result, sites), named("gpkg")
    return {
        geopackage: lambda path: write_gpkg(result, path, layers),
        named("qgs"): lambda path: path.write_bytes(project_bytes(result, layers, geopackage)),
        named("geojson"): lambda path: write_geojson(result, path, sites),
        named("parquet"): lambda path: write_geoparquet(result, path, sites),
        named("xlsx"): lambda path: path.write_bytes(xlsx_bytes(result)),
        named("csv"): lambda path: path.write_bytes(csv_bytes(site_table, headings(SiteTable))),
        named("json", "run"): lambda path: path.write_bytes(record_bytes(result)),
    }


def _write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    taken: set[str] = set()
    for name, content in files:
        if not name or name.startswith(".") or _FORBIDDEN & set(name) or not name.isprintable():
            raise ExportError(
                "{name!r} is not a plain file name",
                name=name,
            )
        if name.casefold() in taken:
            raise ExportError(
                "two files want the name {name}; on Windows a and A are the same",
                name=name,
            )
        taken.add(name.casefold())
        (folder / name).write_bytes(content)


def told_rows(rejected: pd.DataFrame | None, tell: Callable[[Message], str]) -> pd.DataFrame | None:
    """Return the rows that were not used as their list says them: headings and reasons too.

    >>> rows = pd.DataFrame({"row": [3], "reason": [say("is not a number")]})
    >>> told_rows(rows, str).to_dict("list")
    {'row': [3], 'reason': ['is not a number']}
    """
    if rejected is None:
        return None
    told = rejected.map(lambda cell: tell(cell) if isinstance(cell, Message) else cell)
    return told.rename(columns={name: tell(words) for name, words in _REJECTED.items()})


def _write_intern(
    folder: Path, edition: Edition, rejected: pd.DataFrame | None, log: Sequence[str],
    tiles: pd.DataFrame | None,
) -> None:  # fmt: skip
    has_rejected = rejected is not None and len(rejected) > 0
    if not has_rejected and not log and tiles is None:
        return
    folder.mkdir()
    (folder / "NIET-DELEN.txt").write_text(_WARNING.format(edition=edition), encoding="utf-8")
    if rejected is not None and has_rejected:
        (folder / "afgekeurde-rijen.csv").write_bytes(csv_bytes(rejected, {}))
    if tiles is not None:
        (folder / "tegels.csv").write_bytes(csv_bytes(tiles, headings(Tiles)))
    if log:
        (folder / "meldingen.txt").write_text("\n".join(log) + "\n", encoding="utf-8")


def _names(folder: Path) -> tuple[str, ...]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return tuple(sorted(path.relative_to(folder).as_posix() for path in found))
