"""A message is said in the reader's language, its numbers too, and steers no screen."""

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from opvangkaart.language.speech import Language, spoken
from opvangkaart.language.visible import visible
from sites.base.messages import Message, say, say_counted


class Sentences:
    """Two sentences, in the shape of a catalogue."""

    words = {  # noqa: RUF012
        "{file}: {count} rows lie {dist} km off ({names})": "{file}: {count} rijen liggen {dist} "
        "km fout ({names})",
        "not a day": "geen dag",
    }

    def gettext(self, text: str) -> str:
        return self.words.get(text, text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return one if count == 1 else many


DUTCH = Language("nl", Sentences())
ENGLISH = spoken("en")


def test_values_are_written_as_the_reader_expects_them() -> None:
    message = say(
        "{file}: {count} rows lie {dist} km off ({names})",
        file="sites.csv",
        count=4793,
        dist=12.5,
        names=("Zeist", "Soest", "Baarn"),
    )
    assert (
        DUTCH.said(message) == "sites.csv: 4.793 rijen liggen 12,5 km fout (Zeist, Soest en Baarn)"
    )
    assert ENGLISH.said(message) == (
        "sites.csv: 4793 rows lie 12.5 km off (Zeist, Soest and Baarn)"
    )


def test_formats_days_choices_claims_and_messages_inside_messages() -> None:
    text = "{row:d} {share:.0%} {at:.3f} {day} {near:or} {sure} {why}"
    message = say(
        text, row=12345, share=0.257, at=1234.5678, day=date(2026, 11, 1), near=["a", "b"],
        sure=True, why=say("not a day"),
    )  # fmt: skip
    assert DUTCH.said(message) == "12345 26% 1234,568 1-11-2026 a of b ja geen dag"
    assert ENGLISH.said(message) == "12345 26% 1234.568 2026-11-01 a or b true not a day"


def test_a_count_chooses_its_sentence() -> None:
    told = [say_counted("{count} row", "{count} rows", count=n) for n in (0, 1, 2)]
    assert [DUTCH.said(message) for message in told] == ["0 rows", "1 row", "2 rows"]


def test_words_of_a_file_show_their_escape_codes_and_are_cut() -> None:
    message = say("{name} {value!r}", name="Zeist\x1b[2J\r\n\u202egat", value="x" * 500)
    said = DUTCH.said(message)
    assert said.startswith("Zeist\\x1b[2J\\r\\n\\u202egat '")
    assert len(said) < 140
    assert said.endswith("…'")


def test_a_template_without_values_is_taken_as_it_stands() -> None:
    assert (
        DUTCH.said(say('write categories = ["natuur"] {so}'))
        == 'write categories = ["natuur"] {so}'
    )


@given(st.text())
def test_whatever_a_file_holds_becomes_one_line_that_steers_nothing(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(letter) for letter in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert len(shown.splitlines()) <= 1
    assert len(shown) >= len(text)


@given(st.recursive(st.text() | st.integers() | st.floats() | st.dates(), st.lists, max_leaves=5))
def test_any_value_can_be_said_in_both_languages(value) -> None:
    for language in (DUTCH, ENGLISH):
        assert isinstance(language.said(Message("{v} {v!r}", {"v": value})), str)
