"""Cases as they stand in the queue, found again by subject and party, and what became of decisions about them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, delete, select

from screening.context import AuditedTransaction
from screening.model import Subject, called
from screening.review.case_finder import RowCounts
from screening.review.fingerprints import differences, name_digest, subject_from
from screening.review.rules import CaseState, State, Verdict, lapse
from screening.storage.review_tables import Case, Disposition, Sighting

T = TypeVar("T")
_AT_ONCE = 500  # values in one question; SQLite takes 32,766, PostgreSQL 65,535
_LONGEST_SHOWN = 300  # characters of a subject in the queue


@dataclass(frozen=True, slots=True)
class SightingContext:
    """Whose cases they are, who saw them, and when."""

    team: str
    run_id: str  # "" for a single check
    at: str  # ISO 8601, UTC: of screening
    actor: str
    titles: Mapping[str, str]  # of lists


def forget_sightings(session: Session, run_id: str, case_ids: Sequence[str] = ()) -> None:
    """Forget what a run saw: it is being done again, or erased."""
    which = [col(Sighting.run_id) == run_id]
    if case_ids:
        which.append(col(Sighting.case_id).in_(case_ids))
    session.connection().execute(delete(Sighting).where(*which))


def batched(values: Sequence[T], size: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """Cut values into portions that a database takes in one question."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def shown(subject: Subject) -> str:
    """A subject as one line."""
    texts = [subject.name, *subject.organisations, *(value for _, value in subject.identifiers)]
    line = "; ".join(text for text in texts if text)
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def known_cases(session: Session, team: str, digests: Sequence[str]) -> dict[tuple[str, str], Case]:
    """A team's cases about these subjects, by digest of the subject and id of the party."""
    found: dict[tuple[str, str], Case] = {}
    for portion in batched(digests):
        wanted = select(Case).where(Case.team == team, col(Case.subject_digest).in_(portion))
        found.update({(each.subject_digest, each.party_id): each for each in session.exec(wanted)})
    return found


def kin_of(session: Session, team: str, fresh: Iterable[RowCounts]) -> dict[tuple[str, str], Case]:
    """Decided cases of the same names, whatever their details, by name digest and id of the party."""
    names = sorted({name_digest(each.found.subject) for each in fresh})
    found: dict[tuple[str, str], Case] = {}
    for portion in batched(names):
        wanted = select(Case).where(
            Case.team == team, col(Case.name_digest).in_(portion), Case.state == CaseState.DECIDED
        )
        found.update({(each.name_digest, each.party_id): each for each in session.exec(wanted)})
    return found


def other_details(before: Case, now: Subject) -> str:
    """Say why a decision about a subject of this name does not cover this one."""
    fields = " and ".join(differences(subject_from(before.subject), now)) or "details"
    verdict = before.verdict.replace("_", " ")
    return (
        f"“{called(now)}” was decided a {verdict} before, but {fields} differ{'s' if ' and ' not in fields else ''} "
        "now, so that decision does not cover this subject."
    )


def standing_of(session: Session, ids: Sequence[str]) -> dict[str, Disposition]:
    """The decisions and proposals of these ids, by id."""
    found: dict[str, Disposition] = {}
    for portion in batched(sorted(ids)):
        wanted = select(Disposition).where(col(Disposition.id).in_(portion))
        found.update({each.id: each for each in session.exec(wanted)})
    return found


def lapse_of(decision: AuditedTransaction, seen: SightingContext, disposition: Disposition, why: str) -> str:
    """End a disposition that covers less than is seen now; give the sentence for its case."""
    end(disposition, State.LAPSED, at=decision.at.isoformat(), by="", by_name="", reason=why)
    decision.session.add(disposition)
    decision.session.flush()
    facts = {"case": disposition.case_id, "disposition": disposition.id, "from": disposition.verdict}
    decision.record("disposition.lapsed", actor=seen.actor, team=seen.team, run_id=seen.run_id, facts=facts)
    verdict = disposition.verdict.replace("_", " ")
    return f"The decision “{verdict}” by {disposition.by_name} has lapsed. {why}"


def why_lapsed(
    disposition: Disposition, now: Mapping[str, str], level_now: int, titles: Mapping[str, str]
) -> str:
    """Why a disposition does not cover what is seen now; "" where it does."""
    return lapse(
        Verdict(disposition.verdict),
        confirmed=bool(disposition.second),
        covered=json.loads(disposition.seen),
        level=disposition.level,
        now=now,
        level_now=level_now,
        titles=titles,
    )


def end(disposition: Disposition, state: State, *, at: str, by: str, by_name: str, reason: str) -> None:
    """Say that a disposition does not stand any more, and why."""
    disposition.state = state.value
    disposition.ended_at, disposition.ended_by, disposition.ended_by_name = at, by, by_name
    disposition.ended_reason = reason
