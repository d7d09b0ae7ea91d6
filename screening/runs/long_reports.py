"""The report of a long list, in parts: its chunks are gone through twice, so memory stays flat.

The first time rows, subjects and cases are counted (`screening.runs.long_results`), the second time the report is
written. Every stretch of this that depends on the length of the list or on how many cases it has is told of, so that
whoever waits sees it move.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, update

from screening.intake.model import ParsedList, RowState
from screening.model import Subject
from screening.pipeline import ChunksIncomplete, write_report_parts
from screening.progress import Progress, RunEnded, by_share, part_visits, visit
from screening.report import PartsInput
from screening.review.case_finder import RowCounts
from screening.review.case_intake import AT_ONCE
from screening.review.cases import batched
from screening.review.collaboration import with_collaborations_at_end
from screening.review.decisions_in_effect import in_force_at_end
from screening.review.missed import missed_cases
from screening.review.subject_decisions import DecisionsInEffect
from screening.runs.chunk_store import chunks_of_run, load_layout
from screening.runs.long_lists import ListCells
from screening.runs.long_results import AllCases, LongResults
from screening.runs.report_step import ReportStep, RunFindings
from screening.runs.row_tally import counted_ends
from screening.runs.states import live
from screening.storage.tables import RunChunk

# What was decided about cases is found in up to seven goes through them and two through the rows.
_LOOKS = 9


def write_long(step: ReportStep) -> None:
    """Write the report of a run and finish it.

    Raises:
        ChunksIncomplete: a chunk is missing or was not screened.
        RunEnded: nobody waits for it any more.
        StorageFailed: the database or disk would not; the step is to be done again.
    """
    run, context, count = step.run, step.context, step.count
    layout = load_layout(context.database, run.id)
    with LongResults.in_folder(context.scratch()) as results:
        for chunk, result in chunks_of_run(context.database, run):
            results.add(chunk, result)
            count(len(chunk.rows))
        if results.states[RowState.SUBJECT.value] != run.rows:
            raise ChunksIncomplete
        _store_ends(step, results)
        rows = results.counts["rows"]
        with visit(count, rows) as looked:
            missed, decisions_in_effect = _look_up(step, results, rows, looked)
        with visit(count, rows) as stored:
            step.bring_subjects(results.subject_lines(run.id), by_share(stored, rows, results.subject_count))
        with TemporaryDirectory(prefix="screening-", dir=context.scratch()) as folder:
            out = Path(folder) / "report"
            with visit(count, rows) as written:
                _write(step, layout, results, decisions_in_effect, out, written)
            sha256, size = step.put(out, rows)
        number = len(results.cases) + len(missed)
        tally = results.tally
    step.finish(sha256, size, RunFindings(number, tally, decisions_in_effect))


def _store_ends(step: ReportStep, results: LongResults) -> None:
    """Keep with each chunk how all its rows ended, those too that ask what an earlier one asked."""
    run = step.run
    for some in batched(list(enumerate(results.chunk_ends)), AT_ONCE):
        with step.context.database.write() as session:
            if live(session, run.id, run.attempt) is None:
                raise RunEnded
            for number, (first, ends) in some:
                of_chunk = (col(RunChunk.run_id) == run.id, col(RunChunk.number) == number)
                kept = update(RunChunk).where(*of_chunk).values(ends=counted_ends(first, ends))
                session.connection().execute(kept)


def _look_up(
    step: ReportStep, results: LongResults, rows: int, progress: Progress
) -> tuple[list[RowCounts], DecisionsInEffect]:
    """What people found before, and decided before; bring the cases of several chunks as the whole list has them."""
    run, database, found = step.run, step.context.database, results.cases
    by_case = by_share(progress, rows // _LOOKS, len(found))
    by_row = by_share(progress, rows // _LOOKS, rows)

    def subjects() -> Iterator[tuple[str, int, Subject]]:
        for chunk, _ in chunks_of_run(database, run):
            by_row(len(chunk.rows))
            yield from ((row.sheet, row.number, each) for _, row in chunk.rows for each in row.subjects)

    with database.read() as session:
        now = step.context.now().isoformat()
        missed = missed_cases(session, run.team, subjects(), AllCases(found, progress=by_case), step.parties)
        cases = AllCases(found, missed, by_case)

        def names() -> Iterator[Subject]:
            return (subject for _, _, subject in subjects())

        of_matches = in_force_at_end(session, run.team, cases, names, step.parties, now)
        decisions_in_effect = with_collaborations_at_end(
            session, run.team, of_matches, cases, names, step.parties, now
        )
    step.bring_whole_cases(chain(found.spread(), missed), by_case)
    return missed, decisions_in_effect


def _write(
    step: ReportStep,
    layout: ParsedList,
    results: LongResults,
    decisions_in_effect: DecisionsInEffect,
    out: Path,
    progress: Progress,
) -> None:
    request, rows = step.request, results.counts["rows"]
    with step.context.files.path(step.run.upload_sha256) as original:
        cells = ListCells.of(original, layout)
        given = PartsInput(
            intake=layout,
            pieces=results.pieces(
                chunks_of_run(step.context.database, step.run),
                cells.rows(),
                by_share(progress, rows // 2, rows),
            ),
            facts=step.facts(layout),
            decisions_in_effect=decisions_in_effect,
            part_rows=request.part_rows,
            columns=cells.columns,
            counts=results.counts,
            ends=results.tally,
        )
        # Workbooks and JSON are written part by part, after many rows were read.
        of_part = by_share(progress, rows - rows // 2, rows * part_visits(request.format))
        write_report_parts(given, out, request.format, of_part)
