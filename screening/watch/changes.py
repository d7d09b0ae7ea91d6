"""What changed about the rows of a watch between two screenings: who is told of, and why.

Rows are known by the key that their sender gives them, else by what they say, else by name. What only stands in other
words is not told; a listing that says more of a party that is found anyway is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from screening.model import Inquiry, Outcome, Subject
from screening.runs.chunk_store import ResultSummary
from screening.runs.compare import (
    ChangeCause,
    ChangeReason,
    ComparedRun,
    Place,
    folded_name,
    listing_change,
    reasons_of_change,
    subject_reasons,
)
from watchlists.model import Listing, Status


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
    """How the rows of two lists differ, in numbers; a row that names two subjects counts twice."""

    rows: int
    joined: int
    left: int
    changed: int


@dataclass(frozen=True, slots=True)
class WatchDifference:
    """What is told, in the order of the later list, and how the lists differ."""

    changes: tuple[RowChange, ...]
    rows: VersionDifference
    # Subjects that the later list gives otherwise, each as before and as now
    given_otherwise: tuple[tuple[Subject, Subject], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One subject in one row of a list."""

    place: Place
    number: int  # of the subject in its row, from 0
    asked: Inquiry


def watch_difference(
    before: ComparedRun | None, after: ComparedRun, lapsed: Mapping[Place, str] | None = None
) -> WatchDifference:
    """Compare the newest screening of a watch with the one that was told last.

    Args:
        before: None where there is none: then nothing has changed yet, and all that was found is told elsewhere.
        after: the newest.
        lapsed: by row of the later list, the sentence of a decision that holds no more.
    """
    rows = _rows(after)
    if before is None:
        return WatchDifference((), VersionDifference(len(rows), 0, 0, 0))
    earlier_rows = _rows(before)
    earlier = _paired_rows(before, after, earlier_rows, rows)
    found: list[RowChange] = []
    joined = changed = 0
    otherwise: dict[tuple[Subject, Subject], None] = {}
    for row in rows:
        old = earlier.get(row)
        joined += old is None
        if old is not None and old.asked != row.asked:
            changed += 1
            otherwise[old.asked.subject, row.asked.subject] = None
        change = _change(before, after, old.asked if old else None, row)
        if sentence := (lapsed or {}).get(row.place):
            said = after.summaries[row.asked]
            change = change or _told(after, WatchChangeKind.LAPSED, row, said, said, ())
            change = replace(change, reasons=(*change.reasons, ChangeReason(ChangeCause.LIST, sentence)))
        if change is not None:
            found.append(change)
    left = len(earlier_rows) - (len(rows) - joined)
    difference = VersionDifference(len(rows), joined, left, changed)
    return WatchDifference(tuple(found), difference, tuple(otherwise))


def _rows(run: ComparedRun) -> list[_Row]:
    """Every subject of every row, in the order in which what is asked first appears, and of that the rows in theirs."""
    seen: Counter[Place] = Counter()
    rows = []
    for asked in run.summaries:
        for place in run.rows[asked]:
            rows.append(_Row(place, seen[place], asked))
            seen[place] += 1
    sheets = {sheet: number for number, sheet in enumerate(dict.fromkeys(row.place[0] for row in rows))}
    return sorted(rows, key=lambda row: (sheets[row.place[0]], row.place[1], row.number))


def _paired_rows(
    before: ComparedRun, after: ComparedRun, earlier: Sequence[_Row], later: Sequence[_Row]
) -> dict[_Row, _Row]:
    """The earlier row of each later one, where there is one.

    The same key with the same words, else the same words, else the same key, else the same name. A key alone is no
    proof: in a list that numbers its rows it passes to somebody else. So of the same key, names must agree as well;
    and rows that name nobody are not the same by their words where their keys differ.
    """
    found: dict[_Row, _Row] = {}
    for key in (_reference_and_words, _words, _reference_and_name, _name):
        taken = set(found.values())
        old = _by_key(before, key, (row for row in earlier if row not in taken))
        new = _by_key(after, key, (row for row in later if row not in found))
        for each, rows in new.items():
            others = old.get(each, [])
            # Rows of the same words are as good as each other; of the same key or name only one may be meant.
            if key in (_reference_and_words, _words) or len(rows) == len(others) == 1:
                found.update(zip(rows, others, strict=False))
    return found


def _by_key(
    run: ComparedRun, key: Callable[[ComparedRun, _Row], Hashable], rows: Iterable[_Row]
) -> dict[Hashable, list[_Row]]:
    found: dict[Hashable, list[_Row]] = {}
    for row in rows:
        if (said := key(run, row)) is not None:
            found.setdefault(said, []).append(row)
    return found


def _reference_and_words(run: ComparedRun, row: _Row) -> Hashable:
    return run.references.get(row.place, ""), row.asked


def _words(run: ComparedRun, row: _Row) -> Hashable:
    names_nobody = not row.asked.subject.name
    return None if names_nobody and run.references.get(row.place) else row.asked


def _reference_and_name(run: ComparedRun, row: _Row) -> Hashable:
    reference = run.references.get(row.place)
    return (reference, row.number, folded_name(row.asked.subject)) if reference else None


def _name(_run: ComparedRun, row: _Row) -> Hashable:
    return folded_name(row.asked.subject) or None


def _change(before: ComparedRun, after: ComparedRun, old: Inquiry | None, row: _Row) -> RowChange | None:
    asked, said = row.asked, after.summaries[row.asked]
    if old is None:
        if said.outcome == Outcome.NO_MATCH:
            return None
        why = (ChangeReason(ChangeCause.SUBJECT, "New on the list."),)
        return _told(after, WatchChangeKind.JOINED, row, None, said, why)
    told = before.summaries[old]
    if old == asked and _is_reprinted(before, after, told, said):
        return None
    if told == said and old != asked and not asked.subject.name and said.outcome == Outcome.REVIEW:
        # Without a name nobody can say that it is still the same party.
        return _told(after, WatchChangeKind.ROW, row, told, said, tuple(subject_reasons(old, asked)))
    if told == said:
        reasons = tuple(filter(None, (listing_change(before, after, each) for each in said.listings)))
        return _told(after, WatchChangeKind.LISTING, row, told, said, reasons) if reasons else None
    reasons = reasons_of_change(before, after, old, asked)
    return _told(after, _kind(before, after, row, old), row, told, said, reasons)


def _is_reprinted(before: ComparedRun, after: ComparedRun, told: ResultSummary, said: ResultSummary) -> bool:
    """Whether a newer edition only prints the same parties under other keys, with the same measures and result."""
    if replace(told, listings=()) != replace(said, listings=()) or told.listings == said.listings:
        return False
    gone = [before.listings.get(each) for each in told.listings if each not in said.listings]
    come = [after.listings.get(each) for each in said.listings if each not in told.listings]
    return _printed(gone) == _printed(come)


def _printed(listings: Sequence[Listing | None]) -> set[tuple[object, ...] | None]:
    return {
        (each.watchlist_id, each.name.casefold(), each.measures) if each is not None else None
        for each in listings
    }


def _kind(before: ComparedRun, after: ComparedRun, row: _Row, old: Inquiry) -> WatchChangeKind:
    if old != row.asked:
        return WatchChangeKind.ROW
    told, said = (_in_force(before, before.summaries[old]), _in_force(after, after.summaries[row.asked]))
    if said - told:
        return WatchChangeKind.LISTED
    return WatchChangeKind.DELISTED if told - said else WatchChangeKind.RESULT


def _in_force(run: ComparedRun, said: ResultSummary) -> set[str]:
    """The listings of a result that count; where its lists are no longer held, all of them."""
    known = ((each, run.listings.get(each)) for each in said.listings)
    return {each for each, listing in known if listing is None or listing.status is Status.IN_FORCE}


def _told(
    after: ComparedRun,
    kind: WatchChangeKind,
    row: _Row,
    told: ResultSummary | None,
    said: ResultSummary,
    reasons: tuple[ChangeReason, ...],
) -> RowChange:
    reference = after.references.get(row.place, "")
    return RowChange(kind, row.asked.subject, row.place, reference, told, said, reasons)


def possible_matches(run: ComparedRun) -> list[RowChange]:
    """Every row of a first screening that is for review, as if it had just joined; in the order of the list."""
    return [
        _told(run, WatchChangeKind.JOINED, row, None, run.summaries[row.asked], ())
        for row in _rows(run)
        if run.summaries[row.asked].outcome == Outcome.REVIEW
    ]


def count_kinds(changes: tuple[RowChange, ...]) -> dict[str, int]:
    """How many rows changed in which way, those in none left out."""
    counted = Counter(each.kind.value for each in changes)
    return {kind.value: counted[kind.value] for kind in WatchChangeKind if counted[kind.value]}
