"""How decisions end: with their retention, with erasure of a run or of a subject, and their files with them.

A case goes with its last member, and its decisions, comments and files with it. A member is kept as long as a run of
the team that saw it is kept, and at least as long as a run would be that was accepted on the day of the last decision
about its case. What is erased because somebody asked goes at once, but for what somebody holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, func, or_, select

from screening.context import AuditedTransaction
from screening.model import Subject
from screening.review.cases import batched, count_members, forget_sightings
from screening.review.fingerprints import name_digest, subject_from
from screening.storage.review_tables import (
    Case,
    CaseMember,
    Disposition,
    Remark,
    RunDecisions,
    Sighting,
)
from screening.storage.tables import AuditEntry, Run

CaseMemberKey = tuple[str, str]  # id of the case, and digest of the subject
_HELD_RUNS = select(Run.id).where(col(Run.held) != "")


@dataclass(frozen=True, slots=True)
class EndedDecisions:
    """What went: how many cases and members, the hashes of files beside them, which others may still count on.

    And what stayed.
    """

    cases: int = 0
    members: int = 0
    files: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()  # ids of those that entries of the log name
    # ids of cases that would have gone, or lost members, and somebody holds them or a run that saw those
    held: tuple[str, ...] = ()


def forget_run(session: Session, run_id: str, *, at_once: bool, decided_too: bool = True) -> EndedDecisions:
    """Forget what a run saw; with `at_once`, members that nothing else has seen go with it.

    Without `decided_too` members stay of cases about which somebody decided, proposed or remarked anything, until
    their own term ends.
    """
    wanted = select(Sighting.case_id, Sighting.subject_digest).where(Sighting.run_id == run_id)
    seen = set(session.exec(wanted))
    forget_sightings(session, run_id)
    if not at_once:
        return EndedDecisions()
    unseen = [each for each in _unseen(session, seen) if each in seen]
    if not decided_too:
        spoken_of = {
            case_id
            for of_case in (Disposition.case_id, Remark.case_id)
            for portion in batched(sorted({case_id for case_id, _ in unseen}))
            for case_id in session.exec(select(of_case).where(col(of_case).in_(portion)))
        }
        unseen = [each for each in unseen if each[0] not in spoken_of]
    return _forget_members(session, unseen)


def forget_old(session: Session, before: str) -> EndedDecisions:
    """Forget members that no kept run has seen.

    Only of cases about which nobody said anything since `before` (ISO 8601, UTC), and that nobody holds.
    """
    seen = select(Sighting.case_id).where(
        Sighting.run_id != "",
        Sighting.case_id == CaseMember.case_id,
        Sighting.subject_digest == CaseMember.subject_digest,
    )
    unseen = (
        select(CaseMember.case_id, CaseMember.subject_digest)
        .join(Case, col(Case.id) == col(CaseMember.case_id))
        .where(col(CaseMember.last_seen_at) < before, col(Case.held) == "", ~seen.exists())
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
    return _forget_members(session, list(session.exec(wanted)))


def members_naming(session: Session, team: str, names: Callable[[Subject], bool]) -> list[CaseMemberKey]:
    """The members of a team's cases that `names` says are meant."""
    wanted = select(CaseMember.case_id, CaseMember.subject_digest, CaseMember.subject)
    members = session.exec(
        wanted.join(Case, col(Case.id) == col(CaseMember.case_id)).where(Case.team == team)
    )
    return [(case_id, digest) for case_id, digest, subject in members if names(subject_from(subject))]


def cases_of_name(session: Session, team: str, name: str) -> list[str]:
    """Ids of a team's cases about subjects that are called so: their name, or first affiliation where they have none."""
    digest = name_digest(Subject(name=name))
    wanted = select(Case.id).join(CaseMember, col(CaseMember.case_id) == col(Case.id)).distinct()
    return list(session.exec(wanted.where(Case.team == team, CaseMember.name_digest == digest)))


def cases_seen(session: Session, run_ids: Sequence[str]) -> list[str]:
    """Ids of the cases that any of these runs saw."""
    found: set[str] = set()
    for portion in batched(run_ids):
        found.update(session.exec(select(Sighting.case_id).where(col(Sighting.run_id).in_(portion))))
    return sorted(found)


def runs_that_saw(session: Session, members: Sequence[CaseMemberKey]) -> list[str]:
    """Ids of the runs that saw any of these members."""
    found: set[str] = set()
    for portion in batched(members):
        wanted = select(Sighting.run_id, Sighting.case_id, Sighting.subject_digest)
        wanted = wanted.where(col(Sighting.subject_digest).in_({digest for _, digest in portion}))
        meant = set(portion)
        found.update(run_id for run_id, *member in session.exec(wanted) if tuple(member) in meant)
    return sorted(found - {""})


def forget_cases(session: Session, case_ids: Sequence[str]) -> EndedDecisions:
    """Forget these cases whole, but for what is held."""
    held = {each for portion in batched(case_ids) for each in _held(session, portion)}
    forgotten = _forget(session, [case_id for case_id in case_ids if case_id not in held])
    return replace(forgotten, held=tuple(sorted(held)))


def forget_members(session: Session, members: Sequence[CaseMemberKey]) -> EndedDecisions:
    """Forget these members, and cases that have no other, but for what is held."""
    held = _held_members(session, members)
    forgotten = _forget_members(session, [each for each in members if each not in held])
    return replace(forgotten, held=tuple(sorted({case_id for case_id, _ in held})))


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


def _unseen(session: Session, members: Collection[CaseMemberKey]) -> list[CaseMemberKey]:
    """Those of the cases' members that no run or check has seen, and nobody holds."""
    unseen: list[CaseMemberKey] = []
    for portion in batched(sorted({case_id for case_id, _ in members})):
        seen = select(Sighting.case_id).where(
            Sighting.case_id == CaseMember.case_id, Sighting.subject_digest == CaseMember.subject_digest
        )
        wanted = select(CaseMember.case_id, CaseMember.subject_digest)
        unseen += session.exec(wanted.where(col(CaseMember.case_id).in_(portion), ~seen.exists()))
    held = _held_members(session, unseen)
    return [each for each in unseen if each not in held]


def _held_members(session: Session, members: Sequence[CaseMemberKey]) -> set[CaseMemberKey]:
    """Those of the members that are held back, with their case or with a run that saw them."""
    held: set[CaseMemberKey] = set()
    meant = set(members)
    for portion in batched(sorted({case_id for case_id, _ in members})):
        themselves = set(_locked(session, portion))
        held |= {each for each in meant if each[0] in themselves}
        wanted = select(Sighting.case_id, Sighting.subject_digest).where(
            col(Sighting.case_id).in_(portion), col(Sighting.run_id).in_(_HELD_RUNS)
        )
        held |= meant.intersection(session.exec(wanted))
    return held


def _held(session: Session, case_ids: Sequence[str]) -> set[str]:
    """Those of the cases that are held back, themselves or with a run that saw them."""
    with_a_run = select(Sighting.case_id).where(
        col(Sighting.case_id).in_(case_ids), col(Sighting.run_id).in_(_HELD_RUNS)
    )
    return {*_locked(session, case_ids), *session.exec(with_a_run)}


def _locked(session: Session, case_ids: Sequence[str]) -> list[str]:
    """Those of the cases that are held themselves.

    All of them are locked, in one order, so that nobody holds one between this look and what is done then.
    """
    locked = select(Case.id, Case.held).where(col(Case.id).in_(case_ids)).order_by(col(Case.id))
    return [case_id for case_id, held in session.exec(locked.with_for_update()) if held]


def _forget_members(session: Session, members: Sequence[CaseMemberKey]) -> EndedDecisions:
    """Forget members, with the cases that have no other."""
    if not members:
        return EndedDecisions()
    gone = [{"case": case_id, "subject": digest} for case_id, digest in members]
    for table in (CaseMember, Sighting):
        which = (
            col(table.case_id) == bindparam("case"),
            col(table.subject_digest) == bindparam("subject"),
        )
        session.connection().execute(delete(table).where(*which), gone)
    left: set[str] = set()
    cases = sorted({case_id for case_id, _ in members})
    for portion in batched(cases):
        left.update(session.exec(select(CaseMember.case_id).where(col(CaseMember.case_id).in_(portion))))
    count_members(session, sorted(left))
    forgotten = _forget(session, [case_id for case_id in cases if case_id not in left])
    return replace(forgotten, members=len(members))


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
            (CaseMember, col(CaseMember.case_id)),
            (Case, col(Case.id)),
        ):
            session.connection().execute(delete(table).where(column.in_(portion)))
    return EndedDecisions(len(case_ids), files=frozenset(files), named=tuple(named))


def list_forgotten(
    decision: AuditedTransaction,
    *,
    actor: str,
    team: str,
    cases: Sequence[str] = (),
    checks: Sequence[str] = (),
    collaborations: Sequence[str] = (),
) -> None:
    """Have the log name what went, some ids an entry: else nobody could tell it from what was taken away unseen."""
    for kind, ids in (("cases", cases), ("checks", checks), ("collaborations", collaborations)):
        for portion in batched(ids):
            decision.record("records.forgotten", actor=actor, team=team, facts={kind: list(portion)})


def _named(session: Session, case_ids: Sequence[str]) -> list[str]:
    """Those of the cases about which somebody decided or said something, or whom they were given to."""
    found: set[str] = set()
    for column in (col(Disposition.case_id), col(Remark.case_id)):
        found.update(session.exec(select(column).where(column.in_(case_ids)).distinct()))
    given = select(Case.id).where(col(Case.id).in_(case_ids), Case.assignee != "")
    return sorted(found.union(session.exec(given)))
