"""A bulk run from the file to its result: survey, take, screen, write.

Taking and screening are done by several processes, block by block and chunk by chunk; whatever is done is kept in
the work folder, so the same command goes on where a run was stopped. The result takes its name last.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from screening.bulk import workers
from screening.bulk.layout import Layout, survey
from screening.bulk.limits import BulkLimits
from screening.bulk.order import BulkOrder
from screening.bulk.sources import Fault, Raw, Source, open_source
from screening.bulk.store import Rows
from screening.bulk.taking import BEFORE, Block
from screening.bulk.work import Work, force_to_disk, work_on
from screening.code import whole_sha256
from screening.errors import OutputUnwritable, ScreeningError


class ListsMoved(ScreeningError):
    """The lists were updated while the file was screened; one result never mixes two editions."""

    code, status = "lists-moved-on", 409


class Progress(Protocol):
    """Who wants to know how far it is."""

    def begin(self, what: str, rows: int, done: int = 0) -> None:
        """A stage begins, of so many rows, of which some were done before."""

    def advance(self, rows: int) -> None:
        """So many more rows are done."""


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What came of a bulk run."""

    out: Path
    about: Path  # the file beside the result that says what it rests on
    rows: dict[str, int]  # of the file: "rows", "subject", "unscreened", "skipped"; beside them "subjects"
    ends: dict[str, int]  # rows by how they ended: "no_match", "unscreened", "low", "medium", "high", "none"
    inquiries: int  # distinct subjects
    notices: tuple[str, ...]
    provenance: dict[str, Any]


def screen_bulk(file: Path, out: Path, order: BulkOrder, processes: int, progress: Progress) -> BulkDone:
    """Screen the file and write its result to `out`, and what it rests on beside it.

    Raises:
        UploadRefused: the file cannot be read, or holds no table; nothing was screened.
        OutputUnwritable: there is no room, or `out` is the file itself.
        ListsMoved, WorkerLost: run the same command again.
    """
    if out.exists() and file.exists() and out.samefile(file):
        raise OutputUnwritable(
            f"The result would overwrite the list itself ({out.name}); give it another name."
        )
    source = open_source(file, order.choice.encoding or None, order.limits, order.choice.delimiter)
    layout = survey(source, file.name, order.options(file.name), order.reference, order.limits)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    with work_on(out) as work:
        order = replace(order, screened_at=_moment(work, order))
        with workers.processes(order, processes) as pool:
            provenance = pool.submit(workers.provenance).result()
            work.bind(file=sha256, order=order.asked(), against=provenance, code=whole_sha256())
            rows = Rows(work.folder, order.limits)
            taken = _take(pool, processes, work, rows, source, layout, order.limits, progress)
            _say(pool, processes, work, rows, taken, order.limits, provenance, progress)
        return _write(
            work, rows, out, order, layout, taken, provenance, {"name": file.name, "sha256": sha256}
        )


def _moment(work: Work, order: BulkOrder) -> datetime:
    """The moment that the result states: as asked, else when the work on it began, if that was today."""
    if order.screened_at is not None:
        return order.screened_at
    now = datetime.now(UTC).replace(microsecond=0)
    if (noted := work.noted("moment")) is not None:
        began = datetime.fromisoformat(noted["began"])
        if began.date() == now.date():
            return began
    work.note("moment", {"began": now.isoformat()})
    return now


def _take(
    pool: ProcessPoolExecutor,
    processes: int,
    work: Work,
    rows: Rows,
    source: Source,
    layout: Layout,
    limits: BulkLimits,
    progress: Progress,
) -> dict[str, Any]:
    """Read every row once, and gather what they ask."""
    if (taken := work.noted("taken")) is not None:
        return taken
    progress.begin("Reading", layout.rows)
    blocks = (
        (workers.take, (layout, block, work.taken / f"{number:06}.ndjson"))
        for number, block in enumerate(_blocks(source.rows(), limits))
    )
    counted = Counter[str]()
    for found in workers.in_any_order(pool, processes, blocks):
        counted += found
        progress.advance(found.total())
    inquiries, asking, subjects = rows.gather(work.taken)
    for path in work.taken.iterdir():
        path.unlink()
    taken = {"counted": dict(counted), "inquiries": inquiries, "rows": asking, "subjects": subjects}
    work.note("taken", taken)
    return taken


def _blocks(rows: Iterator[Raw], limits: BulkLimits) -> Iterator[Block]:
    """Rows in blocks of a bounded size, each with the few rows above it."""
    block: list[Raw] = []
    before: tuple[Raw, ...] = ()
    first, chars = 1, 0
    for raw in rows:
        block.append(raw)
        chars += 0 if isinstance(raw, Fault) else sum(len(text) for text in raw if text)
        if len(block) >= limits.block or chars >= limits.block_chars:
            yield Block(first, tuple(block), before)
            before, first = (*before, *block)[-BEFORE:], first + len(block)
            block, chars = [], 0
    if block:
        yield Block(first, tuple(block), before)


def _say(
    pool: ProcessPoolExecutor,
    processes: int,
    work: Work,
    rows: Rows,
    taken: dict[str, Any],
    limits: BulkLimits,
    provenance: dict[str, Any],
    progress: Progress,
) -> None:
    """Screen every inquiry that has no line yet."""
    size = limits.chunk
    chunks = range(-(-taken["inquiries"] // size))
    wanted = {number for number in chunks if not _said(work, number).exists()}
    done = taken["rows"] * (len(chunks) - len(wanted)) // max(1, len(chunks))
    progress.begin("Screening", taken["rows"], done)
    tasks = (
        (workers.say, (number * size, asked, stand_for, _said(work, number)))
        for number, asked, stand_for in rows.chunks(size, wanted)
    )
    for stood_for, against in workers.in_any_order(pool, processes, tasks):
        if against != provenance:
            raise ListsMoved(
                "The lists were updated meanwhile; run the same command again to screen against the new."
            )
        progress.advance(stood_for)


def _said(work: Work, number: int) -> Path:
    return work.said / f"{number:06}.ndjson"


def _write(
    work: Work,
    rows: Rows,
    out: Path,
    order: BulkOrder,
    layout: Layout,
    taken: dict[str, Any],
    provenance: dict[str, Any],
    given: dict[str, str],
) -> BulkDone:
    """Put each row's line beside it; first what the result rests on, then the result, each whole or not at all."""
    said, part = work.said, work.folder / "result"
    if not taken["inquiries"]:
        (said / "none.ndjson").touch()
    ends = rows.counts(said)
    counted = Counter(taken["counted"])
    of_file = {state: counted.pop(state, 0) for state in ("subject", "unscreened")}
    of_file["skipped"] = counted.total()
    about: dict[str, Any] = {
        "input": given,
        "parameters": order.asked(),
        **provenance,
        "counts": {
            "rows": sum(of_file.values()),
            **of_file,
            "subjects": taken["subjects"],
            "skipped_by_reason": dict(sorted(counted.items())),
        },
        "ends": dict(sorted(ends.items())),
        "distinct_subjects": taken["inquiries"],
        "columns": [
            {"header": each.header, "meaning": each.meaning, "why": each.why} for each in layout.columns
        ],
        "notices": list(layout.notices),
    }
    told = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    rows.write(
        said,
        taken["inquiries"],
        part,
        order.form,
        told,
        reference=bool(layout.reference),
        lists_current=provenance["lists_current"],
    )
    beside = out.with_name(f"{out.name}.about.json")
    (work.folder / "about").write_text(told, encoding="utf-8")
    for path, name in ((work.folder / "about", beside), (part, out)):
        force_to_disk(path)
        path.replace(name)
    force_to_disk(out.parent)
    return BulkDone(
        out,
        beside,
        {"rows": sum(of_file.values()), **of_file, "subjects": taken["subjects"]},
        ends,
        taken["inquiries"],
        layout.notices,
        provenance,
    )
