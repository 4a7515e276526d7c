"""A kernel is kept on disk only as long as all it leans on stays the same."""

import importlib
import inspect
import sys
from typing import Any, NamedTuple

import pytest

from sites.base.compiled import inlined, kernel, leaning_digest

STEP = 1


class Pair(NamedTuple):
    left: int
    right: int


class Turned(NamedTuple):
    right: int
    left: int


def part(at: int) -> int:
    return at + STEP


def whole(pair: Pair) -> int:
    return part(pair.left) + pair.right


def test_a_kernel_keeps_its_name_and_its_signature():
    made: Any = kernel(whole)
    assert (made.__name__, made.py_func.__qualname__) == ("whole", "whole")
    assert inspect.signature(made) == inspect.signature(whole)


def test_the_digest_moves_with_a_constant_a_field_and_a_part_and_only_then(monkeypatch):
    monkeypatch.setitem(globals(), "part", inlined(part))
    digests = [leaning_digest(whole), leaning_digest(whole)]
    with monkeypatch.context() as other:
        other.setitem(globals(), "STEP", 2)
        digests.append(leaning_digest(whole))
    with monkeypatch.context() as other:
        other.setitem(whole.__annotations__, "pair", Turned)
        digests.append(leaning_digest(whole))
    with monkeypatch.context() as other:
        other.setitem(globals(), "part", inlined(lambda at: at - STEP))
        digests.append(leaning_digest(whole))
    assert digests[0] == digests[1]
    assert len(set(digests)) == 4


@pytest.mark.parametrize("how", ["kernel", "inner", "inlined"])
def test_a_change_in_another_file_is_compiled_anew(tmp_path, monkeypatch, how):
    """Numba alone looks at the caller's own file, and would answer with the old part."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / f"whole_{how}.py").write_text(
        "from sites.base.compiled import kernel\n"
        f"from part_{how} import step\n\n@kernel\ndef walk(at: int) -> int:\n    return step(at)\n",
        encoding="utf-8",
    )
    found = []
    for step in ("1", "1", "20"):
        (tmp_path / f"part_{how}.py").write_text(
            f"from sites.base.compiled import {how}\n\n@{how}\ndef step(at: int) -> int:\n"
            f"    return at + {step}\n",
            encoding="utf-8",
        )
        for name in (f"part_{how}", f"whole_{how}"):
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        walk = importlib.import_module(f"whole_{how}").walk
        found.append((walk(0), sum(walk.stats.cache_hits.values())))
    assert found == [(1, 0), (1, 1), (20, 0)]
