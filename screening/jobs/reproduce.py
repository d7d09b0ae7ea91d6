"""Checking a report: is it ours, does the log say so, and does the same run still give the same bytes?

The run is made again from its pinned inputs without looking at what it kept: from the very editions it was screened
against, as long as they are held. Where bytes differ, it is said what differs from the pins (engine, code, knowledge,
lists, register, policies) and which rows would be told otherwise. After an erasure reproduction has ended, and the
log says when and why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, select

from screening import report
from screening.audit import Head, lines_of, read_heads, read_receipt, verify
from screening.audit.state import at_one_moment
from screening.dispositions.in_force import pinned_of
from screening.engine import Engine
from screening.jobs.codec import Brief, Codec, briefs
from screening.jobs.engines import Engines, TakenList, TakenLists
from screening.jobs.installation import Installation
from screening.jobs.order import Order, Pins, pins_of
from screening.jobs.pinned import ListsGone, as_pinned, same_lists
from screening.jobs.results import kept_briefs
from screening.jobs.states import ERASED
from screening.run import run as run_again
from screening.storage import named
from screening.storage.tables import AuditEntry, Run


class Verdict(StrEnum):
    """What came of checking a report."""

    SAME = "same"  # ours, sealed in the log, and made again to the same bytes
    UNKNOWN = "unknown"  # no run of this installation gave these bytes
    BROKEN = "broken"  # ours, but log or receipt do not agree
    DIFFERS = "differs"  # ours; made again it gives other bytes
    ENDED = "ended"  # ours; what it was made from was erased


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict, why, and the rows of which something else is said now."""

    verdict: Verdict
    sentence: str
    rows: tuple[tuple[str, int, str], ...] = ()  # (sheet, row number, what changed)


def verify_report(place: Installation, path: Path, engines: Engines) -> Verification:
    """Check the report at `path` against the store, the log and a run made again."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    # before the log: who writes meanwhile notes heads of entries that this reading does not have
    heads = read_heads(place.heads, place.key)
    with place.database.read() as session:
        at_one_moment(session)
        run = session.exec(select(Run).where(Run.report_sha256 == sha256)).first()
        if run is None:
            return Verification(
                Verdict.UNKNOWN,
                "No run here gave these bytes: the report was changed since, or is not from this installation.",
            )
        if fault := _log_fault(place, session, heads, run, sha256):
            return Verification(Verdict.BROKEN, fault)
        if run.state == ERASED:
            return Verification(Verdict.ENDED, _ended(session, run))
        session.expunge_all()
    return _again(place, run, sha256, engines)


def _log_fault(place: Installation, session: Session, heads: list[Head], run: Run, sha256: str) -> str:
    """Say how log and receipt fail to vouch for the report; "" where they do."""
    if faults := verify(session, heads):
        return f"The log is not whole: {faults[0].sentence}."
    receipt = read_receipt(run.receipt, place.public_key)
    entry = session.get(AuditEntry, receipt["log"]["sequence"])
    if entry is None or entry.hash != receipt["log"]["hash"] or json.loads(entry.facts)["report"] != sha256:
        return "The log does not hold the entry that the receipt names."
    return ""


def _ended(session: Session, run: Run) -> str:
    last = [line for line in lines_of(session, run.id) if line.action == "run.erased"][-1]
    why = {"retention": "its term had passed"}.get(json.loads(last.facts)["why"], "erasure was asked for")
    return (
        f"The report is ours (log entry {last.sequence}), but it can no longer be made again: "
        f"its list was erased at {last.at}, because {why}."
    )


def _again(place: Installation, run: Run, sha256: str, engines: Engines) -> Verification:
    order = Order.from_json(run.choices)
    moment = datetime.fromisoformat(run.screened_at)
    engine = _engine(engines, order, moment, Pins.from_json(run.pins))
    taken = TakenLists(place.files).get(run.upload_sha256, order, run.file_name)
    with place.database.read() as session:
        standings = pinned_of(session, run.id)
    again = run_again(engine, taken.intake, screened_at=moment, parameters=order.parameters())
    with TemporaryDirectory(prefix="screening-", dir=place.scratch()) as folder:
        out = Path(folder) / "report"
        with named(place.files, run.upload_sha256, f".{taken.intake.format}") as original:
            report.write(original, taken.intake, again.results, again.facts, out, order.format, standings)
        same = hashlib.sha256(out.read_bytes()).hexdigest() == sha256
    moved = "; ".join(differing(Pins.from_json(run.pins), pins_of(engine)))
    if same:
        beside = f", although something differs by now: {moved}" if moved else ""
        return Verification(
            Verdict.SAME, f"The report is ours and unchanged; made again, it is the same bytes{beside}."
        )
    codec = Codec.of(engine)
    now = {row: tuple(briefs(codec.pack(each))) for row, each in again.results.items()}
    rows = tuple(_differences(place, run, taken, now))
    return Verification(
        Verdict.DIFFERS,
        "The report is ours and unchanged, but made again it is other bytes. What differs from the run's pins: "
        f"{moved or 'nothing'}. Rows that would be told otherwise now: {len(rows):,}.",
        rows,
    )


def _engine(engines: Engines, order: Order, moment: datetime, pins: Pins) -> Engine:
    """The engine of the run's own editions; where one is no longer held, that of the editions in force."""
    today = engines.get(order, moment)
    if same_lists(pins_of(today), pins):
        return as_pinned(today, pins)
    try:
        return engines.rebuilt(order, moment, pins)
    except ListsGone:
        return today


def _differences(
    place: Installation,
    run: Run,
    taken: TakenList,
    now: Mapping[tuple[str, int], tuple[Brief, ...]],
) -> Sequence[tuple[str, int, str]]:
    before = kept_briefs(place.database, run, taken)
    return [
        (*row, f"{', '.join(f'{each.outcome} {each.risk_score}' for each in said)} before, now otherwise")
        for row, said in before.items()
        if now.get(row) != said
    ]


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
