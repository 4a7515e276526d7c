"""The data commands tell a planner in Dutch what came in, and fail with one line."""

import re

import pytest
import typer
from open_data_server import OpenDataServer, answer
from typer.testing import CliRunner

from opvangkaart.cli.data import register
from opvangkaart.runs.data import DataError


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        yield running


@pytest.fixture
def data(server, tmp_path):
    server.faults.clear()
    app = typer.Typer()
    register(app)
    bases = "\n".join(f'{name} = "{address}"' for name, address in server.bases.items())
    settings = tmp_path / "s.toml"
    text = f'test_hosts = ["{server.spot}"]\npause_s = 0\nbackoff_s = 0\n[bases]\n{bases}\n'
    settings.write_text(text, encoding="utf-8")

    def run(command, *words):
        more = ["--settings", str(settings)] if command == "fetch" else []
        done = CliRunner().invoke(app, [command, "--store", str(tmp_path / "g"), *more, *words])
        # A command that a user is told to give is about the folder that was asked about.
        said = " ".join(f"{done.output} {done.exception}".split())
        for told in re.findall("opvangkaart data (?:fetch|import)[^:;]*", said):
            assert f'--store "{tmp_path / "g"}"' in told, said
        return done

    vars(run)["folder"] = tmp_path / "g"
    return run


def test_a_planner_fetches_lists_and_checks(data):
    done = data("fetch", "--layer", "wijken")
    assert done.exit_code == 0, done.output
    assert "municipalities: nieuw; 3 gemeenten" in done.output
    assert "wijken: nieuw; 12 wijken" in done.output
    assert "Bezocht: 127.0.0.1" in done.output
    listed = data("status")
    (row,) = [line.split() for line in listed.output.splitlines() if line.startswith("wijken")]
    assert row[:2] + row[3:] == ["wijken", "12", "0", "ja", "CC", "BY", "4.0"]
    assert "3 lagen gecontroleerd: alles klopt." in data("check").output


def test_provinces_are_told_apart_and_then_as_one(data):
    done = data("fetch", "--layer", "wijken", "--province", "PV25", "--province", "utrecht")
    assert done.exit_code == 0, done.output
    assert "wijken (Utrecht): nieuw; 12 wijken" in done.output
    assert "wijken (Gelderland): nieuw; 4 wijken" in done.output
    assert "\nwijken: nieuw; 16 wijken" in done.output
    again = data("fetch", "--layer", "wijken", "--area", "Gelderland, Utrecht")
    assert "wijken (Utrecht): bewaard; van " in again.output
    (row,) = [line for line in data("status").output.splitlines() if line.startswith("wijken")]
    assert row.split()[:2] == ["wijken", "16"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--province", "Utregt"), "no province 'Utregt'; choose from Gelderland, Utrecht"),
        (("--province", "Utrecht", "--area", "utrecht"), "give --area or --province, not both"),
        (("--province", "Utrecht", "--layer", "streets"), "streets are not fetched by province"),
    ],
)
def test_a_wrong_question_by_province_is_one_line(data, words, told):
    assert told in str(data("fetch", *words).exception)


def test_a_source_that_is_down_is_one_line_and_the_old_layer_stays(data, server):
    data("fetch", "--layer", "wijken")
    server.faults["wijken/items"] = answer(b"", status=503)
    done = data("fetch", "--layer", "wijken")
    assert isinstance(done.exception, DataError)  # main() prints it and exits with 2
    assert "1 of 1 layers failed (wijken): 127.0.0.1: answers 503" in str(done.exception)
    assert "blijft in gebruik" in done.output


def test_a_damaged_store_is_told_with_the_command_that_repairs_it(data):
    data("fetch", "--layer", "wijken")
    next(data.folder.glob("wijken-*.parquet")).write_bytes(b"broken")
    done = data("check")
    assert isinstance(done.exception, DataError)
    repair = "draai: opvangkaart data fetch --layer wijken --area utrec"
    assert repair in str(done.exception).replace("run:", "draai:")
    assert repair in done.output


@pytest.mark.parametrize("made", [False, True])
def test_a_store_that_is_not_there_is_never_said_to_be_right(data, made):
    if made:
        data.folder.mkdir()
    done = data("check")
    assert "has no layer in it" in str(done.exception)
    assert "klopt" not in done.output


@pytest.mark.parametrize("name", ["streets", "transit"])
def test_a_check_looks_into_streets_and_timetable_and_names_what_is_absent(data, name):
    data("fetch", "--layer", "natura2000")
    whole = data("check")
    assert "Niet aanwezig, dus niet gecontroleerd: wijken" in whole.output
    (data.folder / name).mkdir()
    empty = data("check")
    assert f"{name}: " in str(empty.exception)
    assert "klopt" not in empty.output
    held = {"streets": "streets.npz", "transit": "transit.json"}[name]
    (data.folder / name / held).write_bytes(b"niets")
    assert isinstance(data("check").exception, DataError)


def test_a_table_with_another_number_of_rows_than_its_manifest_says_is_a_fault(data):
    data("fetch", "--layer", "natura2000")
    manifest = data.folder / "natura2000.json"
    said = manifest.read_text(encoding="utf-8").replace('"rows": 5', '"rows": 6')
    manifest.write_text(said, encoding="utf-8")
    assert "holds 5 rows, its manifest says 6" in str(data("check").exception)


def test_an_empty_store_says_how_to_fill_it(data):
    assert "Haal ze op: opvangkaart data fetch" in data("status").output


def test_what_may_not_be_used_is_told_with_the_folder_that_was_asked(data):
    data("fetch", "--layer", "wijken")
    next(data.folder.glob("wijken-*.parquet")).unlink()
    assert "opvangkaart data fetch --layer wijken" in data("status").output
    (data.folder / "wijken.json").write_text("{", encoding="utf-8")
    assert "opvangkaart data fetch --layer wijken" in data("status").output
    assert "opvangkaart data fetch --layer wijken" in str(data("check").exception)


@pytest.mark.parametrize("text", ["retries = 99", "unknown = 1", "= x"])
def test_a_wrong_settings_file_is_one_line(data, tmp_path, text):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text, encoding="utf-8")
    done = data("fetch", "--settings", str(wrong))
    assert "wrong.toml" in str(done.exception)
