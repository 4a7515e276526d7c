"""A lesson gets its real city from an extra, or says in one line what to install."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from opvangkaart.language.speech import speak, spoken
from opvangkaart.runs import lesson


def test_the_extra_brings_the_extract_of_a_real_city() -> None:
    path = lesson.lesson_extract()
    assert path.name == "Helsinki.osm.pbf"
    assert path.stat().st_size > 500_000


def test_a_notebook_without_it_shows_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lesson, "find_spec", lambda _: None)
    speak(spoken())
    shell = InteractiveShell.instance()
    shell.run_cell("from opvangkaart.runs.lesson import lesson_extract\nlesson_extract()")
    told = capsys.readouterr().out.strip().splitlines()
    assert len(told) == 1
    assert "pip install 'opvangkaart[notebooks]'" in told[0]
