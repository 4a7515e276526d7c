"""What a form asks of a plan: read, kept, asked again, and refused in a line."""

import json

import pytest
from starlette.datastructures import FormData

from opvangkaart.app.plan_question import PlanQuestion
from sites.base.errors import OpvangkaartError

FORM = [
    ("doel", "4.793"), ("bron", "lijst"), ("anders", "2"), ("hubs", ""), ("herstel", "1"),
    ("houden", "I1"), ("houden", "I1"), ("weg", "I2"), ("sparen", "Zeist"),
    ("wat", "UT03"), ("hoe", "sluit"), ("dag", "2027-07-01"), ("hoeveel", "5"),
    ("wat", "UT01"), ("hoe", "groeit"), ("dag", "2028-01-01"), ("hoeveel", "40"),
    ("wat", ""), ("hoe", "sluit"), ("dag", ""), ("hoeveel", ""),
]  # fmt: skip


def test_a_form_becomes_what_a_plan_is_asked() -> None:
    asked = PlanQuestion.of(FormData(FORM)).asked()
    assert asked == {
        "source": "lijst", "target": 4793, "fair": False, "alternatives": 2, "new_hubs": None,
        "quick": False, "keep": ["I1"], "without": ["I2"], "spare": ["Zeist"], "from": None,
        "events": ["UT03 sluit 2027-07-01", "UT01 groeit 2028-01-01 met 40 plekken"],
    }  # fmt: skip


def test_a_question_is_the_same_after_it_was_kept() -> None:
    asked = PlanQuestion.of(FormData(FORM))
    assert PlanQuestion.again(json.loads(json.dumps(asked.held()))) == asked


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("doel", "veel", "is no whole number"),
        ("doel", "-5", "is no whole number"),
        ("anders", "11", "cannot be made"),
        ("weg", "I1", "both kept and left out"),
        ("dag", "", "both a location and a day"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line(name, value, words) -> None:
    form = [(key, value if key == name else old) for key, old in FORM]
    with pytest.raises(OpvangkaartError, match=words):
        PlanQuestion.of(FormData(form)).asked()


def test_a_flood_of_names_is_cut() -> None:
    asked = PlanQuestion.of(FormData([("houden", f"I{n}") for n in range(5000)]))
    assert len(asked.keep) == 500
