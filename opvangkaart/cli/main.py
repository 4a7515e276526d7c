"""The command ``opvangkaart``: thin, lazy and honest about whose fault it is.

Exit codes: 0 done, 2 what the user can mend, 1 our fault. Heavy libraries are imported inside the
commands that use them, so that ``--help`` stays quick; tests/opvangkaart/cli/test_cli.py holds the
list.
"""

import gc
import os
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Annotated, Any, Final

import typer

from opvangkaart.cli import app as workbench
from opvangkaart.cli import (
    bod,
    compare,
    data,
    documents,
    dossier,
    faster,
    kernen,
    lean,
    ledger,
    plan,
    rank,
    run,
    score,
    scout,
    second,
    travel,
)
from opvangkaart.cli.ends import end_on_request, let_go, system_faults
from opvangkaart.cli.paths import with_names
from opvangkaart.cli.screen import console
from opvangkaart.language.catalogue import CatalogueError
from opvangkaart.language.choice import OPTION, VARIABLE, chosen
from opvangkaart.language.helping import translate
from opvangkaart.language.libraries import recognised
from opvangkaart.language.speech import heard, speak, spoken
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say

#: What the parser raises for a line it cannot read: typer's own click, or the shared one.
PARSER_ERROR: Any = typer.BadParameter.__bases__[0]
STOPPED = 130

#: How a negative number starts: "-8.61,41.15", "-.5".
_NEGATIVE: Final = re.compile(r"-[.,]?[0-9]")
app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From candidate reception sites to council maps. Everything runs offline.",
)  # fmt: skip
for verb in (
    lean,
    rank,
    kernen,
    plan,
    compare,
    bod,
    ledger,
    travel,
    faster,
    second,
    run,
    scout,
    score,
    documents,
):
    verb.register(app)  # in the order of --help
data_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the input.")
data.register(data_app)
app.add_typer(data_app, name="data")
workbench.register(app)
dossier_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Keep the team's list.")
dossier.register(dossier_app)
app.add_typer(dossier_app, name="dossier")
for group in (app, data_app, dossier_app):
    for told in group.registered_commands:
        told.callback = None if told.callback is None else with_names(told.callback)


@app.callback()
def program(
    language: Annotated[
        str, typer.Option(OPTION, envvar=VARIABLE, help="Language: nl or en; stands anywhere.")
    ] = "nl",
) -> None:
    """From candidate reception sites to council maps. Everything runs offline."""


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
        code = answer(sys.argv[1:], os.environ)
    except CatalogueError as error:
        sys.stderr.write(f"opvangkaart: {error}\n")  # there is no language to say it in
        code = 1
    except KeyboardInterrupt:
        code = STOPPED
    except Exception:  # noqa: BLE001 - the last line of defence
        traceback.print_exc()
        complain(say("this is our fault; please report the lines above"))
        code = 1
    if code == STOPPED:
        complain(say("stopped; the previous output is untouched"))
    sys.exit(code)


def answer(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Do what a line asks, in the language it asks, and return the exit code."""
    speak(spoken())
    try:
        code, words = chosen(words, environment)
        speak(spoken(code))
        command: Any = typer.main.get_command(app)
        translate(command, heard())
        # The same words, however the program was started.
        with system_faults():
            done = command.main(
                as_values(words, valued_options(command)),
                prog_name="opvangkaart",
                standalone_mode=False,
            )
    except OpvangkaartError as error:
        complain(error.message)
        return 2
    except PARSER_ERROR as error:
        misread(error)
        return 2
    except typer.Abort:
        return STOPPED
    return done if isinstance(done, int) else 0


def as_values(words: Sequence[str], valued: AbstractSet[str]) -> list[str]:
    """Return the words with a negative number behind a space where it would pass for an option.

    West of Greenwich and south of the equator every point starts so; no option has a digit first.
    Behind an option that takes a value a word is that value, and stays as it was written.

    >>> as_values(["travel", "-8.61,41.15", "--at", "-8.6,41", "-q", "-9,41"], {"--at"})
    ['travel', ' -8.61,41.15', '--at', '-8.6,41', '-q', ' -9,41']
    """
    before = ("", *words)
    return [
        f" {word}" if _NEGATIVE.match(word) and last not in valued else word
        for last, word in zip(before, words, strict=False)
    ]


def valued_options(command: Any) -> set[str]:  # noqa: ANN401 - see PARSER_ERROR
    """Return the options of a command, and of those below it, that take a value.

    >>> found = valued_options(typer.main.get_command(app))
    >>> "--at" in found, "--out" in found, "--quiet" in found
    (True, True, False)
    """
    own = {
        name
        for option in command.params
        if option.param_type_name == "option" and not option.is_flag
        for name in option.opts
    }
    return own.union(*(valued_options(one) for one in getattr(command, "commands", {}).values()))


def misread(error: Any) -> None:  # noqa: ANN401 - see PARSER_ERROR
    """Say what the parser could not read, and where to find how it is written."""
    words = error.format_message()
    context = error.ctx
    if type(error).__name__ == "NoArgsIsHelpError":  # nothing was asked: the help is the answer
        sys.stderr.write(f"{words}\n")
        return
    command = "opvangkaart" if context is None else context.command_path
    complain(say("{fault} (see: {command} --help)", fault=recognised(words), command=command))


def complain(message: Message) -> None:
    """Print one line on the error stream, in the reader's language."""
    let_go()
    with suppress(OpvangkaartError, OSError):  # nobody may be there to read it
        console(stderr=True).print(f"opvangkaart: {heard().said(message)}")
    let_go()
