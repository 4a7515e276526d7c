"""Write what differs as a map: a GeoPackage whose layers QGIS draws by what became of each row."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from maps.base.style import BORDER, CLASS_COLOURS, MUTED, OUTLINE, UNKNOWN
from maps.exports.gpkg import write_layers
from maps.exports.plan_geo import DEGREES, GeoLayer
from maps.exports.qgis import Look, Rule, Symbol, style_of
from sites.settings.scenario import Scenario
from sites.tables.before_after import BETTER, GONE, NEW, OTHER, SAME, WORSE, SiteChanges
from sites.tables.columns import headings
from sites.tables.transit import Faster

#: What a difference is drawn as: a shape as well as a colour, so that no colour need be told apart.
_GAIN, _LOSS = CLASS_COLOURS[-1], CLASS_COLOURS[0]
_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "sneller": (_GAIN, "triangle"), BETTER: (_GAIN, "triangle"),
    "langzamer": (_LOSS, "square"), WORSE: (_LOSS, "square"),
    "nieuw": (_GAIN, "star"), NEW: (_GAIN, "star"),
    "vervallen": (_LOSS, "cross2"), GONE: (_LOSS, "cross2"),
    OTHER: (MUTED, "diamond"),
    "gelijk": (UNKNOWN, "circle"), SAME: (UNKNOWN, "circle"),
    "geen reis": (BORDER, "circle"),
}  # fmt: skip


def _look(layer: str, title: str, column: str, words: tuple[str, ...]) -> Look:
    rules = tuple(
        Rule(word[0].upper() + word[1:],
             Symbol("marker", colour, OUTLINE, 0.2, 3.4, shape), f"\"{column}\" = '{word}'")
        for word in words
        for colour, shape in (_MARKS[word],)
    )  # fmt: skip
    return Look(layer, title, "Point", rules)


FASTER: Final = _look(
    "sneller_of_niet", "Sneller of niet?", "verdict",
    ("sneller", "nieuw", "langzamer", "vervallen", "gelijk", "geen reis"),
)  # fmt: skip
CHANGED: Final = _look(
    "veranderingen", "Wat er verandert", "change", (BETTER, NEW, WORSE, GONE, OTHER, SAME)
)


def write_faster(path: Path, table: pd.DataFrame, spots: pd.DataFrame, scenario: Scenario) -> None:
    """Write the table of ``Faster`` with its kernen as points; ``spots`` has lon and lat."""
    _write(path, FASTER, table, spots, headings(Faster), scenario)


def write_changes(path: Path, table: pd.DataFrame, spots: pd.DataFrame, scenario: Scenario) -> None:
    """Write the table of ``SiteChanges`` with its sites as points; ``spots`` has lon and lat."""
    _write(path, CHANGED, table, spots, headings(SiteChanges), scenario)


def _write(
    path: Path, look: Look, table: pd.DataFrame, spots: pd.DataFrame,
    titles: Mapping[str, str], scenario: Scenario,
) -> None:  # fmt: skip
    shapes = gpd.points_from_xy(spots["lon"].to_numpy(), spots["lat"].to_numpy())
    layer = GeoLayer(look.layer, gpd.GeoDataFrame(table, geometry=shapes, crs=DEGREES), titles)
    write_layers(path, (layer,), {look.layer: style_of(look, layer)}, scenario)
