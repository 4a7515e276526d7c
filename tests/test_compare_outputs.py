"""The comparison that guards a rebuild sees what a reader would see, and nothing less."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from compare_outputs import differences


def _pair(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    return old, new


def test_equal_folders_differ_in_nothing(tmp_path: Path) -> None:
    old, new = _pair(tmp_path)
    for folder in (old, new):
        (folder / "a.csv").write_text("Naam;Min\nA;12,5\n", encoding="utf-8")
    assert list(differences(old, new)) == []


def test_a_mark_may_differ_and_a_minute_on_a_page_may_not(tmp_path: Path) -> None:
    old, new = _pair(tmp_path)
    page = "<p>Kenmerk {mark}</p><script>var x = {code};</script><td>{minutes} min</td>"
    (old / "a.html").write_text(page.format(mark="0123456789ab", code=1, minutes=12))
    (new / "a.html").write_text(page.format(mark="ba9876543210", code=2, minutes=12))
    assert list(differences(old, new)) == []
    (new / "a.html").write_text(page.format(mark="ba9876543210", code=2, minutes=13))
    assert [line.split("  ->  ")[1] for line in differences(old, new)] == ["13 min"]


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_one_other_cell_is_seen(tmp_path: Path, suffix: str) -> None:
    old, new = _pair(tmp_path)
    for folder, value in ((old, 60), (new, 61)):
        if suffix == "xlsx":
            book = openpyxl.Workbook()
            book.active.append(["plekken", value])
            book.save(folder / "a.xlsx")
        else:
            pd.DataFrame({"plekken": [value]}).to_parquet(folder / "a.parquet")
    assert len(list(differences(old, new))) == 1


@pytest.mark.parametrize("there", ["none", "old", "new"])
def test_a_folder_that_does_not_exist_is_refused_and_not_equal(tmp_path: Path, there: str) -> None:
    if there != "none":
        (tmp_path / there).mkdir()
    absent = "old" if there != "old" else "new"
    with pytest.raises(FileNotFoundError, match=f"nothing to compare.*{absent}"):
        list(differences(tmp_path / "old", tmp_path / "new"))


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    old, new = _pair(tmp_path)
    (old / "a.csv").write_text("x\n")
    assert list(differences(old, new)) == ["a.csv: only in old"]
