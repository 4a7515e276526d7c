"""Compile the catalogues for the wheel (``setup.py``) and find out whether they are of today.

A compiled catalogue carries the digest of its source, so that one left from before a pull is seen.
"""

import gettext
import io
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "opvangkaart"
EVER = datetime(2026, 1, 1, tzinfo=UTC)  # the same source compiles to the same bytes


def source_of(language: str) -> Path:
    """Return where the sentences of a language are written."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def digest_of(source: Path) -> str:
    """Return the digest of a source, the same under any ends of lines."""
    return sha256(source.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def compiled(source: Path) -> bytes:
    """Return a source as the bytes that ``gettext`` reads; fuzzy sentences stay out."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only to build
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as opened:
        catalogue = read_po(opened, locale=source.parent.parent.name, abort_invalid=True)
    catalogue.project, catalogue.version = DOMAIN, digest_of(source)
    catalogue.creation_date = EVER
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def compile_all() -> list[Path]:
    """Write every compiled catalogue beside its source."""
    sources = sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    for source in sources:
        source.with_suffix(".mo").write_bytes(compiled(source))
    return sources


def is_of_today(read: gettext.NullTranslations, source: Path) -> bool:
    """Return whether a compiled catalogue was made from the source beside it, if there is one."""
    made_from = read.info().get("project-id-version")
    return not source.is_file() or made_from == f"{DOMAIN} {digest_of(source)}"
