"""A page's data is packed and opened again without loss, by Python and by the page's script."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.content.page import page_contents
from maps.page.data import packed_json, page_data, safe_json
from maps.page.packing import packed, unpacked

ANSWER = Path(__file__).parent / "script" / "answer.js"
WHOLE = st.integers(-(2**40), 2**40) | st.integers(-2, 60)
#: Texts of few words, so that they repeat each other, with the signs that packing uses itself.
SAID = st.lists(
    st.sampled_from(
        ["Ter Apel", "opvanglocatie", "|", "^", "^ ", "de", "12", "é", "\N{PARTY POPPER}"]
    ),
    max_size=8,
).map(" ".join)
COLUMN = st.lists(WHOLE, max_size=30) | st.lists(st.integers(0, 1), min_size=20, max_size=40)
KEYS = SAID | st.sampled_from(["a", "b", "10", "2"])
DATA = st.recursive(
    st.none() | st.booleans() | WHOLE | st.floats(-9, 9).map(lambda x: x or 0.5) | SAID | COLUMN,
    lambda part: st.lists(part, max_size=6) | st.dictionaries(KEYS, part, max_size=6),
    max_leaves=30,
)


def opened(*texts: str) -> list:
    """Return what the page's script makes of packed data."""
    asked = {"ask": [("Packing", "opened", json.loads(text)) for text in texts]}
    done = subprocess.run(
        ["node", str(ANSWER)],
        input=json.dumps(asked), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_text_that_was_said_before_becomes_a_pointer():
    # 34 signs are said again (F), one text back (!), from its first sign on (a space)
    given = ["Op loopafstand van het station en ver.", "Op loopafstand van het station en dus."]
    first, second = packed(given)
    assert (first, second) == (given[0], "^^F! dus.")
    assert unpacked([first, second]) == given


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([0, 50, 0, 50], "|=  V V"),  # the least (0), then what each is more: V is 50
        ([100_000, 100_001, 100_002, 100_003], "|+^}{6###"),  # 200.000 halves; # is a step of 1
        ([7, 7, 7, 7, 7, 7], "|*0 ("),  # the least, 7 (0 is 14), then 0 more, six times (()
        ([-1, -1, -1, -1, -1, 0], "|*! '!!"),  # -1 (!), 0 more five times ('), 1 more once
        ([1, 2, 3], [1, 2, 3]),
    ],
)
def test_numbers_are_written_in_the_shortest_way(numbers, text):
    assert packed(numbers) == text
    assert unpacked(text) == numbers


def test_what_is_packed_already_looks_like_itself():
    looks = ["|=! ", "^", "^! ", "|", "^^ Ter Apel en verder"]
    assert unpacked(packed(looks)) == looks
    assert all(text.startswith("^") for text in packed(looks))


@given(DATA)
def test_law_nothing_is_lost(data):
    assert unpacked(json.loads(packed_json(data))) == data


@pytest.mark.node
def test_law_the_script_opens_what_python_packs():
    drawn: list[object] = []

    @settings(max_examples=150, database=None, derandomize=True)
    @given(DATA)
    def draw(data):
        drawn.append(data)

    draw()
    assert len(drawn) > 100
    assert opened(*map(packed_json, drawn)) == drawn


@pytest.mark.node
def test_the_script_opens_the_data_of_every_page_and_it_is_short(make_result):
    pages = [page_data(content) for content in page_contents(make_result(cells=60))]
    plain = [json.loads(safe_json(data)) for data in pages]
    assert opened(*map(packed_json, pages)) == plain
    assert all(len(packed_json(data)) < 0.8 * len(safe_json(data)) for data in pages)
