"""Where the one table of a bulk file is, and what its columns mean: by the same rules as every list.

The table is found and its columns are understood in the first rows; then the file is read through once, so that a
file which cannot be read to its end is refused before anybody waits for it, and so that all its country codes
decide together how they are to be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from screening.bulk.limits import BulkLimits
from screening.bulk.sources import Raw, RowFault, RowSource
from screening.formula_escaping import unescape_formula
from screening.intake.choices import (
    check_choices_exist,
    check_sheets,
    choices_in_table,
    wanted_headers,
)
from screening.intake.columns import Understanding
from screening.intake.countries_column import COUNTRIES, decide
from screening.intake.grid import TYPED, UNMARKED, Grid, cell_of, filled
from screening.intake.limits import LIMITS
from screening.intake.mapping import MappingChoice
from screening.intake.model import Certainty, Column, Table
from screening.intake.notices import table_notices, unread_columns
from screening.intake.questions import ReadingQuestion, ask
from screening.intake.reading_choice import IntakeOptions
from screening.intake.refusals import notice, refusal
from screening.intake.row_form import RowForm
from screening.intake.rows import metadata_columns, reference_column
from screening.intake.sheet_facts import SheetFacts, letter
from screening.intake.table_reading import find_tables, header_choice, read_table
from screening.intake.tables import Region, plain_list
from screening.metadata import distinct_metadata_headers
from screening.report_detection import ReportColumns, report_columns


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Everything a process needs in order to read the rows of the file."""

    name: str
    sheet: str
    region: Region  # its last row is the last one of the file
    columns: tuple[Column, ...]
    head: tuple[tuple[int, Raw], ...]  # the header rows by number
    country_system: str
    wanted: frozenset[str]
    own: ReportColumns | None  # columns that an earlier report of ours added
    keyed: bool  # columns have names of their own, and no row is a header
    reference: int  # the column whose value stands beside each result, as asked or by its header; 0 for none
    metadata: tuple[str, ...]  # the keys of the sender's own texts
    notices: tuple[str, ...]
    row_form: RowForm  # how each row is put into form
    has_known_header: bool  # somebody said where the header is, so that no other row is one
    certainty: Certainty = Certainty.CERTAIN
    certainty_reason: str = ""
    width: int = 0  # cells of the longest row

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.region.last_row

    @property
    def metadata_headers(self) -> dict[str, str]:
        """The column of a table in which a result has the texts of each metadata key."""
        return distinct_metadata_headers(self.metadata)


def find_layout(
    source: RowSource, name: str, options: IntakeOptions, reference: str, limits: BulkLimits
) -> TableLayout:
    """Find the table, understand its columns, and read the file to its end.

    Raises:
        UploadRefused: the file cannot be read, holds no table or two, or a choice does not fit it.
    """
    if options.as_above == "yes":
        raise refusal("bulk-as-above", name=name)
    wanted = wanted_headers(options.map)
    choice = MappingChoice(options.map, options.ignore, options.header_rows, options.skip_sheets)
    rows = source.rows()
    keyed = bool(source.keys)
    sheet = source.form.upper()
    check_sheets(choice, [sheet], name)
    if sheet in choice.skip_sheets:
        raise refusal("no-table", name=name, seen="")
    header_row = _last_header_row(choice, sheet, limits.sample, name, keyed=keyed)
    # As many rows below a header that somebody chose as below one that we find.
    sample = list(islice(rows, limits.sample + header_row))
    if not sample:
        raise refusal("empty-file", name=name)
    own = None if keyed else report_columns([row for row in sample if not isinstance(row, RowFault)])
    cells = [cells_of(row, own) for row in sample]
    grid = Grid(
        sheet, [[*source.keys], *cells] if keyed else cells, SheetFacts(sheet), ragged_matters=not keyed
    )
    if keyed:
        region, has_known_header = _keys_as_region(source.keys, grid.last), True
    else:
        region, has_known_header = _region(grid, name, wanted, choice, options)
    reading = read_table(grid, region, choice, options.confirmed)
    known, columns = reading.known, reading.known.columns
    headers = [column.header for column in columns if column.header]
    if known.alternatives:
        raise ask(
            [ReadingQuestion(grid, region, known, options, alone=True, keyed=keyed)], name, scoped=False
        )
    if not known.names_somebody:
        seen = f" (headers seen: {', '.join(headers)[:300]})" if headers else ""
        raise refusal("no-table", name=name, seen=seen)
    asked = [*options.map, *(("nothing", column) for column in options.ignore)]
    check_choices_exist(asked, choices_in_table(region, grid, asked), headers, name)
    said = [*reading.notices]
    if reading.as_above == "yes":
        said.append(notice("bulk-as-above", sheet=sheet))
    said += _notices(sheet, region, known, headed=keyed or bool(region.header_row))
    beside = _reference(columns, reference, name)
    if keyed:
        region = replace(region, first_header_row=0, header_row=0, first_row=1, last_row=0)
    countries = [column for column in columns if column.meaning in COUNTRIES]
    head = _header_rows(sample, region)
    header = cells_of(head[-1][1], own) if head else []
    facts = _WholeFile(
        form=reading.form,
        countries=[column.index for column in countries],
        first=region.first_row,
        header=header,
        own=own,
        unknown=frozenset() if keyed else _unknown_columns(region, columns, limits),
    )
    for part in (sample, rows):
        for raw in part:
            facts.add(raw)
            if facts.rows > limits.rows:
                raise refusal("too-many-rows", sheet=name, row=facts.rows, limit=limits.rows)
    if facts.first_value:
        column, row = facts.first_value
        raise refusal("bulk-late-column", name=name, letter=letter(column), row=row, limit=len(sample))
    system = "iso"
    if countries:
        system, more = _country_system(facts.codes, countries[0], sheet, options.country_codes)
        said += more
    return TableLayout(
        name=name,
        sheet=sheet,
        region=replace(region, last_row=facts.rows),
        columns=tuple(_by_key(column) for column in columns) if keyed else columns,
        head=head,
        country_system=system,
        wanted=wanted,
        own=own,
        keyed=keyed,
        reference=beside,
        metadata=tuple(key for key, _ in metadata_columns(columns)),
        notices=tuple(dict.fromkeys(said)),
        row_form=facts.form,
        has_known_header=has_known_header,
        certainty=known.certainty,
        certainty_reason=known.reason,
        width=facts.width,
    )


def cells_of(raw: Raw, own: ReportColumns | None) -> list[str]:
    """The cells of a row as intake knows them, without what an earlier report of ours added."""
    if isinstance(raw, RowFault):
        return []
    most = LIMITS.cell_chars
    cells = [
        text if text and len(text) <= most and TYPED not in text else cell_of(text or "", most)
        for text in raw
    ]
    if own is None:
        return cells
    cells = [
        "" if index in own else unescape_formula(cell) if type(cell) is str else cell
        for index, cell in enumerate(cells)
    ]
    return cells if any(cells[own.stop :]) else cells[: own.start]


def _last_header_row(choice: MappingChoice, sheet: str, limit: int, name: str, *, keyed: bool) -> int:
    """The last of the rows chosen as headers, 0 where none was; a choice that cannot be followed is refused."""
    chosen = header_choice(choice, sheet)
    if chosen and keyed:
        raise refusal("bulk-keyed-header", name=name)
    last = max(chosen, default=0)
    if last > limit:
        raise refusal("bulk-far-header", name=name, row=last, limit=limit)
    return last


def _region(
    grid: Grid, name: str, wanted: frozenset[str], choice: MappingChoice, options: IntakeOptions
) -> tuple[Region, bool]:
    """The one table of the sample, or the whole as a list without a header; and whether its header was given."""
    found, has_known_header = find_tables(grid, wanted, choice, options.confirmed)
    if len(found) > 1:
        raise refusal("bulk-second-table", name=name, row=found[1].first_header_row)
    region = found[0] if found else plain_list(grid)
    if region is None:
        raise refusal("no-table", name=name, seen="")
    return region, has_known_header


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


def _unknown_columns(region: Region, columns: Sequence[Column], limits: BulkLimits) -> frozenset[int]:
    """The columns without header or values so far; right of all headers a value leaves its row unscreened by itself."""
    last = max(region.headers, default=limits.columns)
    return frozenset(range(1, last + 1)) - {column.index for column in columns}


@dataclass(slots=True)
class _WholeFile:
    """What only the whole file can say: its rows, its country codes, and the longest texts of names that may be cut."""

    form: RowForm
    countries: Sequence[int]  # columns
    first: int  # the first row of the table
    header: list[str]
    own: ReportColumns | None
    unknown: frozenset[int]  # columns in which nothing stood so far, and that no header names
    rows: int = 0
    width: int = 0
    first_value: tuple[int, int] | None = None  # column and row of the first text in one of these
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, raw: Raw) -> None:
        """Look at the next row."""
        self.rows += 1
        if isinstance(raw, RowFault):
            return
        self.width = max(self.width, len(raw))
        if self.rows < self.first:
            return
        for column in self.countries:
            text = (raw[column - 1] or "").translate(UNMARKED).strip() if column <= len(raw) else ""
            if len(text) == 2:
                self.codes[text] += 1
        if self.unknown and self.first_value is None:
            found = self.unknown.intersection(filled(cells_of(raw, self.own)))
            self.first_value = (min(found), self.rows) if found else None
        if self.form.name_columns:
            cells = cells_of(raw, self.own)
            if cells != self.header:
                self.form.prepare(cells)
                self.form = self.form.measure([cells])


def _country_system(
    codes: Counter[str], column: Column, sheet: str, chosen: str | None
) -> tuple[str, list[str]]:
    facts = {"sheet": sheet, "header": column.header or "no header"}
    reading = decide(codes.elements(), column.header, chosen)
    if not reading.system:
        raise refusal("ambiguous-countries", column=column.letter, examples=reading.examples, **facts)
    fips = reading.system == "fips"
    return reading.system, [notice("fips", letter=column.letter, why=reading.why, **facts)] if fips else []
