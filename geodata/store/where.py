"""Name the folder of layers in a command that a reader is told to give, as it was named before."""

from pathlib import Path
from typing import Final

#: The folder of layers where nobody names another.
FOLDER: Final = Path("eigen/gegevens")


def there(folder: Path) -> str:
    """Return the option that names a folder of layers; nothing for the usual one.

    A path below the working folder is written from there.

    >>> there(FOLDER), there(Path.cwd() / FOLDER), there(Path("mijn lagen"))
    ('', '', ' --store "mijn lagen"')
    """
    here, full = Path.cwd(), folder.absolute()
    if full == here / FOLDER:
        return ""
    near = full.relative_to(here) if full.is_relative_to(here) else folder
    return f' --store "{near}"'


def fetch_command(folder: Path, layer: str = "") -> str:
    """Return the command that fetches a layer, or all of them, into a folder.

    >>> fetch_command(Path("lagen"), "wijken")
    'opvangkaart data fetch --layer wijken --store "lagen"'
    """
    return f"opvangkaart data fetch{f' --layer {layer}' if layer else ''}{there(folder)}"


def import_command(folder: Path, layer: str, files: str) -> str:
    """Return the command that imports files again; ``folder`` is that of what was imported.

    >>> import_command(Path("lagen") / "transit", "transit", "FEED.zip")
    'opvangkaart data import transit FEED.zip --store "lagen"'
    """
    # Streets and timetables stand in a folder of that name; one elsewhere was moved by hand.
    where = there(folder.parent) if folder.name == layer else ""
    return f"opvangkaart data import {layer} {files}{where}"
