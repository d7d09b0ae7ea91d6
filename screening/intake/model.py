"""The nouns of intake, frozen.

Every row of a recognised table ends in exactly one state, and the states add up to the rows of the file.
A file is refused whole or taken whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from screening.model import Inquiry, Subject


class Certainty(StrEnum):
    """How sure we are of what the columns of a table mean."""

    # Recognised headers, a preset, or a mapping that was confirmed before for the same headers.
    CERTAIN = "certain"
    # No known header, but the values admit one reading only; screened, and that is said.
    LIKELY = "likely"
    # Two or more readings are possible; the person is asked and nothing is screened.
    GUESSED = "guessed"


class RowState(StrEnum):
    """What became of a row."""

    SUBJECT = "subject"  # to be screened
    UNSCREENED = "unscreened"  # holds a subject, but we could not look; the reason says why
    SKIPPED = "skipped"  # blank, title, header, total or a row outside any table


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file, by its own number there (1-based, as a spreadsheet shows it)."""

    sheet: str
    number: int
    state: RowState
    subjects: tuple[Subject, ...] = ()  # several where a cell names several persons
    # For unscreened: "cell-too-long", "formula", ...; for skipped: "blank", "title", "header", "total", "note".
    # Beside subjects: of a cell that could not be read, so that what is left of the row is never "no match".
    code: str = ""
    reason: str = ""  # the sentence behind the code
    # said beside the result: "the name is a formula; its value as last saved was screened"
    notes: tuple[str, ...] = ()
    project: tuple[tuple[str, str], ...] = ()  # (fact, value) from columns about the project
    reference: str = ""  # the sender's own key of the row, as given; comes back with its result
    metadata: tuple[tuple[str, str], ...] = ()  # (key, text) of the sender's own; comes back with its result

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and number, by which results are known."""
        return self.sheet, self.number

    @property
    def inquiries(self) -> tuple[Inquiry, ...]:
        """What is asked by this row, a subject each; none where it names nobody who could be screened."""
        unread = (self.code, self.reason) if self.code else None
        return tuple(Inquiry(subject, self.project, unread) for subject in self.subjects)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, as recognised."""

    index: int  # 1-based, as in the sheet
    letter: str  # "A", as a spreadsheet shows it
    header: str  # as printed; two-row headers joined by " / "
    meaning: str  # "name", "family_name", "affiliation", "country", "project:disclosed", ...; not used: "ignored" (never may be),
    # "unused" (known, not needed), "further_name" (a second person in the row) and "unknown"
    why: str  # how it was recognised, or why it is ignored


@dataclass(frozen=True, slots=True)
class Table:
    """A table within a sheet."""

    sheet: str
    header_row: int  # the last row of the header; 0 for a list without a header
    first_header_row: int
    last_row: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    certainty: Certainty = Certainty.CERTAIN
    certainty_reason: str = ""  # one sentence: "Row 1 holds headers that we know."

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers as printed, from the left; columns without one are left out."""
        return tuple(column.header for column in self.columns if column.header)

    @property
    def headers_by_column(self) -> dict[int, str]:
        """The headers as printed, by the number of the column; "" for a column of values without one."""
        return {column.index: column.header for column in self.columns}

    @property
    def right_edge(self) -> int:
        """The last used column, 1-based; results are appended after it."""
        return max((column.index for column in self.columns), default=0)


@dataclass(frozen=True, slots=True)
class ReportCell:
    """A cell of an earlier report of ours that people do not write decisions in, and holds a word for one."""

    sheet: str
    row: int
    column: int  # 1-based
    key: str  # of the column, beside the user's table; "" on a sheet that the report added
    cells: tuple[str, ...]  # all of its row

    @property
    def text(self) -> str:
        """What it holds."""
        return self.cells[self.column - 1]


@dataclass(frozen=True, slots=True)
class AboveReferences:
    """The cells of a list that say "as above", which only a person can say how to read."""

    count: int = 0  # of those that have a cell above that they may mean
    examples: tuple[str, ...] = ()  # the first two: "“as above” in C4"
    answer: str = ""  # whether they were read as the cell above: "yes", "no", or "" where nobody has said it


@dataclass(frozen=True, slots=True)
class ParsedList:
    """A file that was taken: its tables, what else it holds, and how every row is accounted for."""

    file_name: str
    format: str  # "xlsx" or "csv"
    sha256: str
    encoding: str  # for csv
    delimiter: str  # for csv
    tables: tuple[Table, ...]
    outside: tuple[Row, ...]  # rows outside every table: titles, notes, blanks; all skipped
    # hidden rows, columns and sheets; ignored columns; what a rewrite would lose
    notices: tuple[str, ...] = ()
    lossy: tuple[str, ...] = ()  # what openpyxl would lose: "sparklines", "shapes", ...
    own_columns: bool = False  # whether columns of an earlier report of ours stand in it
    # What they hold where a reviewer wrote something, by sheet, row and key of the column.
    own_cells: Mapping[str, Mapping[int, Mapping[str, str]]] = field(default_factory=dict)
    # The same of its sheet of evidence, by the header of the column.
    own_hits: Mapping[str, Mapping[int, Mapping[str, str]]] = field(default_factory=dict)
    decision_words: tuple[ReportCell, ...] = ()  # that stand in its other cells
    above: AboveReferences = AboveReferences()

    def rows(self) -> Iterator[Row]:
        """Every row of every table, in the order of the file."""
        for table in self.tables:
            yield from table.rows

    def report_cells_of(self, row: Row) -> Mapping[str, str]:
        """What a reviewer wrote beside a row in an earlier report of ours, by the key of the column."""
        return self.own_cells.get(row.sheet, {}).get(row.number, {})

    def with_rows(self, rows: Sequence[tuple[Row, ...]]) -> ParsedList:
        """The same with these rows in its tables, in their order."""
        tables = tuple(replace(table, rows=each) for table, each in zip(self.tables, rows, strict=True))
        return replace(self, tables=tables)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by state, and `rows`: their sum, which equals the rows of the file; beside them `subjects`."""
        states = Counter(row.state for row in (*self.rows(), *self.outside))
        counts = {state.value: states[state] for state in RowState}
        subjects = sum(len(row.subjects) for row in self.rows())
        return {"rows": states.total(), **counts, "subjects": subjects}
