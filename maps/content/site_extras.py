"""Gather what a page filters, sorts and tells of a site beside its verdict: work, notes, terms."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.dutch import listed
from sites.base.verdicts import CAN, VERDICTS
from sites.judgement.arrays import floats
from sites.judgement.labour import SECTORS, URBANITY, by_sector
from sites.judgement.leaning.confirm import confirmed_by, items_of
from sites.judgement.leaning.text import NO_REASON
from sites.scoring.terms import term_codes, terms_of, tie_reasons
from sites.tables.results import JudgementTables, RunResult


def extra_numbers(result: RunResult, ids: pd.Index) -> dict[str, NDArray[np.float64]]:
    """Return firms per sector, open obstacles and the order of the terms, in the order of ``ids``.

    A column is only there where it tells sites apart: pages stay small.
    """
    if (judgement := result.judgement) is None:
        return {}
    found: dict[str, NDArray[np.float64]] = {}
    if judgement.labour is not None:
        wide = by_sector(judgement.labour).reindex(ids)
        for place, sector in enumerate(SECTORS.values()):
            found[f"labour.{place}"] = floats(wide[sector])
    obstacles = pd.Series({i: len(sheet.open_obstacles) for i, sheet in judgement.sheets.items()})
    if obstacles.any():
        found["notes.open"] = floats(obstacles.reindex(ids))
    codes = term_codes(terms_of(result.sites, result.scenario.reference_date))
    if codes.any():
        terms = pd.Series(codes, index=result.sites["site_id"])
        found["term.code"] = floats(terms.reindex(ids))
    return found


def extra_texts(result: RunResult) -> dict[str, pd.Series]:
    """Return texts by site: why a tie went as it did, and what people entered of a site."""
    found = {
        "term.sentence": tie_reasons(result.ranking, result.sites, result.scenario.reference_date)
    }
    if (judgement := result.judgement) is not None:
        found |= _entered(judgement) | needs_of(
            judgement.verdicts, result.scenario.area.authority.reception
        )
        if (labour := judgement.labour) is not None:
            first = labour.drop_duplicates("site_id").set_index("site_id")
            found["labour.urbanity"] = first["urbanity"].map(URBANITY)
    return {name: said for name, said in found.items() if len(said)}


def needs_of(verdicts: pd.DataFrame, authority: str) -> dict[str, pd.Series]:
    """Return in one short sentence what must still be arranged, and what COA has to confirm.

    ``authority`` runs the reception; what it confirms are parts joined by "|".
    """
    needs, reception = {}, {}
    rows = zip(*(verdicts[k] for k in ("site_id", "verdict", "confirm", "flip")), strict=True)
    for site, verdict, confirm, flip in rows:
        by = confirmed_by(confirm) if isinstance(confirm, str) else {}
        needs[site] = needs_words(tuple(by), str(verdict), str(flip))
        if authority in by:
            reception[site] = "|".join(items_of(by[authority]))
    return {
        "choice.needs": pd.Series(needs, dtype=object),
        "choice.reception": pd.Series(reception, dtype=object),
    }


def needs_words(people: tuple[str, ...], verdict: str, flip: str) -> str:
    """Say who must still confirm, or what else would help.

    >>> from sites.base.verdicts import CAN_IF, CANNOT
    >>> needs_words(("COA", "de basisschool"), VERDICTS[CAN_IF], "COA bevestigt: ruimte")
    'Te bevestigen: COA en basisschool.'
    >>> needs_words((), VERDICTS[CAN], "geen"), needs_words((), VERDICTS[CANNOT], "een winkelbus")
    ('Er hoeft niets meer bevestigd te worden.', 'Nog nodig: een winkelbus.')
    >>> needs_words((), VERDICTS[CANNOT], "geen")
    'Geen kleine verandering maakt dit oordeel beter.'
    >>> needs_words((), VERDICTS[CANNOT], "COA zet een mobiel team in vanuit X, 42 minuten rijden")
    'Nog nodig: COA zet een mobiel team in.'
    """
    if people:
        return f"Te bevestigen: {listed([one.removeprefix('de ') for one in people])}."
    if verdict == VERDICTS[CAN]:
        return "Er hoeft niets meer bevestigd te worden."
    if flip == NO_REASON:
        return "Geen kleine verandering maakt dit oordeel beter."
    return f"Nog nodig: {flip.partition(' vanuit ')[0]}."  # from where stands one key away


def _entered(judgement: JudgementTables) -> dict[str, pd.Series]:
    """Return the school norm and the notes of the sites that have any."""
    schools = {i: sheet.school for i, sheet in judgement.sheets.items() if sheet.school}
    noted = {i: told for i, sheet in judgement.sheets.items() if (told := sheet.noted())}
    return {
        "school.sentence": pd.Series(schools, dtype=object),
        "notes.sentence": pd.Series(noted, dtype=object),
    }
