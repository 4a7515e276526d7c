"""What the commands on a dossier take."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from opvangkaart.dossier.store import Dossier

DossierArg = Annotated[
    str,
    typer.Argument(metavar="DOSSIER", help="A .dossier file, or postgresql://role@machine/name."),
]
WhoOption = Annotated[
    str, typer.Option("--who", help="Your code in the team, such as initials; no name.")
]


@contextmanager
def opened(place: str, *, read_only: bool = False) -> Iterator["Dossier"]:
    """Give an open dossier, and let go of it at the end."""
    from opvangkaart.dossier.store import open_dossier

    dossier = open_dossier(place, read_only=read_only)
    try:
        yield dossier
    finally:
        dossier.close()
