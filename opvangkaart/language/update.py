"""Bring the catalogues up to date with the program: ``make language``.

Sentences are found by reading the source: the first word of every error and of ``say``, the help
and the metavars of the command line. What is new gets an empty place, what is gone leaves.
"""

import ast
import io
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from opvangkaart.language.build import LOCALE, source_of

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("opvangkaart", "geodata", "maps", "sites")
MARKS = {"say": 1, "say_counted": 2, "template": 1}
HELP = ("help", "metavar")
BASE = "OpvangkaartError"

#: Nothing in it changes by itself: two branches that add sentences meet without a quarrel.
HEADER = """\
# The sentences of opvangkaart; update the keys with: make language
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclass(frozen=True)
class Found:
    """One sentence in the source: where it stands, and the values that are given to it."""

    where: str
    text: str
    many: str = ""
    given: frozenset[str] | None = None

    @property
    def fields(self) -> set[str]:
        """Return the fields of the sentence."""
        return fields_of(self.text) | fields_of(self.many)


def fields_of(template: str) -> set[str]:
    """Return the names of a template's fields.

    >>> sorted(fields_of("{file}, row {row:d}: {value!r}"))
    ['file', 'row', 'value']
    """
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def modules() -> dict[str, ast.Module]:
    """Return every module of the four rooms, read."""
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
    }


def error_classes(trees: dict[str, ast.Module]) -> set[str]:
    """Return the names of our errors: all that come from the one that carries a message."""
    classes = [node for tree in trees.values() for node in ast.walk(tree)
               if isinstance(node, ast.ClassDef)]  # fmt: skip
    ours = {BASE}
    while new := {
        node.name
        for node in classes
        if node.name not in ours
        and any(isinstance(base, ast.Name) and base.id in ours for base in node.bases)
    }:
        ours |= new
    return ours


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def said(trees: dict[str, ast.Module], errors: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield every place where a sentence is named, with where it stands."""
    marked = errors | MARKS.keys()
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node) in marked:
                yield f"{path}:{node.lineno}", node


def sentences() -> Iterator[Found]:
    """Yield every sentence of the program."""
    trees = modules()
    errors = error_classes(trees)
    for where, call in said(trees, errors):
        words = [_literal(node) for node in call.args[: MARKS.get(_name(call), 1)]]
        if not words or words[0] is None:
            continue
        starred = _name(call) == "template" or any(key.arg is None for key in call.keywords)
        given = None if starred else frozenset(str(key.arg) for key in call.keywords)
        yield Found(where, words[0], (words[1] or "") if len(words) > 1 else "", given)
    for path, tree in trees.items():
        if path.startswith("opvangkaart/cli/"):
            yield from _help(path, tree)


def _help(path: str, tree: ast.Module) -> Iterator[Found]:
    """Yield the help of one module of the command line: options, metavars and commands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for key in node.keywords:
                if key.arg in HELP and (text := _literal(key.value)):
                    yield Found(f"{path}:{node.lineno}", text)
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("_command"):
            yield Found(f"{path}:{node.lineno}", ast.get_docstring(node) or "")


def template() -> Catalog:
    """Return all sentences, without their translations."""
    catalogue = Catalog(
        project="opvangkaart", version="", copyright_holder="", charset="utf-8", fuzzy=False
    )
    for found in sentences():
        words = (found.text, found.many) if found.many else found.text
        catalogue.add(words, locations=[(found.where.partition(":")[0], 0)])
    return catalogue


def update(source: Path) -> Catalog:
    """Return a catalogue with the sentences of today; a guess is never made."""
    language = source.parent.parent.name
    if source.is_file():
        with source.open("rb") as opened:
            catalogue = read_po(opened, locale=language)
    else:
        catalogue = Catalog(locale=language, charset="utf-8")
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def write(source: Path, catalogue: Catalog) -> None:
    """Write a catalogue in the order of its sentences, without what changes by itself."""
    written = io.BytesIO()
    write_po(written, catalogue, width=100, sort_output=True, omit_header=True,
             include_lineno=False)  # fmt: skip
    head = HEADER.format(language=source.parent.parent.name).encode()
    source.write_bytes(head + written.getvalue())


def main() -> None:
    """Update every catalogue and say what still waits for words."""
    languages = [path.name for path in sorted(LOCALE.iterdir()) if path.is_dir()]
    for source in map(source_of, languages):
        catalogue = update(source)
        write(source, catalogue)
        empty = sum(1 for entry in catalogue if entry.id and not all(words_of(entry.string)))
        print(f"{source.name}: {len(catalogue)} sentences, {empty} without words")  # noqa: T201


def words_of(text: object) -> tuple[str, ...]:
    """Return the words of a translation: one sentence, or one and its plural."""
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


if __name__ == "__main__":
    main()
