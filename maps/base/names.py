"""Name the files of an edition: a reader sees from the name for whom it is."""

import re

from sites.base.letters import plain_letters
from sites.tables.schemas import Edition

PROVINCE = "index"


def slug(name: str) -> str:
    """Return a file-name part from any name: lower case, ASCII letters, digits and hyphens.

    A name of other letters has none of those left: whoever names files tells it apart by its code.

    >>> slug("'s-Gravenmoer"), slug("Utrechtse Heuvelrug"), slug("Curaçao & Saba"), slug("***")
    ('s-gravenmoer', 'utrechtse-heuvelrug', 'curacao-saba', 'naamloos')
    >>> slug("Neustadt an der Weinstraße"), slug("Łódź"), slug("Αθήνα")
    ('neustadt-an-der-weinstrasse', 'lodz', 'naamloos')
    """
    plain = plain_letters(name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].rstrip("-") or "naamloos"


def edition_name(stem: str, suffix: str, edition: Edition) -> str:
    """Return a file name that carries the edition, unless everybody may read it.

    >>> edition_name("opvangkaart", ".xlsx", "raad"), edition_name("kaart", ".svg", "openbaar")
    ('opvangkaart-raad.xlsx', 'kaart.svg')
    """
    return f"{stem}{'' if edition == 'openbaar' else f'-{edition}'}{suffix}"


def page_name(municipality_slug: str | None, edition: Edition) -> str:
    """Return the file name of a page; no municipality means the whole area.

    >>> page_name("zeist", "intern"), page_name(None, "raad"), page_name("zeist", "openbaar")
    ('gemeente-zeist-intern.html', 'index-raad.html', 'gemeente-zeist.html')
    """
    stem = PROVINCE if municipality_slug is None else f"gemeente-{municipality_slug}"
    return edition_name(stem, ".html", edition)
