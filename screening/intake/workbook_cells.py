"""A workbook's cells as grids, read by the child that may die; see `watchlists.workbook`."""

from __future__ import annotations

from collections.abc import Iterator

from screening.intake.grid import Grid, LongCell
from screening.intake.limits import Limits
from screening.intake.refusals import refusal
from screening.intake.sheet_facts import SheetFacts
from screening.progress import Progress, no_progress
from watchlists.workbook import PASSWORD, STOPPED, ChildFailed, ChildLimits, answers


def read_workbook(
    content: bytes, name: str, sheets: list[SheetFacts], limits: Limits, tick: Progress = no_progress
) -> list[Grid]:
    """The grids of the worksheets, in the order of `sheets`.

    Raises:
        UploadRefused: reader-failed, reader-limits, password, too-much-text, cells-differ.
    """
    try:
        return _grids(answers(content, _child(limits)), name, sheets, limits, tick)
    except ChildFailed as error:
        if error.kind == PASSWORD:
            raise refusal("password", name=name) from error
        if error.kind == STOPPED:
            raise refusal("reader-limits", name=name) from error
        raise refusal("reader-failed", name=name, what=error.kind[:40]) from error


def _child(limits: Limits) -> ChildLimits:
    return ChildLimits(limits.memory_bytes, limits.cpu_seconds, limits.wall_seconds, limits.cell_chars)


def _grids(
    told: Iterator[object], name: str, sheets: list[SheetFacts], limits: Limits, tick: Progress
) -> list[Grid]:
    grids: dict[str, Grid] = {}
    kept: dict[str, str] = {}  # one object for texts that repeat, as countries and employers do
    facts = {sheet.name: sheet for sheet in sheets}
    rows: list[list[str]] = []
    left: list[str] = []
    chars = 0
    for answer in told:
        if isinstance(answer, dict):
            if (sheet := answer.get("sheet")) is not None:
                if sheet not in facts or sheet in grids:
                    raise refusal("reader-failed", name=name, what="sheets were read differently")
                rows, left = [], [""] * int(answer["left"])
                grids[sheet] = Grid(sheet, rows, facts[sheet])
            continue
        assert isinstance(answer, list)
        row = left + [_cell(value, kept) for value in answer]
        chars += sum(map(len, row))
        if chars > limits.all_chars:
            raise refusal("too-much-text", name=name, limit=limits.all_chars)
        rows.append(row)
        tick(1)
    if set(grids) != set(facts):
        raise refusal("reader-failed", name=name, what="a sheet is missing")
    for sheet in sheets:
        if (count := sum(_filled(row) for row in grids[sheet.name].rows)) != sheet.filled:
            raise refusal("cells-differ", name=name, sheet=sheet.name, count=sheet.filled, read=count)
    return [grids[sheet.name] for sheet in sheets]


def _filled(row: list[str]) -> int:
    """How many cells show something; one over the cap does, whatever its first characters are."""
    return sum(1 for text in row if text and (not text.isspace() or isinstance(text, LongCell)))


def _cell(value: object, kept: dict[str, str]) -> str:
    if isinstance(value, str):
        return kept.setdefault(value, value)
    assert isinstance(value, list)
    length, shown = value
    return LongCell(shown, length)
