"""How a page reads: its running text, without names and tables, by the Flesch-Douma formula.

An indication, not a proof of B1. textstat carries the Dutch syllables with it: nothing is fetched.
"""

import re
from collections.abc import Iterable

import textstat
from lxml import html as parser

from sites.base.abbreviations import ABBREVIATIONS

LEAST_EASE = 60
LONGEST = 25
#: What is no running text of the page: tables, names, controls, drawings, and what runs.
_OUT = (
    "//table | //script | //style | //svg | //button | //label | //select | //option | //noscript"
    " | //nav | //output | //dt | //*[@hidden] | //*[contains(@class, 'kop-naam')]"
    " | //*[contains(@class, 'krediet')] | //*[contains(@class, 'afkortingen')]"
    " | //*[@id='tekening'] | //code"
)
#: Capitals that are part of a name or a licence, and the counter that is written small.
NAMES = {"RAAD", "INTERN"}
_ABBREVIATION = re.compile(r"\b(?:[A-Z]{2,6}|amv|azc)\b")
_TEXT = "//h1 | //p | //li[not(.//p) and not(.//li)]"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")
#: A name: a word with a capital that does not open the sentence, and a number.
_NAME = re.compile(r"(?<!^)\b[A-Z][\w'.-]*|\b[\d.,:%/-]*\d[\d.,:%/-]*")


def sentences_of(page: str) -> list[str]:
    """Return the sentences of a page's headline, paragraphs and list items."""
    tree = parser.fromstring(page)
    for element in tree.xpath(_OUT):
        element.drop_tree()
    texts = (" ".join(element.text_content().split()) for element in tree.xpath(_TEXT))
    return [sentence for text in texts if text for sentence in _SENTENCE.split(text)]


def ease_of(sentences: Iterable[str]) -> float:
    """Return the Flesch-Douma reading ease of sentences, names and numbers left out."""
    textstat.set_lang("nl")
    plain = (_NAME.sub("", one).strip(" .;,:") for one in sentences)
    return float(textstat.flesch_reading_ease(". ".join(one for one in plain if one) + "."))


def words_of(sentence: str) -> int:
    """Return how many words a sentence has; what stands between brackets is read apart."""
    return len(re.findall(r"[\w'-]+", re.sub(r"\([^)]*\)", "", sentence)))


def unexplained(page: str) -> list[str]:
    """Return the abbreviations of the running text that the page does not write out."""
    body = " ".join(parser.fromstring(page).xpath("//body")[0].text_content().split())
    said = " ".join(sentences_of(page))
    known = {name: full for name, full in ABBREVIATIONS.items() if f"{name} is {full}" in body}
    spelled = {spelling for name in known for spelling in (name, name.upper(), name.capitalize())}
    return sorted(set(_ABBREVIATION.findall(said)) - spelled - NAMES)


def reads_well(page: str) -> None:
    """The page is easy enough, no sentence is too long, and no abbreviation goes unexplained."""
    said = sentences_of(page)
    assert said
    assert [one for one in said if words_of(one) > LONGEST] == []
    assert ease_of(said) >= LEAST_EASE
    assert unexplained(page) == []
