"""Reading a list: from its path to a ParsedList, or a refusal; never half of either.

The bytes are read once, hashed and judged, and only those bytes are read on. What is refused leaves nothing.
Everything that can refuse a file is looked at before its first row is given, so work on the first rows may begin
while the last are still to be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from screening.formula_escaping import unescape_formula
from screening.intake.choices import check_choices_exist, check_sheets, choices_in_table, wanted_headers
from screening.intake.columns import TELLS, Understanding
from screening.intake.countries_column import COUNTRIES, CountryReading, decide
from screening.intake.delimited import read_delimited
from screening.intake.encodings import decode
from screening.intake.exports import Export
from screening.intake.grid import Grid, LongCell, filled
from screening.intake.mapping import MappingChoice
from screening.intake.model import AboveReferences, Certainty, Column, ParsedList, ReportCell, Row, Table
from screening.intake.notices import sheet_notices, table_notices, unread_columns
from screening.intake.questions import ReadingQuestion, ask
from screening.intake.reading_choice import IntakeOptions
from screening.intake.refusals import notice, refusal
from screening.intake.rows import RowReader, skipped
from screening.intake.sheets import kind_of_sheet, names_parties
from screening.intake.signatures import kind_of
from screening.intake.surroundings import (
    first_rows_unlike,
    list_above,
    listed_rows,
    paragraphs,
    rows_of_parties,
)
from screening.intake.table_reading import find_tables, header_choice, read_table
from screening.intake.tables import Region, plain_list
from screening.intake.workbook_cells import read_workbook
from screening.intake.workbook_safety import preflight
from screening.labels import decision_word, wording
from screening.progress import Progress, no_progress
from screening.report_detection import ReportOrigin, is_report_sheet, report_columns, report_origin

ReadTable = tuple[Region, Understanding]  # a table and what its columns mean
_REVIEWERS = ("decision", "reason", "reviewer", "date", "note")  # columns in which people write
_SAID = ("decision", "reason", "note")  # those of them that say something of a row
_LONGEST_WORD = 40  # characters of a word for a decision with its spaces
_EXAMPLES = 2  # cells that a question quotes
_AS_ABOVE = {"": "as-above", "yes": "as-above-carried", "no": "as-above-left"}  # notices by the answer
_OWN_ROWS = 2_000  # rows in which columns of an earlier report are looked for


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list that was found to be whole and readable, with its rows still to be read."""

    layout: ParsedList  # its tables are without rows
    _readers: tuple[RowReader, ...]  # one a table

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Every row of every table in the order of the file, each with the place of its table, from 0."""
        for place, reader in enumerate(self._readers):
            for row in reader.rows():
                yield place, row

    def whole(self) -> ParsedList:
        """Read all rows."""
        return self.layout.with_rows([tuple(reader.rows()) for reader in self._readers])


@dataclass(slots=True)
class _ListDraft:
    """What is being put together; becomes a ParsedList when all of it is known."""

    choice: MappingChoice  # what the person said
    confirmed: Mapping[str, MappingChoice]  # what the team confirmed before, by signature
    tables: list[Table] = field(default_factory=list)
    questions: list[ReadingQuestion] = field(default_factory=list)
    readers: list[RowReader] = field(default_factory=list)
    outside: list[Row] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # notices of what was left unread, which come first
    notices: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)  # sheets of which it was said why they are no lists
    found: set[tuple[str, str]] = field(default_factory=set)
    headers: list[str] = field(default_factory=list)
    exports: dict[tuple[str, int], Export] = field(default_factory=dict)  # by sheet and header row
    report_columns: bool = False
    own_cells: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)
    own_hits: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)
    decision_words: list[ReportCell] = field(default_factory=list)
    as_above: dict[tuple[str, int], str] = field(default_factory=dict)  # by sheet and header row
    above: AboveReferences = field(default_factory=AboveReferences)


def read_list(path: Path, *, options: IntakeOptions | None = None) -> ParsedList:
    """Take the list at `path` whole, or refuse it.

    Raises:
        UploadRefused: with the code and sentence of what is wrong (vocabulary/refusals.toml has them all).
        MappingNeeded: a table may be read in two or more ways; nothing of the file is read.
    """
    return open_list(path, options=options).whole()


def open_list(
    path: Path,
    *,
    options: IntakeOptions | None = None,
    tick: Progress = no_progress,
    know_rows: Progress = no_progress,
) -> OpenList:
    """The same, but for its rows, which are read one by one afterwards.

    Args:
        path: the list.
        options: how to read it.
        tick: told of the rows gone through on the way there, which happens more than once.
        know_rows: given the number of rows of the file as soon as it is known.

    Raises:
        UploadRefused, MappingNeeded: as `read_list` does; reading the rows refuses nothing more.
    """
    options = options or IntakeOptions()
    name = options.file_name or path.name
    wanted = wanted_headers(options.map)
    if options.country_codes not in (None, "iso", "fips"):
        raise refusal("country-codes-unknown", value=options.country_codes)
    content = _content(path, name, options)
    kind = kind_of(content, name)
    if kind == "xlsx":
        facts = preflight(content, name, options.limits, tick)
        grids = read_workbook(content, name, facts.sheets, options.limits, tick)
        encoding = delimiter = ""
        said = [notice("chart-sheet", sheet=sheet) for sheet in facts.chart_sheets]
        lossy = tuple(sorted(facts.lossy))
    else:
        text, encoding, encoding_notice = decode(content, options.encoding, name)
        grid, delimiter = read_delimited(text, name, options.limits, options.delimiter)
        tick(grid.last)
        grids, said, lossy = [grid], [encoding_notice] if encoding_notice else [], ()
    know_rows(sum(grid.last for grid in grids))
    taken = _understand(grids, name, wanted, options, tick)
    if lossy:
        said.append(notice("lossy", what=", ".join(lossy)))
    layout = ParsedList(
        file_name=name,
        format=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=encoding,
        delimiter=delimiter,
        tables=tuple(taken.tables),
        outside=tuple(taken.outside),
        notices=tuple(dict.fromkeys([*taken.unread, *taken.notices, *said])),
        lossy=lossy,
        own_columns=taken.report_columns,
        own_cells=taken.own_cells,
        own_hits=taken.own_hits,
        decision_words=tuple(taken.decision_words),
        above=taken.above,
    )
    return OpenList(layout, tuple(taken.readers))


def read_origin(path: Path, *, options: IntakeOptions) -> ReportOrigin | None:
    """Read what a workbook that is a report of ours was made of; None where it is none, or does not say it.

    Raises:
        UploadRefused: it cannot be read.
    """
    name = options.file_name or path.name
    content = _content(path, name, options)
    if kind_of(content, name) != "xlsx":
        return None
    facts = preflight(content, name, options.limits, no_progress)
    title = wording().sheets["provenance"]
    for grid in read_workbook(content, name, facts.sheets, options.limits, no_progress):
        if grid.sheet == title and grid.rows and is_report_sheet(grid.sheet, grid.cell(1, 1)):
            return report_origin(grid.rows)
    return None


def _content(path: Path, name: str, options: IntakeOptions) -> bytes:
    limits = options.limits
    try:
        with path.open("rb") as file:
            head = file.read(4)
            limit = limits.xlsx_bytes if head.startswith((b"PK", b"\xd0\xcf")) else limits.csv_bytes
            content = head + file.read(limit + 1)
    except OSError as error:
        raise refusal("not-found", path=name) from error
    if len(content) > limit:
        raise refusal("too-large", name=name, size=path.stat().st_size, limit=limit)
    return content


def _understand(
    grids: list[Grid], name: str, wanted: frozenset[str], options: IntakeOptions, tick: Progress
) -> _ListDraft:
    choice = MappingChoice(
        options.map, options.ignore, options.header_rows, options.skip_sheets, options.as_above
    )
    taken = _ListDraft(choice, options.confirmed)
    if sum(len(grid.rows) for grid in grids) > options.limits.all_rows:
        rows = sum(len(grid.rows) for grid in grids)
        raise refusal("too-many-rows", sheet=name, row=rows, limit=options.limits.all_rows)
    check_sheets(choice, [grid.sheet for grid in grids], name)
    sheets = []
    for grid in grids:
        regions = _regions(taken, grid, wanted)
        sheets.append((grid, [_read_region(taken, grid, region) for region in regions]))
        tick(grid.last)
    headed = any(
        known.names_somebody and known.certainty is Certainty.CERTAIN
        for _, found in sheets
        for _, known in found
    )
    cells = _cells_beside_names(sheets)
    for grid, found in sheets:
        if grid.sheet in choice.skip_sheets:
            _leave_out(taken, grid, "left-out")
        else:
            _take_sheet(taken, grid, _lists_on(taken, grid, found, cells, headed=headed), options)
        tick(grid.last)
    if taken.questions:
        raise ask(taken.questions, name, scoped=len(taken.tables) > 1)
    if not taken.tables:
        seen = f" (headers seen: {', '.join(taken.headers)[:300]})" if taken.headers else ""
        raise refusal("no-table", name=name, seen=seen)
    ignored = [("nothing", column) for column in options.ignore]
    check_choices_exist([*options.map, *ignored], taken.found, taken.headers, name)
    return taken


def _read_region(taken: _ListDraft, grid: Grid, region: Region) -> ReadTable:
    reading = read_table(grid, region, taken.choice, taken.confirmed)
    taken.notices += reading.notices
    taken.as_above[grid.sheet, region.header_row] = reading.as_above
    if reading.form.export:
        taken.exports[grid.sheet, region.header_row] = reading.form.export
    return region, reading.known


def _cells_beside_names(sheets: list[tuple[Grid, list[ReadTable]]]) -> frozenset[str]:
    """Texts of the columns that name nobody, in the tables with known headers: what lists of codes explain."""
    texts: set[str] = set()
    for grid, found in sheets:
        for region, known in found:
            if not known.names_somebody or known.certainty is not Certainty.CERTAIN:
                continue
            others = [column.index for column in known.columns if column.meaning not in TELLS]
            for number in range(region.first_row, min(region.last_row, region.first_row + 300) + 1):
                texts.update(text for index in others if (text := grid.cell(number, index).strip()))
    return frozenset(texts)


def _lists_on(
    taken: _ListDraft, grid: Grid, found: list[ReadTable], cells: frozenset[str], *, headed: bool
) -> list[ReadTable]:
    """The tables of a sheet; of a sheet without known headers the list that it is, if it is one.

    Beside tables with known headers, a sheet is often no list: instructions, codes and pivot tables are left out,
    and that is said. What may be a list is asked about.
    """
    if is_report_sheet(grid.sheet, grid.cell(1, 1) if grid.rows else ""):
        return []
    if not found and (region := plain_list(grid, headed=header_choice(taken.choice, grid.sheet) != (0,))):
        found = [_read_region(taken, grid, region)]
    if not headed or _is_chosen(taken, grid):
        return found
    kept = []
    for region, known in found:
        if known.certainty is Certainty.CERTAIN:
            kept.append((region, known))
            continue
        code = kind_of_sheet(grid, region, known, cells)
        if code:
            whole = len(found) == 1
            span = range(1, grid.last + 1) if whole else range(region.first_row, region.last_row + 1)
            rows = sum(bool(filled(grid.row(number))) for number in span)
            taken.unread.append(notice(code, sheet=grid.sheet, count=rows))
            taken.left_out.add(grid.sheet)
        else:
            # Beside other tables of its sheet it is read: a sheet can only be left out as a whole.
            open_ = len(found) == 1 and not names_parties(known)
            kept.append((region, known.or_no_list() if open_ else known))
    return kept


def _is_chosen(taken: _ListDraft, grid: Grid) -> bool:
    """Say whether the person said how this sheet is to be read."""
    return bool(header_choice(taken.choice, grid.sheet))


def _leave_out(taken: _ListDraft, grid: Grid, code: str) -> None:
    rows = sum(bool(filled(row)) for row in grid.rows)
    taken.unread.append(notice(code, sheet=grid.sheet, count=rows))
    _skip(taken, grid, 1, len(grid.rows) + 1)


def _regions(taken: _ListDraft, grid: Grid, wanted: frozenset[str]) -> list[Region]:
    """Tables of a sheet, once what an earlier report of ours added to it is taken out."""
    if grid.rows and is_report_sheet(grid.sheet, grid.cell(1, 1) if grid.rows[0] else ""):
        _take_hits(taken, grid)
        for number, row in enumerate(grid.rows, start=1):
            _take_words(taken, grid.sheet, number, row, dict.fromkeys(range(1, len(row) + 1), ""))
        return []
    if own := report_columns(grid.rows[:_OWN_ROWS]):
        undo = unescape_formula if grid.ragged_matters else str
        taken.report_columns = True
        headers = {column.key: column.header for column in wording().columns}
        others = {own.start + place: key for place, key in enumerate(own.keys, start=1) if key not in _SAID}
        for number, row in enumerate(grid.rows):
            _take_words(taken, grid.sheet, number + 1, row, others)
            said = {key: _said_in(cell, undo) for key, cell in own.cells(row).items()}
            is_header = all(said.get(key) == headers[key] for key in own.keys)
            if not is_header and any(said.get(key) for key in _REVIEWERS):
                taken.own_cells.setdefault(grid.sheet, {})[number + 1] = said
            kept = [
                "" if index in own else undo(cell) if type(cell) is str else cell
                for index, cell in enumerate(row)
            ]
            grid.rows[number] = kept[: own.start] if not any(kept[own.stop :]) else kept
    regions, _ = find_tables(grid, wanted, taken.choice, taken.confirmed)
    chosen = header_choice(taken.choice, grid.sheet)
    if not chosen and regions and (above := list_above(grid, regions[0].first_header_row)):
        return [above, *regions]
    return regions


def _said_in(cell: str, undo: Callable[[str], str]) -> str:
    """What a reviewer's cell holds; one that shows only its beginning stays one."""
    return cell if isinstance(cell, LongCell) else undo(cell)


def _take_hits(taken: _ListDraft, grid: Grid) -> None:
    """What reviewers wrote beside single hits, on the sheet of evidence that an earlier report added."""
    wanted = {column.key: column.header for column in wording().columns if column.key in _REVIEWERS}
    headers: list[str] = []
    for number, row in enumerate(grid.rows, start=1):
        texts = [_said_in(cell, str) for cell in row]
        if not headers:
            headers = texts if set(wanted.values()) <= set(texts) else []
            continue
        said = dict(zip(headers, texts, strict=False))
        if any(said.get(header) for header in wanted.values()):
            taken.own_hits.setdefault(grid.sheet, {})[number] = said


def _take_words(
    taken: _ListDraft, sheet: str, number: int, row: list[str], columns: Mapping[int, str]
) -> None:
    """The words for decisions in some columns of a row, each with its key."""
    for column, key in columns.items():
        if column <= len(row) and len(row[column - 1]) <= _LONGEST_WORD and decision_word(row[column - 1]):
            cells = tuple(map(str, row))
            taken.decision_words.append(ReportCell(sheet, number, column, key, cells))


def _take_sheet(taken: _ListDraft, grid: Grid, found: list[ReadTable], options: IntakeOptions) -> None:
    tables = []
    claimed = 0
    ignored = [("nothing", column) for column in options.ignore]
    for region, known in found:
        taken.headers += [column.header for column in known.columns if column.header]
        if not known.names_somebody and not known.alternatives:
            taken.unread += _unused_table(grid, region)
            continue
        taken.found |= choices_in_table(region, grid, [*options.map, *ignored])
        first = region.first_header_row if region.header_row else region.first_row
        _skip(taken, grid, claimed + 1, first)
        if known.alternatives:
            alone = len(found) == 1
            taken.questions.append(ReadingQuestion(grid, region, known, options, alone=alone))
        _tell_what_stands_between(taken, grid, claimed, region)
        for row in first_rows_unlike(grid, region):
            taken.unread.append(notice("rows-unlike", sheet=grid.sheet, row=row))
        table, reader = _table(taken, grid, region, known, options)
        tables.append(table)
        taken.readers.append(reader)
        claimed = region.last_row
    _skip(taken, grid, claimed + 1, len(grid.rows) + 1)
    if tables:
        taken.tables += tables
        below = [number for number in range(claimed + 1, len(grid.rows) + 1) if filled(grid.row(number))]
        if below:
            facts = {"rows": listed_rows(below), "count": len(below)}
            taken.unread.append(notice("text-below", sheet=grid.sheet, **facts))
        taken.notices += sheet_notices(grid, tables)
        taken.unread += [said for table in tables for said in unread_columns(table)]
        taken.notices += [said for table in tables for said in table_notices(table)]
    elif (
        not found
        and grid.sheet not in taken.left_out
        and (rows := sum(bool(filled(row)) for row in grid.rows))
        and not is_report_sheet(grid.sheet, grid.cell(1, 1))
    ):
        taken.unread.append(notice("no-table", sheet=grid.sheet, count=rows))


def _tell_what_stands_between(taken: _ListDraft, grid: Grid, claimed: int, region: Region) -> None:
    """Say which rows above a table name somebody, and which hold a paragraph below the table before it."""
    if not region.header_row:
        return
    between = range(claimed + 1, region.first_header_row)
    text = paragraphs(grid, between) if claimed else []
    if text:
        taken.unread.append(notice("text-below", sheet=grid.sheet, rows=listed_rows(text), count=len(text)))
    if rows := [number for number in rows_of_parties(grid, between) if number not in text]:
        facts = {"rows": listed_rows(rows), "row": region.first_header_row}
        taken.unread.append(notice("rows-above", sheet=grid.sheet, **facts))


def _unused_table(grid: Grid, region: Region) -> list[str]:
    """Say that a table names nobody: somebody may have meant it to."""
    rows = sum(bool(filled(grid.row(number))) for number in range(region.first_row, region.last_row + 1))
    return [notice("unused-table", sheet=grid.sheet, row=region.header_row, count=rows)] if rows else []


def _skip(taken: _ListDraft, grid: Grid, first: int, stop: int) -> None:
    for number in range(first, stop):
        taken.outside.append(skipped(grid, number, "title" if filled(grid.row(number)) else "blank"))


def _table(
    taken: _ListDraft, grid: Grid, region: Region, known: Understanding, options: IntakeOptions
) -> tuple[Table, RowReader]:
    columns = known.columns
    reading = _country_reading(grid, region, columns, options)
    if reading.system == "fips":
        column = next(column for column in columns if column.meaning in COUNTRIES)
        facts = {"sheet": grid.sheet, "letter": column.letter, "header": column.header, "why": reading.why}
        taken.notices.append(notice("fips", **facts))
    export = taken.exports.get((grid.sheet, region.header_row))
    reader = RowReader(grid, region, columns, reading.system, options.limits, options.strict_formulas, export)
    answer = taken.as_above.get((grid.sheet, region.header_row), options.as_above)
    reader = _with_references(taken, reader, answer)
    table = Table(
        sheet=grid.sheet,
        header_row=region.header_row,
        first_header_row=region.first_header_row if region.header_row else 0,
        last_row=region.last_row,
        columns=columns,
        rows=(),
        certainty=known.certainty,
        certainty_reason=known.reason,
    )
    return table, reader


def _with_references(taken: _ListDraft, reader: RowReader, answer: str) -> RowReader:
    """The reader of a table in which cells that say "as above" are read as the cell above, where that was confirmed."""
    found = reader.references_above()
    if not found:
        return reader
    letters = {column.index: column.letter for column in reader.columns}
    cells = [
        f"“{' '.join(reader.grid.cell(row, column).split())}” in {letters[column]}{row}"
        for row, column in islice(found, _EXAMPLES)
    ]
    sheet = reader.grid.sheet
    facts = {"sheet": sheet, "count": len(found), "examples": ", ".join(cells)}
    taken.notices.append(notice(_AS_ABOVE[answer], **facts))
    where = [f"{each} ({sheet})" if sheet else each for each in cells]
    # One question for all tables: it is answered where it was for each of them.
    earlier = taken.above
    same = not earlier.count or earlier.answer == answer
    taken.above = AboveReferences(
        earlier.count + len(found), (*earlier.examples, *where)[:_EXAMPLES], answer if same else ""
    )
    return replace(reader, carried=found) if answer == "yes" else reader


def _country_reading(
    grid: Grid, region: Region, columns: tuple[Column, ...], options: IntakeOptions
) -> CountryReading:
    """Of all countries of a table: a file that writes them by two systems is unheard of."""
    found = [column for column in columns if column.meaning in COUNTRIES]
    if not found:
        return CountryReading("iso")
    column = found[0]
    numbers = range(region.first_row, region.last_row + 1)
    values = (grid.cell(number, each.index) for each in found for number in numbers)
    reading = decide(values, column.header, options.country_codes)
    if not reading.system:
        header = column.header or "no header"
        facts = {"column": column.letter, "header": header, "sheet": grid.sheet, "examples": reading.examples}
        raise refusal("ambiguous-countries", **facts)
    return reading
