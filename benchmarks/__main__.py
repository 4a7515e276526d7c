"""Run the benchmarks: ``python -m benchmarks`` for all, or name some (``scores``).

Every ``bench_*.py`` in this folder has a ``main()`` that prints figures beside their target. Each
runs in a process of its own, so that its peak memory is its own. Nothing is asserted: a
machine that is busy or old is no fault of the program. Exit code 1 means that one could not run.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def chosen(wanted: list[str]) -> list[str]:
    """Return the module names to run; an unknown name ends the run with the known ones."""
    known = sorted(path.stem for path in HERE.glob("bench_*.py"))
    names = [name if name.startswith("bench_") else f"bench_{name}" for name in wanted]
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"no benchmark {unknown[0]}; choose from {', '.join(known)}")
    return names or known


def main() -> int:
    """Run the chosen benchmarks one after the other."""
    failed = []
    for name in chosen(sys.argv[1:]):
        print(f"\n== {name}", flush=True)
        code = f"from benchmarks.{name} import main; main()"
        if subprocess.run([sys.executable, "-c", code], cwd=HERE.parent, check=False).returncode:
            failed.append(name)
    for name in failed:
        print(f"{name} could not run: see above")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
