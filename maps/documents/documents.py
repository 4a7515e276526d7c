"""Make everything for on paper: profiles of sites, annexes per municipality, maps as pictures."""

from collections.abc import Iterator, Sequence
from typing import Final

from maps.base.names import edition_name, slug
from maps.content.page import PageContent, page_contents
from maps.documents.brief import brief
from maps.documents.docx import docx_bytes
from maps.documents.profile import profile
from maps.documents.typesetting import FONT, pdf_bytes, png_bytes
from maps.drawing.svg import static_map
from sites.base.errors import ExportError
from sites.tables.results import RunResult

#: Without a choice: a profile for the best so many sites of the area, not for thousands.
PROFILES: Final = 10


def render_documents(
    result: RunResult,
    *,
    municipalities: Sequence[str] | None = None,
    sites: Sequence[str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every document and picture, in the order they are made.

    Parameters
    ----------
    municipalities
        Codes; without them all municipalities of the area.
    sites
        The ``site_id`` of the sites to profile; without them the best ten of the area, or of the
        municipalities asked for.

    Raises
    ------
    ExportError
        A site that this edition does not have.
    """
    chosen = _chosen(result, municipalities, sites)
    home = result.sites.set_index("site_id")["gm_code"].where(
        result.sites.set_index("site_id")["gm_certain"].astype(bool), None
    )
    pages: dict[str | None, PageContent] = {}
    for content in page_contents(result):
        wanted = municipalities is None or content.gm_code in (None, *municipalities)
        if wanted:
            yield from _area(result, content)
        if content.gm_code is None or (home.loc[chosen] == content.gm_code).any():
            pages[content.gm_code] = content
    for number, site_id in enumerate(chosen, start=1):
        content = pages.get(home[site_id], pages[None])
        stem = f"locatieprofiel-{number:02d}-{slug(site_id)}"
        name = edition_name(stem, ".pdf", result.edition)
        yield name, pdf_bytes(profile(result, content, site_id))


def _chosen(
    result: RunResult, municipalities: Sequence[str] | None, sites: Sequence[str] | None
) -> list[str]:
    if sites is not None:
        if missing := sorted(set(sites) - set(result.sites["site_id"])):
            raise ExportError(
                "{missing_count} of {sites_count} sites are not in edition {edition}, such "
                "as {missing!r}; check the site_id or choose another --edition",
                missing_count=len(missing),
                sites_count=len(sites),
                edition=result.edition,
                missing=missing[0],
            )
        return list(dict.fromkeys(sites))
    ranked = result.ranking.dropna(subset=["rank"]).merge(result.sites, on="site_id")
    if municipalities is not None:
        ranked = ranked[ranked["gm_code"].isin(list(municipalities))]
    return ranked.sort_values("rank")["site_id"].head(PROFILES).tolist()


def _area(result: RunResult, content: PageContent) -> Iterator[tuple[str, bytes]]:
    """Yield the annex and the map of one area."""
    edition, day = result.edition, result.scenario.reference_date
    stem = _stem(content)
    drawing = static_map(content, legend=True, font_family=FONT)
    yield edition_name(f"kaart-{stem}", ".svg", edition), f"{drawing}\n".encode()
    yield edition_name(f"kaart-{stem}", ".png", edition), png_bytes(drawing, day)
    if content.gm_code is None:
        return
    annex = brief(result, content)
    name = f"raadsinformatiebrief-bijlage-{stem}"
    yield edition_name(name, ".pdf", edition), pdf_bytes(annex)
    yield edition_name(name, ".docx", edition), docx_bytes(annex, png_bytes)


def _stem(content: PageContent) -> str:
    """Return the part of the page's file name that tells the area."""
    if content.gm_code is None:
        return "gebied"
    stem = content.file_name.removesuffix(".html").removeprefix("gemeente-")
    return stem if content.edition == "openbaar" else stem.removesuffix(f"-{content.edition}")
