"""The changes of a watch as a workbook: a row for each change, the newest screening first, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from screening.labels import level_label, wording
from screening.model import Level, Outcome
from screening.report.added_sheets import AddedCell, AddedSheet, Style, headed, texts
from screening.report.new_workbook import write_pages
from screening.storage.tables import Run
from screening.storage.watch_tables import Watch, WatchChange
from screening.version import ENGINE

_COLUMNS: tuple[tuple[str, float], ...] = (
    ("Screened", 18),
    ("Sheet", 14),
    ("Row", 10),
    ("Reference", 18),
    ("Subject", 32),
    ("Change", 24),
    ("Level before", 14),
    ("Before", 26),
    ("Level now", 14),
    ("Now", 26),
    ("Why", 60),
    ("Read", 18),
)


def write_changes(watch: Watch, changes: Sequence[WatchChange], runs: Mapping[str, Run], out: Path) -> None:
    """Write the workbook; the same changes give the same bytes.

    Args:
        watch: whose changes these are.
        changes: the newest screening first.
        runs: the screenings that are still kept, by id.
        out: the file to write, whole or not at all.

    Raises:
        OutputUnwritable: `out` cannot be written.
    """
    page = changes_page(watch, changes, runs)
    at = datetime.fromisoformat(changes[0].told_at if changes else watch.made_at)
    write_pages([page], out, f"{page.title}: {watch.name}", ENGINE, at)


def changes_page(watch: Watch, changes: Sequence[WatchChange], runs: Mapping[str, Run]) -> AddedSheet:
    """Make the page: who is watched on what grounds, then a row for each change."""
    words, across = wording(), len(_COLUMNS)
    title = words.sheets["changes"]
    rows = headed(title, f"{len(changes):,} changes of the watch “{watch.name}”.", across, Style.VERDICT)
    rows[-1:] = [
        (AddedCell(f"Purpose: {watch.purpose}", Style.WRAP, span=across),),
        (AddedCell(f"Legal basis: {watch.legal_basis}", Style.WRAP, span=across),),
        (AddedCell(f"Last day of watching: {watch.ends_on}", Style.WRAP, span=across),),
        (AddedCell(words.sentences["not_findings"], Style.LEAD, span=across),),
        (),
    ]
    rows.append(texts([header for header, _ in _COLUMNS], Style.HEADER))
    header_row = len(rows)
    rows += [_line(change, runs.get(change.run_id)) for change in changes]
    widths = tuple(width for _, width in _COLUMNS)
    return AddedSheet(title, widths, tuple(rows), header_row, landscape=True, frozen_columns=5)


def _line(change: WatchChange, run: Run | None) -> tuple[AddedCell, ...]:
    reasons = dict.fromkeys(each["sentence"] for each in json.loads(change.reasons or "[]"))
    return (
        AddedCell(_moment(run.screened_at if run and run.screened_at else change.told_at)),
        AddedCell(change.sheet, Style.WRAP),
        AddedCell(change.row, Style.NUMBER),
        AddedCell(change.reference, Style.WRAP),
        AddedCell(change.subject, Style.WRAP),
        AddedCell(wording().watch_changes[change.kind], Style.WRAP),
        *_side(change.outcome_before, change.level_before, change.score_before),
        *_side(change.outcome, change.level, change.score),
        AddedCell("\n".join(reasons), Style.WRAP),
        AddedCell(_moment(change.seen_at) if change.seen_at else "not yet"),
    )


def _moment(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M} UTC"


def _side(outcome: str, level: str, score: int) -> Iterator[AddedCell]:
    """The level of a side, and what it says; a row that is new in the list has no side before."""
    if not outcome:
        yield AddedCell("")
        yield AddedCell(wording().sentences["not_in_list"], Style.WRAP)
        return
    is_match = outcome == Outcome.REVIEW
    yield AddedCell(level_label(Level(level)), Style(level)) if is_match else AddedCell("")
    word = wording().outcomes[outcome].word
    yield AddedCell(f"{word}, {score} of 100" if is_match else word, Style.WRAP)
