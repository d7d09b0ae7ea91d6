"""Taking a file: from its path to an Intake, or a refusal; never half of either.

The bytes are read once, hashed and judged, and only those bytes are read on. What is refused leaves nothing.
Everything that can refuse a file is looked at before its first row is given, so work on the first rows may begin
while the last are still to be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from screening.inert import as_given
from screening.intake.choices import check_found, chosen_columns, found_choices, wanted_headers
from screening.intake.columns import understand
from screening.intake.contents import share_of_organisations
from screening.intake.countries_column import Reading, decide
from screening.intake.delimited import read_delimited
from screening.intake.encodings import decode
from screening.intake.grid import Grid, filled
from screening.intake.headers import ORGANISATIONS
from screening.intake.model import Column, Intake, Row, Table
from screening.intake.notices import sheet_notices, table_notices
from screening.intake.options import IntakeOptions
from screening.intake.preflight import preflight
from screening.intake.refusals import notice, refusal
from screening.intake.rows import Reader, skipped
from screening.intake.sandbox import read_workbook
from screening.intake.signatures import kind_of
from screening.intake.tables import Region, find_regions, plain_list
from screening.own import is_own_sheet, own_columns
from screening.ticks import Tick, untold
from screening.wording import wording

_TELLS = ("name", "person_name", "family_name", "given_name", "native_name", *ORGANISATIONS)
_REVIEWERS = ("decision", "reason", "reviewer", "date", "note")  # columns in which people write
_OWN_ROWS = 2_000  # rows in which columns of an earlier report are looked for
_LIST_TEXT = 150  # characters: longer lines are prose, not names


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list that was found to be whole and readable, with its rows still to be read."""

    frame: Intake  # its tables are without rows
    _readers: tuple[Reader, ...]  # one a table

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Every row of every table in the order of the file, each with the place of its table, from 0."""
        for place, reader in enumerate(self._readers):
            for row in reader.rows():
                yield place, row

    def whole(self) -> Intake:
        """Read all rows."""
        return self.frame.with_rows([tuple(reader.rows()) for reader in self._readers])


@dataclass(slots=True)
class _Taken:
    """What is being put together; becomes an Intake when all of it is known."""

    tables: list[Table] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    outside: list[Row] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    found: set[tuple[str, str]] = field(default_factory=set)
    headers: list[str] = field(default_factory=list)
    own_columns: bool = False
    own_cells: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    own_hits: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)


def take(path: Path, *, options: IntakeOptions | None = None) -> Intake:
    """Take the list at `path` whole, or refuse it.

    Raises:
        UploadRefused: with the code and sentence of what is wrong (vocabulary/refusals.toml has them all).
    """
    return open_list(path, options=options).whole()


def open_list(
    path: Path, *, options: IntakeOptions | None = None, tick: Tick = untold, know_rows: Tick = untold
) -> OpenList:
    """The same, but for its rows, which are read one by one afterwards.

    Args:
        path: the list.
        options: how to read it.
        tick: told of the rows gone through on the way there, which happens more than once.
        know_rows: given the number of rows of the file as soon as it is known.

    Raises:
        UploadRefused: as `take` does; reading the rows refuses nothing more.
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
    frame = Intake(
        file_name=name,
        format=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=encoding,
        delimiter=delimiter,
        tables=tuple(taken.tables),
        outside=tuple(taken.outside),
        notices=tuple(dict.fromkeys([*taken.notices, *said])),
        lossy=lossy,
        own_columns=taken.own_columns,
        own_cells=taken.own_cells,
        own_hits=taken.own_hits,
    )
    return OpenList(frame, tuple(taken.readers))


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
    grids: list[Grid], name: str, wanted: frozenset[str], options: IntakeOptions, tick: Tick
) -> _Taken:
    taken = _Taken()
    if sum(len(grid.rows) for grid in grids) > options.limits.all_rows:
        rows = sum(len(grid.rows) for grid in grids)
        raise refusal("too-many-rows", sheet=name, row=rows, limit=options.limits.all_rows)
    found = []
    for grid in grids:
        found.append((grid, _regions(taken, grid, wanted)))
        tick(grid.last)
    headed = any(regions for _, regions in found)
    for grid, regions in found:
        _take_sheet(taken, grid, regions or _as_list(grid, headed, options), name, options)
        tick(grid.last)
    if not any(table for table in taken.tables):
        seen = f" (headers seen: {', '.join(taken.headers)[:300]})" if taken.headers else ""
        raise refusal("no-table", name=name, seen=seen)
    check_found(options.map, taken.found, taken.headers, name)
    return taken


def _regions(taken: _Taken, grid: Grid, wanted: frozenset[str]) -> list[Region]:
    """Tables of a sheet, once what an earlier report of ours added to it is taken out."""
    if grid.rows and is_own_sheet(grid.sheet, grid.cell(1, 1) if grid.rows[0] else ""):
        _take_hits(taken, grid)
        return []
    if own := own_columns(grid.rows[:_OWN_ROWS]):
        undo = as_given if grid.ragged_matters else str
        taken.own_columns = True
        headers = {column.key: column.header for column in wording().columns}
        for number, row in enumerate(grid.rows):
            said = {key: undo(cell) for key, cell in own.cells(row).items()}
            is_header = all(said.get(key) == headers[key] for key in own.keys)
            if not is_header and any(said.get(key) for key in _REVIEWERS):
                taken.own_cells[grid.sheet, number + 1] = said
            kept = [
                "" if index in own else undo(cell) if type(cell) is str else cell
                for index, cell in enumerate(row)
            ]
            grid.rows[number] = kept[: own.start] if not any(kept[own.stop :]) else kept
    return find_regions(grid, wanted)


def _take_hits(taken: _Taken, grid: Grid) -> None:
    """What reviewers wrote beside single hits, on the sheet of evidence that an earlier report added."""
    wanted = {column.key: column.header for column in wording().columns if column.key in _REVIEWERS}
    headers: list[str] = []
    for number, row in enumerate(grid.rows, start=1):
        texts = [str(cell) for cell in row]
        if not headers:
            headers = texts if set(wanted.values()) <= set(texts) else []
            continue
        said = dict(zip(headers, texts, strict=False))
        if any(said.get(header) for header in wanted.values()):
            taken.own_hits[grid.sheet, number] = said


def _as_list(grid: Grid, headed: bool, options: IntakeOptions) -> list[Region]:
    """A sheet without headers as a list, where it looks like one; beside real tables it must look so strongly."""
    region = plain_list(grid)
    if region is None or is_own_sheet(grid.sheet, grid.cell(region.first_row, 1)):
        return []
    texts = [
        [cell for cell in row if cell and len(cell) <= _LIST_TEXT and not cell.isspace()]
        for row in grid.rows[:300]
    ]
    cells = [cell for row in texts for cell in row]
    if headed:
        first = [row[0] for row in texts if row]
        return [region] if len(first) > 2 and share_of_organisations(first) >= 0.8 else []
    return [region] if cells or options.map else []


def _take_sheet(taken: _Taken, grid: Grid, regions: list[Region], name: str, options: IntakeOptions) -> None:
    tables = []
    claimed = 0
    for region in regions:
        chosen = chosen_columns(region, grid, options.map)
        columns = understand(grid, region, chosen)
        taken.headers += [column.header for column in columns if column.header]
        if not any(column.meaning in _TELLS for column in columns):
            taken.notices += _unused_table(grid, region)
            continue
        taken.found |= found_choices(region, grid, options.map)
        _skip(taken, grid, claimed + 1, region.first_header_row if region.header_row else region.first_row)
        table, reader = _table(taken, grid, region, columns, options)
        tables.append(table)
        taken.readers.append(reader)
        claimed = region.last_row
    _skip(taken, grid, claimed + 1, len(grid.rows) + 1)
    if tables:
        taken.tables += tables
        taken.notices += sheet_notices(grid, tables)
        taken.notices += [said for table in tables for said in table_notices(table)]
    elif (rows := sum(bool(filled(row)) for row in grid.rows)) and not is_own_sheet(
        grid.sheet, grid.cell(1, 1)
    ):
        taken.notices.append(notice("no-table", sheet=grid.sheet, count=rows))


def _unused_table(grid: Grid, region: Region) -> list[str]:
    """Say that a table names nobody: somebody may have meant it to."""
    rows = sum(bool(filled(grid.row(number))) for number in range(region.first_row, region.last_row + 1))
    return [notice("unused-table", sheet=grid.sheet, row=region.header_row, count=rows)] if rows else []


def _skip(taken: _Taken, grid: Grid, first: int, stop: int) -> None:
    for number in range(first, stop):
        taken.outside.append(skipped(grid, number, "title" if filled(grid.row(number)) else "blank"))


def _table(
    taken: _Taken, grid: Grid, region: Region, columns: tuple[Column, ...], options: IntakeOptions
) -> tuple[Table, Reader]:
    reading = _country_reading(grid, region, columns, options)
    if reading.system == "fips":
        column = next(column for column in columns if column.meaning == "country")
        facts = {"sheet": grid.sheet, "letter": column.letter, "header": column.header, "why": reading.why}
        taken.notices.append(notice("fips", **facts))
    reader = Reader(grid, region, columns, reading.system, options.limits, options.strict_formulas)
    table = Table(
        sheet=grid.sheet,
        header_row=region.header_row,
        first_header_row=region.first_header_row if region.header_row else 0,
        last_row=region.last_row,
        columns=columns,
        rows=(),
    )
    return table, reader


def _country_reading(
    grid: Grid, region: Region, columns: tuple[Column, ...], options: IntakeOptions
) -> Reading:
    column = next((column for column in columns if column.meaning == "country"), None)
    if column is None:
        return Reading("iso")
    values = (grid.cell(number, column.index) for number in range(region.first_row, region.last_row + 1))
    reading = decide(values, column.header, options.country_codes)
    if not reading.system:
        header = column.header or "no header"
        facts = {"column": column.letter, "header": header, "sheet": grid.sheet, "examples": reading.examples}
        raise refusal("ambiguous-countries", **facts)
    return reading
