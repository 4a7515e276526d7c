"""Draw the geodata in QGIS: a style per layer, and a project that opens them in order.

The project stands beside the GeoPackage and names it by a relative path. Colours and classes are
those of the pages. Same run, same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from maps.base import words
from maps.base.style import (
    ABROAD,
    BORDER,
    CLASS_COLOURS,
    HUB,
    INK,
    LAND,
    MUTED,
    OUTLINE,
    PLAN,
    UNCERTAIN,
    UNKNOWN,
)
from maps.exports.geo_layers import titles_of
from maps.exports.plan_geo import GeoLayer
from sites.base.score_classes import CLASSES
from sites.base.verdicts import CANNOT, VERDICTS
from sites.tables.results import RunResult

_MARGIN: Final = 0.04  # of the area's width, around it


@dataclass(frozen=True)
class Symbol:
    """One mark: a filled area, a hatched one, a point or a line; sizes in millimetres."""

    kind: str  # fill, hatch, marker, line
    colour: str
    edge: str = OUTLINE
    edge_mm: float = 0.2
    size_mm: float = 0.0
    shape: str = ""
    alpha: float = 1.0


@dataclass(frozen=True)
class Rule:
    """What gets a symbol: the rows that an expression of QGIS holds for (all rows without one)."""

    label: str
    symbol: Symbol
    where: str = ""


@dataclass(frozen=True)
class Label:
    """Words beside a mark: an expression of QGIS, for the rows that ``where`` holds for."""

    text: str
    size_pt: float
    where: str = ""
    ink: str = INK
    is_bold: bool = False
    is_italic: bool = False
    on_line: bool = False
    over_mark: bool = False
    priority: int = 5  # of 10, where names want the same room


@dataclass(frozen=True)
class Look:
    """How one layer is drawn, and whether a project shows it at first."""

    layer: str
    title: str
    geometry: str  # Polygon, Point, Line
    rules: tuple[Rule, ...]
    labels: tuple[Label, ...] = ()
    is_on: bool = True
    alpha: float = 1.0
    again: str = ""  # what a second drawing of the same layer adds

    @property
    def key(self) -> str:
        """Return what tells the drawings of a project apart."""
        return f"{self.layer}{self.again}"


def looks(plan: str) -> tuple[Look, ...]:
    """Return how every layer is drawn, the top one first; ``plan`` is the plan that is shown."""
    return (*_plan_looks(plan), *_site_looks(), *_ground_looks())


def _plan_looks(plan: str) -> tuple[Look, ...]:
    chosen = f"\"plan\" = '{plan.replace(chr(39), 2 * chr(39))}'"
    return (
        Look(
            "plan_locaties", f"In het plan ({plan})", "Point",
            (Rule("Locatie in dit rekenvoorbeeld, met letter en plekken",
                  Symbol("marker", PLAN, size_mm=4.2, shape="circle"), chosen),),
            (Label("\"letter\" || ': ' || \"places\"", 9, chosen, is_bold=True, priority=9),),
        ),
        Look(
            "plan_spaken", "Leunt op (plan)", "Line",
            (Rule("Van de locatie naar de moederlocatie",
                  Symbol("line", OUTLINE, edge_mm=0.4), chosen),),
            (Label("round(\"travel_min\") || ' min'", 7, chosen, on_line=True),),
        ),
    )  # fmt: skip


def _site_looks() -> tuple[Look, ...]:
    return (
        Look(
            "moederlocaties", "Moederlocaties en andere opvang", "Point",
            (Rule("Moederlocatie", Symbol("marker", HUB, UNCERTAIN, size_mm=4.2, shape="diamond"),
                  '"is_active"'),
             Rule("Andere opvang: telt niet mee als moederlocatie",
                  Symbol("marker", UNCERTAIN, HUB, size_mm=2.2, shape="diamond"),
                  'NOT "is_active"')),
            (Label('"name"', 9, '"is_active"', is_bold=True, priority=10),),
        ),
        Look(
            "locaties", "Eigen locaties", "Point", _classes("marker", 3.4),
            (Label('"name"', 8, '"rank" <= 10'),),
        ),
        Look(
            "gemeenten", "Gemeentegrenzen", "Polygon",
            (Rule("Gemeentegrens", Symbol("fill", "", BORDER, 0.35)),), again="_grens",
        ),
        Look(
            "zoekgebieden", "Zoekgebieden (nog niet bekeken)", "Polygon", _classes("fill", 0.0),
            (Label('"rank"', 7, '"rank" <= 5', is_bold=True, over_mark=True),), alpha=0.85,
        ),
    )  # fmt: skip


def _ground_looks() -> tuple[Look, ...]:
    return (
        Look(
            "clusters", "Clusters", "Point",
            (Rule("Cluster bij een moederlocatie",
                  Symbol("marker", "", HUB, 0.5, 7.0, "circle"), "\"kind\" = 'moederlocatie'"),
             Rule("Voorstel voor een nieuwe moederlocatie",
                  Symbol("marker", "", MUTED, 0.5, 5.0, "triangle"), "\"kind\" = 'voorstel'")),
            is_on=False,
        ),
        Look(
            "kernen", "Kernen", "Point",
            (Rule("Kern", Symbol("marker", BORDER, UNCERTAIN, 0.2, 1.2, "circle")),),
            (Label('"kern"', 11, '"population" >= 40000', is_bold=True, priority=8),
             Label('"kern"', 9, '"population" >= 8000 AND "population" < 40000', priority=6),
             Label('"kern"', 7, '"population" < 8000', MUTED, priority=2)),
        ),
        Look(
            "voorzieningen", "Voorzieningen", "Point",
            (Rule("Voorziening", Symbol("marker", "#8c8c8c", UNCERTAIN, 0.1, 1.4, "circle")),),
            is_on=False,
        ),
        Look(
            "gemeenten", "Gemeenten", "Polygon",
            (Rule("Gemeente", Symbol("fill", LAND, BORDER, 0.4)),),
        ),
        Look(
            "gemeenten_rondom", "Gemeenten rondom", "Polygon",
            (Rule("Gemeente rondom", Symbol("fill", ABROAD, "#c3c8cd", 0.2)),),
            (Label('"name"', 7, "", MUTED, is_italic=True),),
        ),
    )  # fmt: skip


def _classes(kind: str, size_mm: float) -> tuple[Rule, ...]:
    """Return the fixed classes of the score; over them what cannot lean, and what is not sure."""
    edge, edge_mm = (UNCERTAIN, 0.1) if kind == "fill" else (OUTLINE, 0.2)

    def mark(colour: str) -> Symbol:
        return Symbol(kind, colour, edge, edge_mm, size_mm, "circle")

    over = "hatch" if kind == "fill" else "marker"
    return (
        *(
            Rule(f"Score {own.range}", mark(colour), f'"score_class" = {own.number}')
            for own, colour in zip(CLASSES, CLASS_COLOURS, strict=True)
        ),
        Rule("Score onbekend", mark(UNKNOWN), '"score_class" IS NULL'),
        Rule(
            VERDICTS[CANNOT], Symbol(over, INK, INK, 0.25, size_mm, "cross2"),
            f"\"verdict\" = '{VERDICTS[CANNOT]}'",
        ),
        Rule(
            "Gemeente onzeker", Symbol(kind, UNCERTAIN, BORDER, 0.1, size_mm, "circle", 0.6),
            'NOT "gm_certain"',
        ),
    )  # fmt: skip


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("maps", "qgis"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def styles(layers: Iterable[GeoLayer], plan: str) -> dict[str, str]:
    """Return the QGIS style (QML) of each layer, for who opens the GeoPackage by itself."""
    template = _templates().get_template("style.qml")
    titles = {layer.name: titles_of(layer) for layer in layers}
    return {
        look.layer: template.render(look=look, titles=titles[look.layer])
        for look in looks(plan)
        if look.layer in titles and not look.again
    }


def style_of(look: Look, layer: GeoLayer) -> str:
    """Return the QGIS style (QML) of one layer that no run draws."""
    return _templates().get_template("style.qml").render(look=look, titles=titles_of(layer))


def shown_plan(result: RunResult) -> str:
    """Return the name of the plan that a map shows first; empty without a plan."""
    if result.plan is None or result.plan.rows.empty:
        return ""
    return str(result.plan.rows["plan"].iloc[0])


def project_bytes(result: RunResult, layers: Iterable[GeoLayer], file_name: str) -> bytes:
    """Return the project that opens the layers of ``file_name`` beside it; empty ones stay out."""
    held = {layer.name: layer for layer in layers if len(layer.table)}
    towns = held["gemeenten"].table.to_crs(result.scenario.area.metric_crs)
    west, south, east, north = towns.total_bounds.tolist()
    margin = _MARGIN * (east - west)
    text = _templates().get_template("project.qgs").render(
        title=f"{result.scenario.title}. Concept, geen besluit. Kenmerk {result.fingerprint}.",
        looks=[look for look in looks(shown_plan(result)) if look.layer in held],
        titles={name: titles_of(layer) for name, layer in held.items()},
        file=file_name,
        crs=result.scenario.area.metric_crs,
        wkt=towns.crs.to_wkt(),  # QGIS 3.22 does not take the code alone
        box=[round(v) for v in (west - margin, south - margin, east + margin, north + margin)],
        edition=words.EDITION[result.edition],
    )  # fmt: skip
    return text.encode("utf-8")
