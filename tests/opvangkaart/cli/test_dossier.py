"""The dossier on the command line: a list in, a look at it, and every fault in one Dutch line."""

import sqlite3
import sys
from contextlib import closing

import openpyxl
import pytest

from opvangkaart.cli.main import main


@pytest.fixture
def opvangkaart(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lijst.csv").write_text(
        "Project;Kern;Plekken;Fase\nHal;Doorn;80 à 100;Raad\nSchool;Leersum;veel;Idee\n",
        encoding="utf-8",
    )

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["opvangkaart", "dossier", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    assert run("new", "team.dossier") == (0, "team.dossier is gemaakt\n", "")
    return run


def test_a_list_comes_in_after_a_look(opvangkaart, tmp_path) -> None:
    code, out, _ = opvangkaart("import", "team.dossier", "lijst.csv", "--who", "wk", "--preview")
    assert code == 0
    assert "Project wordt gelezen als Naam" in out
    assert "rij 3 (School): Plekken: 'veel' is geen aantal plekken; schrijf 80 of 80-100" in out
    assert out.endswith("rijen: nieuw: 1 en kan niet: 1\n")
    assert opvangkaart("import", "team.dossier", "lijst.csv", "--who", "wk")[0] == 0
    code, out, _ = opvangkaart("progress", "team.dossier", "--since", "2026-01-01")
    assert code == 0
    assert "raad" in out
    assert opvangkaart("write", "team.dossier", "--list", "uit.xlsx", "--sites", "run")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "uit.xlsx").active
    assert [cell.value for cell in sheet[2]][:4] == ["Hal", "Doorn", "80 à 100", "raad"]
    assert (tmp_path / "run" / "initiatieven.toml").exists()


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("new", "team.dossier"), "team.dossier is er al"),
        (("progress", "weg.dossier"), "dit dossier is er niet"),
        (("progress", "lijst.csv"), "is geen dossier"),
        (("progress", "team.dossier", "--on", "gisteren"), "gisteren"),
        (("import", "team.dossier", "weg.csv", "--who", "wk"), "weg.csv"),
        (("import", "team.dossier", "lijst.csv", "--who", "veel te lange naam"), "is geen code"),
        (("import", "team.dossier", "lijst.csv", "--who", "wk", "--column", "bedden=B"), "bedden"),
        (("import", "team.dossier", "lijst.csv", "--who", "wk", "--prefer", "mij"), "mij"),
        (("write", "team.dossier"), "zeg wat er geschreven moet worden"),
        (("write", "team.dossier", "--list", "uit.csv"), "geen werkmap"),
        (("write", "team.dossier", "--geopackage", "uit.zip"), "geen GeoPackage"),
        (("merge", "team.dossier", "lijst.csv", "--who", "wk"), "is geen dossier"),
        (("merge", "team.dossier", "team.dossier", "--prefer", "mij"), "schrijf dossier of kopie"),
        (("retention", "team.dossier", "--keep", "alles=3", "--who", "wk"), "is niet bekend"),
        (("retention", "team.dossier", "--keep", "notities=9999", "--who", "wk"), "1.200"),
        (
            (
                "report",
                "team.dossier",
                "--out",
                "uit",
                "--since",
                "2027-01-02",
                "--on",
                "2027-01-01",
            ),
            "draai de dagen om",
        ),
        (("progress", "ander.dossier"), "database van een ander programma"),
        (("progress", "nieuwer.dossier"), "nieuwer dan dit programma"),
        (("import", "team.dossier", "lijst.csv"), "niemand zegt wie"),
        (("erase", "team.dossier", "ab", "--who", "wk", "--reason", "verzoek"), "ten minste 3"),
    ],
)
def test_each_fault_is_one_line_and_changes_nothing(opvangkaart, tmp_path, words, fault) -> None:
    with closing(sqlite3.connect(tmp_path / "ander.dossier")) as other:
        other.execute("CREATE TABLE t (a)")
    opvangkaart("new", "nieuwer.dossier")
    with closing(sqlite3.connect(tmp_path / "nieuwer.dossier")) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '0999'")
    before = (tmp_path / "team.dossier").read_bytes()
    code, out, err = opvangkaart(*words)
    assert code == 2
    assert fault in err
    assert err.count("\n") == 1
    assert (tmp_path / "team.dossier").read_bytes() == before
    assert "rijen:" not in out or words[0] == "import"
