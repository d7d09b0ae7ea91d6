"""What a report holds of each result, made once and apart from its rows, and everything that a report is written from.

The entries of a long list are made chunk by chunk, wherever it is screened; writing the report then puts them beside
the rows. A report written at once is made of the same entries, so both have the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict

from screening.assessment import gravest
from screening.intake.model import ParsedList, Row, RowState
from screening.model import CountedAs, Level, Outcome, Result, RunFacts
from screening.report.evidence import EvidenceRow, evidence_rows
from screening.report.formats import Format
from screening.report.json_output import result_json
from screening.report.rows import (
    ReportRow,
    build_report_row,
    combine_report_rows,
    follows_after_decision,
    gravity_of_report_row,
)
from screening.review.party_questions import PartyQuestion
from screening.review.reviewer_columns import newest_decision
from screening.review.subject_decisions import DecisionsInEffect
from watchlists.model import Watchlist

# How a row of the file can end; together they are all its rows.
ENDS = (
    *(each.value for each in CountedAs if each is not CountedAs.REVIEW),
    *(level.value for level in Level),
    RowState.SKIPPED.value,
)


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A result as its report has it; what a form of report does not show is empty."""

    row: ReportRow  # without what is said beside the row of the list
    evidence: tuple[EvidenceRow, ...] = ()  # its rows on the sheet of evidence
    json: str = ""  # its object in JSON, without braces, row and provenance
    questions: tuple[PartyQuestion, ...] = ()  # about each party, for workbooks
    listings: tuple[str, ...] = ()  # ids of those that were hit, for Parquet
    snapshots: tuple[str, ...] = ()  # SHA-256 of the files that they were read from


@dataclass(frozen=True, slots=True)
class ListRows:
    """Rows that follow each other in a CSV list, as the list has them, without what a report of ours added."""

    first: int  # number of the first of them
    rows: Sequence[Sequence[str]]
    width: int  # cells of the longest row of the whole list, or left of what a report of ours added

    def __getitem__(self, place: int) -> Sequence[str]:
        """The row of number `place` + 1."""
        return self.rows[place + 1 - self.first]


# By sheet and row number, one entry a subject of the row.
ReportEntries = Mapping[tuple[str, int], tuple[ReportEntry, ...]]


@dataclass(frozen=True, slots=True)
class ReportFormatter:
    """Makes the entries of results for one form of report."""

    facts: RunFacts
    format: Format
    lists: Mapping[str, Watchlist]
    snapshots: Mapping[str, str]  # by list: SHA-256 of the file it was read from

    @staticmethod
    def of(facts: RunFacts, format: Format) -> ReportFormatter:
        """The formatter of a run; of `facts`, only the lists matter."""
        lists = {watchlist.id: watchlist for watchlist in facts.watchlists}
        snapshots = {each.watchlist_id: each.file_sha256 for each in facts.snapshots}
        return ReportFormatter(facts, format, lists, snapshots)

    @property
    def for_workbook(self) -> bool:
        """Whether the report has the sheets that we add to workbooks."""
        return self.format in ("xlsx", "fresh-xlsx")

    def entry(self, result: Result, questions: tuple[PartyQuestion, ...] = ()) -> ReportEntry:
        """The entry of one result, of which these `questions` are asked."""
        row = build_report_row(result, self.lists)
        if self.format in ("json", "ndjson"):
            return ReportEntry(row, json=_json(result, self.facts))
        if self.format == "parquet":
            return ReportEntry(row, **self._hit(result))
        if not self.for_workbook:
            return ReportEntry(row)
        return ReportEntry(row, evidence_rows(result, self.lists), questions=questions)

    def _hit(self, result: Result) -> _Listings:
        """The listings that were hit, and the files they were read from."""
        hit = [each for hit in result.reading.hits for each in (hit.listing, *hit.other_listings)]
        lists = dict.fromkeys(listing.watchlist_id for listing in hit)
        return {
            "listings": tuple(dict.fromkeys(listing.id for listing in hit)),
            "snapshots": tuple(self.snapshots[key] for key in lists if key in self.snapshots),
        }


class _Listings(TypedDict):
    listings: tuple[str, ...]
    snapshots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportInput:
    """Everything that a report is written from."""

    original: Path  # the list as it was given
    intake: ParsedList
    entries: ReportEntries
    facts: RunFacts  # what the run is pinned to
    decisions_in_effect: DecisionsInEffect  # what people decided before
    given: ListRows | None = (
        None  # the rows of a part of a CSV list; of a whole list they are read from `original`
    )

    def report_row(self, row: Row) -> ReportRow | None:
        """The values beside a row of the list, or None for a skipped one."""
        shown = combine_report_rows(row, [each.row for each in self.entries.get(row.place, ())])
        decided = newest_decision(self.decisions_in_effect.of_row(row.subjects)) if shown else None
        if shown is None or decided is None:
            return shown
        follows = follows_after_decision(shown.follows, decided.verdict_in_effect, decided.party)
        return replace(shown, follows=follows)


def count_ends(intake: ParsedList, entries: ReportEntries) -> dict[str, int]:
    """Rows of the file by how they ended; rows that could not be read count as unscreened."""
    shown = (gravest([each.row for each in some], gravity_of_report_row) for some in entries.values())
    counted = Counter(map(end_of, shown))
    rows = intake.counts
    counted[Outcome.UNSCREENED.value] += rows[RowState.UNSCREENED.value]
    counted[RowState.SKIPPED.value] = rows[RowState.SKIPPED.value]
    return {end: counted[end] for end in ENDS}


def subject_levels(intake: ParsedList, entries: ReportEntries) -> Mapping[str, int]:
    """How many subjects have each level, whatever row shows them; "unscreened" counts those without one.

    A row that could not be read counts as one of these.
    """
    rows = (each.row for some in entries.values() for each in some)
    counted = Counter(row.level.value if row.level else Outcome.UNSCREENED.value for row in rows)
    counted[Outcome.UNSCREENED.value] += intake.counts["unscreened"]
    return counted


def end_of(row: ReportRow) -> str:
    """How a row of the file ended: one of ENDS."""
    return row.level.value if row.outcome is Outcome.REVIEW and row.level else row.counted_as.value


def _json(result: Result, facts: RunFacts) -> str:
    shape = result_json(result, facts)
    del shape["provenance"]
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))[1:-1]
