"""What the code says for itself, counted: sizes, run examples, and tables that have a type."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from sources import trees

PACKAGES = ("sites", "geodata", "maps", "opvangkaart")
#: A command's function says its help to a user; its tests run it as a user does.
NOT_COUNTED = "opvangkaart/cli/"
MOST_LINES, MOST_BODY = 400, 60
#: The share of public functions with an example that runs; only ever raised.
LEAST_WITH_EXAMPLE = 0.30

LONG_FUNCTIONS: dict[tuple[str, str], str] = {}
LONG_MODULES: dict[str, str] = {}
#: Where a public signature of the core says Any, and why no table hides there.
ANY_WITH_REASON = {
    ("sites/base/apportion.py", "records"): "rows of plain cells, of any type",
    ("sites/judgement/leaning/case.py", "one_case"): "named changes to a case, for one answer",
    ("sites/plan/tables.py", "moves_per_place"): "one row of plain cells",
    ("sites/travel/streets/build.py", "ModeNetwork.arrays"): "arrays of several types of number",
    ("sites/travel/streets/build.py", "restored"): "arrays of several types of number",
    ("sites/settings/moved.py", "without_moved"): "settings as written, not checked yet",
    ("sites/settings/area.py", "merged"): "settings as written, not checked yet",
    ("sites/settings/follows.py", "with_facts"): "settings as written, not checked yet",
    ("sites/outcome/scoreboard.py", "left_after"): "one row of plain cells, some of them absent",
    ("sites/outcome/scoreboard.py", "asked_of"): "one row of plain cells, some of them absent",
    ("sites/base/boundary.py", "tidy"): "whatever stands in JSON, given back as it is",
    ("sites/tables/columns.py", "column"): "a field of a schema, as pandera types its own",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def public(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Yield public functions and the public methods of public classes, by their full name."""
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node.name, node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for part in node.body:
                if isinstance(part, Function) and not part.name.startswith("_"):
                    yield f"{node.name}.{part.name}", part


def body_lines(function: Function) -> int:
    """Return the lines from the first statement after the docstring to the last."""
    first = function.body[1:2] if ast.get_docstring(function) else function.body[:1]
    return (function.end_lineno or 0) - first[0].lineno + 1 if first else 0


def long_functions(tree: ast.Module) -> set[str]:
    """Return every function, public or not, whose body is longer than the measure."""
    found = (node for node in ast.walk(tree) if isinstance(node, Function))
    return {node.name for node in found if body_lines(node) > MOST_BODY}


def says_any(function: Function) -> bool:
    """Tell whether a parameter or the return of a signature names Any."""
    args = function.args
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    notes = [arg.annotation for arg in every if arg] + [function.returns]
    names = (name for note in notes if note for name in ast.walk(note))
    return any(isinstance(name, ast.Name) and name.id == "Any" for name in names)


def with_example(read: dict[str, ast.Module]) -> list[bool]:
    """Tell of every public function whether its docstring holds an example."""
    return [
        ">>>" in (ast.get_docstring(function) or "")
        for path, tree in read.items()
        if not path.startswith(NOT_COUNTED)
        for _, function in public(tree)
    ]


SOME = '''
class Told:
    def known(self) -> Any:
        """Return 1.

        >>> 1
        1
        """
        return 1
    def _hidden(self): ...
class _Hidden:
    def known(self): ...
def plain(one: dict[str, Any]) -> None:
    """Do nothing."""
'''


def test_the_counting_counts_what_it_says() -> None:
    tree = ast.parse(SOME)
    assert [name for name, _ in public(tree)] == ["Told.known", "plain"]
    assert [says_any(function) for _, function in public(tree)] == [True, True]
    assert with_example({"a.py": tree}) == [True, False]
    assert [body_lines(function) for _, function in public(tree)] == [1, 0]
    assert long_functions(ast.parse("def f():\n" + "    x = 1\n" * (MOST_BODY + 1))) == {"f"}
    assert long_functions(ast.parse("def f():\n" + "    x = 1\n" * MOST_BODY)) == set()


def test_a_function_is_read_without_scrolling_or_says_why_not() -> None:
    found = {(path, name) for path, tree in trees().items() for name in long_functions(tree)}
    assert found == set(LONG_FUNCTIONS)  # a reason that is no longer needed goes too


def test_a_module_fits_its_measure_or_says_why_not() -> None:
    lines = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in trees()}
    assert {path for path, count in lines.items() if count > MOST_LINES} == set(LONG_MODULES)


def test_no_table_of_the_core_hides_behind_any() -> None:
    found = {
        (path, name)
        for path, tree in trees().items()
        if Path(path).parts[0] == "sites"
        for name, function in public(tree)
        if says_any(function)
    }
    assert found == set(ANY_WITH_REASON)


def test_so_many_public_functions_show_an_example_that_runs() -> None:
    told = with_example(trees())
    assert sum(told) / len(told) >= LEAST_WITH_EXAMPLE


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_counted(package: str) -> None:
    assert any(path.startswith(f"{package}/") for path in trees())
