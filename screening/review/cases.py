"""Cases as they stand in the queue, found again by text and party, and what became of decisions about them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, exists, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, delete, func, select

from screening.context import AuditedTransaction
from screening.model import Subject, called
from screening.review.case_finder import PartyNames, RowCounts
from screening.review.fingerprints import SELF_DECLARED, differences, subject_from
from screening.review.reasons import About, about_of
from screening.review.rules import HOLDS, CaseState, State, Verdict, lapse
from screening.storage.review_tables import Case, CaseMember, Disposition, Sighting, StagedCase

MemberKey = tuple[str, str]  # digest of the subject, and id of a party or of a case
T = TypeVar("T")
# What a member says to which no decision was applied after it was made.
NOT_ACCEPTED = dict.fromkeys(
    (
        "accepted_under",
        "accepted_by",
        "accepted_by_name",
        "accepted_at",
        "accepted_second",
        "accepted_second_name",
        "accepted_second_at",
    ),
    "",
)
_AT_ONCE = 500  # values in one question; SQLite takes 32,766, PostgreSQL 65,535
_LONGEST_SHOWN = 300  # characters of a subject in the queue


@dataclass(frozen=True, slots=True)
class SightingContext:
    """Whose cases they are, who saw them, when, and on which lists."""

    team: str
    run_id: str  # "" for a single check
    at: str  # ISO 8601, UTC: of screening
    actor: str
    parties: PartyNames


def forget_sightings(session: Session, run_id: str) -> None:
    """Forget what a run saw: it is being done again, or erased."""
    session.connection().execute(delete(Sighting).where(col(Sighting.run_id) == run_id))


def batched(values: Sequence[T], size: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """Cut values into portions that a database takes in one question."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def shown(subject: Subject) -> str:
    """A subject as one line; the date of birth stands behind the name, since many have the same."""
    texts = [
        subject.name,
        subject.birth_date,
        *subject.organisations,
        *(value for _, value in subject.identifiers),
    ]
    line = "; ".join(text for text in texts if text)
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def known_cases(session: Session, team: str, found: Iterable[RowCounts]) -> dict[MemberKey, Case]:
    """A team's cases that ask about what was found, by digest of the subject and id of the party."""
    texts = sorted({each.found.text_digest for each in found})
    known: dict[tuple[str, str, str], Case] = {}
    for portion in batched(texts):
        wanted = select(Case).where(Case.team == team, col(Case.text_digest).in_(portion))
        known.update({(each.text_digest, each.party_id, each.apart): each for each in session.exec(wanted)})
    cases: dict[MemberKey, Case] = {}
    for each in found:
        digest, party = each.found.digest, each.found.party_id
        text = each.found.text_digest
        case = known.get((text, party, digest)) or known.get((text, party, ""))
        if case is not None:
            cases[digest, party] = case
    return cases


@dataclass(frozen=True, slots=True)
class EarlierDecision:
    """A decision that holds, and was made about a subject of a name beside a party."""

    id: str
    verdict: str
    reason: str
    matched: str  # the text of its question
    subject: str  # JSON, as decided about
    is_person: bool  # a question about a listed person's name, which always is about one subject

    @property
    def is_of_subject(self) -> bool:
        """Whether it binds that subject alone, and none with the same text."""
        return self.is_person or about_of(self.reason) is About.SUBJECT

    @property
    def asks_separately(self) -> bool:
        """Whether who has its name is asked about in a question of its own; of a listed person's name each is anyway."""
        return self.is_of_subject and not self.is_person

    def why_not(self, now: Subject, matched: str) -> str:
        """Say why it does not cover a subject of the name, in a question about a text (`matched`).

        Of a decision about the text the sentence names texts alone: others who say the same have it, too.
        """
        verdict = self.verdict.replace("_", " ")
        before = subject_from(self.subject)
        if self.is_of_subject:
            details = ", ".join(differences(before, now))
            return (
                f"“{called(now)}” was decided “{verdict}” before, with other details ({details}), so that decision does "
                "not cover this subject."
            )
        if self.matched.casefold() != matched.casefold():
            return (
                f"“{self.matched}” was decided “{verdict}” before; “{matched}” is another text, so that decision does "
                "not cover it."
            )
        return (
            f"“{self.matched}” was decided “{verdict}” before, beside another country or unit, so that decision does not "
            "cover it here."
        )


def earlier_decisions(
    session: Session, team: str, names: Iterable[str]
) -> dict[tuple[str, str], EarlierDecision]:
    """What was decided about subjects of these names, whatever their details, by digest of the name and id of the party.

    Of several the one that was seen last, and one about the subject before any about a text.
    """
    found: dict[tuple[str, str], EarlierDecision] = {}
    for portion in batched(sorted(set(names))):
        wanted = (
            columns(
                *map(col, (CaseMember.name_digest, Case.party_id, Disposition.id, Disposition.verdict)),
                *map(col, (Disposition.reason, Case.matched, CaseMember.subject, Case.is_person)),
            )
            .join(CaseMember, col(CaseMember.case_id) == col(Case.id))
            .join(Disposition, col(Disposition.id) == col(Case.disposition_id))
            .where(
                col(Case.team) == team,
                col(CaseMember.name_digest).in_(portion),
                col(CaseMember.is_new).is_(False),
                col(Case.state).in_(HOLDS),
            )
            .order_by(col(Case.last_seen_at), col(Case.id))
        )
        for name, party_id, *said in map(tuple, session.connection().execute(wanted)):
            decision = EarlierDecision(*said)
            before = found.get((name, party_id))
            if before is None or decision.is_of_subject or not before.is_of_subject:
                found[name, party_id] = decision
    return found


def listings_now(before: Mapping[str, str], found: Mapping[str, str], parties: PartyNames) -> dict[str, str]:
    """What the listings of a case say now (id to digest): those that were found, and of the others those in force."""
    now = dict(found)
    for listing_id, digest in before.items():
        if listing_id not in now:
            no_listing = listing_id.startswith(f"{SELF_DECLARED}:")
            if said := digest if no_listing else parties.entry_digest(listing_id):
                now[listing_id] = said
    return dict(sorted(now.items()))


def gravest_first(table: type[CaseMember | StagedCase]) -> tuple[ColumnElement[Any], ...]:
    """The order in which the first of a case's members says its level."""
    said = (table.level, table.score, table.confidence)
    return (*(col(each).desc() for each in said), col(table.subject_digest).asc())


def count_members(session: Session, case_ids: Sequence[str]) -> None:
    """Bring cases up to date with their members: the level, how many people and rows they stand for, whether any is new."""
    best = (CaseMember.level, CaseMember.score, CaseMember.confidence)
    order = gravest_first(CaseMember)
    for portion in batched(case_ids):
        of_case: dict[str, Any] = {"partition_by": col(CaseMember.case_id)}
        members = (
            columns(
                col(CaseMember.case_id),
                *map(col, best),
                col(CaseMember.relation),
                func.count().over(**of_case).label("people"),
                func.sum(CaseMember.rows).over(**of_case).label("rows"),
                func.row_number().over(**of_case, order_by=order).label("place"),
            )
            .where(col(CaseMember.case_id).in_(portion))
            .subquery()
        )
        names = ("level", "score", "confidence", "relation", "people", "rows")
        changing = update(Case).where(
            col(Case.id).in_(portion),
            col(Case.id) == members.c.case_id,
            members.c.place == 1,
            or_(*(getattr(Case, name) != members.c[name] for name in names)),
        )
        session.connection().execute(changing.values(**{name: members.c[name] for name in names}))
        _tell_new(session, portion)


def _tell_new(session: Session, case_ids: Sequence[str]) -> None:
    """Have decided cases say whether somebody has come under the decision since whom nobody has accepted."""
    new = exists().where(col(CaseMember.case_id) == col(Case.id), col(CaseMember.is_new).is_(True))
    for before, now, which in (
        (CaseState.DECIDED, CaseState.NEW, new),
        (CaseState.NEW, CaseState.DECIDED, ~new),
    ):
        changing = update(Case).where(col(Case.id).in_(case_ids), col(Case.state) == before.value, which)
        session.connection().execute(changing.values(state=now.value))


def new_members(session: Session, case_ids: Sequence[str]) -> dict[str, int]:
    """How many members of cases nobody has accepted yet under the decision that stands; those without any are left out."""
    found: dict[str, int] = {}
    for portion in batched(case_ids):
        counted = select(CaseMember.case_id, func.count()).where(
            col(CaseMember.case_id).in_(portion), col(CaseMember.is_new).is_(True)
        )
        found.update(session.exec(counted.group_by(col(CaseMember.case_id))).all())
    return found


def bound_counts(session: Session, case_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By case, for how many members and rows its answer is: those who are new under it do not count."""
    found: dict[str, tuple[int, int]] = {}
    for portion in batched(case_ids):
        counted = select(CaseMember.case_id, func.count(), func.sum(CaseMember.rows)).where(
            col(CaseMember.case_id).in_(portion), col(CaseMember.is_new).is_(False)
        )
        for case_id, people, rows in session.exec(counted.group_by(col(CaseMember.case_id))):
            found[case_id] = people, rows
    return found


def new_digests(session: Session, case_ids: Sequence[str]) -> dict[str, list[str]]:
    """The digests of those members, in order."""
    found: dict[str, list[str]] = {}
    for portion in batched(case_ids):
        wanted = select(CaseMember.case_id, CaseMember.subject_digest).where(
            col(CaseMember.case_id).in_(portion), col(CaseMember.is_new).is_(True)
        )
        for case_id, digest in session.exec(wanted.order_by(col(CaseMember.subject_digest))):
            found.setdefault(case_id, []).append(digest)
    return found


def is_in_run(run_id: str) -> ColumnElement[bool]:
    """Whether a run saw a member of a case, as a condition of a question about `CaseMember`."""
    return exists().where(
        col(Sighting.run_id) == run_id,
        col(Sighting.case_id) == col(CaseMember.case_id),
        col(Sighting.subject_digest) == col(CaseMember.subject_digest),
    )


def leave_new(session: Session, case: Case, run_id: str) -> int:
    """Have the members of a case be new that a run did not see, since an answer given from its report is about others.

    Returns:
        How many these are. None of a listed person's name, where each subject is a case of its own.
    """
    if case.is_person:
        return 0
    which = (col(CaseMember.case_id) == case.id, ~is_in_run(run_id))
    return (
        session.connection()
        .execute(update(CaseMember).where(*which).values(is_new=True, **NOT_ACCEPTED))
        .rowcount
    )


def clear_new(session: Session, case_ids: Sequence[str]) -> None:
    """Have nobody be new in these cases: what they are asked about is answered for all members, or for none.

    Nor does anybody wait for a second person to apply an answer to them.
    """
    for portion in batched(case_ids):
        which = (col(CaseMember.case_id).in_(portion), col(CaseMember.is_new).is_(True))
        session.connection().execute(update(CaseMember).where(*which).values(is_new=False, **NOT_ACCEPTED))


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
