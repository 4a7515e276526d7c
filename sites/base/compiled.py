"""Compile the loops that numpy cannot express: once per machine, then kept on disk.

Numba is untyped, so the decorators here give a kernel its own signature back: mypy then reads
kernels as it reads the rest. Importing numba costs most of a second; modules with kernels are
therefore imported only where they are used.

Numba keeps a compiled kernel as long as the kernel's own file stays the same. What the kernel
leans on may stand in other files: kernels it calls, the fields of its named tuples, constants. A
digest of those is part of the name under which it is kept, so a change to any compiles it anew.
"""

import hashlib
from collections.abc import Callable
from types import CodeType
from typing import Final, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])

#: Numba's own stubs know neither its options for wrappers nor that a kernel keeps its signature.
_JIT: Final = cast("Callable[..., Callable[[Kernel], Kernel]]", njit)
#: What is never called from Python needs no way in, and is kept with the kernels that call it.
_INNER: Final = {"cache": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def kernel(function: Kernel) -> Kernel:
    """Compile a loop over plain arrays; it lets go of the interpreter while it runs."""
    return _compiled(function)


def inner(function: Kernel) -> Kernel:
    """Compile a part that only kernels call, and are kept with: no way in from Python, no file."""
    return _compiled(function, **_INNER)


def loop(function: Kernel) -> Kernel:
    """Compile a part as ``inner`` does, that makes no array (numba then refuses to compile it).

    References to the arrays it is given are not counted. Numba counts them in every round of a loop
    with a branch, which took a third of the time of a search.
    """
    return _compiled(function, **_INNER, _nrt=False)


def inlined(function: Kernel) -> Kernel:
    """Compile a small part of hot loops; it is written into every kernel that calls it."""
    return _compiled(function, cache=False, inline="always")


def parallel_kernel(function: Kernel) -> Kernel:
    """Compile a loop that shares its ``prange`` among all cores."""
    return _compiled(function, parallel=True)


def _compiled(function: Kernel, **how: object) -> Kernel:
    """Compile under a name that tells what the function leans on; numba names the file by it."""
    name = function.__qualname__
    function.__qualname__ = f"{name}-{leaning_digest(function)}"
    compiled = _JIT(**{"cache": True, "nogil": True, **how})(function)
    function.__qualname__ = name
    return compiled


def leaning_digest(function: Callable[..., object]) -> str:
    """Return what changes when the function, or anything it leans on, is written differently."""
    told = "\n".join(_told(function))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _told(function: Callable[..., object]) -> list[str]:
    """Tell a function's code, and the kernels, named tuples and constants that it names."""
    lines = _code_told(function.__code__)
    for hint in function.__annotations__.values():
        lines += _fields_told(hint)
    for name in _names(function.__code__):
        value = function.__globals__.get(name)
        callee = getattr(value, "py_func", None)
        if callee is not None:
            lines += _told(callee)
        elif isinstance(value, (int, float)):
            lines.append(f"{name} = {value!r}")
        else:
            lines += _fields_told(value)
    return lines


def _code_told(code: CodeType) -> list[str]:
    """Tell byte code and constants; code within code tells its own, as its repr has an address."""
    lines = [code.co_code.hex()]
    for value in code.co_consts:
        lines += _code_told(value) if isinstance(value, CodeType) else [repr(value)]
    return lines


def _names(code: CodeType) -> list[str]:
    """Return the names a function looks up outside itself, those of code within it too."""
    inner = [value for value in code.co_consts if isinstance(value, CodeType)]
    return [*code.co_names, *(name for part in inner for name in _names(part))]


def _fields_told(value: object) -> list[str]:
    """Tell the fields of a named tuple, and those of named tuples within it; else nothing."""
    lines: list[str] = []
    for field in getattr(value, "_fields", ()):
        hint = value.__annotations__[field]
        lines += [f"{field}: {hint}", *_fields_told(hint)]
    return lines
