"""From a block of rows to what they ask, by the same reader as for every list; in a process of its own.

Each subject of a row becomes one line: its number, what it asks, what must be said beside the result, or
why it cannot be looked at. Rows that name nobody are counted by their reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from json import JSONEncoder
from pathlib import Path
from typing import TextIO

from screening.bulk.job import Cell
from screening.bulk.layout import TableLayout, cells_of
from screening.bulk.limits import BulkLimits
from screening.bulk.sources import Cells, Raw, RowFault
from screening.bulk.work_folder import whole_file
from screening.caches import MemoCache
from screening.intake.columns import IGNORED, UNKNOWN
from screening.intake.grid import UNMARKED, Grid, filled
from screening.intake.headers import UNUSED
from screening.intake.limits import LIMITS
from screening.intake.model import Row, RowState
from screening.intake.refusals import refusal, row_reason
from screening.intake.rows import MOST_ROWS, RowReader, new_row_cache, skipped, unscreened
from screening.intake.sheet_facts import SheetFacts
from screening.intake.tables import heads_another
from screening.model import Inquiry, called
from screening.pipeline import inquiry_codec, text_length
from screening.report.rows import subject_of_row, subject_text

_to_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
BEFORE = 2  # rows above a block that say whether one of its rows begins a table


@dataclass(slots=True)
class RowWindow(Grid):
    """Some rows of a long file, by their own numbers, with its header rows."""

    above: int = 0  # how many rows of the file stand above `rows`
    head: dict[int, list[str]] = field(default_factory=dict)  # header rows by number

    def row(self, number: int) -> Sequence[str]:
        """The cells of a row by its number in the file."""
        return self.rows[number - 1 - self.above] if number > self.above else self.head.get(number, [])

    def cell(self, row: int, column: int) -> str:
        """The text at a position, "" where nothing stands."""
        cells = self.row(row)
        return cells[column - 1] if column <= len(cells) else ""

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.above + len(self.rows)


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Rows of a file from number `first` on; a few rows before them stand in `before`."""

    first: int
    rows: tuple[Raw, ...]
    before: tuple[Raw, ...] = ()


def row_blocks(rows: Iterator[Raw], limits: BulkLimits) -> Iterator[RowBlock]:
    """Rows in blocks of a bounded size, each with the few rows above it."""
    block: list[Raw] = []
    before: tuple[Raw, ...] = ()
    first, chars = 1, 0
    for raw in rows:
        block.append(raw)
        chars += 0 if isinstance(raw, RowFault) else sum(len(text) for text in raw if text)
        if len(block) >= limits.block or chars >= limits.block_chars:
            yield RowBlock(first, tuple(block), before)
            before, first = (*before, *block)[-BEFORE:], first + len(block)
            block, chars = [], 0
    if block:
        yield RowBlock(first, tuple(block), before)


class BlockReader:
    """Reads the blocks of one file; what the last few thousand different rows ask is cached from block to block."""

    def __init__(self, layout: TableLayout, cell: Cell = str) -> None:
        self._layout = layout
        self._cell = cell
        self._head = {number: cells_of(cells, layout.own) for number, cells in layout.head}
        self._rows = new_row_cache()
        self._inquiries: MemoCache[str] = MemoCache(MOST_ROWS)

    def write(self, block: RowBlock, out: Path) -> Counter[str]:
        """Write what the rows of a block ask, a line a subject, and count them by their state or reason for skipping.

        Raises:
            UploadRefused: another table begins among them.
        """
        with whole_file(out) as file:
            return self.write_lines(block, file)

    def write_lines(self, block: RowBlock, file: TextIO) -> Counter[str]:
        """The same into an open file.

        Raises:
            UploadRefused: another table begins among the rows.
        """
        counted = Counter[str]()
        for row, raw in zip(self.read(block), block.rows, strict=True):
            if row.state is RowState.SKIPPED:
                counted[row.code] += 1
                continue
            counted[row.state.value] += 1
            file.writelines(self._lines(row, raw))
        return counted

    def read(self, block: RowBlock) -> Iterator[Row]:
        """The rows of a block as intake reads them, one for each.

        Raises:
            UploadRefused: another table begins among them.
        """
        layout = self._layout
        raw_window = self._window(block, [cells_of(raw, layout.own) for raw in (*block.before, *block.rows)])
        # Putting rows into form changes them in place.
        window = (
            self._window(block, [[*cells] for cells in raw_window.rows])
            if layout.row_form.changes_rows
            else raw_window
        )
        start, header = layout.region.first_row, layout.region.header_row
        first, last = max(block.first, start), block.first + len(block.rows) - 1
        region = replace(layout.region, first_header_row=header + 1, first_row=first, last_row=last)
        for number in range(block.first, min(start, last + 1)):
            within = layout.region.first_header_row <= number <= header and header
            yield skipped(
                window, number, "header" if within else "title" if filled(window.row(number)) else "blank"
            )
        form = layout.row_form.apply(window, range(first, last + 1), self._head.get(header, []))
        reader = RowReader(
            window,
            region,
            layout.columns,
            layout.country_system,
            LIMITS,
            export=form.export,
            cache=self._rows,
        )
        used = [column.index for column in layout.columns if column.meaning not in (IGNORED, UNKNOWN, UNUSED)]
        for row in reader.rows():
            # Whether a row heads another table is seen in the row as it is given.
            if not layout.has_known_header and heads_another(
                raw_window, row.number, layout.region, layout.wanted
            ):
                raise refusal("bulk-second-table", name=layout.name, row=row.number)
            yield _judged(row, block.rows[row.number - block.first], window, layout, used)

    def reference(self, raw: Cells) -> str:
        """The sender's own key of a row, as given; "" where the layout has no column of them."""
        column = self._layout.reference
        return (raw[column - 1] or "").translate(UNMARKED) if 0 < column <= len(raw) else ""

    def _window(self, block: RowBlock, rows: list[list[str]]) -> RowWindow:
        layout = self._layout
        return RowWindow(
            layout.sheet,
            rows,
            SheetFacts(layout.sheet),
            ragged_matters=not layout.keyed,
            above=block.first - 1 - len(block.before),
            head=self._head,
        )

    def _lines(self, row: Row, raw: Raw) -> Iterator[str]:
        """The lines of a row, one a subject of it; of several, the result has the gravest."""
        cell = self._cell
        notes = " ".join(note.strip() for note in row.notes if note.strip()) if row.notes else ""
        before = f'{{"row":{row.number},"notes":{_to_json(cell(notes))}'
        if self._layout.reference and not isinstance(raw, RowFault):
            before = f'{before},"reference":{_to_json(cell(self.reference(raw)))}'
        if row.metadata:
            before = f'{before},"metadata":{_to_json({key: cell(said) for key, said in row.metadata})}'
        if not row.subjects:
            reason = cell(row.reason or row_reason("no-subject"))
            yield f'{before},"why":{_to_json(reason)},"code":{_to_json(row.code)}}}\n'
            return
        several = len(row.subjects) > 1
        for number, inquiry in enumerate(row.inquiries, start=1):
            place = ""
            if several:
                name = called(inquiry.subject)
                lead = subject_of_row(name, number, len(row.subjects))
                place = "," + _to_json({"place": number, "lead": cell(lead), "called": name})[1:-1]
            yield f"{before},{self._inquiry(inquiry)}{place}}}\n"

    def _inquiry(self, inquiry: Inquiry) -> str:
        """What a line says of an inquiry, whichever row asks it: members of a JSON object."""
        return self._inquiries.get(inquiry, lambda: _inquiry_members(inquiry, self._cell))


def _judged(row: Row, raw: Raw, window: RowWindow, layout: TableLayout, used: list[int]) -> Row:
    """The row as read; unscreened where its line could not be read at all, or none of what could be names anybody."""
    if isinstance(raw, RowFault):
        return unscreened(window, row.number, raw.code)
    if layout.keyed and None in raw:
        for column in layout.columns:
            if column.index in used and raw[column.index - 1] is None:
                missing = unscreened(window, row.number, "bulk-no-text", key=column.header)
                if not row.subjects:
                    return replace(missing, metadata=row.metadata)
                # What is left of the row is screened all the same, and is never "no match".
                return row if row.code else replace(row, code=missing.code, reason=missing.reason)
    return row


def _inquiry_members(inquiry: Inquiry, cell: Cell) -> str:
    subject = inquiry.subject
    members = {
        "inquiry": inquiry_codec.dump_json(inquiry, exclude_defaults=True).decode(),
        "length": text_length(inquiry),
        "subject": cell(subject_text(subject)),
    }
    return _to_json(members)[1:-1]
