"""The QGIS project and styles: whole XML, layers in order, the classes of the pages, same bytes."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from maps.base.style import CLASS_COLOURS, SELECTED
from maps.exports.geo_layers import geo_layers
from maps.exports.qgis import looks, project_bytes, shown_plan, styles
from sites.base.score_classes import CLASSES, score_class
from tests.maps import synthetic_plan as made


def tree(text: str) -> ET.Element:
    return ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", text))  # noqa: S314 - our own text


@pytest.fixture(scope="module")
def run(make_result):
    return made.with_plan(make_result(cells=60, base=False))


@pytest.fixture(scope="module")
def layers(run):
    return geo_layers(run)


@pytest.fixture(scope="module")
def project(run, layers) -> ET.Element:
    return tree(project_bytes(run, layers, "opvangkaart.gpkg").decode())


def test_the_layers_stand_in_order_borders_under_and_facilities_off(project) -> None:
    nodes = project.findall("layer-tree-group/layer-tree-layer")
    assert [node.get("name") for node in nodes] == [
        "In het plan (basisplan)", "Leunt op (plan)", "Moederlocaties en andere opvang",
        "Eigen locaties", "Gemeentegrenzen", "Zoekgebieden (nog niet bekeken)", "Clusters",
        "Kernen", "Voorzieningen", "Gemeenten", "Gemeenten rondom",
    ]  # fmt: skip
    off = [node.get("name") for node in nodes if node.get("checked") != "Qt::Checked"]
    assert off == ["Clusters", "Voorzieningen"]
    drawn = project.findall("projectlayers/maplayer")
    assert [layer.findtext("id") for layer in drawn] == [node.get("id") for node in nodes]
    assert min(len(node.get("id")) for node in nodes) > 10  # QGIS renames a shorter one


def test_a_project_names_the_file_beside_it_and_every_column_in_dutch(project, layers) -> None:
    held = {layer.name: layer for layer in layers}
    for drawn in project.findall("projectlayers/maplayer"):
        file, _, name = drawn.findtext("datasource").partition("|layername=")
        assert file == "./opvangkaart.gpkg"
        named = {alias.get("field"): alias.get("name") for alias in drawn.iter("alias")}
        assert set(held[name].table.columns) - {"geometry"} == set(named), name
        assert not [words for words in named.values() if "_" in words]
    assert project.findtext("properties/Paths/Absolute") == "false"


def test_the_verdict_is_in_both_layers_of_sites(layers) -> None:
    for layer in layers:
        if layer.name in {"locaties", "zoekgebieden"}:
            assert layer.headings["verdict"] == "Oordeel"
            assert layer.table["verdict"].notna().all()


@pytest.mark.parametrize("layer", ["zoekgebieden", "locaties"])
def test_a_score_has_the_colour_it_has_on_a_page(layer) -> None:
    rules = next(look for look in looks("") if look.layer == layer).rules
    for own, colour, rule in zip(CLASSES, CLASS_COLOURS, rules, strict=False):
        assert rule.where == f'"score_class" = {score_class(float(own.lowest))}'
        assert (rule.symbol.colour, rule.label) == (colour, f"Score {own.range}")
    hatched = next(rule for rule in rules if rule.label == "Kan niet leunen")
    assert hatched.symbol.kind == ("hatch" if layer == "zoekgebieden" else "marker")
    assert hatched.where == "\"verdict\" = 'Kan niet leunen'"


def test_only_the_first_plan_is_drawn_with_the_letters_of_the_page(run, layers) -> None:
    assert shown_plan(run) == "basisplan"
    sites = next(layer.table for layer in layers if layer.name == "plan_locaties")
    ranks = run.ranking.set_index("site_id")["rank"]
    first = sites[sites["plan"] == "basisplan"].set_index("letter")
    assert first["site_id"].map(ranks).idxmin() == "A"
    look = looks("basis'plan")[0]
    assert look.rules[0].where == "\"plan\" = 'basis''plan'"
    assert look.rules[0].symbol.colour == SELECTED


def test_a_layer_without_rows_stays_out(run) -> None:
    none = replace(run, plan=None, sites=run.sites[run.sites["h3_cell"].notna()])
    project = project_bytes(none, geo_layers(none), "a.gpkg").decode()
    names = [node.get("name") for node in tree(project).iter("layer-tree-layer")]
    assert "Eigen locaties" not in names
    assert not [name for name in names if "plan" in name.casefold()]


def test_the_same_run_gives_the_same_bytes(run, layers) -> None:
    assert project_bytes(run, layers, "a.gpkg") == project_bytes(run, geo_layers(run), "a.gpkg")


def test_a_style_is_whole_xml_and_has_one_for_every_layer(layers) -> None:
    drawn = styles(layers, "a <plan> & 'b'")
    assert list(drawn) == [layer.name for layer in layers]
    for qml in drawn.values():
        assert tree(qml).tag == "qgis"
