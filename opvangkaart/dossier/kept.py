"""Keep what a run, a plan or a question gave, and read it back as it was given."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.read import read_table
from opvangkaart.dossier.store import Dossier
from sites.progress.entry import Value
from sites.tables.schemas import CONFIDENTIALITY

#: What a scenario made from a dossier puts before the number of an initiative.
SITE_ID: Final = "I"


@dataclass(frozen=True)
class Answer:
    """One answer as it is kept.

    ``kind`` is one of ``RESULT_KINDS``, ``content`` the answer itself as plain JSON. ``verdicts``
    says for the number of an initiative what was judged and the words for it; each also comes to
    stand with that initiative.
    """

    kind: str
    day: str
    title: str
    fingerprint: str
    words: str = ""
    confidentiality: str = CONFIDENTIALITY[-1]
    content: Mapping[str, Any] = field(default_factory=dict)
    verdicts: Mapping[int, tuple[str, str]] = field(default_factory=dict)


def keep_answer(editor: Editor, answer: Answer) -> str:
    """Keep an answer whole, in one go, and return its code.

    Raises
    ------
    EntryError
        A field that will not do, or an answer too long to keep.
    DossierError
        A verdict about an initiative that is not in the dossier.
    """
    content = json.dumps(dict(answer.content), ensure_ascii=False) if answer.content else None
    given: dict[str, Value] = {
        "kind": answer.kind, "day": answer.day, "title": answer.title, "words": answer.words,
        "fingerprint": answer.fingerprint, "confidentiality": answer.confidentiality,
        "content": content,
    }  # fmt: skip
    table = read_table(editor.dossier, "initiatives")
    code_of = dict(zip(table["number"].astype(int), table["row_id"], strict=True))
    if unknown := sorted(set(answer.verdicts) - set(code_of)):
        raise DossierError("initiative {number:d} is not in the dossier", number=unknown[0])
    with editor.together() as batch:
        kept = batch.add("results", given)
        for number, (verdict, words) in answer.verdicts.items():
            batch.add("answers", {
                "initiative": code_of[number], "day": answer.day, "verdict": verdict,
                "fingerprint": answer.fingerprint, "words": words,
            })  # fmt: skip
    return kept


def kept_answers(dossier: Dossier, kind: str | None = None) -> pd.DataFrame:
    """Return the answers that were kept, the newest first, with ``content`` as plain data."""
    table = read_table(dossier, "results").astype(object)
    own = table if kind is None else table[table["kind"] == kind]
    told = own["content"].map(lambda text: json.loads(text) if isinstance(text, str) else {})
    ordered = own.assign(content=told).sort_values(["day", "row_id"], ascending=False)
    return ordered.reset_index(drop=True)


def kept_answer(dossier: Dossier, row_id: str) -> Mapping[str, Any] | None:
    """Return one kept answer; None when it is no longer there."""
    table = kept_answers(dossier)
    own = table[table["row_id"] == row_id]
    return None if own.empty else {str(key): cell for key, cell in own.iloc[0].items()}


def initiative_of_site(site_id: str) -> int | None:
    """Return the number of the initiative that a site of a run was made from.

    >>> initiative_of_site("I12"), initiative_of_site("IJ4")
    (12, None)
    """
    number = site_id.removeprefix(SITE_ID)
    is_ours = site_id.startswith(SITE_ID) and re.fullmatch("[0-9]+", number)
    return int(number) if is_ours else None
