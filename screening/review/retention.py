"""How decisions end: with their retention, with erasure of a run or of a subject, and their files with them.

A decision is kept as long as a run of the team that saw its case is kept, and at least as long as a run would be that
was accepted on the day of the decision. What is erased because somebody asked goes at once, but for
what somebody holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, delete, func, or_, select

from screening.context import AuditedTransaction
from screening.model import Subject
from screening.review.cases import batched, forget_sightings
from screening.review.fingerprints import name_digest, subject_from
from screening.storage.review_tables import Case, Disposition, Remark, RunDecisions, Sighting
from screening.storage.tables import AuditEntry, Run


@dataclass(frozen=True, slots=True)
class EndedDecisions:
    """What went: how many cases, the hashes of files beside them, which others may still count on; and what stayed."""

    cases: int = 0
    files: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()  # ids of those that entries of the log name
    held: tuple[
        str, ...
    ] = ()  # ids of cases that would have gone, and somebody holds them or a run that saw them


def forget_run(session: Session, run_id: str, *, at_once: bool) -> EndedDecisions:
    """Forget what a run saw; with `at_once`, cases that nothing else has seen go with it."""
    seen = list(session.exec(select(Sighting.case_id).where(Sighting.run_id == run_id)))
    forget_sightings(session, run_id)
    if not at_once:
        return EndedDecisions()
    left = [case_id for portion in batched(seen) for case_id in _unseen(session, portion)]
    return _forget(session, left)


def forget_old(session: Session, before: str) -> EndedDecisions:
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


def cases_naming(session: Session, team: str, names: Callable[[Subject], bool]) -> list[str]:
    """Ids of a team's cases about every subject that `names` says is meant."""
    cases = session.exec(select(Case.id, Case.subject).where(Case.team == team))
    return [case_id for case_id, subject in cases if names(subject_from(subject))]


def cases_of_name(session: Session, team: str, name: str) -> list[str]:
    """Ids of a team's cases about subjects that are called so: their name, or first affiliation where they have none."""
    digest = name_digest(Subject(name=name))
    return list(session.exec(select(Case.id).where(Case.team == team, Case.name_digest == digest)))


def cases_seen(session: Session, run_ids: Sequence[str]) -> list[str]:
    """Ids of the cases that any of these runs saw."""
    found: set[str] = set()
    for portion in batched(run_ids):
        found.update(session.exec(select(Sighting.case_id).where(col(Sighting.run_id).in_(portion))))
    return sorted(found)


def runs_that_saw(session: Session, case_ids: Sequence[str]) -> list[str]:
    """Ids of the runs that saw any of these cases."""
    found: set[str] = set()
    for portion in batched(case_ids):
        found.update(session.exec(select(Sighting.run_id).where(col(Sighting.case_id).in_(portion))))
    return sorted(found - {""})


def forget_cases(session: Session, case_ids: Sequence[str]) -> EndedDecisions:
    """Forget these cases, but for what is held."""
    held = {each for portion in batched(case_ids) for each in _held(session, portion)}
    forgotten = _forget(session, [case_id for case_id in case_ids if case_id not in held])
    return replace(forgotten, held=tuple(sorted(held)))


def is_on_hold(session: Session, case_id: str) -> bool:
    """Whether a case is held, itself or with a run that saw it."""
    return bool(_held(session, [case_id]))


def last_decided(session: Session, case_ids: Sequence[str], run_ids: Sequence[str] = ()) -> str:
    """When somebody last proposed, decided, confirmed or ended a decision about any of these (ISO 8601, UTC).

    Of the runs count the decisions that are pinned with their reports. "" where nobody has decided anything: what was
    withdrawn, has lapsed or was refused counts, or whoever erases alone would withdraw first. That a decision lapses by
    itself is no moment of its own.
    """
    moments = {""}
    for portion in batched(case_ids):
        made = select(
            func.max(Disposition.at),
            func.max(Disposition.second_at),
            func.max(Disposition.ended_at).filter(col(Disposition.ended_by) != ""),
        ).where(col(Disposition.case_id).in_(portion))
        moments.update(each or "" for each in session.exec(made).one())
    for portion in batched(run_ids):
        pinned = select(func.max(Run.ended_at)).join(RunDecisions, col(RunDecisions.run_id) == col(Run.id))
        moments.add(session.exec(pinned.where(col(Run.id).in_(portion))).one() or "")
    return max(moments)


def decided_since(session: Session, team: str, case_ids: Sequence[str], sequence: int) -> bool:
    """Whether the log holds, after an entry, another by which a decision about any of these came or ended.

    That a decision lapses by itself does not count; see `last_decided`.
    """
    later = select(AuditEntry.facts).where(
        AuditEntry.team == team,
        AuditEntry.sequence > sequence,
        col(AuditEntry.action).startswith("disposition."),
        AuditEntry.action != "disposition.lapsed",
    )
    wanted = set(case_ids)
    return any(json.loads(facts)["case"] in wanted for facts in session.exec(later))


def attached(session: Session) -> set[str]:
    """Hashes of all files that stand beside cases."""
    return set(session.exec(select(Remark.file_sha256).where(Remark.file_sha256 != "").distinct()))


def _unseen(session: Session, case_ids: Sequence[str]) -> list[str]:
    kept = set(session.exec(select(Sighting.case_id).where(col(Sighting.case_id).in_(case_ids))))
    kept |= _held(session, case_ids)
    return [each for each in case_ids if each not in kept]


def _held(session: Session, case_ids: Sequence[str]) -> set[str]:
    """Those of the cases that are held back, themselves or with a run that saw them."""
    # All of them are locked, in one order, so that nobody holds one between this look and what is done then.
    locked = select(Case.id, Case.held).where(col(Case.id).in_(case_ids)).order_by(col(Case.id))
    themselves = [case_id for case_id, held in session.exec(locked.with_for_update()) if held]
    runs = select(Run.id).where(col(Run.held) != "")
    with_a_run = select(Sighting.case_id).where(
        col(Sighting.case_id).in_(case_ids), col(Sighting.run_id).in_(runs)
    )
    return {*themselves, *session.exec(with_a_run)}


def _forget(session: Session, case_ids: list[str]) -> EndedDecisions:
    files: set[str] = set()
    named: list[str] = []
    for portion in batched(case_ids):
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
    return EndedDecisions(len(case_ids), frozenset(files), tuple(named))


def list_forgotten(
    decision: AuditedTransaction,
    *,
    actor: str,
    team: str,
    cases: Sequence[str] = (),
    checks: Sequence[str] = (),
) -> None:
    """Have the log name what went, some ids an entry: else nobody could tell it from what was taken away unseen."""
    for kind, ids in (("cases", cases), ("checks", checks)):
        for portion in batched(ids):
            decision.record("records.forgotten", actor=actor, team=team, facts={kind: list(portion)})


def _named(session: Session, case_ids: Sequence[str]) -> list[str]:
    """Those of the cases about which somebody decided or said something, or whom they were given to."""
    found: set[str] = set()
    for column in (col(Disposition.case_id), col(Remark.case_id)):
        found.update(session.exec(select(column).where(column.in_(case_ids)).distinct()))
    given = select(Case.id).where(col(Case.id).in_(case_ids), Case.assignee != "")
    return sorted(found.union(session.exec(given)))
