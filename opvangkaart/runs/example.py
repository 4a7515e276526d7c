"""Begin a first dossier with a few initiatives that are made up and called so."""

from importlib.resources import as_file, files

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.example import BY, LIST
from opvangkaart.dossier.incoming import take_in
from opvangkaart.dossier.store import Dossier
from opvangkaart.runs.dossier import look_at_list, today


def lay_example(dossier: Dossier) -> int:
    """Read the bundled list as any list comes in, and return how many rows it gave.

    The examples lie in the province of Utrecht. Nothing is added to a dossier that has rows.
    """
    with as_file(files("opvangkaart.dossier") / LIST) as path:
        incoming = look_at_list(dossier, path, name=LIST)
    read = incoming.read
    return sum(take_in(Editor(dossier, BY), incoming.steps, read.name, read.headings,
                       day=today()).values())  # fmt: skip
