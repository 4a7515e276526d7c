"""The gate: whole output or none, nothing of another's destroyed, nothing beyond the edition."""

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import fields, make_dataclass, replace
from operator import attrgetter
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

from maps.exports.folder import MARKER, check_folder, fresh_folder
from maps.exports.gate import check_edition, write_documents, write_outputs
from sites.base.errors import ExportError
from sites.settings.ledger import Entry
from sites.tables.sitesheet import SiteSheet
from tests.maps.synthetic_plan import with_plan


@pytest.fixture(scope="module")
def small(make_result):
    """Return a small run; few facilities, because a workbook of thousands takes seconds."""
    run = make_result(cells=4, own=3, municipalities=2, base=False, extra=False)
    return replace(run, layers=replace(run.layers, places=run.layers.places.head(20)))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def put(out: Path, **files: str) -> None:
    with fresh_folder(out) as folder:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")


def test_a_run_writes_every_format_and_only_its_log_goes_to_intern(small, tmp_path) -> None:
    out = tmp_path / "uit"
    rejected = pd.DataFrame({"naam": ["Zonder ligging"], "reden": ["geen coördinaten"]})
    written = write_outputs(
        replace(small, edition="raad"),
        out,
        pages=[("index-raad.html", b"<!doctype html>")],
        rejected=rejected,
        log=["1 rij afgekeurd"],
    )
    assert written.files == (
        "index-raad.html",
        "intern/NIET-DELEN.txt",
        "intern/afgekeurde-rijen.csv",
        "intern/meldingen.txt",
        "opvangkaart-raad.csv",
        "opvangkaart-raad.geojson",
        "opvangkaart-raad.gpkg",
        "opvangkaart-raad.parquet",
        "opvangkaart-raad.qgs",
        "opvangkaart-raad.xlsx",
        "run-raad.json",
    )
    assert written.index == out / "index-raad.html"
    assert "Zonder ligging" in (out / "intern" / "afgekeurde-rijen.csv").read_text("utf-8-sig")


def test_a_fault_in_the_last_page_leaves_the_last_good_output_whole(small, tmp_path) -> None:
    out, run = tmp_path / "uit", small
    write_outputs(run, out, pages=[("index.html", b"goed")], rejected=None, log=[])
    before = contents(out)

    def pages():
        yield "index.html", b"nieuw"
        msg = "de laatste pagina gaat mis"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="laatste pagina"):
        write_outputs(run, out, pages=pages(), rejected=None, log=[])
    assert contents(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["uit"]


def test_a_folder_that_is_not_ours_is_refused_and_stays_as_it_is(small, tmp_path) -> None:
    (tmp_path / "brief.docx").write_bytes(b"van een collega")
    with pytest.raises(ExportError, match="holds 1 files or folders that opvangkaart did not make"):
        write_outputs(small, tmp_path, pages=[], rejected=None, log=[])
    assert contents(tmp_path) == {"brief.docx": b"van een collega"}


def test_another_s_folder_can_be_refused_before_anything_is_worked_out(tmp_path) -> None:
    check_folder(tmp_path / "nieuw")
    assert contents(tmp_path) == {}
    put(tmp_path / "uit", a="1")
    check_folder(tmp_path / "uit")
    (tmp_path / "brief.docx").write_bytes(b"van een collega")
    with pytest.raises(ExportError, match="did not make"):
        check_folder(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path) -> None:
    (tmp_path / "uit").write_bytes(b"x")
    with pytest.raises(ExportError, match="uit is a file"):
        put(tmp_path / "uit", a="1")
    assert contents(tmp_path) == {"uit": b"x"}


def test_stale_files_of_an_earlier_run_go_and_a_users_own_file_stays(tmp_path) -> None:
    out = tmp_path / "uit"
    put(out, oud="1", blijft="1")
    (out / "aantekening.txt").write_text("van mij", encoding="utf-8")
    put(out, blijft="2")
    found = contents(out)
    assert set(found) == {MARKER, "blijft", "aantekening.txt"}
    assert found["blijft"] == b"2"


def test_an_empty_intern_folder_does_not_outlive_its_files(small, tmp_path) -> None:
    run, out = small, tmp_path / "uit"
    write_outputs(run, out, pages=[], rejected=None, log=["melding"])
    write_outputs(run, out, pages=[], rejected=None, log=[])
    assert not (out / "intern").exists()


def test_an_error_halfway_the_swap_puts_everything_back(tmp_path, monkeypatch) -> None:
    out = tmp_path / "uit"
    put(out, a="oud", b="oud")
    before = contents(out)
    real, blocked = Path.replace, []

    def replace_unless_open(self, target):
        if Path(target) == out / "b" and self.parent.name == "nieuw":
            blocked.append(self)
            raise PermissionError(13, "in gebruik", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace_unless_open)
    monkeypatch.setattr("maps.exports.folder._CAN_EXCHANGE", False)
    monkeypatch.setattr("maps.exports.folder._FIRST_WAIT_S", 0.0)
    with pytest.raises(ExportError, match="cannot replace b: it is open in another"):
        put(out, a="nieuw", b="nieuw", c="nieuw")
    assert contents(out) == before
    assert len(blocked) > 1  # it waited before it gave up


def test_a_run_killed_halfway_the_swap_is_rolled_back_by_the_next(tmp_path) -> None:
    out = tmp_path / "uit"
    put(out, a="oud", b="oud")
    before = contents(out)
    script = """
        import os, signal, sys
        from pathlib import Path
        from maps.exports import folder as swap
        real = swap._patiently
        def kill_at_b(source, target):
            if target.name == "b":
                os.kill(os.getpid(), signal.SIGKILL)
            real(source, target)
        swap._patiently = kill_at_b
        swap._CAN_EXCHANGE = False
        with swap.fresh_folder(Path(sys.argv[1])) as folder:
            for name in "abc":
                (folder / name).write_text("nieuw")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(out)], cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert (out / "a").read_text(encoding="utf-8") == "nieuw"  # it was halfway
    with pytest.raises(RuntimeError), fresh_folder(out):
        raise RuntimeError
    assert contents(out) == before


@pytest.fixture(params=[True, False], ids=["at once", "file by file"])
def _each_way(request, monkeypatch) -> None:
    monkeypatch.setattr("maps.exports.folder._CAN_EXCHANGE", request.param)


@pytest.mark.usefixtures("_each_way")
def test_what_is_not_ours_stays_whatever_it_is(tmp_path) -> None:
    out, elsewhere = tmp_path / "uit", tmp_path / "elders"
    put(out, a="1")
    elsewhere.mkdir()
    (elsewhere / "geheim.txt").write_text("x", encoding="utf-8")
    (out / "mijn" / "map").mkdir(parents=True)
    (out / "mijn" / "leeg").mkdir()
    (out / "mijn" / "map" / "brief.txt").write_text("van mij", encoding="utf-8")
    (out / "wijzer").symlink_to(elsewhere)
    (out / "nergens").symlink_to("er-niet")
    out.chmod(0o750)
    put(out, b="2")
    assert (out / "mijn" / "map" / "brief.txt").read_text(encoding="utf-8") == "van mij"
    assert (out / "mijn" / "leeg").is_dir()
    assert (out / "wijzer").readlink() == elsewhere
    assert (out / "nergens").is_symlink()
    assert (out / "b").exists()
    assert not (out / "a").exists()
    assert out.stat().st_mode & 0o777 == 0o750
    assert contents(elsewhere) == {"geheim.txt": b"x"}
    assert [path.name for path in tmp_path.iterdir()] == ["elders", "uit"] or not list(
        tmp_path.glob(".*")
    )


@pytest.mark.usefixtures("_each_way")
def test_a_users_own_file_with_one_of_our_names_is_not_written_over(tmp_path) -> None:
    out = tmp_path / "uit"
    put(out, a="1")
    (out / "b").write_text("van mij", encoding="utf-8")
    before = contents(out)
    with pytest.raises(ExportError, match="b in uit is not ours and would be written over"):
        put(out, a="2", b="2")
    assert contents(out) == before
    (out / "b").unlink()
    (out / "b").symlink_to(tmp_path / "er-niet")
    with pytest.raises(ExportError, match="b in uit is not ours"):
        put(out, b="2")
    assert not (tmp_path / "er-niet").exists()


@pytest.mark.usefixtures("_each_way")
def test_an_intern_folder_that_is_a_link_is_never_followed(small, tmp_path) -> None:
    out, elsewhere = tmp_path / "uit", tmp_path / "gedeeld"
    write_outputs(small, out, pages=[], rejected=None, log=["melding"])
    (out / "intern").rename(elsewhere)
    (out / "intern").symlink_to(elsewhere)
    before = contents(elsewhere)
    for log in (["andere melding"], []):
        with pytest.raises(ExportError, match="intern in uit is a link and is not followed"):
            write_outputs(small, out, pages=[], rejected=None, log=log)
    assert contents(elsewhere) == before


def test_a_place_that_cannot_be_written_is_one_line(tmp_path, monkeypatch) -> None:
    (tmp_path / "lus").symlink_to(tmp_path / "lus")
    (tmp_path / ".b.opvangkaart").symlink_to(tmp_path)
    for name, words in {
        "lus": "lus is a link that leads nowhere",
        "x" * 300: "its name is too long; choose another --out",
        "lus/uit": "cannot write beside uit: a file stands in its place",
        "b": "is a link and is not followed",
    }.items():
        with pytest.raises(ExportError, match=words) as told:
            put(tmp_path / name, a="1")
        assert "\n" not in str(told.value)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    put(tmp_path / "uit", a="1")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="cannot write uit: the disk is full; the last output"):
        put(tmp_path / "uit", a="2")
    assert (tmp_path / "uit" / "a").read_bytes() == b"1"


def test_a_linked_folder_is_written_where_it_leads(tmp_path) -> None:
    (tmp_path / "ver").mkdir()
    (tmp_path / "uit").symlink_to(tmp_path / "ver")
    put(tmp_path / "uit", a="1")
    put(tmp_path / "uit", a="2")
    assert (tmp_path / "uit").is_symlink()
    assert contents(tmp_path / "ver")["a"] == b"2"


def test_what_a_killed_run_left_is_nobodys_to_read_and_goes_with_the_next_beside_it(
    tmp_path,
) -> None:
    script = """
        import os, signal, sys
        from pathlib import Path
        from maps.exports.folder import fresh_folder
        with fresh_folder(Path(sys.argv[1])) as folder:
            (folder / "geheim-intern.csv").write_text("geheim")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "intern")],
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.stat().st_mode & 0o077 == 0
    put(tmp_path / "openbaar", a="1")
    assert [path.name for path in tmp_path.iterdir()] == ["openbaar"]


def test_two_runs_into_one_folder_do_not_mix(tmp_path) -> None:
    with fresh_folder(tmp_path / "uit") as folder:
        (folder / "a").write_bytes(b"1")
        with pytest.raises(ExportError, match="another run is writing to uit"):
            put(tmp_path / "uit", a="2")
    assert (tmp_path / "uit" / "a").read_bytes() == b"1"


def test_a_marker_cannot_make_us_remove_a_file_outside_the_folder(tmp_path) -> None:
    out, victim = tmp_path / "uit", tmp_path / "brief.txt"
    victim.write_bytes(b"x")
    put(out, a="1")
    listed = ["../brief.txt", str(victim), "a"]
    (out / MARKER).write_text(json.dumps({"bestanden": listed}), encoding="utf-8")
    put(out, b="2")
    assert victim.read_bytes() == b"x"
    assert set(contents(out)) == {MARKER, "b"}


@pytest.mark.parametrize("name", ["../a.html", "a/b.html", "C:a.html", ".verborgen", "", "a\nb"])
def test_a_page_cannot_be_written_outside_the_folder(small, tmp_path, name) -> None:
    with pytest.raises(ExportError, match="not a plain file name"):
        write_documents(small, tmp_path / "uit", [(name, b"")])
    assert not (tmp_path / "uit").exists()


def test_two_pages_of_one_name_are_refused_also_when_only_windows_calls_them_one(
    small, tmp_path
) -> None:
    with pytest.raises(ExportError, match="two files want the name"):
        write_documents(small, tmp_path / "uit", [("A.pdf", b""), ("a.pdf", b"")])


def test_a_run_with_a_closed_site_cannot_go_out_as_a_lower_edition(small, tmp_path) -> None:
    run = replace(small, edition="raad", sites=small.sites.assign(confidentiality="intern"))
    with pytest.raises(ExportError, match="edition raad may not show"):
        write_outputs(run, tmp_path / "uit", pages=[], rejected=None, log=[])
    assert not (tmp_path / "uit").exists()


def test_a_table_that_speaks_of_an_invisible_site_cannot_go_out(small, tmp_path) -> None:
    run = replace(small, sites=small.sites.iloc[1:].reset_index(drop=True))
    with pytest.raises(ExportError, match="speaks of 1 sites"):
        write_outputs(run, tmp_path / "uit", pages=[], rejected=None, log=[])


@pytest.mark.slow
def test_two_runs_give_the_same_bytes_whatever_seed_zone_and_locale(tmp_path) -> None:
    script = """
        import sys
        from pathlib import Path
        from maps.exports.gate import write_outputs
        from tests.maps.synthetic import make_result
        write_outputs(make_result(cells=60), Path(sys.argv[1]), pages=[], rejected=None, log=[])
    """
    seen = []
    for n, surroundings in enumerate(
        (
            {"PYTHONHASHSEED": "1", "TZ": "Europe/Amsterdam", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
        )
    ):
        out = tmp_path / f"uit{n}"
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script), str(out)],
            cwd=ROOT,
            check=True,
            env=os.environ | surroundings,
        )
        seen.append(contents(out))
    assert seen[0].keys() == seen[1].keys()
    assert [name for name in seen[0] if seen[0][name] != seen[1][name]] == []


HIDDEN = "geheime-locatie"


@pytest.fixture(scope="module")
def whole(make_result):
    """Return a run of which every part was made."""
    return with_plan(make_result(cells=40))


def speaking(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the table with a row more, about a site that nobody may know of."""
    more = table.reindex(index=[*table.index, "meer"])
    more.loc["meer", column] = HIDDEN
    return more


def with_table(run, path: str, table: object):
    """Return the run with another table at "plan.after.moves"."""
    name, _, rest = path.partition(".")
    return replace(run, **{name: with_table(getattr(run, name), rest, table) if rest else table})


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("travel", "site_id"),
        ("hub_travel", "site_id"),
        ("judgement.pairs", "site_id"),
        ("judgement.team_stops", "site_id"),
        ("plan.rows", "site_id"),
        ("plan.after.terms", "site_id"),
        ("plan.after.moves", "from_site"),
        ("plan.after.moves", "to_site"),
        ("plan.repairs", "opened"),
        ("plan.repairs", "moved"),
        ("transit.trips", "site_id"),
        ("transit.lines", "site_id"),
        ("transit.stops", "site_id"),
    ],
)
def test_a_table_that_names_a_site_the_edition_lacks_is_refused(whole, path, column) -> None:
    check_edition(whole)
    rows = speaking(attrgetter(path)(whole), column)
    with pytest.raises(ExportError, match=f"table {path} speaks of 1 sites"):
        check_edition(with_table(whole, path, rows))


def test_a_lost_site_and_a_sheet_that_the_edition_lacks_are_refused(whole) -> None:
    lost = whole.plan.repairs.assign(lost=HIDDEN)
    with pytest.raises(ExportError, match=r"table plan\.repairs speaks of 1 sites"):
        check_edition(with_table(whole, "plan.repairs", lost))
    sheets = whole.judgement.sheets | {HIDDEN: SiteSheet(HIDDEN, None, None, (), (), (), (), ())}
    with pytest.raises(ExportError, match=r"table judgement\.sheets speaks of 1 sites"):
        check_edition(with_table(whole, "judgement.sheets", sheets))


@pytest.mark.parametrize("group", ["judgement", "plan", "ledger", "streets", "transit"])
def test_a_table_that_is_added_to_any_group_is_looked_at_as_well(whole, group) -> None:
    """Nobody has to remember the gate: it reads the fields of the group themselves."""
    old = getattr(whole, group)
    new = make_dataclass("More", [("more", pd.DataFrame)], bases=(type(old),), frozen=True,
                         kw_only=True, eq=False)  # fmt: skip
    own = {field.name: getattr(old, field.name) for field in fields(old)}
    told = new(**own, more=pd.DataFrame({"site_id": [whole.sites["site_id"].iloc[0]]}))
    check_edition(replace(whole, **{group: told}))
    leak = new(**own, more=pd.DataFrame({"site_id": [HIDDEN]}))
    with pytest.raises(ExportError, match=rf"table {group}\.more speaks of 1 sites"):
        check_edition(replace(whole, **{group: leak}))


def test_a_note_or_a_ledger_entry_above_the_edition_is_refused(whole) -> None:
    """Both are left out long before; the gate looks again at what is about to go out."""
    site = whole.sites["site_id"].iloc[0]
    sheet = replace(whole.judgement.sheets[site], confidentiality="raad")
    sheets = whole.judgement.sheets | {site: sheet}
    assert whole.edition == "openbaar"
    with pytest.raises(ExportError, match="may not show 1 of the notes"):
        check_edition(with_table(whole, "judgement.sheets", sheets))
    entry = Entry(id="hotel", counter="cno", gm_code="GM0344")
    ledger = whole.scenario.ledger.model_copy(update={"entries": (entry,)})
    scenario = whole.scenario.model_copy(update={"ledger": ledger})
    with pytest.raises(ExportError, match="may not show 1 of the entries"):
        check_edition(replace(whole, scenario=scenario))
