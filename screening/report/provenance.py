"""The sheet "Screening provenance": what was screened against what, by what, and which rows were not.

Hashes say honestly which bytes they cover: a list we transcribed has the hash of our file, and the publisher's
own hash only where those bytes were held.
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.intake.model import Column, ParsedList, Row, RowState, Table
from screening.labels import wording
from screening.metadata import metadata_header
from screening.model import Outcome, RunFacts
from screening.report.added_sheets import AddedCell, AddedSheet, Style, headed, texts
from screening.report.rows import ReportRow
from screening.report_detection import LIST_HASH, SCREENED_AT
from watchlists.model import Snapshot

_WIDTHS = (32.0, 14.0, 15.0, 36.0, 36.0, 36.0, 14.0, 18.0)
_ACROSS = len(_WIDTHS)
_NOT_HELD = "not held"
SheetRows = list[tuple[AddedCell, ...]]


def provenance(intake: ParsedList, lined: Sequence[tuple[Row, ReportRow]], facts: RunFacts) -> AddedSheet:
    """Make the page."""
    title = wording().sheets["provenance"]
    lead = "The same file, lists, policies and engine give the same report, byte for byte."
    rows = headed(title, lead, _ACROSS)
    for section in (
        _run(intake, facts),
        _snapshots(facts),
        _columns(intake.tables),
        _notices(intake),
        _unscreened(lined),
        _skipped(intake),
    ):
        rows += section
    return AddedSheet(title, _WIDTHS, tuple(rows), landscape=True)


def _heading(text: str) -> tuple[AddedCell, ...]:
    return (AddedCell(text, Style.HEADING, span=_ACROSS),)


def _run(intake: ParsedList, facts: RunFacts) -> SheetRows:
    how = (
        f"{intake.format}, {intake.encoding}, separated by {intake.delimiter!r}"
        if intake.format == "csv"
        else intake.format
    )
    pairs = [
        ("List", facts.input_name or intake.file_name, Style.WRAP),
        ("Read as", how, Style.WRAP),
        (LIST_HASH, facts.input_sha256 or intake.sha256, Style.MONO),
        *([("Reference", facts.reference, Style.WRAP)] if facts.reference else []),
        *((metadata_header(key), text, Style.WRAP) for key, text in facts.metadata),
        (SCREENED_AT, facts.screened_at.isoformat(), Style.WRAP),
        ("As of", facts.as_of or "the time of screening", Style.WRAP),
        ("Engine version", facts.engine_version, Style.WRAP),
        ("SHA-256 of the register", facts.register_sha256 or "no register was loaded", Style.MONO),
        *(
            (f"Policy {id}", f"version {version}: {title}", Style.WRAP)
            for id, version, title in facts.policies
        ),
        *((f"Parameter {name}", value, Style.WRAP) for name, value in facts.parameters),
    ]
    return [
        _heading("Run"),
        *(
            (AddedCell(name, Style.WRAP), AddedCell(value, style, span=_ACROSS - 1))
            for name, value, style in pairs
        ),
        (),
    ]


def _snapshots(facts: RunFacts) -> SheetRows:
    headers = (
        "List",
        "Edition",
        "Edition date",
        "SHA-256 of our file",
        "SHA-256 of the publisher's file",
        "Transcribed or retrieved from",
        "On",
        "Listings: in force / all",
    )
    titles = [watchlist.title for watchlist in facts.watchlists]
    rows = [_snapshot(title, snapshot) for title, snapshot in zip(titles, facts.snapshots, strict=True)]
    return [_heading("Lists and the bytes their hashes cover"), texts(headers, Style.HEADER), *rows, ()]


def _snapshot(title: str, snapshot: Snapshot) -> tuple[AddedCell, ...]:
    when = snapshot.retrieved_at or (snapshot.transcribed_on.isoformat() if snapshot.transcribed_on else "")
    where = snapshot.transcribed_from or (
        "retrieved from the publisher" if snapshot.retrieved_at else "not given"
    )
    return (
        AddedCell(title, Style.WRAP),
        AddedCell(snapshot.edition, Style.WRAP),
        AddedCell(snapshot.edition_date, Style.DATE),
        AddedCell(snapshot.file_sha256, Style.MONO),
        AddedCell(snapshot.publisher_sha256 or _NOT_HELD, Style.MONO),
        AddedCell(where, Style.WRAP),
        AddedCell(f"{when}; {_confirmed(snapshot)}" if snapshot.confirmed_on else when, Style.WRAP),
        AddedCell(f"{snapshot.count} / {snapshot.count_all}", Style.WRAP),
    )


def _confirmed(snapshot: Snapshot) -> str:
    """By what the edition was last seen to be the newest: a person's look is no answer of the publisher."""
    if snapshot.confirmed_by:
        return f"checked by hand by {snapshot.confirmed_by} on {snapshot.confirmed_on}"
    return f"the publisher had nothing newer on {snapshot.confirmed_on}"


def _columns(tables: Sequence[Table]) -> SheetRows:
    rows: SheetRows = [
        _heading("How the columns were read"),
        (
            *texts(("Header, as printed", "Sheet", "Column", "Read as"), Style.HEADER),
            AddedCell("Why", Style.HEADER, span=4),
        ),
    ]
    for table in tables:
        rows += [_column(table, column) for column in table.columns]
    return [*rows, ()]


def _column(table: Table, column: Column) -> tuple[AddedCell, ...]:
    return (
        AddedCell(column.header, Style.WRAP),
        AddedCell(table.sheet, Style.WRAP),
        AddedCell(column.letter, Style.WRAP),
        AddedCell(column.meaning.replace("_", " "), Style.WRAP),
        AddedCell(column.why, Style.WRAP, span=4),
    )


def _notices(intake: ParsedList) -> SheetRows:
    notices = [
        *intake.notices,
        *(f"Not kept when the workbook is rewritten: {thing}." for thing in intake.lossy),
    ]
    rows = [(AddedCell(notice, Style.WRAP, span=_ACROSS),) for notice in notices or ["None."]]
    return [_heading("Notices"), *rows, ()]


def _unscreened(lined: Sequence[tuple[Row, ReportRow]]) -> SheetRows:
    missed = [(row, line) for row, line in lined if line.outcome is Outcome.UNSCREENED]
    rows = [_row(row, row.code or "no-result", line.why) for row, line in missed]
    return _row_section(f"Rows that were not screened: {len(missed)}", rows)


def _skipped(intake: ParsedList) -> SheetRows:
    skipped = [row for row in (*intake.rows(), *intake.outside) if row.state is RowState.SKIPPED]
    order = {table.sheet: place for place, table in enumerate(intake.tables)}
    skipped.sort(key=lambda row: (order.get(row.sheet, len(order)), row.sheet, row.number))
    rows = [_row(row, row.code, row.reason) for row in skipped]
    return _row_section(f"Rows that were skipped: {len(skipped)}", rows)


def _row(row: Row, code: str, why: str) -> tuple[AddedCell, ...]:
    return (
        AddedCell(row.sheet, Style.WRAP),
        AddedCell(row.number, Style.NUMBER),
        AddedCell(code, Style.WRAP),
        AddedCell(why, Style.WRAP, span=5),
    )


def _row_section(heading: str, rows: SheetRows) -> SheetRows:
    if not rows:
        return [_heading(heading), ()]
    header = (*texts(("Sheet", "Row", "Code"), Style.HEADER), AddedCell("Reason", Style.HEADER, span=5))
    return [_heading(heading), header, *rows, ()]
