"""Checking a report: is it ours, does the log say so, and does the same run still give the same bytes?

The run is made again from its pinned inputs without looking at what it kept: from the very editions it was screened
against, as long as they are held. Where bytes differ, it is said what differs from the pins (engine, code, knowledge,
lists, register, policies) and which rows would be told otherwise. After an erasure reproduction has ended, and the
log says when and why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, select

from screening.audit import Head, lines_of, read_heads, read_receipt, verify
from screening.audit.state_check import at_one_moment
from screening.context import AppContext
from screening.engine import Engine
from screening.model import Inquiry
from screening.pipeline import ScreeningRequest, join_chunks, screen_list, write_report
from screening.report import ReportFormatter
from screening.review.decisions_in_effect import read_frozen_decisions
from screening.run_facts import run_facts, with_run
from screening.runs.chunk_store import ResultSummary, pack_results, summaries
from screening.runs.engines import Engines
from screening.runs.pinned_lists import ListsGone, as_pinned, same_lists
from screening.runs.pins import Pins, pins_of
from screening.runs.results import inquiry_summaries
from screening.runs.states import ERASED
from screening.runs.uploaded_lists import UploadedList, UploadedLists
from screening.storage import named
from screening.storage.tables import AuditEntry, Run


class ReproductionVerdict(StrEnum):
    """What came of checking a report."""

    SAME = "same"  # ours, sealed in the log, and made again to the same bytes
    UNKNOWN = "unknown"  # no run of this installation gave these bytes
    BROKEN = "broken"  # ours, but log or receipt do not agree
    DIFFERS = "differs"  # ours; made again it gives other bytes
    ENDED = "ended"  # ours; what it was made from was erased
    TOO_LONG = "too-long"  # ours, and sealed in the log; not made again


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict, why, and the rows of which something else is said now."""

    verdict: ReproductionVerdict
    sentence: str
    rows: tuple[tuple[str, int, str], ...] = ()  # (sheet, row number, what changed)


def verify_report(context: AppContext, path: Path, engines: Engines) -> Verification:
    """Check the report at `path` against the store, the log and a run made again."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    # before the log: who writes meanwhile notes heads of entries that this reading does not have
    heads = read_heads(context.heads, context.key)
    with context.database.read() as session:
        at_one_moment(session)
        run = session.exec(select(Run).where(Run.report_sha256 == sha256)).first()
        if run is None:
            return Verification(
                ReproductionVerdict.UNKNOWN,
                "No run here gave these bytes: the report was changed since, or is not from this installation.",
            )
        if fault := _log_fault(context, session, heads, run, sha256):
            return Verification(ReproductionVerdict.BROKEN, fault)
        if run.state == ERASED:
            return Verification(ReproductionVerdict.ENDED, _ended(session, run))
        session.expunge_all()
    if ScreeningRequest.from_json(run.choices).part_rows:
        return Verification(
            ReproductionVerdict.TOO_LONG,
            "The report is ours and unchanged: log and receipt name its hash; its list is too long for us to make it again.",
        )
    return _again(context, run, sha256, engines)


def _log_fault(context: AppContext, session: Session, heads: list[Head], run: Run, sha256: str) -> str:
    """Say how log and receipt fail to vouch for the report; "" where they do."""
    if faults := verify(session, heads):
        return f"The log is not whole: {faults[0].sentence}."
    sealed = read_receipt(run.receipt, context.public_key).log
    entry = session.get(AuditEntry, sealed.sequence)
    if entry is None or entry.hash != sealed.hash or json.loads(entry.facts)["report"] != sha256:
        return "The log does not hold the entry that the receipt names."
    return ""


def _ended(session: Session, run: Run) -> str:
    last = [line for line in lines_of(session, run.id) if line.action == "run.erased"][-1]
    why = {"retention": "its term had passed"}.get(json.loads(last.facts)["why"], "erasure was asked for")
    return (
        f"The report is ours (log entry {last.sequence}), but it can no longer be made again: "
        f"its list was erased at {last.at}, because {why}."
    )


def _again(context: AppContext, run: Run, sha256: str, engines: Engines) -> Verification:
    order = ScreeningRequest.from_json(run.choices)
    moment = datetime.fromisoformat(run.screened_at)
    engine = _engine(engines, order, moment, run)
    listed = UploadedLists(context.files).get(run.upload_sha256, order, run.file_name)
    with context.database.read() as session:
        decisions_in_effect = read_frozen_decisions(session, run.id)
    facts = with_run(run_facts(engine, moment, listed.intake, order.parameters()), run)
    screened = list(screen_list(engine, listed.chunks, ReportFormatter.of(facts, order.format)))
    with TemporaryDirectory(prefix="screening-", dir=context.scratch()) as folder:
        out = Path(folder) / "report"
        with named(context.files, run.upload_sha256, f".{listed.intake.format}") as original:
            joined = join_chunks(listed.intake, screened)
            write_report(original, joined, facts, decisions_in_effect, out, order.format)
        same = hashlib.sha256(out.read_bytes()).hexdigest() == sha256
    moved = "; ".join(differing(Pins.from_json(run.pins), pins_of(engine)))
    if same:
        beside = f", although something differs by now: {moved}" if moved else ""
        return Verification(
            ReproductionVerdict.SAME,
            f"The report is ours and unchanged; made again, it is the same bytes{beside}.",
        )
    now: dict[Inquiry, ResultSummary] = {}
    for chunk, result in screened:
        now.update(zip(chunk.inquiries, summaries(pack_results(result)), strict=True))
    changed = tuple(_differences(context, run, listed, now))
    return Verification(
        ReproductionVerdict.DIFFERS,
        "The report is ours and unchanged, but making it again gives other bytes. What differs from the run's pins: "
        f"{moved or 'nothing'}. Rows that would have another result now: {len(changed):,}.",
        changed,
    )


def _engine(engines: Engines, order: ScreeningRequest, moment: datetime, run: Run) -> Engine:
    """The engine of the run's own editions; where one is no longer held, that of the editions in force."""
    pins, today = Pins.from_json(run.pins), engines.get(order, moment, run.team)
    if same_lists(pins_of(today), pins):
        return as_pinned(today, pins)
    try:
        return engines.rebuilt(order, moment, pins)
    except ListsGone:
        return today


def _differences(
    context: AppContext, run: Run, listed: UploadedList, now: Mapping[Inquiry, ResultSummary]
) -> Iterator[tuple[str, int, str]]:
    before = inquiry_summaries(context.database, run, listed)
    for row in listed.intake.rows():
        then = [before[each] for each in row.inquiries]
        if then != [now[each] for each in row.inquiries]:
            said = ", ".join(f"{each.outcome} {each.risk_score}" for each in then)
            yield (*row.place, f"{said} before, now otherwise")


def differing(then: Pins, now: Pins) -> Iterator[str]:
    """Say what two runs are bound to otherwise, part by part."""
    if then.engine != now.engine:
        yield f"the engine ({now.engine}, then {then.engine})"
    if then.code != now.code:
        yield "the engine's code"
    for what, was, current in (
        ("knowledge", then.knowledge, now.knowledge),
        ("lists", then.snapshots, now.snapshots),
        ("policies", then.policies, now.policies),
    ):
        if parts := sorted(dict(was.items() ^ current.items())):
            yield f"{what} ({', '.join(parts)})"
    if then.register != now.register:
        yield "the register"
    if then.joined != now.joined:
        yield "listings joined or split by hand"
