"""How a page reads: its running text, without names and tables, by the Flesch-Douma formula.

An indication, not a proof of B1. textstat carries the Dutch syllables with it: nothing is fetched.
"""

import re
from collections.abc import Iterable

import textstat
from lxml import html as parser
from playwright.sync_api import Page

from sites.base.abbreviations import ABBREVIATIONS

LEAST_EASE = 60
#: Words on the first screen of 1440 by 900: all that is to be seen, the legend too. Not counted are
#: names of places on the map, and the rows of the scoreboard: names and figures of a table.
FOLD_WORDS = 250
_FOLD = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (walk.nextNode()) {
    const home = walk.currentNode.parentElement;
    const left = home.closest('.onzichtbaar, script, style, .naam, .bord-svg, .bord-tabel tbody');
    if (left || !home.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const r = range.getBoundingClientRect();
    if (!r.width || r.bottom <= 0 || r.top >= window.innerHeight) continue;
    const said = walk.currentNode.textContent.split(/\\s+/);
    words += said.filter(word => /[\\p{L}\\p{N}]/u.test(word)).length;
  }
  return words;
}"""
LONGEST = 25
#: What is no running text of the page: tables, names, controls, drawings, and what runs.
_OUT = (
    "//table | //script | //style | //svg | //button | //label | //select | //option | //noscript"
    " | //nav | //output | //dt | //*[@hidden] | //*[contains(@class, 'kop-naam')]"
    " | //*[contains(@class, 'krediet')] | //*[contains(@class, 'afkortingen')]"
    " | //*[@id='tekening'] | //code | //*[contains(@class, 'balken')]"
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


#: Opens what a page says of a site only when asked: three sites of each verdict, what each card
#: answers to "Wat als dit wegvalt?", and a mother location.
ASK = """() => {
  const found = [];
  const panel = () => document.getElementById('paneel').outerHTML;
  const seen = {};
  for (const row of View.order) {
    const state = Data.state(row);
    seen[state] = (seen[state] ?? 0) + 1;
    if (seen[state] > 3) continue;
    State.set({ site: row, hub: -1 });
    found.push(panel());
  }
  State.set({ site: -1 });
  for (const card of document.querySelectorAll('.keuze')) {
    const [, gone] = card.querySelectorAll('.keuze-knoppen button');
    gone.click();
  }
  found.push(document.getElementById('antwoord').outerHTML);
  if (Data.hubs.length) {
    State.set({ hub: 0 });
    found.push(panel());
  }
  return found.join('');
}"""


def fits_the_fold(page: Page) -> None:
    """The first screen has few words."""
    assert 0 < page.evaluate(_FOLD) <= FOLD_WORDS


def answers_well(page: Page) -> None:
    """What a page says when it is asked reads as well as what stands on it."""
    body = f"<p class='afkortingen'>{page.inner_text('.afkortingen')}</p>"
    reads_well(f"<!DOCTYPE html><html><body>{page.evaluate(ASK)}{body}</body></html>")


def reads_well(page: str) -> None:
    """The page is easy enough, no sentence is too long, and no abbreviation goes unexplained."""
    said = sentences_of(page)
    assert said
    assert [one for one in said if words_of(one) > LONGEST] == []
    assert ease_of(said) >= LEAST_EASE
    assert unexplained(page) == []
