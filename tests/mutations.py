"""Spoil files at random, by a seed, and read the results in a nursery: a process that may die.

One process is forked after the libraries are loaded; it reads one spoilt file after another under a
limit of memory and of time for each, and says of every seed how it ended. When it dies, the seed it
was at is told and another takes over.
"""

import os
import random
import resource
import signal
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from sites.base.errors import OpvangkaartError

Read = Callable[[Path], object]
MB = 1024 * 1024
#: What a spoilt file may cost: seconds, and bytes beside what the process has already.
LIMIT_S = 10
MORE_BYTES = 3000 * MB
TOKENS = (
    b"NaN", b"-Infinity", b"1e309", b"9" * 5000, b"-1", b"0", b"\0", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\\ud800", "\u0666\u0660".encode(), "\uff16\uff10".encode(),
    b"[" * 3000, b"{" * 3000, b'"', b"'", b";", b",",
    b"\n", b"\r", b"</", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"%s{0}", b"null", b"true",
    b"../../x", b"=1+1", "é".encode("latin-1"), "\u202e".encode(), b"GM9999", b"1,000", b"1.250",
)  # fmt: skip


def spoilt(content: bytes, seed: int) -> bytes:
    """Return a file with one to four faults, always the same for a seed.

    >>> spoilt(b"id;naam", 4) == spoilt(b"id;naam", 4)
    True
    """
    chance = random.Random(seed)  # noqa: S311 - the same every time is the point
    if content[:2] == b"PK" and chance.random() < 0.7:
        return _spoilt_member(content, chance)
    for _ in range(chance.choice((1, 1, 2, 4))):
        content = chance.choice(STEPS)(content, chance)
    return content


def _spoilt_member(content: bytes, chance: random.Random) -> bytes:
    """Spoil what is packed, and pack it again: as it is, most faults end at the checksum."""
    with zipfile.ZipFile(BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = chance.choice(sorted(parts))
    fault = chance.random()
    if fault < 0.1:
        del parts[name]
    elif fault < 0.15:
        parts[chance.choice(("../x", "x" * 300, name.upper()))] = parts.pop(name)
    else:
        parts[name] = chance.choice(STEPS)(parts[name], chance)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part, held in parts.items():
            new.writestr(part, held)
    return packed.getvalue()


def _flip(content: bytes, chance: random.Random) -> bytes:
    spoilt_bytes = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        if spoilt_bytes:
            spoilt_bytes[chance.randrange(len(spoilt_bytes))] = chance.randrange(256)
    return bytes(spoilt_bytes)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _hole(content: bytes, chance: random.Random) -> bytes:
    at, size = _part(content, chance)
    return content[:at] + content[at + size :]


def _twice(content: bytes, chance: random.Random) -> bytes:
    at, size = _part(content, chance)
    return content[: at + size] + content[at : at + size] * chance.choice((1, 1, 50)) + content[at:]


def _swap(content: bytes, chance: random.Random) -> bytes:
    at, size = _part(content, chance)
    middle = at + size // 2
    return content[:at] + content[middle : at + size] + content[at:middle] + content[at + size :]


def _token(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    eaten = chance.choice((0, 0, 1, 4))
    return content[:at] + chance.choice(TOKENS) + content[at + eaten :]


def _value(content: bytes, chance: random.Random) -> bytes:
    """Put a token in the place of one whole value: what stands between two marks."""
    marks = [at for at, byte in enumerate(content[:20_000]) if byte in b';,"<>[]{}= \n']
    if len(marks) < 2:
        return _token(content, chance)
    at = chance.randrange(len(marks) - 1)
    return content[: marks[at] + 1] + chance.choice(TOKENS) + content[marks[at + 1] :]


def _number(content: bytes, chance: random.Random) -> bytes:
    """Write a number over four bytes: a length or an offset becomes huge, or negative."""
    at = chance.randrange(max(len(content) - 4, 1))
    number = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000))
    return content[:at] + struct.pack(chance.choice("<>") + "I", number) + content[at + 4 :]


def _part(content: bytes, chance: random.Random) -> tuple[int, int]:
    at = chance.randrange(len(content) + 1)
    return at, chance.randrange(min(len(content) - at, 400) + 1)


STEPS = (_flip, _cut, _hole, _twice, _swap, _token, _value, _value, _number)


@dataclass(frozen=True)
class Fate:
    """How reading one spoilt file ended, where it ended badly."""

    seed: int
    what: str


class _TooLongError(BaseException):
    """Say that a file took longer than it may; no reader may catch it."""


def _too_long(*_: object) -> None:
    raise _TooLongError


def fates(read: Read, content: bytes, seeds: range, path: Path) -> list[Fate]:
    """Read every spoilt file in nurseries, and return those that did not end as they should.

    A reader may answer, or refuse with an error of ours whose message is one line.
    """
    bad: list[Fate] = []
    left = list(seeds)
    while left:
        done, ended = _nursery(read, content, left, path)
        bad += [Fate(seed, what) for seed, what in done if what]
        left = left[len(done) :]
        if ended and left:
            bad.append(Fate(left.pop(0), ended))
    return bad


def _nursery(
    read: Read, content: bytes, seeds: list[int], path: Path
) -> tuple[list[tuple[int, str]], str]:
    """Read in a forked process until it is done or dies; its answers, and how it died."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        _live(read, content, seeds, path, writes)
    os.close(writes)
    with os.fdopen(reads, encoding="utf-8") as said:
        lines = said.read().splitlines()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    done = [(int(seed), what) for seed, _, what in (line.partition(" ") for line in lines)]
    return done, f"the reader died ({code})" if code else ""


def _live(read: Read, content: bytes, seeds: list[int], path: Path, writes: int) -> None:
    """Be the nursery: read, tell, and end without a word to the tests around it."""
    code = 1
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = used * resource.getpagesize() + MORE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        signal.signal(signal.SIGALRM, _too_long)
        for seed in seeds:
            signal.setitimer(signal.ITIMER_REAL, LIMIT_S, 1)
            what = _fate(read, spoilt(content, seed), path)
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.write(writes, f"{seed} {what}\n".encode())
        code = 0
    finally:
        os._exit(code)


def _fate(read: Read, content: bytes, path: Path) -> str:
    path.write_bytes(content)
    try:
        read(path)
    except OpvangkaartError as error:
        return (
            ""
            if len(str(error).splitlines()) == 1
            else f"not one line: {error!s:.200}".replace("\n", " ")
        )
    except BaseException as fault:  # noqa: BLE001 - that is what is looked for
        return " ".join(f"{type(fault).__name__}: {fault!s:.200} at {_where(fault)}".split())
    return ""


def _where(fault: BaseException) -> str:
    trace, told = fault.__traceback__, []
    while trace is not None:
        code = trace.tb_frame.f_code
        told.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(told[-6:])
