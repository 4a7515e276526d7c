"""Run the benchmarks: ``python -m benchmarks`` for all, or name some (``scores``).

Every ``bench_*.py`` in this folder has ``rows(size)``, which yields figures beside their target;
``--small`` runs all of it on little data, as the tests do. Each module runs in a process of its
own, so that its peak memory is its own. Nothing is asserted: a machine that is busy or old is no
fault of the program. Exit code 1 means that one could not run.
"""

import subprocess
import sys
import time

from benchmarks.measure import ROOT, Size


def names() -> list[str]:
    """Return every benchmark by its module's name."""
    return sorted(path.stem for path in (ROOT / "benchmarks").glob("bench_*.py"))


def chosen(wanted: list[str]) -> list[str]:
    """Return the module names to run; an unknown name ends the run with the known ones."""
    found = [name if name.startswith("bench_") else f"bench_{name}" for name in wanted]
    if unknown := [name for name in found if name not in names()]:
        sys.exit(f"no benchmark {unknown[0]}; choose from {', '.join(names())}")
    return found or names()


def main() -> int:
    """Run the chosen benchmarks one after the other."""
    words = sys.argv[1:]
    size: Size = "small" if "--small" in words else "full"
    failed = []
    for name in chosen([word for word in words if not word.startswith("--")]):
        print(f"\n== {name} ({size})", flush=True)
        code = (
            "from benchmarks.measure import show; "
            f"from benchmarks.{name} import rows; show(rows({size!r}))"
        )
        start = time.monotonic()
        if subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode:
            failed.append(name)
        print(f"{name} took {time.monotonic() - start:.0f} s", flush=True)
    for name in failed:
        print(f"{name} could not run: see above")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
