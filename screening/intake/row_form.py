"""How the rows of a table are put into the form in which any list is read, each row by itself.

What is to be done is decided once, on the rows that are at hand: which columns are numbered, which hold one name
together, and whether the table is the export of a known program. It is then done to each row, so that a file that is
read in blocks is read as one that is read whole. Only the length of the fullest field needs all rows: where a name
fills its field, it may be cut.

Numbers and bullets ("1. Peking University") are taken off only where nearly every row of a column has one and the
numbers count up, so that the number of "58th Research Institute" stays. Where the number tells the names of a column
apart ("13. Research Institute" above "14. Research Institute") it belongs to them.

Programs that spread a name over "Name 1" and "Name 2" cut it where the first field is full and go on in the next, so
that half of a name would be looked for. Columns are put together only where some row shows that its name goes on; two
names in two columns stay two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from screening.intake.contents import is_generic
from screening.intake.exports import Export, find_export
from screening.intake.grid import NOT_TEXT, Grid, LongCell, MarkedCell, marked_text
from screening.intake.headers import fold, recognise
from screening.intake.sheet_facts import letter
from screening.intake.tables import Region
from screening.names.legal_forms import strip_forms

_NUMBER = re.compile(r"\s*[(\[]?(\d{1,6})\s*[.)\]:、．]\s*(?=\S)")
_BULLET = re.compile(r"\s*[•·▪●○◦‣*–—-]\s+(?=\S)")
_ROWS_WITH_NUMBERS = 200  # rows
_NEARLY_ALL = 0.9
_FEWEST = 3
_MOST = 0.5


def find_numbering(grid: Grid, region: Region) -> dict[int, re.Pattern[str]]:
    """The columns of a table that are numbered, each with the form of its numbers."""
    rows = range(region.first_row, min(region.last_row, region.first_row + _ROWS_WITH_NUMBERS - 1) + 1)
    width = max((len(grid.row(number)) for number in rows), default=0)
    numbered = {}
    for column in range(1, width + 1):
        texts = [text for number in rows if (text := grid.cell(number, column)) and not text.isspace()]
        pattern = _pattern(texts)
        if pattern is None:
            continue
        bare = Counter(text[found.end() :].strip() for text in texts if (found := pattern.match(text)))
        if pattern != _NUMBER or not _tell_apart(bare):
            numbered[column] = pattern
    return numbered


def strip_numbering(cells: list[str], numbering: Mapping[int, re.Pattern[str]]) -> None:
    """Take numbers off the cells of a row, in place, but for those of a name that says only a kind without it."""
    for column, pattern in numbering.items():
        text = cells[column - 1] if column <= len(cells) else ""
        if text and not isinstance(text, LongCell | MarkedCell) and (found := pattern.match(text)):
            rest = text[found.end() :]
            if pattern != _NUMBER or not is_generic(rest.strip()):
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


_NUMBERED = re.compile(r"(.*?)\s*(\d?)$")
_FIELDS = (30, 35, 40)  # characters that such fields hold
_ROWS_WITH_NAMES = 500  # rows


def find_continued(rows: Iterable[list[str]], region: Region) -> tuple[tuple[int, ...], ...]:
    """The columns of a table that hold one name together, from the first that does."""
    runs: list[list[int]] = []
    for column in sorted(region.headers):
        if runs and _is_next(region, column - 1, column) and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    runs = [run for run in runs if len(run) > 1]
    if not runs:
        return ()
    looked_at = list(islice(rows, _ROWS_WITH_NAMES))
    return tuple(tuple(run) for run in runs if _goes_on(looked_at, run[0], run[1]))


def join_continued(cells: list[str], run: Sequence[int], longest: Mapping[int, int]) -> None:
    """Put the name of a row together in the first column of a run, in place.

    Args:
        cells: the row.
        run: the columns that hold one name together.
        longest: the characters of the longest text of each of these columns.
    """
    if any(isinstance(_cell(cells, column), LongCell) for column in run):
        return
    # The fullest first field shows how much a field holds; later fields are often all short.
    width = longest.get(run[0], 0)
    first, parts = run[0], {column: _cell(cells, column) for column in run}
    for before, column in pairwise(run):
        tail = _cell(cells, column)
        if not tail.strip():
            continue
        head, part = cells[first - 1], parts[before]
        # "Semiconductor Manufacturing Interna" and "tional Corporation": a word that goes on.
        full = len(part.rstrip()) >= width
        goes_on = full and tail[0].islower()
        head, tail = marked_text(head), marked_text(tail)
        whole = head + tail if goes_on else f"{head.rstrip()} {tail.lstrip()}"
        cells[first - 1] = MarkedCell(whole) if NOT_TEXT in whole else whole
        cells[column - 1] = ""


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column - 1] if column <= len(cells) else ""


def _is_next(region: Region, before: int, column: int) -> bool:
    """Say whether two headers are one but for the number at their ends, and say a name."""
    parts = [region.headers.get(each, ()) for each in (before, column)]
    if not all(len(each) == 1 for each in parts):
        return False
    one, two = (_NUMBERED.fullmatch(fold(each[0])) for each in parts)
    if not one or not two or one[1] != two[1] or not two[2] or int(two[2]) != int(one[2] or 1) + 1:
        return False
    known = recognise(one[1])
    return known is not None and known.meaning in ("name", "organisation")


def _goes_on(rows: Sequence[Sequence[str]], before: int, column: int) -> bool:
    heads = [_cell(cells, before).strip() for cells in rows]
    pairs = [
        (head, tail)
        for head, cells in zip(heads, rows, strict=True)
        if (tail := _cell(cells, column).strip())
    ]
    if any(not head for head, _ in pairs):
        return False
    longest = max(map(len, heads), default=0)
    full = longest in _FIELDS
    return any(
        tail[0].islower() or not _stands_alone(tail) or (full and len(head) == longest)
        for head, tail in pairs
    )


def _stands_alone(tail: str) -> bool:
    """Say whether a text is more than legal forms."""
    return bool(strip_forms(["x", *fold(tail).split()])[0][1:])


@dataclass(frozen=True, slots=True)
class RowForm:
    """What is done to the cells of each row of a table before they are read."""

    numbering: Mapping[int, re.Pattern[str]] = field(default_factory=dict)  # by column
    export: Export | None = None
    runs: tuple[tuple[int, ...], ...] = ()  # columns that hold one name together
    longest: Mapping[int, int] = field(default_factory=dict)  # characters of the longest text, by column

    @property
    def name_columns(self) -> tuple[int, ...]:
        """The columns whose longest text counts."""
        parts = tuple(self.export.name_parts) if self.export else ()
        return (*parts, *(column for run in self.runs for column in run))

    @property
    def number_letters(self) -> str:
        """The letters of the columns that numbers are taken off, for a sentence."""
        return ", ".join(letter(column) for column in sorted(self.numbering))

    @property
    def continued_letters(self) -> str:
        """The letters of the columns that go into another, for a sentence."""
        return ", ".join(letter(column) for run in self.runs for column in run[1:])

    @property
    def changes_rows(self) -> bool:
        """Whether there is anything to do to a row."""
        return bool(self.numbering or self.runs or self.export)

    def prepare(self, cells: list[str]) -> None:
        """Take numbers off a row, and put words in the place of codes."""
        strip_numbering(cells, self.numbering)
        if self.export:
            self.export.replace_codes(cells)

    def join(self, cells: list[str]) -> str:
        """Put the names of a prepared row together; gives the note of a name that was cut, or ""."""
        for run in self.runs:
            join_continued(cells, run, self.longest)
        return self.export.join(cells, self.longest) if self.export else ""

    def measure(self, rows: Iterable[list[str]]) -> RowForm:
        """The same with the lengths of the longest texts of these prepared rows, where those are longer."""
        columns, longest = self.name_columns, dict(self.longest)
        for cells in rows:
            for column in columns:
                if column <= len(cells) and (length := len(cells[column - 1].rstrip())) > longest.get(
                    column, 0
                ):
                    longest[column] = length
        return replace(self, longest=longest)

    def apply(self, grid: Grid, numbers: Iterable[int], header: list[str]) -> RowForm:
        """Put rows of a grid into this form, in place; the form that is given back knows the notes of cut names.

        A header that is printed again stays as it is.
        """
        if not self.changes_rows:
            return self
        notes = {}
        for number in numbers:
            cells = grid.row(number)
            if cells == header or not isinstance(cells, list):
                continue
            self.prepare(cells)
            if note := self.join(cells):
                notes[number] = note
        return replace(self, export=replace(self.export, cut=notes)) if self.export else self


def find_row_form(grid: Grid, region: Region) -> RowForm:
    """What is to be done to the rows of a table, as its rows show; the rows themselves stay as they are."""
    numbers = range(region.first_row, region.last_row + 1)
    header = list(grid.row(region.header_row)) if region.header_row else []
    form = RowForm(find_numbering(grid, region), find_export(region))

    def prepare_rows() -> Iterable[list[str]]:
        for number in numbers:
            cells = list(grid.row(number))
            if cells != header:
                form.prepare(cells)
            yield cells

    if not form.export:
        form = replace(form, runs=find_continued(prepare_rows(), region))
    return form.measure(cells for cells in prepare_rows() if cells != header) if form.name_columns else form
