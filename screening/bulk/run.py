"""A bulk run from the file to its result: find the layout, read, screen, write.

Reading and screening are done by several processes or a cluster, block by block and chunk by chunk; whatever is done
is kept in the work folder, so the same command goes on where a run was stopped. The result takes its name last.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from screening.bulk.about_json import (
    BulkAbout,
    BulkCounts,
    BulkParameters,
    BulkProvenance,
    ColumnReading,
    ListFile,
)
from screening.bulk.blocks import row_blocks
from screening.bulk.dask_executor import DaskCluster, connect
from screening.bulk.executor import Executor, ReadTask, ScreenTask
from screening.bulk.job import BulkJob
from screening.bulk.layout import TableLayout, find_layout
from screening.bulk.limits import BulkLimits
from screening.bulk.sources import RowSource, open_source
from screening.bulk.work_folder import WorkFolder, force_to_disk, work_on
from screening.bulk.workers import processes
from screening.errors import OutputUnwritable
from screening.json_model import JsonModel
from screening.version import whole_sha256

if TYPE_CHECKING:
    from screening.bulk.store import ChunkSpan, RowStore  # DuckDB takes a fifth of a second


class BulkProgress(Protocol):
    """Who wants to know how far it is."""

    def begin(self, what: str, rows: int, done: int = 0) -> None:
        """A stage begins, of so many rows, of which some were done before."""

    def advance(self, rows: int) -> None:
        """So many more rows are done."""


class RowsRead(JsonModel):
    """What reading the file came to, noted in the work folder."""

    counted: dict[str, int]  # rows that hold a subject, that cannot be screened, and by why they were skipped
    inquiries: int
    rows: int  # that hold an inquiry
    subjects: int


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What came of a bulk run."""

    out: Path
    about: Path  # the file beside the result that says what it rests on
    said: BulkAbout  # what that file says
    # Subjects by level, each of a row by itself; "unscreened" counts those without one, and rows that were not read.
    levels: dict[str, int]


def screen_bulk(
    file: Path, out: Path, job: BulkJob, workers: int | DaskCluster, progress: BulkProgress
) -> BulkResult:
    """Screen the file and write its result to `out`, and what it rests on beside it.

    Args:
        file: the list.
        out: the result; the work folder is beside it.
        job: what is asked.
        workers: a number of processes of this machine, or a cluster. The result has the same bytes.
        progress: is told how far it is.

    Raises:
        UploadRefused: the file cannot be read, or holds no table; nothing was screened.
        OutputUnwritable: there is no room, or `out` is the file itself.
        ClusterUnreachable, NoClusterWorker, ClusterVersionDiffers: the cluster cannot be used.
        ListsMoved, NodeFailed, WorkerLost, ClusterLost: run the same command again.
    """
    if out.exists() and file.exists() and out.samefile(file):
        raise OutputUnwritable(
            f"The result would overwrite the list itself ({out.name}); give it another name."
        )
    source = open_source(file, job.request.encoding or None, job.limits, job.request.delimiter)
    layout = find_layout(source, file.name, job.request.options(file.name), job.reference, job.limits)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    from screening.bulk.store import RowStore

    with work_on(out) as work:
        job = replace(job, screened_at=_moment(work, job))
        with _executor(job, layout, workers) as executor:
            provenance = executor.provenance()
            work.bind(
                file=sha256,
                job=BulkParameters.of(job).model_dump(),
                against=provenance.model_dump(mode="json"),
                code=whole_sha256(),
            )
            rows = RowStore(work.folder, job.limits)
            reading = _read(executor, work, rows, source, layout, job.limits, progress)
            _screen(executor, work, rows, reading, job.limits, progress)
        return _write(
            work, rows, out, job, layout, reading, provenance, ListFile(name=file.name, sha256=sha256)
        )


def _executor(
    job: BulkJob, layout: TableLayout, workers: int | DaskCluster
) -> AbstractContextManager[Executor]:
    if isinstance(workers, DaskCluster):
        return connect(job, layout, workers)
    return processes(job, layout, workers)


def _moment(work: WorkFolder, job: BulkJob) -> datetime:
    """The moment that the result states: as asked, else when the work on it began, if that was today."""
    if job.screened_at is not None:
        return job.screened_at
    now = datetime.now(UTC).replace(microsecond=0)
    if (note := work.read_note("moment")) is not None:
        began = datetime.fromisoformat(note["began"])
        if began.date() == now.date():
            return began
    work.write_note("moment", {"began": now.isoformat()})
    return now


def _read(
    executor: Executor,
    work: WorkFolder,
    rows: RowStore,
    source: RowSource,
    layout: TableLayout,
    limits: BulkLimits,
    progress: BulkProgress,
) -> RowsRead:
    """Read every row once, and gather what they ask."""
    if (note := work.read_note("reading")) is not None:
        return RowsRead.model_validate(note)
    progress.begin("Reading", layout.rows)
    blocks = (
        ReadTask(block, work.rows / f"{number:06}.ndjson")
        for number, block in enumerate(row_blocks(source.rows(), limits))
    )
    counted = Counter[str]()
    for found in executor.read(blocks):
        counted += found
        progress.advance(found.total())
    inquiries, asking, subjects = rows.gather(work.rows)
    for path in work.rows.iterdir():
        path.unlink()
    reading = RowsRead(counted=counted, inquiries=inquiries, rows=asking, subjects=subjects)
    work.write_note("reading", reading.model_dump())
    return reading


def _screen(
    executor: Executor,
    work: WorkFolder,
    rows: RowStore,
    reading: RowsRead,
    limits: BulkLimits,
    progress: BulkProgress,
) -> None:
    """Screen every inquiry that has no line yet."""
    spans = rows.chunk_spans(limits)
    wanted = {span for span in spans if not _lines_of(work, span).exists()}
    done = sum(span.rows for span in spans if span not in wanted)
    progress.begin("Screening", reading.rows, done)
    tasks = (
        ScreenTask(span.first, inquiries, span.rows, _lines_of(work, span))
        for span, inquiries in rows.chunks(spans)
        if span in wanted
    )
    for stood_for in executor.screen(tasks):
        progress.advance(stood_for)


def _lines_of(work: WorkFolder, span: ChunkSpan) -> Path:
    return work.results / f"{span.first:09}.ndjson"


def _write(
    work: WorkFolder,
    rows: RowStore,
    out: Path,
    job: BulkJob,
    layout: TableLayout,
    reading: RowsRead,
    provenance: BulkProvenance,
    given: ListFile,
) -> BulkResult:
    """Put each row's line beside it; first what the result rests on, then the result, each whole or not at all."""
    results, part = work.results, work.folder / "result"
    if not reading.inquiries:
        (results / "none.ndjson").touch()
    about = BulkAbout(
        input=given,
        parameters=BulkParameters.of(job),
        **dict(provenance),
        counts=_counts(reading),
        ends=dict(sorted(rows.counts(results).items())),
        distinct_subjects=reading.inquiries,
        columns=[
            ColumnReading(header=each.header, meaning=each.meaning, why=each.why) for each in layout.columns
        ],
        # In NDJSON they stand in one object, by their keys.
        metadata_columns=(layout.metadata_headers or None) if job.form != "ndjson" else None,
        notices=list(layout.notices),
    )
    about_text = about.text()
    rows.write(
        results,
        reading.inquiries,
        part,
        job.form,
        about_text,
        reference=bool(layout.reference),
        metadata=layout.metadata_headers,
        lists_current=provenance.lists_current,
    )
    beside = out.with_name(f"{out.name}.about.json")
    (work.folder / "about").write_text(about_text, encoding="utf-8")
    for path, name in ((work.folder / "about", beside), (part, out)):
        force_to_disk(path)
        path.replace(name)
    force_to_disk(out.parent)
    return BulkResult(out, beside, about, rows.subject_levels(results))


def _counts(reading: RowsRead) -> BulkCounts:
    skipped = Counter(reading.counted)
    screened, unscreened = skipped.pop("subject", 0), skipped.pop("unscreened", 0)
    return BulkCounts(
        rows=screened + unscreened + skipped.total(),
        subject=screened,
        unscreened=unscreened,
        skipped=skipped.total(),
        subjects=reading.subjects,
        skipped_by_reason=dict(sorted(skipped.items())),
    )
