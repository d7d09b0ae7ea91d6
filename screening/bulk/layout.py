"""Where the one table of a bulk file is, and what its columns mean: by the same rules as every list.

The table is found and its columns are understood in the first rows; then the file is read through once, so that a
file which cannot be read to its end is refused before anybody waits for it, and so that all its country codes
decide together how they are to be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from screening.bulk.limits import BulkLimits
from screening.bulk.sources import Fault, Raw, Source
from screening.inert import as_given
from screening.intake.choices import (
    check_found,
    chosen_columns,
    found_choices,
    left_out_columns,
    wanted_headers,
)
from screening.intake.columns import Understanding, understand
from screening.intake.countries_column import COUNTRIES, decide
from screening.intake.grid import Grid, LongCell
from screening.intake.limits import LIMITS
from screening.intake.model import Column, Table
from screening.intake.notices import table_notices, unread_columns
from screening.intake.options import IntakeOptions
from screening.intake.questions import Question, ask
from screening.intake.refusals import notice, refusal
from screening.intake.rows import reference_column
from screening.intake.sheet_facts import SheetFacts
from screening.intake.tables import Region, find_regions, plain_list
from screening.own import OwnColumns, own_columns


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything a process needs in order to read the rows of the file."""

    name: str
    sheet: str
    region: Region  # its last row is the last one of the file
    columns: tuple[Column, ...]
    head: tuple[tuple[int, Raw], ...]  # the header rows by number
    country_system: str
    wanted: frozenset[str]
    own: OwnColumns | None  # columns that an earlier report of ours added
    keyed: bool  # columns have names of their own, and no row is a header
    reference: int  # the column whose value stands beside each result, as asked or by its header; 0 for none
    notices: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.region.last_row


def survey(source: Source, name: str, options: IntakeOptions, reference: str, limits: BulkLimits) -> Layout:
    """Find the table, understand its columns, and read the file to its end.

    Raises:
        UploadRefused: the file cannot be read, holds no table or two, or a choice does not fit it.
    """
    wanted = wanted_headers(options.map)
    rows = source.rows()
    sample = list(islice(rows, limits.sample))
    if not sample:
        raise refusal("empty-file", name=name)
    keyed = bool(source.keys)
    own = None if keyed else own_columns([row for row in sample if not isinstance(row, Fault)])
    cells = [cells_of(row, own) for row in sample]
    sheet = source.form.upper()
    grid = Grid(
        sheet, [[*source.keys], *cells] if keyed else cells, SheetFacts(sheet), ragged_matters=not keyed
    )
    region = _keys_as_region(source.keys, grid.last) if keyed else _region(grid, name, wanted)
    chosen = chosen_columns(region, grid, options.map)
    known = understand(grid, region, chosen, left_out_columns(region, grid, options.ignore))
    columns = known.columns
    headers = [column.header for column in columns if column.header]
    if known.alternatives:
        raise ask([Question(grid, region, known, options, alone=True)], name, scoped=False)
    if not known.names_somebody:
        seen = f" (headers seen: {', '.join(headers)[:300]})" if headers else ""
        raise refusal("no-table", name=name, seen=seen)
    check_found(options.map, found_choices(region, grid, options.map), headers, name)
    said = _notices(sheet, region, known, headed=keyed or bool(region.header_row))
    beside = _reference(columns, reference, name)
    if keyed:
        region = replace(region, first_header_row=0, header_row=0, first_row=1, last_row=0)
    country = next((column for column in columns if column.meaning in COUNTRIES), None)
    count, codes = _to_the_end(sample, rows, country, region.first_row, name, limits)
    system = "iso"
    if country is not None:
        system, more = _country_system(codes, country, sheet, options.country_codes)
        said += more
    return Layout(
        name=name,
        sheet=sheet,
        region=replace(region, last_row=count),
        columns=tuple(_by_key(column) for column in columns) if keyed else columns,
        head=_header_rows(sample, region),
        country_system=system,
        wanted=wanted,
        own=own,
        keyed=keyed,
        reference=beside,
        notices=tuple(dict.fromkeys(said)),
    )


def cells_of(raw: Raw, own: OwnColumns | None) -> list[str]:
    """The cells of a row as intake knows them, without what an earlier report of ours added."""
    if isinstance(raw, Fault):
        return []
    cells = [_cell(text or "") for text in raw]
    if own is None:
        return cells
    cells = [
        "" if index in own else as_given(cell) if type(cell) is str else cell
        for index, cell in enumerate(cells)
    ]
    return cells if any(cells[own.stop :]) else cells[: own.start]


def _cell(text: str) -> str:
    return text if len(text) <= LIMITS.cell_chars else LongCell(text[:80], len(text))


def _region(grid: Grid, name: str, wanted: frozenset[str]) -> Region:
    """The one table of the sample, or the whole as a list without a header."""
    found = find_regions(grid, wanted)
    if len(found) > 1:
        raise refusal("bulk-second-table", name=name, row=found[1].first_header_row)
    region = found[0] if found else plain_list(grid)
    if region is None:
        raise refusal("no-table", name=name, seen="")
    return region


def _keys_as_region(keys: tuple[str, ...], last: int) -> Region:
    """Names of columns as a header above the first row."""
    return Region(1, 1, 2, last, {number: (key,) for number, key in enumerate(keys, start=1)})


def _header_rows(sample: list[Raw], region: Region) -> tuple[tuple[int, Raw], ...]:
    return tuple((number, sample[number - 1]) for number in range(1, region.header_row + 1))


def _by_key(column: Column) -> Column:
    """A column that sentences name by its key: "affiliation in row 17" and not "B17"."""
    return replace(column, letter=f"“{column.header}” of row ")


def _notices(sheet: str, region: Region, known: Understanding, *, headed: bool) -> list[str]:
    header_row = region.header_row if headed else 0
    table = Table(
        sheet,
        header_row,
        region.first_header_row,
        region.last_row,
        known.columns,
        (),
        known.certainty,
        known.reason,
    )
    return [*unread_columns(table), *table_notices(table)]


def _reference(columns: tuple[Column, ...], wanted: str, name: str) -> int:
    if not wanted:
        return reference_column(columns)
    folded = wanted.strip().casefold()
    for column in columns:
        if column.header.casefold() == folded:
            return column.index
    shown = ", ".join(column.header for column in columns if column.header)[:400] or "none with a header"
    raise refusal("unknown-column", name=name, column=wanted, meaning="the reference", columns=shown)


def _to_the_end(
    sample: list[Raw], rest: Iterator[Raw], country: Column | None, first: int, name: str, limits: BulkLimits
) -> tuple[int, Counter[str]]:
    """How many rows there are, and how often each country code stands in the table."""
    count, codes = 0, Counter[str]()
    at = country.index - 1 if country else -1
    for rows in (sample, rest):
        for raw in rows:
            count += 1
            if count > limits.rows:
                raise refusal("too-many-rows", sheet=name, row=count, limit=limits.rows)
            if at >= 0 and count >= first and not isinstance(raw, Fault) and len(raw) > at:
                text = (raw[at] or "").strip()
                if len(text) == 2:
                    codes[text] += 1
    return count, codes


def _country_system(
    codes: Counter[str], column: Column, sheet: str, chosen: str | None
) -> tuple[str, list[str]]:
    facts = {"sheet": sheet, "header": column.header or "no header"}
    reading = decide(codes.elements(), column.header, chosen)
    if not reading.system:
        raise refusal("ambiguous-countries", column=column.letter, examples=reading.examples, **facts)
    fips = reading.system == "fips"
    return reading.system, [notice("fips", letter=column.letter, why=reading.why, **facts)] if fips else []
