"""How decisions end: with their retention, with erasure of a run or of a subject, and their files with them.

A decision is kept as long as a run of the team that saw its case is kept, and at least as long as a run would be that
was accepted on the day of the decision. What is erased because somebody asked goes at once, but for
what somebody holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, delete, or_, select

from screening.dispositions.cases import forget_sightings, portions
from screening.dispositions.digests import subject_from
from screening.jobs.installation import Decision
from screening.model import Subject
from screening.storage.review_tables import Case, Disposition, Remark, Sighting
from screening.storage.tables import Run


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went: how many cases, the hashes of files beside them, which others may still count on; and what stayed."""

    cases: int = 0
    files: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()  # ids of those that entries of the log name
    held: tuple[
        str, ...
    ] = ()  # ids of cases that would have gone, and somebody holds them or a run that saw them


def forget_run(session: Session, run_id: str, *, at_once: bool) -> Forgotten:
    """Forget what a run saw; with `at_once`, cases that nothing else has seen go with it."""
    seen = list(session.exec(select(Sighting.case_id).where(Sighting.run_id == run_id)))
    forget_sightings(session, run_id)
    if not at_once:
        return Forgotten()
    left = [case_id for portion in portions(seen) for case_id in _unseen(session, portion)]
    return _forget(session, left)


def forget_old(session: Session, before: str) -> Forgotten:
    """Forget cases that no kept run has seen and about which nobody said anything since `before` (ISO 8601, UTC)."""
    unseen = select(Case.id).where(
        col(Case.last_seen_at) < before,
        col(Case.held) == "",
        ~col(Case.id).in_(select(Sighting.case_id).where(Sighting.run_id != "")),
    )
    spoken = select(Disposition.case_id).where(
        or_(
            *(
                each >= before
                for each in map(col, (Disposition.at, Disposition.second_at, Disposition.ended_at))
            )
        )
    )
    remarked = select(Remark.case_id).where(col(Remark.at) >= before)
    wanted = unseen.where(~col(Case.id).in_(spoken), ~col(Case.id).in_(remarked))
    return _forget(session, list(session.exec(wanted)))


def forget_subject_cases(session: Session, team: str, names: Callable[[Subject], bool]) -> Forgotten:
    """Forget a team's cases about every subject that `names` says is meant, but for what is held back."""
    cases = session.exec(select(Case.id, Case.subject).where(Case.team == team))
    meant = [case_id for case_id, subject in cases if names(subject_from(subject))]
    held = {each for portion in portions(meant) for each in _held(session, portion)}
    forgotten = _forget(session, [case_id for case_id in meant if case_id not in held])
    return replace(forgotten, held=tuple(sorted(held)))


def attached(session: Session) -> set[str]:
    """Hashes of all files that stand beside cases."""
    return set(session.exec(select(Remark.file_sha256).where(Remark.file_sha256 != "").distinct()))


def _unseen(session: Session, case_ids: Sequence[str]) -> list[str]:
    kept = set(session.exec(select(Sighting.case_id).where(col(Sighting.case_id).in_(case_ids))))
    kept |= _held(session, case_ids)
    return [each for each in case_ids if each not in kept]


def _held(session: Session, case_ids: Sequence[str]) -> set[str]:
    """Those of the cases that are held back, themselves or with a run that saw them."""
    themselves = select(Case.id).where(col(Case.id).in_(case_ids), col(Case.held) != "")
    runs = select(Run.id).where(col(Run.held) != "")
    with_a_run = select(Sighting.case_id).where(
        col(Sighting.case_id).in_(case_ids), col(Sighting.run_id).in_(runs)
    )
    return {*session.exec(themselves), *session.exec(with_a_run)}


def _forget(session: Session, case_ids: list[str]) -> Forgotten:
    files: set[str] = set()
    named: list[str] = []
    for portion in portions(case_ids):
        named += _named(session, portion)
        beside = select(Remark.file_sha256).where(
            col(Remark.case_id).in_(portion), col(Remark.file_sha256) != ""
        )
        files.update(session.exec(beside))
        for table, column in (
            (Remark, col(Remark.case_id)),
            (Disposition, col(Disposition.case_id)),
            (Sighting, col(Sighting.case_id)),
            (Case, col(Case.id)),
        ):
            session.connection().execute(delete(table).where(column.in_(portion)))
    return Forgotten(len(case_ids), frozenset(files), tuple(named))


def list_forgotten(
    decision: Decision, *, actor: str, team: str, cases: Sequence[str] = (), checks: Sequence[str] = ()
) -> None:
    """Have the log name what went, some ids an entry: else nobody could tell it from what was taken away unseen."""
    for kind, ids in (("cases", cases), ("checks", checks)):
        for portion in portions(ids):
            decision.record("records.forgotten", actor=actor, team=team, facts={kind: list(portion)})


def _named(session: Session, case_ids: Sequence[str]) -> list[str]:
    """Those of the cases about which somebody decided or said something, or whom they were given to."""
    found: set[str] = set()
    for column in (col(Disposition.case_id), col(Remark.case_id)):
        found.update(session.exec(select(column).where(column.in_(case_ids)).distinct()))
    given = select(Case.id).where(col(Case.id).in_(case_ids), Case.assignee != "")
    return sorted(found.union(session.exec(given)))
