"""Write into a document how the verdicts and the order of the bundled run spread."""

import sys
from pathlib import Path
from typing import Final

from opvangkaart.runs.run import compute
from sites.judgement.spread import reach_lines, spread_lines, spread_of
from sites.tables.results import RunResult

_START: Final = "<!-- spread -->"
_END: Final = "<!-- /spread -->"


def with_spread(text: str, result: RunResult) -> str:
    """Return the document with the figures of a run between its two marks."""
    if result.judgement is None:
        return text
    before, rest = text.split(_START)
    _, after = rest.split(_END)
    lines = spread_lines(spread_of(result.judgement, result.ranking, result.mothers))
    lines += reach_lines(result.hub_travel, result.layers.hubs, result.scenario.mothers)
    return "\n".join([before + _START, *lines, _END + after])


def main(path: Path) -> None:
    """Write the figures of the bundled run into a document."""
    text = path.read_text(encoding="utf-8")
    path.write_text(with_spread(text, compute()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
