"""A folder for a file, or a file for a folder, is one line in every command that takes a path."""

import inspect
import typing
from functools import wraps
from pathlib import Path

import pytest
from asked import ask

from opvangkaart.cli.main import app, data_app, dossier_app
from opvangkaart.cli.paths import with_names
from sites.base.errors import OpvangkaartError

COMMANDS = {
    f"{group} {told.name}".strip(): told.callback
    for group, commands in (("", app), ("data", data_app), ("dossier", dossier_app))
    for told in commands.registered_commands
}


def paths_of(command) -> list[str]:
    """Return what a command takes that is a path, or several."""
    hints = typing.get_type_hints(inspect.unwrap(command), include_extras=True)
    return [name for name, hint in hints.items() if "Path" in str(hint)]


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_no_file_or_no_folder_is_refused_before_anything_is_read(name, tmp_path) -> None:
    folder, file = tmp_path / "map", tmp_path / "bestand.txt"
    folder.mkdir()
    file.write_text("x", encoding="utf-8")
    inner = inspect.unwrap(COMMANDS[name])

    @wraps(inner)
    def reached(**_: object) -> str:  # in the command's place: nothing is read or made
        return "reached"

    for option in paths_of(inner):
        said = []
        for given in (folder, file):
            try:
                said.append(
                    with_names(reached)(**{option: [given] if option == "files" else given})
                )
            except OpvangkaartError as error:
                said.append(str(error))
        assert tuple(said) in {
            ("map is a folder; give a file", "reached"),
            ("reached", "bestand.txt is a file; give a folder"),
            ("reached", "bestand.txt is a file; give --out a folder"),
            ("reached", "bestand.txt is a file; give the folder with the fetched layers"),
        }, option


def test_a_reader_is_told_in_one_line(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("map.csv").mkdir()
    Path("lagen.txt").write_text("x", encoding="utf-8")
    assert ask("score", "map.csv").line == "map.csv is een map; geef een bestand"
    told = "lagen.txt is een bestand; geef de map met de opgehaalde lagen"
    assert ask("data", "status", "--store", "lagen.txt").line == told
    assert ask("data", "fetch", "--offline", "--store", "lagen.txt").line == told
    assert ask("plan", "--from", "map.csv").line == "map.csv is een map; geef een bestand"
    alone = ask("travel", "5.2,52.1", "5.3,52.1", "--out", "weg.geojson").line
    assert alone == "--out schrijft het vlak van --within; laat het weg, of geef --within"
