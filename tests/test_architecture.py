"""Every module stands in a contract, every package in every list: none can slip by."""

import subprocess
import tomllib
from pathlib import PurePosixPath
from typing import Any

from conftest import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
PACKAGES = ("opvangkaart", "sites", "geodata", "maps")


def modules(packages: tuple[str, ...] = PACKAGES) -> set[str]:
    """Return the dotted name of every tracked module of the packages."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    ).stdout.splitlines()  # fmt: skip
    paths = [PurePosixPath(name) for name in listed if (ROOT / name).is_file()]
    inside = [path for path in paths if path.parts[0] in packages]
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in inside}


def named_rooms(contracts: list[dict[str, Any]]) -> set[str]:
    """Return the rooms that the layers of the contracts name, with their container before them."""
    rooms: set[str] = set()
    for contract in contracts:
        for container in contract.get("containers", ()):
            for layer in contract["layers"]:
                names = layer.replace(":", "|").split("|")
                rooms |= {f"{container}.{name.strip()}" for name in names}
    return rooms


def homeless(found: set[str], rooms: set[str]) -> list[str]:
    """Return the modules that lie in no room; the packages themselves need none."""
    return sorted(
        name
        for name in found
        if name not in PACKAGES and not any((name + ".").startswith(room + ".") for room in rooms)
    )


def test_every_module_of_the_four_packages_stands_in_a_contract() -> None:
    assert homeless(modules(), named_rooms(SETTINGS["importlinter"]["contracts"])) == []


def test_a_module_that_no_contract_names_is_found() -> None:
    rooms = {"sites.base", "maps.page"}
    assert homeless({"sites", "sites.base.dutch", "sites.based", "maps.new.x"}, rooms) == [
        "maps.new.x",
        "sites.based",
    ]


def test_no_contract_has_an_exception_and_no_arrow_runs_back_at_any_depth() -> None:
    contracts = SETTINGS["importlinter"]["contracts"]
    assert [c["name"] for c in contracts if "ignore_imports" in c] == []
    layered = [c for c in contracts if c["type"] == "layers"]
    assert all(c["exhaustive"] for c in layered if "containers" in c)
    (cycles,) = (c for c in contracts if c["type"] == "acyclic_siblings")
    assert set(cycles["ancestors"]) == set(PACKAGES)
    assert "skip_descendants" not in cycles
    assert "depth" not in cycles


def test_judgement_plan_and_ledger_stand_apart() -> None:
    (core,) = (
        c
        for c in SETTINGS["importlinter"]["contracts"]
        if c["type"] == "layers" and c.get("containers") == ["sites"]
    )
    assert "judgement | plan | ledger | progress" in core["layers"]


def test_all_four_packages_stand_in_every_list_of_the_settings() -> None:
    assert set(SETTINGS["importlinter"]["root_packages"]) == set(PACKAGES)
    assert set(PACKAGES) <= set(SETTINGS["mypy"]["files"])
    assert set(PACKAGES) <= set(SETTINGS["pytest"]["ini_options"]["testpaths"])
    found = SETTINGS["setuptools"]["packages"]["find"]["include"]
    assert {name.removesuffix("*") for name in found} == set(PACKAGES)
    assert set(PACKAGES) <= set(SETTINGS["ruff"]["lint"]["isort"]["known-first-party"])


def test_every_folder_with_modules_is_a_package() -> None:
    found = modules()
    parents = {name.rpartition(".")[0] for name in found} - {""}
    folders = [ROOT / parent.replace(".", "/") for parent in sorted(parents)]
    assert [str(f) for f in folders if not (f / "__init__.py").is_file()] == []


def test_no_test_lies_in_a_package_and_the_tests_stand_in_the_folders_of_the_code() -> None:
    assert [name for name in modules() if name.rpartition(".")[2].startswith("test_")] == []
    for package in PACKAGES:
        folders = {path.parent for path in (ROOT / "tests" / package).rglob("test_*.py")}
        strange = [
            str(folder.relative_to(ROOT))
            for folder in folders
            if not (ROOT / folder.relative_to(ROOT / "tests") / "__init__.py").is_file()
        ]
        assert strange == [], "a test lies where no package of the code does"
