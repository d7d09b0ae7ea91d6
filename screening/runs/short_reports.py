"""The report of a list that fits into memory: put together from its chunks, and written in the form that was ordered."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from screening.gc_pause import pause_gc
from screening.intake.subject_names import subjects_by_row, subjects_in
from screening.pipeline import write_report
from screening.progress import by_share
from screening.report import count_ends
from screening.review.collaboration import with_collaborations_at_end
from screening.review.decisions_in_effect import in_force_at_end
from screening.review.missed import missed_cases
from screening.runs.chunk_store import join_run
from screening.runs.report_step import ReportStep, RunFindings
from screening.runs.screened_subjects import screened_subjects
from screening.storage import named


def write_short(step: ReportStep) -> None:
    """Write the report of a run and finish it.

    Raises:
        ChunksIncomplete: a chunk is missing or was not screened, or the run has ended.
        RunEnded: nobody waits for it any more.
        StorageFailed: the database or disk would not; the step is to be done again.
    """
    run, context, count = step.run, step.context, step.count
    with pause_gc():
        screened = join_run(context.database, run, count)
        intake = screened.intake
        with context.database.read() as session:
            now = context.now().isoformat()
            missed = missed_cases(session, run.team, subjects_by_row(intake), screened.cases, step.parties)
            cases = [*screened.cases, *missed]
            decisions_in_effect = with_collaborations_at_end(
                session,
                run.team,
                in_force_at_end(session, run.team, cases, lambda: subjects_in(intake), step.parties, now),
                cases,
                lambda: subjects_in(intake),
                step.parties,
                now,
            )
        # Few, and no rows: who waits is told only that it goes on.
        step.bring_whole_cases(
            [*(each for each in screened.cases if each.spread), *missed], lambda _: count(0)
        )
        subjects = screened_subjects(run.id, screened)
        step.bring_subjects(subjects, by_share(count, run.rows, max(1, len(subjects))))
        with TemporaryDirectory(prefix="screening-", dir=context.scratch()) as folder:
            out, facts = Path(folder) / "report", step.facts(intake)
            with named(context.files, run.upload_sha256, f".{intake.format}") as original:
                write_report(original, screened, facts, decisions_in_effect, out, step.request.format, count)
            sha256, size = step.put(out, run.rows)
        tally = count_ends(intake, screened.entries)
        step.finish(sha256, size, RunFindings(len(cases), tally, decisions_in_effect))
