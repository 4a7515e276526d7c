"""Say beforehand what an edition shows and what it withholds, and make its products."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geodata.files.swap import write_whole
from maps.base.names import edition_name
from maps.documents.documents import render_documents
from maps.exports.csv_nl import csv_bytes
from maps.exports.folder import fresh_folder
from maps.exports.gate import write_documents, write_outputs
from maps.page.render import render_pages
from opvangkaart.dossier.read import read_changes
from opvangkaart.dossier.store import Dossier
from opvangkaart.language.speech import heard
from opvangkaart.runs.entered import edition_notes, ledger_notes
from opvangkaart.runs.inputs import Inputs, Progress, read_layers_and_sites, silent, with_sites_file
from opvangkaart.runs.list_out import write_geopackage
from opvangkaart.runs.named import municipality_code
from opvangkaart.runs.own_list import SITES_FILE, own_sites, reading, scenario_files
from opvangkaart.runs.progress import around_of, write_report
from opvangkaart.runs.run import evaluate, page_count
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.team_list import write_list
from opvangkaart.runs.unreckoned import groups_fault
from sites.base.errors import OpvangkaartError, SiteError
from sites.base.progress import counting
from sites.progress.list_out import places_of
from sites.progress.state import state_now
from sites.tables.dossier import STOPPED
from sites.tables.editions import allowed
from sites.tables.schemas import CONFIDENTIALITY, Edition

PAGES, DOCUMENTS, PROGRESS, QGIS, LIST, SCENARIO = PARTS = (
    "paginas", "stukken", "voortgang", "qgis", "lijst", "scenario",
)  # fmt: skip
#: Below it nobody reads what has no confidentiality of its own.
HIGHEST: Final = CONFIDENTIALITY[-1]


@dataclass(frozen=True)
class Product:
    """Something that can be made: its folder, what it is, and what is in it."""

    part: str
    title: str
    words: str
    highest_only: str = ""  # why no lower edition gets it


PRODUCTS: Final = (
    Product(PAGES, "Pagina's, werkmap en kaartlagen",
            "Een pagina per gemeente en een voor de provincie, de tabellen voor Excel, en een "
            "GeoPackage met opmaak voor QGIS."),
    Product(DOCUMENTS, "Profielen, raadsbijlage en kaartbeelden",
            "Per locatie een profiel, per gemeente een bijlage voor de raad, en losse kaarten."),
    Product(PROGRESS, "Voortgang",
            "Hoe ver het team is, per gemeente en voor de provincie, met een A4 voor de raad."),
    Product(QGIS, "De lijst op de kaart",
            "De initiatieven als GeoPackage met opmaak, voor QGIS."),
    Product(LIST, "De lijst van het team",
            "Dezelfde Excel als die het team inlas, met de stand van nu.",
            "De lijst heeft kolommen van het team die geen vertrouwelijkheid hebben: trekkers, "
            "notities en eigen kolommen."),
    Product(SCENARIO, "Scenario",
            "De locaties en de instellingen, om zelf mee te rekenen: run, plan en documents lezen "
            "het."),
)  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What an edition has of the list, and what it leaves out and why: for the team's own eyes."""

    shown: tuple[Mapping[str, str], ...]
    withheld: tuple[Mapping[str, str], ...]
    notes: tuple[str, ...]


def preview(dossier: Dossier, scenario_path: Path | None, edition: Edition) -> Preview:
    """Say which initiatives an edition shows, and which it withholds and why; nothing is made."""
    state = state_now(read_changes(dossier))
    placed = set(own_sites(dossier)["id"])
    may = allowed(edition)
    shown: list[Mapping[str, str]] = []
    withheld: list[Mapping[str, str]] = []
    state = state.assign(places=pd.Series(places_of(state), index=state.index, dtype=object))
    for row in state.astype(object).where(state.notna(), None).to_dict("records"):
        why = _why_not(row, placed, may)
        told = _row(row) | {"why": why}
        (withheld if why else shown).append(told)
    scenario, _ = read_scenario(scenario_path)
    notes = tuple(heard().said(note) for note in ledger_notes(scenario.ledger, edition))
    return Preview(tuple(shown), tuple(withheld), notes)


def _row(row: Mapping[Any, Any]) -> dict[str, str]:
    places = row["places"]
    return {
        "row_id": str(row["row_id"]), "name": str(row["name"]), "phase": str(row["phase"]),
        "where": str(row["kern"] or row["gemeente"] or row["postcode"] or ""),
        "places": "onbekend" if places is None else str(places),
        "level": str(row["confidentiality"]),
    }  # fmt: skip


def _why_not(row: Mapping[Any, Any], placed: set[str], may: Sequence[str]) -> str:
    """Say why an edition does not show an initiative; nothing where it does."""
    if row["phase"] == STOPPED:
        return "gestopt"
    if row["confidentiality"] not in may:
        return f"vertrouwelijkheid: {row['confidentiality']}"
    if f"I{row['number']}" not in placed:
        return "geen punt, postcode of kern"
    fault = groups_fault(row)
    return "" if fault is None else heard().said(fault)


@dataclass(frozen=True)
class Wanted:
    """What is to be made: of which edition, which parts, about what."""

    edition: Edition
    parts: tuple[str, ...]
    is_list: bool  # of the team's own list; else of the sites and cells of the scenario
    municipality: str = ""
    day: str = ""

    def check(self) -> None:
        """Refuse what cannot be made.

        Raises
        ------
        OpvangkaartError
            No such part, none at all, or one that this edition does not get.

        >>> try:
        ...     Wanted("raad", ("lijst",), is_list=True).check()
        ... except OpvangkaartError as error:
        ...     print(error)
        the edition raad gets no lijst; choose the edition intern
        """
        known = {product.part: product for product in PRODUCTS}
        if not self.parts or (set(self.parts) - set(known)):
            raise OpvangkaartError("choose what to make: {parts}", parts=tuple(known))
        allowed(self.edition)
        for part in self.parts:
            if known[part].highest_only and self.edition != HIGHEST:
                raise OpvangkaartError(
                    "the edition {edition} gets no {part}; choose the edition {highest}",
                    edition=self.edition, part=part, highest=HIGHEST,
                )  # fmt: skip


def make(
    place: str, scenario_path: Path | None, out: Path, work: Path, wanted: Wanted,
    progress: Progress = silent,
) -> list[str]:  # fmt: skip
    """Make the parts of an edition in ``out``, each whole or not at all, and say what was noted.

    What only the team may know, such as rows that were not used, is returned and stands in no file
    of a lower edition. ``work`` is a folder for what is needed on the way.

    Raises
    ------
    OpvangkaartError
        Nothing to show, a folder that cannot be written, or a scenario that cannot be computed.
    """
    wanted.check()
    notes: list[str] = []
    if {PAGES, DOCUMENTS} & set(wanted.parts):
        notes += _rendered(place, scenario_path, out, work, wanted, progress)
    if PROGRESS in wanted.parts:
        progress("voortgang maken")
        with reading(place) as dossier:
            write_report(
                dossier, out / PROGRESS, around_of(scenario_path), day=wanted.day, since=None,
                edition=wanted.edition, progress=progress,
            )  # fmt: skip
    if QGIS in wanted.parts:
        progress("lijst op de kaart maken")
        around = around_of(scenario_path)
        with reading(place) as dossier, fresh_folder(out / QGIS) as folder:
            name = edition_name("initiatieven", ".gpkg", wanted.edition)
            write_geopackage(dossier, around, folder / name, edition=wanted.edition)
    if LIST in wanted.parts:
        progress("lijst van het team maken")
        with reading(place) as dossier, fresh_folder(out / LIST) as folder:
            write_list(
                dossier, folder / f"initiatieven-{wanted.edition}.xlsx",
                scenario_path=scenario_path,
            )  # fmt: skip
    if SCENARIO in wanted.parts:
        progress("scenario maken")
        with reading(place) as dossier:
            sites = own_sites(dossier, wanted.edition)
        files = scenario_files(sites, scenario_path, out / SCENARIO, wanted.edition)
        with fresh_folder(out / SCENARIO) as folder:
            for name, content in files.items():
                (folder / name).write_bytes(content)
    return notes


def _rendered(
    place: str, scenario_path: Path | None, out: Path, work: Path, wanted: Wanted,
    progress: Progress,
) -> list[str]:  # fmt: skip
    """Compute once, and write pages and documents of it through the gate."""
    inputs = _inputs(place, scenario_path, work, progress, wanted)
    codes = [municipality_code(wanted.municipality, inputs.layers)] if wanted.municipality else []
    result = evaluate(inputs, edition=wanted.edition, progress=progress)
    if PAGES in wanted.parts:
        pages = render_pages(result, municipalities=codes or None)
        is_own = wanted.edition == HIGHEST
        write_outputs(
            result, out / PAGES,
            pages=counting(pages, page_count(result, codes), "pagina's tekenen", progress),
            rejected=inputs.rejected if is_own else None,
            log=[*inputs.notes, *edition_notes(inputs, wanted.edition)] if is_own else (),
            tell=heard().said,
        )  # fmt: skip
    if DOCUMENTS in wanted.parts:

        def told() -> Iterator[tuple[str, bytes]]:
            for name, content in render_documents(result, municipalities=codes or None):
                progress(f"stukken maken: {name}")
                yield name, content

        write_documents(result, out / DOCUMENTS, told())
    return [heard().said(note) for note in (*inputs.notes, *edition_notes(inputs, wanted.edition))]


def _inputs(
    place: str, scenario_path: Path | None, work: Path, progress: Progress, wanted: Wanted
) -> Inputs:
    scenario, base = read_scenario(scenario_path)
    if wanted.is_list:
        with reading(place) as dossier:
            sites = own_sites(dossier, wanted.edition)
        if sites.empty:
            raise SiteError(
                "no initiative on the list has a point, postcode or kern; fill one of these"
            )
        file = work / SITES_FILE
        write_whole(file, csv_bytes(sites, {}))
        scenario = with_sites_file(scenario, file)
    return read_layers_and_sites(scenario, base, progress=progress)
