"""Ask the command in this process, as a user does, and keep how it ended and what it said."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from geodata.layers import read_layers
from geodata.readers.known import refuse_unknown_names
from opvangkaart.cli.main import answer
from opvangkaart.runs import imports, inputs, travel
from opvangkaart.runs.scenario_file import read_scenario
from sites.settings.area import AreaParams
from sites.settings.scenario import Scenario
from sites.tables.results import Layers

#: Utrecht and Zeist hold mother locations.
OWN = ("GM0344", "GM0355", "GM0310")


@dataclass(frozen=True)
class Answer:
    """How a command ended: its exit code, what it printed and what it complained."""

    code: int
    shown: str
    complaint: str

    @property
    def line(self) -> str:
        """Return the one line of a refusal, without the name of the program."""
        assert self.code == 2, (self.code, self.shown[-300:], self.complaint[-300:])
        assert self.complaint.startswith("opvangkaart: ")
        assert self.complaint.count("\n") == 1, self.complaint
        return self.complaint.removeprefix("opvangkaart: ").removesuffix("\n")

    @property
    def said(self) -> str:
        """Return all it said."""
        return self.shown + self.complaint


def ask(*words: object, language: str = "nl") -> Answer:
    """Do what a line asks, by the door that the program itself uses, and keep its answer."""
    shown, complaint = io.StringIO(), io.StringIO()
    with redirect_stdout(shown), redirect_stderr(complaint):
        code = answer([str(word) for word in words], {"OPVANGKAART_LANG": language})
    return Answer(code, shown.getvalue(), complaint.getvalue())


@cache
def whole_layers() -> Layers:
    """Return the bundled layers, read once."""
    return read_layers(read_scenario()[0], Path())


@cache
def layers_of(codes: tuple[str, ...]) -> Layers:
    """Return the bundled layers, cut to these gemeenten: a run takes half a second."""
    layers = whole_layers()
    towns = layers.municipalities.copy()
    towns["role"] = towns["role"].where(towns["gm_code"].isin(codes), "rondom")
    kept: dict[str, Any] = {
        name: table[table["gm_code"].isin(codes)].reset_index(drop=True)
        for name in ("kernen", "places", "profile")
        if (table := getattr(layers, name)) is not None
    }
    return replace(layers, municipalities=towns, **kept)


@contextmanager
def few_gemeenten(*codes: str) -> Iterator[None]:
    """Let runs on the bundled layers read only some gemeenten of them, once; none named is all."""
    kept = layers_of(codes) if codes else whole_layers()

    def layers(scenario: Scenario, base_dir: Path) -> Layers:
        plain = not scenario.layers.model_dump(exclude_defaults=True)
        plain = plain and scenario.area == AreaParams()
        if not plain:
            return read_layers(scenario, base_dir)
        refuse_unknown_names(scenario, base_dir)  # what depends on the scenario is asked again
        return kept

    with (
        mock.patch.object(inputs, "read_layers", layers),
        mock.patch.object(imports, "read_layers", layers),
        mock.patch.object(travel, "read_layers", layers),
    ):
        yield


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Work in a folder, so that a name on the line is only a name."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
