"""How much a workbook holds besides the values of its cells, counted by tags while its parts are scanned.

openpyxl makes objects of nearly every tag, so a file of some hundred kilobytes could keep a worker for minutes.
`vocabulary/tag_caps.csv` says how many of each kind there may be: as many as take it about ten seconds or half a
gigabyte. Of kinds that are marked `together` there may be no more than the most of two of them. Kinds that begin with
"@" are no tags: they are what the scans of parts add up.

Tags are counted in whatever part they stand: which part is read as what is up to whoever sends the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from screening.intake.refusals import refusal
from screening.intake.vocabularies import csv_file

_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Cap:
    """How many of some tags a workbook may hold."""

    what: str  # the tags, in words
    most: int
    together: bool  # whether what there is of others counts too


@cache
def _caps() -> tuple[tuple[Cap, ...], dict[str, int]]:
    """The caps, that of all other tags first, and their places by tag."""
    rows = csv_file("tag_caps.csv")
    caps = tuple(Cap(row["what"], int(row["most"]), row["together"] == "yes") for row in rows)
    return caps, {tag: place for place, row in enumerate(rows) for tag in row["tags"].split()}


class TagCounts:
    """The counts of one workbook."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._caps, self.places = _caps()
        self.numbers = [0] * len(self._caps)  # by place; a tag that has none is counted at 0

    def add(self, kind: str, number: int) -> None:
        """Count what is no tag. Raises KeyError for a kind that the table does not have."""
        self.numbers[self.places[kind]] += number

    def check(self, part: str) -> None:
        """Refuse the workbook once it holds too much; `part` is what was read up to now.

        Raises:
            UploadRefused: too-many-of-a-kind.
        """
        shares = [number / cap.most for number, cap in zip(self.numbers, self._caps, strict=True)]
        together = sum(share for share, cap in zip(shares, self._caps, strict=True) if cap.together)
        if together > _TOGETHER or max(shares) > 1:
            place = shares.index(max(shares))
            what, number = self._caps[place].what, self.numbers[place]
            raise refusal("too-many-of-a-kind", name=self.name, what=what, count=number, part=part)
