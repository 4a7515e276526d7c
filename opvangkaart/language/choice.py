"""Which language a reader asks for: ``--lang`` anywhere on the line, else the environment."""

from collections.abc import Mapping, Sequence

from opvangkaart.language.speech import LANGUAGES
from sites.base.errors import OpvangkaartError

OPTION = "--lang"
VARIABLE = "OPVANGKAART_LANG"


def chosen(words: Sequence[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the language asked for, and the line without the option that asks for it.

    The machine's own locale does not count: a municipality's computer often speaks English.

    Raises
    ------
    OpvangkaartError
        The language is not spoken, or the option has none after it.

    >>> chosen(["run", "--lang", "en", "--quiet"], {}), chosen(["--lang=nl"], {})
    (('en', ['run', '--quiet']), ('nl', []))
    """
    asked = environment.get(VARIABLE, "").strip() or LANGUAGES[0]
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":  # what follows are names, not options
            kept += [word, *rest]
        elif word == OPTION:
            asked = next(rest, "")
        elif word.startswith(f"{OPTION}="):
            asked = word.partition("=")[2]
        else:
            kept.append(word)
    code = asked.casefold()
    if code not in LANGUAGES:
        raise OpvangkaartError(
            "language {language!r} is not spoken; choose from {languages}",
            language=asked,
            languages=LANGUAGES,
        )
    return code, kept
