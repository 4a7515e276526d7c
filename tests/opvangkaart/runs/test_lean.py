"""One point is answered at once: nothing that only a whole run needs is loaded for it."""

import subprocess
import sys

from conftest import ROOT


def test_a_point_is_answered_without_what_only_a_whole_run_needs() -> None:
    heavy = {"sklearn", "h3", "jinja2", "typst", "highspy", "numba"}
    code = (
        "import sys; from opvangkaart.runs.lean import Asked, lean; "
        f"lean(None, Asked(5.2, 52.1, 60)); print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
