"""What is recorded of a row: outcome, risk score, and the listings it hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from screening.model import Result

REVIEW, UNSCREENED, NO_MATCH = GRAVITY = ("review", "unscreened", "no_match")  # the gravest first
SKIPPED = "skipped"  # a title, header, total or note: names nobody
UNREAD = "unread"  # a whole file that was refused or asked about; its row is 0
READ = "read"  # a file that was taken


class Key(NamedTuple):
    """A row by its set, file, sheet and number there."""

    set: str
    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class RecordedHit:
    """A listing that a row hit, with the surest relation to it."""

    listing: str
    relation: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a row; its hits are in the order of their listing ids, one a listing."""

    key: Key
    outcome: str
    code: str = ""  # why it was skipped, not read or not screened
    score: int = 0
    hits: tuple[RecordedHit, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Say whether nothing was found, so that the row need not be stored."""
        return self.outcome == NO_MATCH and not self.hits and not self.score


@dataclass(frozen=True, slots=True)
class SetRecords:
    """The records of a set that are not plain, and how many rows of each file had which outcome."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)  # by file, then by outcome
    records: dict[Key, Record] = field(default_factory=dict)


def record_of(key: Key, results: Sequence[Result], outcome: str = "", code: str = "") -> Record:
    """The record of a row: the gravest of its outcomes, the highest score, and the hits of all its subjects.

    Args:
        key: the row.
        results: one for each of its subjects.
        outcome: what the intake says of a row that it could not read, or not whole.
        code: the intake's code for that.
    """
    outcomes = [str(each.assessment.outcome) for each in results]
    gravest = min(
        (each for each in (*outcomes, outcome) if each in GRAVITY), key=GRAVITY.index, default=outcome
    )
    surest: dict[str, RecordedHit] = {}
    for hit in (hit for each in results for hit in each.reading.hits):
        # A part's listing that stands behind the hit on its body is hit with it.
        for listing in hit.listings:
            found = RecordedHit(listing.id, str(hit.relation), round(hit.confidence, 3))
            if found.listing not in surest or found.confidence > surest[found.listing].confidence:
                surest[found.listing] = found
    score = max((each.assessment.risk_score for each in results), default=0)
    return Record(key, gravest, code, score, tuple(surest[listing] for listing in sorted(surest)))


def set_records(records: Sequence[Record]) -> SetRecords:
    """Count the records of a set by file and outcome, and keep those that are not plain."""
    counts: dict[str, dict[str, int]] = {}
    for record in records:
        of_file = counts.setdefault(record.key.file, {})
        of_file[record.outcome] = of_file.get(record.outcome, 0) + 1
    return SetRecords(counts, {record.key: record for record in records if not record.is_plain})
