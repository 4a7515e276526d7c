"""Help and the words of the parser are in the reader's language, for every command."""

import re
import sys

import pytest
import typer

from opvangkaart.cli.main import answer, app, main
from opvangkaart.language.choice import VARIABLE, chosen
from sites.base.errors import OpvangkaartError

ENGLISH = re.compile(
    r"\b(the|usage|options?|arguments|commands?|show|this|default|required|with|and|of a|file|"
    r"folder|range|str|int|float|list|path|text|number|no such|missing|invalid|got|try)\b",
    re.IGNORECASE,
)
#: Words that are the program's own names, or Dutch as well.
NAMES = re.compile(r"--[\w-]+|<[\w|]+>|\b(plan|data|run|path|pad)\b|[\w./]+\.\w+|`\w+`")


def commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]

    def walk(command: object, path: tuple[str, ...]) -> None:
        for name, sub in getattr(command, "commands", {}).items():
            found.append((*path, name))
            walk(sub, (*path, name))

    walk(typer.main.get_command(app), ())
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_help_of_every_command_is_dutch_and_cut_nowhere(words, capsys) -> None:
    assert answer([*words, "--help"], {}) == 0
    told = capsys.readouterr().out
    assert told.startswith("Gebruik: opvangkaart")
    assert not re.search(r"\w\.\.\.$", told, re.MULTILINE)
    assert ENGLISH.findall(NAMES.sub("", told)) == []
    assert re.findall(r"standaard: [0-9]+[.][0-9]{1,2}\b", told) == []  # 2,5, as on the pages


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_help_of_every_command_is_english_where_asked(words, capsys) -> None:
    assert answer([*words, "--help"], {VARIABLE: "en"}) == 0
    assert capsys.readouterr().out.startswith("Usage: opvangkaart")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("rn",), "opdracht 'rn' bestaat niet; bedoelde u run of rank?"),
        (("run", "--flly"), "optie --flly bestaat niet"),
        (("rank", "--count", "0"), "--count klopt niet: dit moet 1 of meer zijn"),
        (("rank", "--count", "x"), "dit moet een heel getal zijn"),
        (("run", "--edition", "geheim"), "'geheim' kan niet; kies uit openbaar, raad of intern"),
        (("run", "--municipality"), "hoort een waarde"),
        (("compare", "a"), "ontbreekt; geef het erbij"),
        (("plan", "a", "b"), "er staat te veel op de regel: b"),
        (("plan", "--time-limit", "1,5"), "dit moet een getal zijn"),
        (("plan", "--quick=3"), "hoort geen waarde"),
        (("run", "--lang", "fr"), "taal 'fr' kennen we niet; kies uit nl of en"),
        (("run", "--edition", "\x1b[2J"), "'\\x1b[2J'"),
    ],
)
def test_a_line_that_cannot_be_read_is_one_dutch_line(line, told, capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["opvangkaart", *line])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert told in said
    assert len(said.splitlines()) == 1
    assert "\x1b" not in said


def test_the_option_stands_anywhere_and_goes_before_the_environment() -> None:
    assert chosen(["run", "--lang", "nl", "-q"], {VARIABLE: "en"}) == ("nl", ["run", "-q"])
    assert chosen(["--lang=EN"], {}) == ("en", [])
    assert chosen(["run"], {VARIABLE: "en", "LANG": "nl_NL"}) == ("en", ["run"])
    assert chosen(["run"], {"LANG": "en_GB"}) == ("nl", ["run"])
    assert chosen(["score", "--", "--lang"], {}) == ("nl", ["score", "--", "--lang"])
    for words in (["--lang"], ["--lang", "de"]):
        with pytest.raises(OpvangkaartError, match="is not spoken"):
            chosen(words, {})
