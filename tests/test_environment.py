"""The conda way and the pip way name the same things, and the tree keeps its promises."""

import re
import tomllib

import pytest
import yaml
from conftest import ROOT

# PyPI name -> conda-forge name. A dependency that is not here fails: look it up, then add it.
CONDA_NAME = {
    "alembic": "alembic",
    "filelock": "filelock",
    "folium": "folium",
    "fonttools": "fonttools",
    "geopandas": "geopandas",
    "h3": "h3-py",
    "highspy": "highspy",
    "jinja2": "jinja2",
    "numba": "numba",
    "numpy": "numpy",
    "openpyxl": "openpyxl",
    "osmium": "pyosmium",
    "osmnx": "osmnx",
    "pandas": "pandas",
    "pandera": "pandera",
    "pg8000": "pg8000",
    "pillow": "pillow",
    "psutil": "psutil",
    "pyarrow": "pyarrow",
    "pydantic": "pydantic",
    "pyogrio": "pyogrio",
    "pyphen": "pyphen",
    "pyproj": "pyproj",
    "python-docx": "python-docx",
    "python-multipart": "python-multipart",
    "pyvrp": None,  # not found on conda-forge: under pip
    "requests": "requests",
    "rich": "rich",
    "scikit-learn": "scikit-learn",
    "scipy": "scipy",
    "shapely": "shapely",
    "sqlalchemy": "sqlalchemy",
    "starlette": "starlette",
    "tomlkit": "tomlkit",
    "typer": "typer",
    "typst": None,  # conda-forge's typst is the compiler, not the Python package: under pip
    "urllib3": "urllib3",
    "uvicorn": "uvicorn",
    "xlsxwriter": "xlsxwriter",
}


def _split(requirement: str) -> tuple[str, str]:
    found = re.match(r"^([A-Za-z0-9_.-]+?)\s*((?:[<>=!~].*)?)$", requirement)
    assert found, requirement
    return found[1], found[2]


def _project() -> dict[str, str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return dict(_split(item) for item in settings["project"]["dependencies"])


def _conda() -> tuple[dict[str, str], dict[str, str]]:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(item["pip"] for item in listed if isinstance(item, dict))
    conda = dict(_split(item) for item in listed if isinstance(item, str))
    return conda, dict(_split(item) for item in pip)


@pytest.mark.parametrize("name", sorted(_project()))
def test_every_dependency_stands_in_the_conda_file_with_the_same_bounds(name: str) -> None:
    assert name in CONDA_NAME, f"{name}: look up its conda-forge name and list it here"
    conda, pip = _conda()
    bounds = _project()[name]
    twin = CONDA_NAME[name]
    assert (pip.get(name) if twin is None else conda.get(twin)) == bounds


def test_the_conda_file_names_nothing_else() -> None:
    conda, pip = _conda()
    twins = {twin for twin in CONDA_NAME.values() if twin}
    assert set(conda) - twins == {"python", "pip"}
    assert set(pip) == {name for name, twin in CONDA_NAME.items() if twin is None}


def test_python_has_the_same_floor_in_both() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["requires-python"] == _conda()[0]["python"]


def test_every_dependency_is_pinned_in_the_constraints() -> None:
    pinned = {
        _split(line)[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert {name.lower() for name in _project()} <= pinned


def test_what_works_over_processes_is_an_extra_and_pinned_too() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = {_split(item)[0] for item in settings["project"]["optional-dependencies"]["scale"]}
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert extra == {"dask", "distributed", "fsspec"}
    assert extra <= {line.partition("==")[0] for line in pinned}
    assert not extra & set(_project())


def test_one_version_is_told_everywhere_and_stands_first_in_the_changelog() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listing = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+) - (\S+)$", changes, re.MULTILINE)
    version = settings["project"]["version"]
    assert listing["softwareVersion"] == version
    assert released[0] == (version, str(listing["releaseDate"]))
    assert [day for _, day in released] == sorted((day for _, day in released), reverse=True)
