"""Every row of a table ends in exactly one state: with subjects, unscreened with its reason, or skipped.

Skipped is only what certainly names nobody: blank rows, headers printed again, totals, titles across the table
and notes that say they are notes. Whatever else stands in a row is a subject or unscreened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from screening.caches import MemoCache
from screening.intake.affiliation_details import owners_of
from screening.intake.cells import SUBJECT_MEANINGS, Value, read_value, word_for
from screening.intake.columns import SOME_NAMES
from screening.intake.contents import has_letters, is_count, is_figure, is_total, words
from screening.intake.countries_column import to_code
from screening.intake.exports import Export
from screening.intake.grid import Grid, filled, is_blank
from screening.intake.headers import UNUSED, USED, fold, reference_rank
from screening.intake.limits import Limits
from screening.intake.model import Column, Row, RowState
from screening.intake.placeholders import (
    PLACEHOLDER,
    PlaceholderKind,
    is_framed,
    is_rule,
    is_word_for_none,
    placeholder_kind,
    placeholder_reason,
    says_nothing,
)
from screening.intake.project_columns import facts_in, is_about_the_project
from screening.intake.refusals import row_reason
from screening.intake.sheet_facts import Merge
from screening.intake.subjects import make_subjects
from screening.intake.tables import Region
from screening.intake.values import ValueKind, holds_organisation, kind_of_value
from screening.metadata import LONGEST_METADATA, MOST_METADATA, metadata_key

_NAMED = (
    "name",
    "person_name",
    "family_name",
    "given_name",
    "native_name",
    "organisation",
    "affiliation",
    "department",
)


# Columns from which on a word for a total alone in its row is one: a party called Total would have more said of it.
_WIDE_TABLE = 5
# Of which a cell may be as the one above it; an address or a number is somebody's own.
_CARRIED = frozenset({*SUBJECT_MEANINGS, "country", "institution_country", "city"})
_LONGEST_SHOWN = 60  # characters of a text that a sentence quotes
_LONGEST_KEY = 200  # characters; a longer text is no key


def reference_column(columns: Sequence[Column]) -> int:
    """The column of the sender's own keys, by its header; 0 where there is none that nothing else is read from."""
    ranks = [
        (rank, column.index)
        for column in columns
        if not _is_used(column.meaning) and (rank := reference_rank(column.header)) is not None
    ]
    return min(ranks)[1] if ranks else 0


def metadata_columns(columns: Sequence[Column]) -> tuple[tuple[str, int], ...]:
    """The keys of the sender's own texts, each with its column; a key that two columns have counts once."""
    found: dict[str, int] = {}
    for column in columns:
        if (key := metadata_key(column.header)) and not _is_used(column.meaning):
            found.setdefault(key, column.index)
    return tuple(found.items())[:MOST_METADATA]


@dataclass(frozen=True, slots=True)
class CellAbove:
    """The cell that one below it refers to: "as above"."""

    row: int
    text: str


# What rows of one table were read as, by the texts of their used columns.
RowCache = MemoCache[Row]
# Distinct rows of each of two halves, less than a kilobyte each.
MOST_ROWS = 16_000


def new_row_cache() -> RowCache:
    """A cache for the rows of one table; readers of its parts may share it."""
    return MemoCache(MOST_ROWS)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of one table."""

    grid: Grid
    region: Region
    columns: tuple[Column, ...]
    country_system: str
    limits: Limits
    strict_formulas: bool = False
    export: Export | None = None  # of a known program
    # What the last few thousand different rows were read as, by their texts: a ledger repeats its suppliers.
    cache: RowCache = field(default_factory=new_row_cache, compare=False, repr=False)
    # Cells that were confirmed to mean a cell above, by row and column.
    carried: Mapping[tuple[int, int], CellAbove] = field(default_factory=dict)
    owners: Mapping[int, int] = field(init=False)  # whose column each start, end, period and role is

    def __post_init__(self) -> None:
        object.__setattr__(self, "owners", owners_of(self.columns))

    def rows(self) -> Iterator[Row]:
        """Header rows first, then every row down to the table's end."""
        for number in range(self.region.first_header_row, self.region.header_row + 1):
            if self.region.header_row:
                yield skipped(self.grid, number, "header")
        used = [column for column in self.columns if _is_used(column.meaning)]
        unread = [column for column in self.columns if column.why == SOME_NAMES]
        reference, metadata = reference_column(self.columns), metadata_columns(self.columns)
        down = _merges_down(self.grid, used)
        cacheable = self.export is None and not self.grid.facts.says_of_cells
        across = self._across()
        referring = {row for row, _ in self.carried}
        for number in range(self.region.first_row, self.region.last_row + 1):
            columns = filled(self.grid.row(number))
            code = self._skip_code(number, columns, used, across.get(number))
            if code:
                yield skipped(self.grid, number, code)
            else:
                row = self._ragged_row(number, columns)
                if row is None:
                    by_texts = cacheable and number not in referring
                    row = self._cached_row(number, used) if by_texts else self._row(number, used, down)
                if row.subjects and unread:
                    row = replace(row, notes=(*row.notes, *self._unread(number, unread)))
                key = self.grid.cell(number, reference).strip() if reference else ""
                if key or metadata:
                    row = replace(
                        row, reference=key[:_LONGEST_KEY], metadata=self._metadata(number, metadata)
                    )
                yield row

    def references_above(self) -> dict[tuple[int, int], CellAbove]:
        """The cells that say "as above", by row and column, each with the nearest cell of its column above that holds a text.

        None is taken over what divides a list: a header printed again, a total, a title, a note, or a row with one cell alone.
        Nor is a cell that stands for a name itself ("see CV"), or could not be read; nor for one that names a row by its number.
        """
        used = [column for column in self.columns if _is_used(column.meaning)]
        carried = [column.index for column in used if column.meaning in _CARRIED]
        across, errors = self._across(), self.grid.facts.errors
        above: dict[int, CellAbove] = {}
        found: dict[tuple[int, int], CellAbove] = {}
        for number in range(self.region.first_row, self.region.last_row + 1):
            columns = filled(self.grid.row(number))
            code = self._skip_code(number, columns, used, across.get(number))
            if code == "blank":
                continue
            # Of a row that is cut differently nobody knows in which column a cell belongs.
            if code or self._divides(number, columns, carried) or self._ragged_row(number, columns):
                above.clear()
                continue
            for column in carried:
                text = self.grid.cell(number, column)
                if is_blank(text):
                    continue
                kind = placeholder_kind(text)
                # "Same as row 3" names another cell than the nearest.
                if kind is PlaceholderKind.DITTO and not any(map(str.isnumeric, text)):
                    if column in above:
                        found[number, column] = above[column]
                elif kind is None and type(text) is str and (number, column) not in errors:
                    above[column] = CellAbove(number, text)
                else:
                    above.pop(column, None)
        return found

    def _divides(self, number: int, columns: list[int], carried: list[int]) -> bool:
        """Say whether a row stands between two parts of a list: one cell of several alone, or words between rules."""
        texts = [self.grid.cell(number, column) for column in columns]
        if len(columns) == 1 and len(carried) > 1 and placeholder_kind(texts[0]) is not PlaceholderKind.DITTO:
            return True
        return any(is_framed(text) or placeholder_kind(text) is PlaceholderKind.DIVIDER for text in texts)

    def _across(self) -> dict[int, Merge]:
        return {merge.top: merge for merge in self.grid.facts.merges if merge.right > merge.left}

    def _metadata(self, number: int, columns: Sequence[tuple[str, int]]) -> tuple[tuple[str, str], ...]:
        """The sender's own texts beside a row, without blank ones."""
        cells = ((key, self.grid.cell(number, index).strip()) for key, index in columns)
        return tuple((key, text[:LONGEST_METADATA]) for key, text in cells if text)

    def _unread(self, number: int, columns: list[Column]) -> Iterator[str]:
        """What may be an organisation in the columns that are not used: nobody looked it up."""
        for column in columns:
            text = " ".join(self.grid.cell(number, column.index).split())
            # Under a header that is known, whatever only has the form of a name is seldom one.
            may_name = column.meaning != UNUSED and kind_of_value(text) in (
                ValueKind.ORGANISATION,
                ValueKind.NAME,
            )
            if (may_name and fold(text) not in words("answers")) or holds_organisation(text):
                cell = f"{column.letter}{number}"
                yield row_reason(
                    "note-unread", cell=cell, text=text[:60], header=column.header, letter=column.letter
                )

    def _skip_code(self, number: int, columns: list[int], used: list[Column], across: Merge | None) -> str:
        if not columns:
            facts = self.grid.facts
            stands = any(
                (number, c.index) in facts.errors or facts.formulas.get((number, c.index)) is False
                for c in used
                if c.meaning in SUBJECT_MEANINGS
            )
            return "" if stands else "blank"
        if self._is_header_again(number, columns):
            return "header"
        if self._is_total(number, columns):
            return "total"
        cells = self.grid.row(number)
        if all(is_rule(cells[column - 1]) for column in columns):
            return "divider"
        if len(columns) == 1:
            return self._lone_code(number, columns[0], across)
        return ""

    def _is_header_again(self, number: int, columns: list[int]) -> bool:
        if not self.region.header_row:
            return False
        header = self.grid.row(self.region.header_row)
        return self.grid.row(number)[:3] == header[:3] and columns == filled(header)

    def _is_total(self, number: int, columns: list[int]) -> bool:
        """A word for a total, and nothing beside it but figures and counts; alone it is one in a wide table only."""
        cells = self.grid.row(number)
        formulas = self.grid.facts.formulas
        others = (
            column
            for column in columns
            if not is_figure(cells[column - 1])
            and not is_count(cells[column - 1])
            and (number, column) not in formulas
        )
        # Most rows are told by their first two texts.
        texts = list(islice(others, 2))
        if len(texts) != 1 or not is_total(cells[texts[0] - 1]):
            return False
        figures = len(columns) > 1 or any(char.isdigit() for char in cells[texts[0] - 1])
        return (
            figures
            or any((number, column.index) in formulas for column in self.columns)
            or len(self.columns) >= _WIDE_TABLE
        )

    def _lone_code(self, number: int, column: int, across: Merge | None) -> str:
        edges = [c.index for c in self.columns]
        if across and across.left == column and (_is_wide(across, edges) or _covers(across, edges)):
            return "title"
        return "note" if _is_note(self.grid.cell(number, column)) else ""

    def _cached_row(self, number: int, used: list[Column]) -> Row:
        """A row of a sheet that says nothing of single cells: it is read as the last row with the same texts was."""
        cells = self.grid.row(number)
        texts = tuple([cells[column.index - 1] if column.index <= len(cells) else "" for column in used])
        # A cut or marked cell equals its text and is read in another way.
        if any(type(text) is not str for text in texts):
            return self._row(number, used, {})
        row = self.cache.get(texts, lambda: self._row(number, used, {}))
        if row.number == number:
            return row
        # Sentences name the cell.
        if row.code or row.notes:
            return self._row(number, used, {})
        return Row(row.sheet, number, row.state, row.subjects, project=row.project)

    def _ragged_row(self, number: int, columns: list[int]) -> Row | None:
        """A CSV row that cannot be screened, since it has more fields than its header: its columns may have shifted."""
        if not (self.grid.ragged_matters and self.region.headers and columns):
            return None
        expected = max(self.region.headers)
        if columns[-1] <= expected:
            return None
        return unscreened(self.grid, number, "ragged-row", count=columns[-1], expected=expected)

    def _row(self, number: int, used: list[Column], down: dict[int, list[Merge]]) -> Row:
        values = [
            read_value(
                self.grid,
                number,
                column,
                _merge_over(down, number, column.index),
                self.limits,
                strict=self.strict_formulas,
            )
            for column in used
        ]
        if self.carried:
            values = [self._carried_value(number, value) for value in values]
        unread = next((value for value in values if value.code), None)
        readable = [replace(value, text=value.left) if value.code else value for value in values]
        row = self._subject_row(number, readable, complete=unread is None)
        if unread is None:
            return row
        # What is left of the row is screened all the same: a finding must not wait for a cell to be mended.
        state = RowState.SUBJECT if row.subjects else RowState.UNSCREENED
        return replace(row, state=state, code=unread.code, reason=unread.reason)

    def _carried_value(self, number: int, value: Value) -> Value:
        """The value of a cell that refers to one above, with that one's text and the sentence that says so."""
        if value.code or (above := self.carried.get((number, value.column.index))) is None:
            return value
        note = row_reason(
            "note-carried",
            what=word_for(value.column.meaning),
            cell=value.address,
            text=value.text.strip(),
            row=above.row,
            carried=" ".join(above.text.split())[:_LONGEST_SHOWN],
        )
        return replace(value, text=above.text, note=note)

    def _subject_row(self, number: int, values: list[Value], *, complete: bool) -> Row:
        country, notes = self._country(values)
        # A cell that was not read would leave the others without the people they belong to.
        lists_people = self.export is not None and self.export.lists_people and complete
        listed = self.export.people(self.grid, number) if self.export and lists_people else None
        pairing = self.export.pairing if self.export else frozenset()
        subjects, more = make_subjects(values, country, self.owners, self._to_code, listed, pairing)
        if not subjects:
            return self._nobody(number, values)
        project, unread = facts_in(value for value in values if is_about_the_project(value.column.meaning))
        notes += [value.note for value in values if value.note] + list(more) + unread
        notes += [
            row_reason("note-no-name", what=value.what, cell=value.address, text=value.text.strip()[:40])
            for value in values
            if value.column.meaning in SUBJECT_MEANINGS and is_word_for_none(value.text)
        ]
        if self.export and number in self.export.cut:
            notes.append(self.export.cut[number])
        notes += [
            row_reason("note-more-names", letter=value.column.letter, header=value.column.header)
            for value in values
            if value.column.meaning == "further_name" and has_letters(value.text)
        ]
        if number in self.grid.facts.hidden_rows:
            notes.append(row_reason("note-hidden-row"))
        said = tuple(dict.fromkeys(notes))
        return Row(self.grid.sheet, number, RowState.SUBJECT, subjects, notes=said, project=project)

    def _nobody(self, number: int, values: list[Value]) -> Row:
        named = [v for v in values if v.column.meaning in _NAMED and not is_blank(v.text)]
        for value in named:
            if placeholder_kind(value.text) is None:
                facts = {
                    "what": word_for(value.column.meaning),
                    "cell": value.address,
                    "text": value.text[:40],
                }
                return unscreened(self.grid, number, "not-a-name", **facts)
        if said := next((v for v in named if is_word_for_none(v.text)), None):
            reason = placeholder_reason(said.text)
            return Row(self.grid.sheet, number, RowState.UNSCREENED, code=PLACEHOLDER, reason=reason)
        return unscreened(self.grid, number, "no-subject")

    def _to_code(self, text: str) -> str:
        return to_code(text, self.country_system)

    def _country(self, values: list[Value]) -> tuple[str, list[str]]:
        value = next((value for value in values if value.column.meaning == "country"), None)
        if value is None or is_blank(value.text) or says_nothing(value.text):
            return "", []
        code = self._to_code(value.text)
        return code, [] if code else [row_reason("note-country", cell=value.address, text=value.text[:40])]


def _is_used(meaning: str) -> bool:
    return meaning in USED or meaning == "further_name" or is_about_the_project(meaning)


def _is_wide(merge: Merge, edges: list[int]) -> bool:
    return merge.right - merge.left + 1 >= max(3, len(edges))


def _covers(merge: Merge, edges: list[int]) -> bool:
    return merge.right > merge.left and merge.left <= min(edges) and merge.right >= max(edges)


def _is_note(text: str) -> bool:
    """Say whether a text is a note ("Note: ...", "Prepared by ..."): a colon after the word, or a phrase of several words."""
    start = text.replace("：", ":").partition(":")
    if start[1] and fold(start[0]) in words("notes"):
        return True
    folded = fold(text)
    return any(" " in phrase and folded.startswith(phrase + " ") for phrase in words("notes"))


def _merges_down(grid: Grid, used: list[Column]) -> dict[int, list[Merge]]:
    columns = {column.index for column in used}
    down: dict[int, list[Merge]] = {}
    for merge in grid.facts.merges:
        if merge.bottom > merge.top and merge.left in columns:
            down.setdefault(merge.left, []).append(merge)
    return {column: sorted(merges, key=lambda merge: merge.top) for column, merges in down.items()}


def _merge_over(down: dict[int, list[Merge]], row: int, column: int) -> Merge | None:
    merges = down.get(column)
    if not merges:
        return None
    at = bisect_left(merges, row, key=lambda merge: merge.top) - 1
    return merges[at] if at >= 0 and row <= merges[at].bottom else None


def skipped(grid: Grid, number: int, code: str) -> Row:
    """A row that names nobody."""
    return Row(grid.sheet, number, RowState.SKIPPED, code=code)


def unscreened(grid: Grid, number: int, code: str, **facts: object) -> Row:
    """A row that we could not look at, with the reason."""
    return Row(grid.sheet, number, RowState.UNSCREENED, code=code, reason=row_reason(code, **facts))
