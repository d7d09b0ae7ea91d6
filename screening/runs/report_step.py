"""The last step of a run: what it found goes into the queue, its report is kept, and it is finished in one transaction.

Each way to write a report (`screening.runs.short_reports`, `screening.runs.long_reports`) does so with what stands here.
Cases and subjects are brought before, some at a time; they count once the run is finished, and go with it where it ends
otherwise. The transaction that finishes the run takes the cases in and tells how far it is. Until its last statements it
only keeps others from ending the run, so on PostgreSQL the progress that is told meanwhile is seen; SQLite has one writer
at a time, so there nothing is seen of it until the run is finished.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from screening.audit import LogPlace, Receipt, SealedReport, make_receipt
from screening.audit.log import hold
from screening.context import AppContext, AuditedTransaction
from screening.engine import Engine
from screening.intake.model import ParsedList
from screening.model import RunFacts
from screening.pipeline import ScreeningRequest
from screening.progress import Progress, RunEnded, by_share, no_progress
from screening.review.case_finder import PartyNames, RowCounts
from screening.review.case_intake import AT_ONCE, merge_staged_cases, stage_cases
from screening.review.cases import SightingContext
from screening.review.decisions_in_effect import freeze_decisions
from screening.review.subject_decisions import DecisionsInEffect
from screening.run_facts import run_facts, with_run
from screening.runs.reuse import count_readings
from screening.runs.row_progress import RowCounter
from screening.runs.screened_subjects import SUBJECTS_AT_ONCE, store_subjects
from screening.runs.states import FINISHED, live, move
from screening.storage import StorageFailed, lock_files
from screening.storage.tables import Run


@dataclass(frozen=True, slots=True)
class RunFindings:
    """What a run found: how many cases, rows by outcome, and what was decided before about them."""

    cases: int
    tally: Mapping[str, int]
    decisions_in_effect: DecisionsInEffect


@dataclass(frozen=True, slots=True)
class ReportStep:
    """The last step of one run in one attempt."""

    context: AppContext
    run: Run
    request: ScreeningRequest
    engine: Engine
    parties: PartyNames
    worker: str
    count: RowCounter

    def facts(self, intake: ParsedList) -> RunFacts:
        """What a report says of the run."""
        screened_at = datetime.fromisoformat(self.run.screened_at)
        return with_run(run_facts(self.engine, screened_at, intake, self.request.parameters()), self.run)

    def bring_whole_cases(self, cases: Iterable[RowCounts], progress: Progress) -> None:
        """Bring cases as the whole list has them; what a chunk told of them gives way.

        Raises:
            RunEnded: nobody waits for the run any more.
        """
        bring_cases(self.context, self.run, cases, progress, whole=True)

    def bring_subjects(self, subjects: Iterable[dict[str, Any]], progress: Progress) -> None:
        """Keep where each subject stands, some at a time.

        Raises:
            RunEnded: nobody waits for the run any more.
        """
        left = iter(subjects)
        while some := list(islice(left, SUBJECTS_AT_ONCE)):
            with self.context.database.write() as session:
                if live(session, self.run.id, self.run.attempt) is None:
                    raise RunEnded
                store_subjects(session, some)
            progress(len(some))

    def put(self, report: Path, rows: int) -> tuple[str, int]:
        """Keep the report among the files, told as going through `rows` rows; give its hash and size."""
        return self.context.files.put(report, by_share(self.count, rows, report.stat().st_size))

    def finish(self, sha256: str, size: int, found: RunFindings) -> None:
        """Take the cases in and finish the run with its report, or change nothing where it has ended.

        Raises:
            CasesMissing: not all cases were brought.
            StorageFailed: the report is gone, or the database would not.
        """
        run, context, decisions = self.run, self.context, found.decisions_in_effect
        seen = SightingContext(run.team, run.id, run.screened_at, self.worker, self.parties)
        sealed = SealedReport(
            upload=run.upload_sha256,
            report=sha256,
            size=size,
            rows=run.rows,
            decisions=hashlib.sha256(decisions.pack()).hexdigest() if decisions.anything else None,
        )
        with context.decide() as decision:
            session = decision.session
            lock_files(session)
            if not context.files.has(sha256):
                raise StorageFailed("The report was deleted while we saved it; we write it again.")
            if live(session, run.id, run.attempt) is None:
                return
            # Whoever decides about a case writes into the log first: they wait here, and not half-way for each other.
            hold(session)
            rows = by_share(self.count, sum(found.tally.values()), max(1, found.cases))
            # For review, with the run or not at all.
            merge_staged_cases(decision, seen, run.id, found.cases, rows)
            freeze_decisions(session, run.id, decisions)
            self._move(decision, sealed, found)

    def _move(self, decision: AuditedTransaction, sealed: SealedReport, found: RunFindings) -> None:
        run, session, ended = self.run, decision.session, decision.at.isoformat()
        tally = dict(found.tally)
        values = {
            "report_sha256": sealed.report,
            "ended_at": ended,
            "tally": json.dumps(tally, sort_keys=True),
        }
        facts = {**sealed.model_dump(), "tally": tally}
        if run.reuses:
            facts |= {"reuses": run.reuses, "readings": count_readings(session, run.id)}
        moved = move(decision, run, FINISHED, actor=self.worker, values=values, facts=facts)
        head = decision.head
        # Nobody ends the run while this transaction goes on.
        assert moved
        assert head is not None
        receipt = Receipt(
            **dict(sealed),
            run=run.id,
            pins=json.loads(run.pins),
            notice=ScreeningRequest.from_json(run.choices).notice.value,
            screened_at=run.screened_at,
            ended_at=ended,
            log=LogPlace(sequence=head.sequence, hash=head.hash),
        )
        kept = session.get_one(Run, run.id)
        kept.receipt = make_receipt(receipt, self.context.key)


def bring_cases(
    context: AppContext,
    run: Run,
    cases: Iterable[RowCounts],
    progress: Progress = no_progress,
    *,
    whole: bool = False,
) -> None:
    """Bring cases of a run, some at a time; the transaction that finishes it takes them in.

    Args:
        context: of the installation.
        run: in the attempt that found them.
        cases: of a chunk, or with `whole` as the whole list has them.
        progress: told how many were brought.
        whole: what a chunk told of them gives way.

    Raises:
        RunEnded: nobody waits for the run any more.
    """
    left = iter(cases)
    while some := list(islice(left, AT_ONCE)):
        with context.database.write() as session:
            if live(session, run.id, run.attempt) is None:
                raise RunEnded
            stage_cases(session, run.id, some, whole=whole)
        progress(len(some))
