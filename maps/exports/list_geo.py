"""Write a team's list as a GeoPackage: the phases and the verdicts, each with a style for QGIS."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from maps.base.style import CLASS_COLOURS, INK, OUTLINE, TODO_COLOURS, UNKNOWN
from maps.exports.gpkg import write_layers
from maps.exports.plan_geo import DEGREES, GeoLayer
from maps.exports.qgis import Label, Look, Rule, Symbol, style_of
from sites.base.errors import ExportError
from sites.base.verdicts import VERDICTS
from sites.settings.scenario import Scenario
from sites.tables.columns import headings
from sites.tables.dossier import PHASES, STOPPED
from sites.tables.editions import allowed
from sites.tables.progress import InitiativeLayer
from sites.tables.schemas import Edition

BY_PHASE, BY_VERDICT = "initiatieven_fase", "initiatieven_oordeel"
#: From an idea to an open door: light to dark; what stopped is grey.
_PHASE_COLOURS: Final = (
    *reversed(CLASS_COLOURS), TODO_COLOURS[2], TODO_COLOURS[3], TODO_COLOURS[4], UNKNOWN,
)  # fmt: skip
_VERDICT_COLOURS: Final = ("#9b1c1c", UNKNOWN, "#d9a441", "#8fbf8f", "#1b6b3a")
_SIZE_MM: Final = 3.6


def write_list_gpkg(
    table: pd.DataFrame, points: gpd.GeoSeries, path: Path, scenario: Scenario, edition: Edition
) -> None:
    """Write the initiatives, one layer by phase and one by verdict; each opens in its colours.

    ``table`` has the columns of ``InitiativeLayer``; ``points`` are in degrees, empty where nobody
    knows the place: such a row is in the table and not on the map.

    Raises
    ------
    ExportError
        The list holds what its edition may not show, or the file cannot be written.
    """
    hidden = int((~table["confidentiality"].isin(allowed(edition))).sum())
    if hidden:
        raise ExportError(
            "edition {edition} may not show {hidden_count} initiatives of its progress report",
            edition=edition, hidden_count=hidden,
        )  # fmt: skip
    shown = InitiativeLayer.validate(table.reset_index(drop=True))
    layer = gpd.GeoDataFrame(shown, geometry=list(points), crs=DEGREES)
    made = tuple(
        GeoLayer(name, layer, headings(InitiativeLayer)) for name in (BY_PHASE, BY_VERDICT)
    )
    looks = dict(zip((BY_PHASE, BY_VERDICT), (_phase_look(), _verdict_look()), strict=True))
    drawn = {one.name: style_of(looks[one.name], one) for one in made}
    write_layers(path, made, drawn, scenario)


def _phase_look() -> Look:
    rules = tuple(
        Rule(
            phase,
            _mark(colour, "cross2" if phase == STOPPED else "circle"),
            f"\"phase\" = '{phase}'",
        )
        for phase, colour in zip(PHASES, _PHASE_COLOURS, strict=True)
    )
    return Look(BY_PHASE, "Initiatieven: hoe ver", "Point", rules, _names())


def _verdict_look() -> Look:
    rules = tuple(
        Rule(verdict, _mark(colour, "circle"), f"\"verdict\" = '{verdict}'")
        for verdict, colour in zip(VERDICTS, _VERDICT_COLOURS, strict=True)
    )
    known = ", ".join(f"'{verdict}'" for verdict in VERDICTS)
    unjudged = Rule(
        "Niet beoordeeld", _mark("", "circle"),
        f'"verdict" IS NULL OR "verdict" NOT IN ({known})',
    )  # fmt: skip
    return Look(BY_VERDICT, "Initiatieven: kan het leunen", "Point", (*rules, unjudged), _names())


def _mark(colour: str, shape: str) -> Symbol:
    edge = INK if shape == "cross2" else OUTLINE
    return Symbol("marker", colour, edge, 0.3, _SIZE_MM, shape)


def _names() -> tuple[Label, ...]:
    return (Label('"name"', 8),)
