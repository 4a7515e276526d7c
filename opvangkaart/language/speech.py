"""Say a message in a language: the sentence from its catalogue, the values as its reader expects.

>>> from sites.base.messages import say
>>> ENGLISH.said(say("{count} rows rejected, see the list", count=4793))
'4793 rows rejected, see the list'
"""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache
from gettext import NullTranslations

from opvangkaart.language.catalogue import read_catalogue
from opvangkaart.language.visible import visible
from opvangkaart.language.written import Writer
from sites.base.messages import Message, Value

#: What a reader can choose; the first is spoken unless another is asked for.
LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Language:
    """One language, with the sentences of its catalogue."""

    code: str
    sentences: NullTranslations

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.said, is_dutch=self.code == "nl")

    def words(self, text: str) -> str:
        """Return a sentence without values, such as the help of an option."""
        return self.sentences.gettext(text) if text else ""

    def said(self, message: Message | str) -> str:
        """Return a message as one sentence; words that are no message are only made visible."""
        if isinstance(message, str):
            return visible(message)
        if message.many:
            count = message.values.get("count")
            one = count if isinstance(count, int) else 2
            template = self.sentences.ngettext(message.text, message.many, one)
        else:
            template = self.words(message.text)
        return self._writer.fill(template, message.values)

    def written(self, value: Value) -> str:
        """Return one value as it stands in a sentence."""
        return self._writer.words(value)


@lru_cache
def spoken(code: str = LANGUAGES[0]) -> Language:
    """Return a language by its code, read once."""
    return Language(code, read_catalogue(code))


ENGLISH = spoken("en")

_HEARD: ContextVar[Language] = ContextVar("language")


def speak(language: Language) -> None:
    """Say everything in this language from here on."""
    _HEARD.set(language)


def heard() -> Language:
    """Return the language that the reader of this run asked for; Dutch where nobody asked."""
    return _HEARD.get(None) or spoken()
