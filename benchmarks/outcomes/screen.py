"""Screening the sets with one engine, pinned to a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from benchmarks.outcomes.record import SetRecords, record_of, set_records
from benchmarks.outcomes.sources import SourceRow
from screening.engine import Engine, load_engine

# A fixed day, so that no figure changes because a list grew older.
DAY = date(2026, 11, 27)


def shipped_engine() -> Engine:
    """The engine over the shipped lists alone."""
    return load_engine(on=DAY)


def screen_set(engine: Engine, rows: Iterable[SourceRow]) -> SetRecords:
    """Screen the rows of a set."""
    rows = list(rows)
    results = engine.screen_all(inquiry for row in rows for inquiry in row.inquiries)
    return set_records(
        [record_of(row.key, [next(results) for _ in row.inquiries], row.outcome, row.code) for row in rows]
    )
