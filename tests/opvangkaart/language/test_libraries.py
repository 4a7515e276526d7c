"""What typer, click and pydantic say is known, each sentence of theirs that a user can meet."""

import pytest
from pydantic_core._pydantic_core import list_all_errors

from opvangkaart.language.libraries import PARSER, VALUES, recognised
from opvangkaart.language.speech import spoken

DUTCH = spoken()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("No such option: --flly Did you mean --fly?",
         "optie --flly bestaat niet; bedoelde u --fly?"),
        ("No such option: --cnt (Possible options: --count, --out)",
         "optie --cnt bestaat niet; bedoelde u --count of --out?"),
        ("Missing argument 'FILE'.", "'FILE' ontbreekt; geef het erbij"),
        ("Missing option '-m' / '--municipality'.",
         "optie '-m' / '--municipality' ontbreekt; geef die erbij"),
        ("Invalid value for '--count': 'x' is not a valid integer.",
         "--count klopt niet: 'x' past hier niet (gevraagd: <heel getal>)"),
        ("Invalid value for --mode: Value error, 'zeil' is not one of 'walk', 'ov'.",
         "--mode klopt niet: 'zeil' kan niet; kies uit walk of ov"),
        ("Input should be 'a', 'b' or 'c'", "kies uit a, b of c"),
        ("List should have at least 1 item after validation, not 0",
         "hier hoort minstens 1 waarde te staan, en het zijn er 0 (technisch: List)"),
        ("a sentence of next year", "(technisch: a sentence of next year)"),
    ],
)  # fmt: skip
def test_a_sentence_of_the_parser_is_said_in_dutch(said: str, told: str) -> None:
    assert DUTCH.said(recognised(said)) == told


def test_no_two_sentences_of_the_libraries_stand_in_the_list_twice() -> None:
    assert len(set(PARSER + VALUES)) == len(PARSER + VALUES)


def test_every_limit_of_pydantic_is_known() -> None:
    kinds = {kind["type"]: kind["example_message_python"] for kind in list_all_errors()}
    common = [
        "missing", "extra_forbidden", "greater_than", "greater_than_equal", "less_than",
        "less_than_equal", "finite_number", "string_type", "string_too_short", "string_too_long",
        "string_pattern_mismatch", "bool_type", "bool_parsing",
        "int_type", "int_parsing", "int_parsing_size", "int_from_float", "float_type",
        "float_parsing", "list_type", "tuple_type", "dict_type", "model_type", "date_type",
        "date_parsing", "date_from_datetime_inexact", "none_required",
    ]  # fmt: skip
    unknown = {kind: kinds[kind] for kind in common
               if recognised(kinds[kind]).text == "(technical: {words})"}  # fmt: skip
    assert unknown == {}
