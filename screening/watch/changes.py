"""What changed about the rows of a watch between two screenings: who is told of, and why.

Rows are known by the key that their sender gives them, else by what they say, else by name. What only stands in other
words is not told; a listing that says more of a party that is found anyway is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from screening.model import Inquiry, Outcome, Subject
from screening.runs.chunk_store import ResultSummary
from screening.runs.compare import (
    ChangeCause,
    ChangeReason,
    ComparedRun,
    Place,
    listing_change,
    paired,
    reasons_of_change,
)


class WatchChangeKind(StrEnum):
    """What changed about a row."""

    LISTED = "listed"  # a listing is found that was not
    DELISTED = "delisted"  # a listing is found no more
    LISTING = "listing"  # a listing that is found says otherwise: a name, a measure, a date
    RESULT = "result"  # another result by a policy, or by the age of a list
    ROW = "row"  # the list says otherwise of it, and the result is another
    JOINED = "joined"  # new on the list, and not without a match
    LAPSED = "lapsed"  # a decision about it holds no more


@dataclass(frozen=True, slots=True)
class RowChange:
    """What is told of one row: before and after, and why."""

    kind: WatchChangeKind
    subject: Subject
    place: Place  # in the later list
    reference: str  # of the row, the sender's own; "" for none
    before: ResultSummary | None
    after: ResultSummary
    reasons: tuple[ChangeReason, ...]


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """How the rows of two lists differ, in numbers of distinct subjects."""

    rows: int
    joined: int
    left: int
    changed: int


@dataclass(frozen=True, slots=True)
class WatchDifference:
    """What is told, in the order of the later list, and how the lists differ."""

    changes: tuple[RowChange, ...]
    rows: VersionDifference
    left: tuple[Subject, ...]  # whom the later list no longer holds


def watch_difference(
    before: ComparedRun | None, after: ComparedRun, lapsed: Mapping[Place, str] | None = None
) -> WatchDifference:
    """Compare the newest screening of a watch with the one that was told last.

    Args:
        before: None where there is none: then nothing has changed yet, and all that was found is told elsewhere.
        after: the newest.
        lapsed: by row of the later list, the sentence of a decision that holds no more.
    """
    if before is None:
        return WatchDifference((), VersionDifference(len(after.summaries), 0, 0, 0), ())
    earlier = paired(before, after)
    found: list[RowChange] = []
    joined = changed = 0
    for asked, said in after.summaries.items():
        old = earlier.get(asked)
        joined += old is None
        changed += old is not None and old != asked
        change = _change(before, after, old, asked, said)
        if ended := _lapsed(after, asked, lapsed or {}):
            change = change or _row(after, WatchChangeKind.LAPSED, asked, said, said, ())
            change = replace(change, reasons=(*change.reasons, *ended))
        if change is not None:
            found.append(change)
    kept = set(earlier.values())
    left = tuple(asked.subject for asked in before.summaries if asked not in kept)
    rows = VersionDifference(len(after.summaries), joined, len(left), changed)
    return WatchDifference(tuple(found), rows, left)


def _change(
    before: ComparedRun, after: ComparedRun, old: Inquiry | None, asked: Inquiry, said: ResultSummary
) -> RowChange | None:
    if old is None:
        if said.outcome == Outcome.NO_MATCH:
            return None
        why = (ChangeReason(ChangeCause.SUBJECT, "New on the list."),)
        return _row(after, WatchChangeKind.JOINED, asked, None, said, why)
    told = before.summaries[old]
    if told == said:
        reasons = tuple(filter(None, (listing_change(before, after, each) for each in said.listings)))
        if not reasons:
            return None
        return _row(after, WatchChangeKind.LISTING, asked, told, said, reasons)
    return _row(
        after, _kind(old, asked, told, said), asked, told, said, reasons_of_change(before, after, old, asked)
    )


def _kind(old: Inquiry, asked: Inquiry, told: ResultSummary, said: ResultSummary) -> WatchChangeKind:
    if old != asked:
        return WatchChangeKind.ROW
    if set(said.listings) - set(told.listings):
        return WatchChangeKind.LISTED
    if set(told.listings) - set(said.listings):
        return WatchChangeKind.DELISTED
    return WatchChangeKind.RESULT


def _lapsed(after: ComparedRun, asked: Inquiry, lapsed: Mapping[Place, str]) -> tuple[ChangeReason, ...]:
    sentences = dict.fromkeys(lapsed[place] for place in after.rows[asked] if place in lapsed)
    return tuple(ChangeReason(ChangeCause.LIST, sentence) for sentence in sentences)


def _row(
    after: ComparedRun,
    kind: WatchChangeKind,
    asked: Inquiry,
    told: ResultSummary | None,
    said: ResultSummary,
    reasons: tuple[ChangeReason, ...],
) -> RowChange:
    return RowChange(
        kind,
        asked.subject,
        after.rows[asked][0],
        after.references.get(asked, ""),
        told,
        said,
        reasons,
    )


def count_kinds(changes: tuple[RowChange, ...]) -> dict[str, int]:
    """How many rows changed in which way, those in none left out."""
    counted = Counter(each.kind.value for each in changes)
    return {kind.value: counted[kind.value] for kind in WatchChangeKind if counted[kind.value]}
