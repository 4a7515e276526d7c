"""The command ``opvangkaart``: thin, lazy and honest about whose fault it is.

Exit codes: 0 done, 2 what the user can mend, 1 our fault. Heavy libraries are imported inside the
commands that use them, so that ``--help`` stays quick; tests/opvangkaart/cli/test_cli.py holds the
list.
"""

import gc
import sys
import traceback
from contextlib import suppress

import typer

from opvangkaart.cli import (
    compare,
    data,
    documents,
    lean,
    ledger,
    plan,
    rank,
    run,
    score,
    scout,
    travel,
)
from opvangkaart.cli.ends import end_on_request, let_go, system_faults
from opvangkaart.cli.screen import console
from sites.base.errors import OpvangkaartError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From candidate reception sites to council maps. Everything runs offline.",
)
for verb in (lean, rank, plan, compare, ledger, travel, run, scout, score, documents):
    verb.register(app)  # in the order of --help
data_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the input.")
data.register(data_app)
app.add_typer(data_app, name="data")


def main() -> None:
    """Run the command line; one line and exit 2 for what the user can mend."""
    # A run makes millions of small lasting objects and hardly a cycle: looking for cycles as often
    # as Python does by default took a fifth of its time.
    gc.set_threshold(200_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not be UTF-8: a name must never end a run.
        if stream is not None:  # closed before we began
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    end_on_request()
    try:
        with system_faults():
            app(prog_name="opvangkaart")  # the same words, however the program was started
    except OpvangkaartError as error:
        let_go()
        with suppress(OpvangkaartError, OSError):  # nobody may be there to read it
            console(stderr=True).print(f"opvangkaart: {error}")
        let_go()
        sys.exit(2)
    except KeyboardInterrupt:
        console(stderr=True).print("opvangkaart: stopped; the previous output is untouched")
        sys.exit(130)
    except Exception:  # noqa: BLE001 - the last line of defence
        traceback.print_exc()
        console(stderr=True).print("opvangkaart: this is our fault; please report the lines above")
        sys.exit(1)
