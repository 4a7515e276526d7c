"""Say the help of the commands in the reader's language: ours, and what the parser adds."""

import re
from collections.abc import Sequence
from typing import Any

from opvangkaart.language.libraries import KINDS, extra
from opvangkaart.language.speech import Language

_KIND = re.compile(r"<(?:list\[)?(\w+(?: range)?)\]?>", re.IGNORECASE)
_REMARKS = re.compile(r"^(.*?)\s*\[([^\[\]]*)\]$", re.DOTALL)


def translate(command: Any, language: Language) -> None:  # noqa: ANN401 - typer's or click's, by version
    """Give a command and all under it the help of a language.

    Versions of typer bring their own click or share one: what is used here is the same in both.
    """
    command.context_class = _context_of(command.context_class, language)
    command.help = language.words(command.help or "")
    command.short_help = command.help  # the parser cuts a long one in a list: this one it wraps
    command.options_metavar = language.words(command.options_metavar or "")
    for param in command.params:
        if getattr(param, "help", None):
            param.help = language.words(param.help)
        if param.metavar:
            param.metavar = language.words(param.metavar)
    if subs := getattr(command, "commands", None):
        command.subcommand_metavar = language.words(command.subcommand_metavar)
        for sub in subs.values():
            translate(sub, language)


def _context_of(base: Any, language: Language) -> type:  # noqa: ANN401
    """Return the parser's own context, with a help page that speaks."""
    written = base.formatter_class

    class Page(written):  # type: ignore[misc,valid-type]
        """The parser's help page, its own words in the reader's language."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or language.words("Usage: "))

        def write_heading(self, heading: str) -> None:
            super().write_heading(language.words(heading))

        def write_dl(self, rows: Sequence[tuple[str, str]], *args: int, **kwargs: int) -> None:
            told = [
                (_with_kinds(first, language), _with_remarks(second, language))
                for first, second in rows
            ]
            super().write_dl(told, *args, **kwargs)

    return type(base.__name__, (base,), {"formatter_class": Page})


def _with_kinds(words: str, language: Language) -> str:
    """Return the first column of a help page, the kinds of values in the reader's language."""

    def kind(found: re.Match[str]) -> str:
        name = KINDS.get(found[1].casefold())
        return found[0] if name is None else language.words(name)

    return _KIND.sub(kind, words)


def _with_remarks(words: str, language: Language) -> str:
    """Return the second column, the help option and the remarks in brackets said too."""
    found = _REMARKS.match(words)
    if not found:
        return language.words(words)
    remarks = "; ".join(language.said(extra(part)) for part in found[2].split("; "))
    return f"{found[1]}  [{remarks}]".strip()
