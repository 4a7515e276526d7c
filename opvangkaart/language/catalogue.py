"""Read a language's sentences, and refuse rather than fall back to English without a word."""

import gettext
import io

from opvangkaart.language.build import compiled, is_of_today, source_of


class CatalogueError(RuntimeError):
    """Mark an installation without its sentences; only a new installation mends it."""


def read_catalogue(language: str) -> gettext.NullTranslations:
    """Return the sentences of a language; English is the language of the templates themselves.

    A checkout whose compiled sentences are missing or older than their source is read from the
    source where babel is installed (as it is for whoever works on the program).

    Raises
    ------
    CatalogueError
        The compiled sentences are missing or old, and babel is not here; one line in Dutch.
    """
    if language == "en":
        return gettext.NullTranslations()
    source = source_of(language)
    made = source.with_suffix(".mo")
    if made.is_file():
        with made.open("rb") as opened:
            read = gettext.GNUTranslations(opened)
        if is_of_today(read, source):
            return read
    try:
        return gettext.GNUTranslations(io.BytesIO(compiled(source)))
    except (ImportError, FileNotFoundError):
        raise CatalogueError(
            "de Nederlandse zinnen ontbreken of zijn ouder dan het programma; "
            "installeer opnieuw: make maps (of: pip install -e .)"
        ) from None
