"""The sheet "Screening provenance": what was screened against what, by what, and which rows were not.

Hashes say honestly which bytes they cover: a list we transcribed has the hash of our file, and the publisher's
own hash only where those bytes were held.
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.intake.model import Column, Intake, Row, RowState, Table
from screening.model import Outcome, RunFacts
from screening.report.lines import Line
from screening.report.pages import Cell, Page, Style, headed, texts
from screening.wording import wording
from watchlists.model import Snapshot

_WIDTHS = (32.0, 14.0, 15.0, 36.0, 36.0, 36.0, 14.0, 18.0)
_ACROSS = len(_WIDTHS)
_NOT_HELD = "not held"
Rows = list[tuple[Cell, ...]]


def provenance(intake: Intake, lined: Sequence[tuple[Row, Line]], facts: RunFacts) -> Page:
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
    return Page(title, _WIDTHS, tuple(rows), landscape=True)


def _heading(text: str) -> tuple[Cell, ...]:
    return (Cell(text, Style.HEADING, span=_ACROSS),)


def _run(intake: Intake, facts: RunFacts) -> Rows:
    how = (
        f"{intake.format}, {intake.encoding}, separated by {intake.delimiter!r}"
        if intake.format == "csv"
        else intake.format
    )
    pairs = [
        ("List", facts.input_name or intake.file_name, Style.WRAP),
        ("Read as", how, Style.WRAP),
        ("SHA-256 of the list", facts.input_sha256 or intake.sha256, Style.MONO),
        ("Screened at", facts.screened_at.isoformat(), Style.WRAP),
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
        *((Cell(name, Style.WRAP), Cell(value, style, span=_ACROSS - 1)) for name, value, style in pairs),
        (),
    ]


def _snapshots(facts: RunFacts) -> Rows:
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


def _snapshot(title: str, snapshot: Snapshot) -> tuple[Cell, ...]:
    when = snapshot.retrieved_at or (snapshot.transcribed_on.isoformat() if snapshot.transcribed_on else "")
    where = snapshot.transcribed_from or (
        "retrieved from the publisher" if snapshot.retrieved_at else "not given"
    )
    return (
        Cell(title, Style.WRAP),
        Cell(snapshot.edition, Style.WRAP),
        Cell(snapshot.edition_date, Style.DATE),
        Cell(snapshot.file_sha256, Style.MONO),
        Cell(snapshot.publisher_sha256 or _NOT_HELD, Style.MONO),
        Cell(where, Style.WRAP),
        Cell(f"{when}; {_confirmed(snapshot)}" if snapshot.confirmed_on else when, Style.WRAP),
        Cell(f"{snapshot.count} / {snapshot.count_all}", Style.WRAP),
    )


def _confirmed(snapshot: Snapshot) -> str:
    """By what the edition was last seen to be the newest: a person's look is no answer of the publisher."""
    if snapshot.confirmed_by:
        return f"checked by hand by {snapshot.confirmed_by} on {snapshot.confirmed_on}"
    return f"the publisher had nothing newer on {snapshot.confirmed_on}"


def _columns(tables: Sequence[Table]) -> Rows:
    rows: Rows = [
        _heading("How the columns were read"),
        (
            *texts(("Header, as printed", "Sheet", "Column", "Read as"), Style.HEADER),
            Cell("Why", Style.HEADER, span=4),
        ),
    ]
    for table in tables:
        rows += [_column(table, column) for column in table.columns]
    return [*rows, ()]


def _column(table: Table, column: Column) -> tuple[Cell, ...]:
    return (
        Cell(column.header, Style.WRAP),
        Cell(table.sheet, Style.WRAP),
        Cell(column.letter, Style.WRAP),
        Cell(column.meaning.replace("_", " "), Style.WRAP),
        Cell(column.why, Style.WRAP, span=4),
    )


def _notices(intake: Intake) -> Rows:
    notices = [
        *intake.notices,
        *(f"Not kept when the workbook is rewritten: {thing}." for thing in intake.lossy),
    ]
    rows = [(Cell(notice, Style.WRAP, span=_ACROSS),) for notice in notices or ["None."]]
    return [_heading("Notices"), *rows, ()]


def _unscreened(lined: Sequence[tuple[Row, Line]]) -> Rows:
    missed = [(row, line) for row, line in lined if line.outcome is Outcome.UNSCREENED]
    rows = [_row(row, row.code or "no-result", line.why) for row, line in missed]
    return _row_section(f"Rows that were not screened: {len(missed)}", rows)


def _skipped(intake: Intake) -> Rows:
    skipped = [row for row in (*intake.rows(), *intake.outside) if row.state is RowState.SKIPPED]
    order = {table.sheet: place for place, table in enumerate(intake.tables)}
    skipped.sort(key=lambda row: (order.get(row.sheet, len(order)), row.sheet, row.number))
    rows = [_row(row, row.code, row.reason) for row in skipped]
    return _row_section(f"Rows that were skipped: {len(skipped)}", rows)


def _row(row: Row, code: str, why: str) -> tuple[Cell, ...]:
    return (
        Cell(row.sheet, Style.WRAP),
        Cell(row.number, Style.NUMBER),
        Cell(code, Style.WRAP),
        Cell(why, Style.WRAP, span=5),
    )


def _row_section(heading: str, rows: Rows) -> Rows:
    if not rows:
        return [_heading(heading), ()]
    header = (*texts(("Sheet", "Row", "Code"), Style.HEADER), Cell("Reason", Style.HEADER, span=5))
    return [_heading(heading), header, *rows, ()]
