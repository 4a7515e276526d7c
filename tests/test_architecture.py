"""Every module of the core stands under the contract that keeps it pure; none can slip by."""

import tomllib

from conftest import ROOT

#: What touches the world: the command line and the run.
SHELL = {
    "__init__", "__main__", "cli", "commands", "engines", "lean_run", "ledger_run", "plan_run",
    "run", "scenario_file", "travel_run",
}  # fmt: skip


def test_every_core_module_is_under_the_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    pure = next(one for one in contracts if one["type"] == "forbidden")["source_modules"]
    room = ROOT / "sites"
    packages = {path.parent.name for path in room.glob("*/__init__.py")}
    modules = ({path.stem for path in room.glob("*.py")} | packages) - SHELL
    assert {name.removeprefix("sites.") for name in pure} == modules
