"""Numbers and bullets that stand before the names of a list, in the same cells: "1. Peking University".

They are taken off only where nearly every row of a column has one and the numbers count up, so that the number of
"58th Research Institute" stays. Where the number tells the names of a column apart ("13. Research Institute" above
"14. Research Institute") it belongs to them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from screening.intake.contents import is_generic
from screening.intake.grid import Grid, LongCell, MarkedCell
from screening.intake.tables import Region

_NUMBER = re.compile(r"\s*[(\[]?(\d{1,6})\s*[.)\]:、．]\s*(?=\S)")
_BULLET = re.compile(r"\s*[•·▪●○◦‣*–—-]\s+(?=\S)")
_LOOKED_AT = 200  # rows
_NEARLY_ALL = 0.9
_FEWEST = 3
_MOST = 0.5


def find_numbering(grid: Grid, region: Region) -> dict[int, re.Pattern[str]]:
    """The columns of a table that are numbered, each with the form of its numbers."""
    rows = range(region.first_row, min(region.last_row, region.first_row + _LOOKED_AT - 1) + 1)
    width = max((len(grid.row(number)) for number in rows), default=0)
    numbered = {}
    for column in range(1, width + 1):
        texts = [text for number in rows if (text := grid.cell(number, column)) and not text.isspace()]
        pattern = _pattern(texts)
        if pattern is None:
            continue
        bare = Counter(text[found.end() :].strip() for text in texts if (found := pattern.match(text)))
        if pattern is not _NUMBER or not _tell_apart(bare):
            numbered[column] = pattern
    return numbered


def strip_numbering(cells: list[str], numbering: Mapping[int, re.Pattern[str]]) -> None:
    """Take numbers off the cells of a row, in place, but for those of a name that says only a kind without it."""
    for column, pattern in numbering.items():
        text = cells[column - 1] if column <= len(cells) else ""
        if text and not isinstance(text, LongCell | MarkedCell) and (found := pattern.match(text)):
            rest = text[found.end() :]
            if pattern is not _NUMBER or not is_generic(rest.strip()):
                cells[column - 1] = rest


def _tell_apart(bare: Counter[str]) -> bool:
    """Say whether numbers belong to the names behind them: most of those say only a kind without the number."""
    generic = sum(count for text, count in bare.items() if is_generic(text))
    return generic > _MOST * bare.total()


def _pattern(texts: list[str]) -> re.Pattern[str] | None:
    if len(texts) < _FEWEST:
        return None
    numbers = [int(found[1]) for text in texts if (found := _NUMBER.match(text))]
    if len(numbers) >= _NEARLY_ALL * len(texts):
        steps = sum(after == before + 1 for before, after in pairwise(numbers))
        return _NUMBER if steps >= _NEARLY_ALL * (len(numbers) - 1) else None
    bullets = sum(bool(_BULLET.match(text)) for text in texts)
    return _BULLET if bullets >= _NEARLY_ALL * len(texts) else None
