"""Draw a progress report as one self-contained page, in the look of the council pages."""

import base64
import hashlib
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from maps.base.whole import kept_whole
from maps.content.progress import progress_content
from maps.drawing.progress_chart import both_charts, legend, swatch
from sites.base.abbreviations import written_out
from sites.progress.report import Report


def progress_page(report: Report, others: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return one page in Dutch: what moved, how far all is, what comes and what is in the way.

    ``others`` are file names and names of pages beside it. It makes no request to anywhere and
    holds no script.
    """
    content = progress_content(report)
    environment = Environment(
        loader=PackageLoader("maps"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style = (
        environment.get_template("answer.css").render()
        + environment.get_template("progress.css").render()
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    grids = (content.towns, content.moved, content.ahead, content.owners, content.obstacles)
    phases, halves = both_charts(content)
    said = written_out([*content.lead, *content.notes])
    page = environment.get_template("progress.html.j2").render(
        content=content, grids=[grid for grid in grids if grid is not None], others=others,
        phase_chart=phases, half_chart=halves,
        legend=legend(has_before=bool(content.then), then=content.then, now=content.now),
        swatch=swatch, style=style, digest=digest, abbreviations=said,
    )  # fmt: skip
    return kept_whole(page).encode()
