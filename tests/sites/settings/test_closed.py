"""Settings are closed: for every field of every model a slip is one line, or has a meaning."""

import copy
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from opvangkaart.runs.scenario_file import read_scenario, scenario_of
from sites.base.errors import ScenarioError
from sites.settings.judgement import FUNCTIONS
from sites.settings.scenario import Scenario

BASE: dict[str, Any] = {
    "name": "proef", "title": "Proef", "reference_date": date(2026, 11, 1),
    "criteria": [{
        "id": "gp", "label": "Huisarts", "categories": ["gp"], "mode": "walk", "weight": 1,
        "curve": {"good": 10, "poor": 40}, "norm": "", "source": "test",
    }],
}  # fmt: skip
#: What a model inside a list or a table needs at least.
NEEDED: dict[str, dict[str, Any]] = {
    "LayerFile": {"path": "a.csv", "reader": "places"},
    "Agreement": {"id": "a", "taker": "GM0307", "giver": "GM0308", "from_date": "2024-01-01",
                  "until_date": "2025-01-01"},
    "Entry": {"id": "e", "counter": "cno"},
    "Project": {"id": "p", "name": "P", "gm_code": "GM0307"},
    "MotherRoom": {"hub_id": "UT01", "places": 60},
    "WindowParams": {"from_min": 10, "until_min": 20},
    "Zone": {"until_min": 10, "weight": 1},
    "Curve": {"good": 10, "poor": 40},
    "Criterion": BASE["criteria"][0],
    "FunctionNorm": {"id": "zorg", "label": "Zorg"},
}  # fmt: skip
HUGE, DEEP = 10**30, int("9" * 4000)
SLIPS = [
    True, math.nan, math.inf, -math.inf, -1, -1.5, 1e308, HUGE, DEEP, "45", "4.793",
    "x" * 20_000, "a\x00b", "\u202eabc", "\ud800", [], {}, [[]], [{}], {"a": 1}, [1, 1],
    ["gp", "gp"], [True], [math.nan, math.nan], datetime(2026, 1, 1, 12, 0, tzinfo=UTC),
    date(9999, 12, 31), date(1, 1, 1), "niet", "GM\u0660\u0663\u0660\u0667", None, 20261101, "",
    "9999-12-31",
]  # fmt: skip


def models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in models(part)]


def spots(model: type[BaseModel], at: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Return the way to every field of every model, through lists and tables."""
    for name, field in model.model_fields.items():
        yield (*at, name)
        for inner in models(field.annotation):
            step: tuple[object, ...] = (name,)
            kind = get_origin(field.annotation)
            if kind is tuple:
                step = (name, 0)
            elif kind is dict:
                step = (name, "eigen")
            yield from spots(inner, (*at, *step))


def made(path: tuple[object, ...], value: object, key: object = None) -> dict[str, Any]:
    """Return sound settings with this value at one place, or under another key there."""
    settings = copy.deepcopy(BASE)
    here: Any = settings
    model: type[BaseModel] = Scenario
    for step, after in zip(path, [*path[1:], None], strict=True):
        if after is None:
            here[step if key is None else key] = value
            break
        if isinstance(step, str) and step in model.model_fields:
            found = models(model.model_fields[step].annotation)
            model = found[0] if found else model
        empty = [] if after == 0 else copy.deepcopy(NEEDED.get(model.__name__, {}))
        if get_origin(getattr(model.model_fields.get(str(step)), "annotation", None)) is dict:
            empty = {}
        if isinstance(after, str) and after == "eigen":
            empty = {}
        if isinstance(here, list):
            if not here:
                here.append(copy.deepcopy(NEEDED.get(model.__name__, {})))
            here = here[0]
        else:
            here = here.setdefault(step, empty)
    return settings


WAYS = sorted(set(spots(Scenario)), key=str)


def one_line_or_sound(settings: dict[str, Any]) -> str | None:
    try:
        scenario_of(settings, "proef.toml")
    except ScenarioError as told:
        words = str(told)
        assert "\n" not in words
        assert len(words) < 600, words[:200]
        words.encode()  # it can be printed
        return words
    return None


def test_every_field_of_every_model_is_tried() -> None:
    assert len(WAYS) > 200
    assert ("ledger", "agreements", 0, "taker") in WAYS
    assert ("judgement", "leaning", "functions", 0, "limit_min") in WAYS


@pytest.mark.parametrize("path", WAYS, ids=lambda path: ".".join(map(str, path)))
def test_a_slip_is_one_line_or_has_a_meaning(path) -> None:
    for slip in SLIPS:
        one_line_or_sound(made(path, slip))
    for slip in (math.nan, math.inf, -math.inf, HUGE, DEEP, "x" * 20_000, "a\x00b", "\ud800"):
        assert one_line_or_sound(made(path, slip)) is not None, slip


@pytest.mark.parametrize("path", WAYS, ids=lambda path: ".".join(map(str, path)))
def test_a_misspelt_key_is_told_with_the_nearest_of_its_own_table(path) -> None:
    if not isinstance(path[-1], str):
        return
    words = one_line_or_sound(made(path, 1, key=f"{path[-1]}x"))
    assert words is not None
    assert "unknown key" in words or "did you mean" in words or "does not exist" in words, words


def ends(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every number and text of a JSON schema with the name of its field."""
    for title, part in [*schema.get("$defs", {}).items(), ("Scenario", schema)]:
        for name, field in part.get("properties", {}).items():
            yield from ((f"{title}.{name}", bare) for bare in bare_values(field))


def bare_values(field: object) -> Iterator[dict[str, Any]]:
    if not isinstance(field, dict):
        return
    if field.get("type") in {"number", "integer", "string"}:
        yield field
    for part in (*field.get("anyOf", ()), *field.get("prefixItems", ()), field.get("items"),
                 field.get("additionalProperties"), field.get("propertyNames")):  # fmt: skip
        yield from bare_values(part)


def test_every_number_and_every_text_has_two_ends() -> None:
    found = list(ends(Scenario.model_json_schema()))
    assert len(found) > 200
    for name, field in found:
        told = set(field)
        if field["type"] == "string":
            assert told & {"maxLength", "enum", "const", "format", "pattern"}, name
        else:
            assert told & {"minimum", "exclusiveMinimum", "ge", "gt"}, name
            assert told & {"maximum", "exclusiveMaximum", "le", "lt"}, name


@pytest.mark.parametrize(("change", "words"), [
    ({"mothers": {"mode": "biek"}}, "mothers.mode: 'biek' does not exist; did you mean bike?"),
    ({"mothers": {"active": ["UT01", "UT01"]}}, "active: UT01 stands 2 times; keep one"),
    ({"mothers": {"limit_min": True}}, "mothers.limit_min: true is no number"),
    ({"mothers": {"limit_min": 1e6}}, "mothers.limit_min: must be at most 1440"),
    ({"mothers": {"limit_mins": 5}}, "unknown key mothers.limit_mins; did you mean limit_min?"),
    ({"reference_date": date(9999, 12, 31)}, "9999-12-31 is no day between 1900"),
    ({"reference_date": 20261101}, "is not a date"),
    ({"area": {"metric_crs": "EPSG:99999"}}, "EPSG:99999 does not exist"),
    ({"area": {"metric_crs": "EPSG:4326"}}, "is in degrees"),
    ({"area": {"metric_crs": "EPSG:2263"}}, "is in US survey foot"),
    ({"area": {"metric_crs": "EPSG:4978"}}, "no map projection"),
    ({"area": {"bounds": [7, 50, 3, 53]}}, "bounds must be west, south, east, north"),
    ({"sites": {"crs": "EPSG:9"}}, "sites.crs EPSG:9 is not read"),
    ({"area": {"taal": "nl"}}, "unknown key area.taal; remove it"),
    ({"area": {"tijdzone": "UTC"}}, "unknown key area.tijdzone; did you mean timezone?"),
    ({"travel": {"kmh": 5}}, "unknown key travel.kmh; remove it"),
    ({"mothers": {"limit": 5}}, "unknown key mothers.limit; did you mean limit_min, limit_"),
    ({"land": "BE"}, "unknown key land; remove it"),
    ({"mothers": {"name": "x"}}, "unknown key mothers.name; remove it"),
    ({"engine": "streets"}, "unknown key engine; did you mean travel.engine?"),
    ({"layers": {"wijkn": {}}}, "did you mean wijken?"),
    ({"plan": {"target": 5.0}}, "plan.target: must be a whole number without a point"),
    ({"title": "  "}, "title: must not be empty"),
    ({"plan": {"keep": ["R1", "R1"]}}, "keep: R1 stands 2 times"),
])  # fmt: skip
def test_the_line_says_what_and_where(change, words) -> None:
    told = one_line_or_sound(BASE | change)
    assert told is not None
    assert words in told


def test_the_bundled_scenario_and_the_default_functions_are_sound() -> None:
    read_scenario()
    assert one_line_or_sound(
        BASE | {"judgement": {"leaning": {"functions": [f.model_dump() for f in FUNCTIONS]}}}
    ) is None  # fmt: skip
