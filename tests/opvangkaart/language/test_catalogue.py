"""No sentence without Dutch, none with other fields, and never English without a word."""

import ast
import gettext
import re
from functools import cache

import pytest
from babel.messages.pofile import read_po
from conftest import ROOT
from sources import trees

from opvangkaart.language import build, catalogue, update
from opvangkaart.language.catalogue import CatalogueError, read_catalogue

SOURCE = build.source_of("nl")


@cache
def found_sentences() -> tuple[update.Found, ...]:
    return tuple(update.sentences())


def entries() -> dict[str, tuple[tuple[str, ...], bool]]:
    with SOURCE.open("rb") as opened:
        read = read_po(opened, locale="nl")
    return {
        update.words_of(entry.id)[0]: (update.words_of(entry.string), entry.fuzzy)
        for entry in read
        if entry.id
    }


DUTCH = entries()


def test_every_sentence_has_dutch_words_and_none_is_a_guess() -> None:
    without = sorted(
        found.text
        for found in found_sentences()
        if not all(DUTCH.get(found.text, (("",), False))[0])
    )
    assert without == [], "run make language and write their Dutch"
    assert [text for text, (_, fuzzy) in DUTCH.items() if fuzzy] == []


def test_the_catalogue_holds_no_sentence_that_the_program_lost() -> None:
    assert sorted(set(DUTCH) - {found.text for found in found_sentences()}) == []


def test_the_dutch_sentence_names_the_same_values() -> None:
    other = {
        found.text: words
        for found in found_sentences()
        if (words := DUTCH.get(found.text, ((), False))[0])
        and any(update.fields_of(word) != found.fields for word in words)
    }
    assert other == {}


def test_every_sentence_is_given_the_values_it_names() -> None:
    wrong = [
        (found.where, sorted(found.fields ^ set(found.given)))
        for found in found_sentences()
        if found.given is not None and not found.many and found.fields != set(found.given)
        if found.given or "{" in found.text
    ]
    assert [where for where in wrong if "language/libraries" not in where[0]] == []


def test_a_setting_that_is_also_an_option_is_told_as_both() -> None:
    told = [text for text in DUTCH if "layer = ..." in text]
    assert told
    assert [text for text in told if "--layer" not in text] == []


def test_the_guide_quotes_messages_as_a_reader_sees_them() -> None:
    guide = (ROOT / "docs" / "handleiding.md").read_text(encoding="utf-8")
    table = guide.split("### Als een bron niet werkt")[1].split("Een onderbroken")[0]
    quoted = [
        part.strip().removesuffix("429").removesuffix("500").removesuffix("municipalities").strip()
        for quote in re.findall(r'"([^"]+)"', table)
        for part in quote.split("...")
    ]
    dutch = " ".join(word for words, _ in DUTCH.values() for word in words)
    assert len(quoted) > 5
    assert [part for part in quoted if part not in dutch] == []


def test_a_dutch_sentence_holds_no_english_word() -> None:
    english = re.compile(
        r"\b(the|is not|does|give|choose|write|and|of the|rows|such as|cannot|missing|must)\b"
    )
    told = {
        text: [re.sub(r"\{[^}]*\}", "", word) for word in words]
        for text, (words, _) in DUTCH.items()
    }
    assert {text: words for text, words in told.items() if any(map(english.search, words))} == {}


def test_a_catalogue_left_from_before_a_pull_is_not_read(tmp_path, monkeypatch) -> None:
    source = tmp_path / "nl" / "LC_MESSAGES" / SOURCE.name
    source.parent.mkdir(parents=True)
    source.write_bytes(SOURCE.read_bytes())
    made = source.with_suffix(".mo")
    made.write_bytes(build.compiled(source))
    monkeypatch.setattr(catalogue, "source_of", lambda _: source)
    assert read_catalogue("nl").gettext("Options") == "Opties"

    source.write_bytes(source.read_bytes().replace(b'"Opties"', b'"Keuzes"'))
    assert read_catalogue("nl").gettext("Options") == "Keuzes"  # babel is among the test tools

    def absent(_: object) -> bytes:
        raise ImportError

    monkeypatch.setattr(catalogue, "compiled", absent)
    with pytest.raises(CatalogueError, match="installeer opnieuw"):
        read_catalogue("nl")


def test_a_source_compiles_to_the_same_bytes_every_time() -> None:
    assert build.compiled(SOURCE) == build.compiled(SOURCE)
    assert isinstance(read_catalogue("en"), gettext.NullTranslations)


#: What an error may take besides a template: a message that was made elsewhere.
MADE = (".message", ".said", "faults[0]")
#: Names of a template that was marked by ``template`` where it was chosen.
CHOSEN = {"text", "known", "kind"}


def finished(call: ast.Call) -> list[str]:
    """Return what of a call is a finished sentence, or a piece of one."""
    first = call.args[0] if call.args else None
    found = []
    if first is not None and not isinstance(first, ast.Constant):
        words = ast.unparse(first)
        named = isinstance(first, ast.Call) and ast.unparse(first.func) in {"say", "say_counted"}
        chosen = isinstance(first, ast.Name) and first.id in CHOSEN
        if not (named or chosen or words.endswith(MADE)):
            found.append(words)
    for key in call.keywords:
        if isinstance(key.value, ast.JoinedStr):
            text = "".join(str(p.value) for p in key.value.values if isinstance(p, ast.Constant))
            if re.search(r"[a-z]{2,} [a-z]{2,}", text):
                found.append(ast.unparse(key.value))
        elif isinstance(key.value, ast.Constant) and re.search("[a-z] [a-z]", str(key.value.value)):
            found.append(str(key.value.value))
    return found


def test_no_error_and_no_note_is_a_finished_sentence() -> None:
    calls = update.said(trees(), update.error_classes(trees()))
    assert {where: words for where, call in calls if (words := finished(call))} == {}


def test_no_setting_is_refused_in_words_of_its_own() -> None:
    raised = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        if path.startswith("sites/settings/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and "ValueError" in ast.unparse(node)
    ]
    assert raised == []


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ('raise SiteError(f"no site {name}")', 1),
        ('raise SiteError("no site " + name)', 1),
        ("raise SiteError(str(error))", 1),
        ('raise SiteError("{what}", what=f"it is no {kind} here")', 1),
        ('raise SiteError("{what}", what="no such site")', 1),
        ('raise SiteError("no site {name}", name=name)', 0),
        ("raise SiteError(error.message)", 0),
    ],
)
def test_a_finished_sentence_is_found(code: str, count: int) -> None:
    (call,) = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)
               and ast.unparse(node.func) == "SiteError")  # fmt: skip
    assert len(finished(call)) == count


def test_no_sentence_hides_in_an_error_whose_name_is_a_variable() -> None:
    hidden = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id.islower()
        and any(isinstance(arg, ast.Constant) for arg in node.exc.args)
    ]
    assert hidden == []
