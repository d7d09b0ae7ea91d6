"""What a report tells of a result, made once and apart from its rows.

A long list is told in parts, wherever they were screened; writing the report then puts the parts beside the rows.
A report written at once is made of the same parts, so both have the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from screening.intake.model import Row
from screening.model import Result, RowResults, RunFacts
from screening.report.evidence import Entry, entries
from screening.report.forms import Format
from screening.report.lines import Line, line_beside, result_line
from screening.report.shape import result_json
from watchlists.model import Watchlist


@dataclass(frozen=True, slots=True)
class Told:
    """A result as its report has it; what a form of report does not show is empty."""

    line: Line  # without what is said beside its row
    entries: tuple[Entry, ...] = ()  # its rows on the sheet of evidence
    body: str = ""  # its object in JSON, without braces, row and provenance


ToldRows = Mapping[tuple[str, int], tuple[Told, ...]]  # by (sheet, row number), one a subject of the row


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells results for one form of report."""

    facts: RunFacts
    format: Format
    lists: Mapping[str, Watchlist]

    @staticmethod
    def of(facts: RunFacts, format: Format) -> Teller:
        """The teller of a run; of `facts`, only the lists matter."""
        return Teller(facts, format, {watchlist.id: watchlist for watchlist in facts.watchlists})

    def tell(self, result: Result) -> Told:
        """Tell one result."""
        line = result_line(result, self.lists)
        if self.format in ("json", "ndjson"):
            return Told(line, body=_body(result, self.facts))
        return Told(line, entries(result, self.lists) if self.format != "csv" else ())

    def tell_rows(self, results: RowResults) -> ToldRows:
        """Tell the results of rows; one that stands for many rows is told once."""
        known: dict[int, Told] = {}
        told = {}
        for row, each in results.items():
            for result in each:
                if id(result) not in known:
                    known[id(result)] = self.tell(result)
            told[row] = tuple(known[id(result)] for result in each)
        return told


def line_of(row: Row, told: ToldRows) -> Line | None:
    """Give the line for a row, or None for a skipped one."""
    return line_beside(row, [said.line for said in told.get(row.place, ())])


def _body(result: Result, facts: RunFacts) -> str:
    said = result_json(result, facts)
    del said["provenance"]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:-1]
