"""Batches of rows as Apache Arrow holds them: what Spark, Ray Data and Dask give a function on each of their machines.

These engines bring pyarrow along, or need it (the extra `arrow`); nothing else of the package does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from screening.bulk.batches import BatchJob, BatchLine, BatchScreener, make_batch_job
from screening.bulk.job import BulkJob
from screening.bulk.sources import Cells, Raw, as_cell
from screening.intake.refusals import refusal

if TYPE_CHECKING:
    import pyarrow as pa

_SHOWN = (
    "level",
    "score",
    "recognised",
    "organisation_not_known",
    "named",
    "why",
    "follows",
    "best_hit",
    "relation",
    "confidence",
    "lists",
    "source",
)
_NOTHING = {
    "level": None,
    "score": None,
    "confidence": None,
    "organisation_not_known": None,
    "named": None,
}  # of a skipped row; its other cells are ""


def prepare_batches(
    batches: Iterable[pa.RecordBatch], order: BulkJob, *, row: str = "row", name: str = "the table"
) -> BatchJob:
    """Settle once, for all machines, what the columns of a table mean and what it is screened against.

    The first 2,000 rows decide what columns mean. A bulk run also looks through the whole file for country codes and
    for the longest text of a field that cuts names; so does this, in all batches that it is given. With fewer than all
    of them, say what codes of countries are (`order.request.country_codes`).

    Args:
        batches: of the table, from its first row on.
        order: what is asked: policies, mapping, day, reference, data folder; `screened_at` is fixed in it.
        row: the column of row numbers: whole numbers from 1 on, each once in the table.
        name: what sentences call the table.

    Raises:
        UploadRefused: what the columns mean is unclear, they name nobody, or there is no column of row numbers.
        PolicyError, WatchlistError: a policy or list cannot be used.
        ValueError: the moment is not fixed.
    """
    given = iter(batches)
    first = next(given, None)
    if first is None:
        raise refusal("empty-file", name=name)
    keys = tuple(key for key in first.schema.names if key != row)
    if first.schema.names.count(row) != 1:
        raise refusal("batch-columns", name=name, wrong=f"no single column “{row}”")
    limit = order.limits.columns
    if len(keys) > limit:
        raise refusal("too-many-columns", sheet=name, column=len(keys), limit=limit)
    source = _ArrowSource(keys, row, chain([first], given), name)
    return make_batch_job(source, order, row, name)


def screen_batches(batches: Iterable[pa.RecordBatch], job: BatchJob) -> Iterator[pa.RecordBatch]:
    """Screen batches of the table that a job was made for, on any machine; the engine is loaded once a process.

    Each batch gives one batch of the schema `result_schema`, with one row for each of its rows, in their order. The
    lines have the values of a bulk run that writes Parquet; a row that names nobody, for which that has no line,
    has the outcome "skipped". Nothing is kept between batches, so an engine may run one again after a failure.

    Raises:
        UploadRefused: a batch does not have the columns of the job, or row numbers that are none.
        ListsMoved: this machine has other lists, policies or another version than the job was made with.
    """
    import pyarrow as pa

    schema = result_schema(job)
    screener = BatchScreener(job)
    current, metadata = screener.lists_current, job.layout.metadata_headers
    for batch in batches:
        rows = list(_rows(batch, job.keys, job.row, job.layout.name))
        lines = list(screener.lines(_numbers(batch, job), rows))
        cells = [_cells(line, job, metadata, current) for line in lines]
        yield pa.RecordBatch.from_pylist(cells, schema=schema)


def result_schema(job: BatchJob) -> pa.Schema:
    """The columns of a result, in their order: those of a bulk run that writes Parquet."""
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    layout = job.layout
    return pa.schema(
        [
            ("row", pa.int64()),
            *([("reference", text)] if layout.reference else []),
            *((name, text) for name in layout.metadata_headers.values()),
            ("subject", text),
            ("outcome", text),
            ("lists_current", pa.bool_()),
            ("level", text),
            ("score", pa.int32()),
            ("recognised", text),
            ("organisation_not_known", pa.bool_()),
            ("named", pa.bool_()),
            *((name, text) for name in ("why", "follows", "best_hit", "relation")),
            ("confidence", pa.float64()),
            *((name, text) for name in ("lists", "source")),
            ("listings", texts),
            ("snapshots", texts),
            ("code", text),
        ]
    )


@dataclass(frozen=True, slots=True)
class _ArrowSource:
    """The rows of batches, to be gone through once."""

    keys: tuple[str, ...]
    row: str
    batches: Iterable[pa.RecordBatch]
    name: str
    form: str = "arrow"

    def rows(self) -> Iterator[Raw]:
        """Every row."""
        for batch in self.batches:
            yield from _rows(batch, self.keys, self.row, self.name)


def _rows(batch: pa.RecordBatch, keys: tuple[str, ...], row: str, name: str) -> Iterator[Cells]:
    """The cells of each row, in the order of the keys; the order of the columns of a batch does not matter."""
    names = batch.schema.names
    if sorted(names) != sorted((*keys, row)):
        missing = [key for key in (*keys, row) if key not in names]
        wrong = f"no column {', '.join(missing)}" if missing else f"other columns: {', '.join(names)}"
        raise refusal("batch-columns", name=name, wrong=wrong[:300])
    columns = [[as_cell(key, value) for value in _values(batch.column(key))] for key in keys]
    return (list(cells) for cells in zip(*columns, strict=True))


def _values(column: pa.Array) -> list[Any]:
    """The values of a column as Python has them; its times know no nanoseconds."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    elif pa.types.is_time64(column.type) and column.type.unit == "ns":
        column = column.cast(pa.time64("us"), safe=False)
    values: list[Any] = column.to_pylist()
    return values


def _numbers(batch: pa.RecordBatch, job: BatchJob) -> list[int]:
    import pyarrow as pa

    column = batch.column(job.row)
    if not pa.types.is_integer(column.type) or column.null_count:
        said = "an empty cell" if column.null_count else column.type
        raise refusal("batch-row-number", name=job.layout.name, number=said)
    numbers: list[int] = column.to_pylist()
    return numbers


def _cells(
    line: BatchLine, job: BatchJob, metadata: Mapping[str, str], lists_current: bool
) -> dict[str, object]:
    """The values of a line by column; `metadata` has the column of each key."""
    shown = {key: _NOTHING.get(key, "") if line.shown is None else getattr(line.shown, key) for key in _SHOWN}
    cells = {
        "row": line.row,
        **{name: line.metadata.get(key, "") for key, name in metadata.items()},
        "subject": line.subject,
        "outcome": line.outcome,
        "lists_current": lists_current,
        **shown,
        "listings": line.listings,
        "snapshots": line.snapshots,
        "code": line.code,
    }
    return cells | {"reference": line.reference} if job.layout.reference else cells
