"""Keeping the cases of a run, in the transaction that finishes it, and what became of earlier decisions about them.

A case that was decided stays decided where the decision covers what the run saw; otherwise it is open again and says
why. A subject whose name was decided on before, under other details, is told apart from a new one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, delete, select

from screening.dispositions.digests import (
    alike_digest,
    called,
    differences,
    name_digest,
    subject_digest,
    subject_from,
    subject_json,
)
from screening.dispositions.found import Counted
from screening.dispositions.rules import CaseState, State, Verdict, lapse
from screening.jobs.installation import Decision
from screening.model import Subject
from screening.storage.review_tables import Case, Disposition, Sighting

T = TypeVar("T")
_AT_ONCE = 500  # values in one question; SQLite takes 32,766, PostgreSQL 65,535
_LONGEST_SHOWN = 300  # characters of a subject in the queue


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose cases they are, who saw them, and when."""

    team: str
    run_id: str  # "" for a single check
    at: str  # ISO 8601, UTC: of screening
    actor: str
    titles: Mapping[str, str]  # of lists


def keep_cases(decision: Decision, seen: Seen, cases: Sequence[Counted]) -> int:
    """Keep what one run or check found; doing it again changes nothing. Returns how many cases are new."""
    session = decision.session
    session.flush()
    if seen.run_id:
        forget_sightings(session, seen.run_id)
    digests: dict[Subject, str] = {}
    for counted in cases:
        subject = counted.found.subject
        digests.setdefault(subject, subject_digest(subject))
    known = known_cases(session, seen.team, sorted(set(digests.values())))
    fresh = [each for each in cases if (digests[each.found.subject], each.found.party_id) not in known]
    kin = kin_of(session, seen.team, fresh)
    made = [_new(seen, each, digests[each.found.subject], kin) for each in fresh]
    if made:
        session.connection().execute(insert(Case), made)
    ids = {(each["subject_digest"], each["party_id"]): each["id"] for each in made}
    again = []
    for counted in cases:
        key = (digests[counted.found.subject], counted.found.party_id)
        if key in known:
            ids[key] = known[key].id
            again.append((known[key], counted))
    _see_again(decision, seen, again)
    sightings = [
        _sighting(seen, ids[digests[each.found.subject], each.found.party_id], each) for each in cases
    ]
    if not seen.run_id:
        forget_sightings(session, "", [each["case_id"] for each in sightings])
    if sightings:
        session.connection().execute(insert(Sighting), sightings)
    return len(made)


def forget_sightings(session: Session, run_id: str, case_ids: Sequence[str] = ()) -> None:
    """Forget what a run saw: it is being done again, or erased."""
    which = [col(Sighting.run_id) == run_id]
    if case_ids:
        which.append(col(Sighting.case_id).in_(case_ids))
    session.connection().execute(delete(Sighting).where(*which))


def portions(values: Sequence[T], size: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """Cut values into portions that a database takes in one question."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def shown(subject: Subject) -> str:
    """A subject as one line."""
    texts = [subject.name, *subject.affiliations, *(value for _, value in subject.identifiers)]
    line = "; ".join(text for text in texts if text)
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def known_cases(session: Session, team: str, digests: Sequence[str]) -> dict[tuple[str, str], Case]:
    """A team's cases about these subjects, by digest of the subject and id of the party."""
    found: dict[tuple[str, str], Case] = {}
    for portion in portions(digests):
        wanted = select(Case).where(Case.team == team, col(Case.subject_digest).in_(portion))
        found.update({(each.subject_digest, each.party_id): each for each in session.exec(wanted)})
    return found


def kin_of(session: Session, team: str, fresh: Iterable[Counted]) -> dict[tuple[str, str], Case]:
    """Decided cases of the same names, whatever their details, by name digest and id of the party."""
    names = sorted({name_digest(each.found.subject) for each in fresh})
    found: dict[tuple[str, str], Case] = {}
    for portion in portions(names):
        wanted = select(Case).where(
            Case.team == team, col(Case.name_digest).in_(portion), Case.state == CaseState.DECIDED
        )
        found.update({(each.name_digest, each.party_id): each for each in session.exec(wanted)})
    return found


def _new(seen: Seen, counted: Counted, digest: str, kin: Mapping[tuple[str, str], Case]) -> dict[str, Any]:
    found = counted.found
    before = kin.get((name_digest(found.subject), found.party_id))
    return {
        "id": uuid.uuid4().hex,
        "team": seen.team,
        "subject_digest": digest,
        "name_digest": name_digest(found.subject),
        "party_id": found.party_id,
        "party_name": found.party_name,
        "subject": subject_json(found.subject),
        "shown": shown(found.subject),
        "sought": f"{shown(found.subject)} {found.party_name}".casefold(),
        "alike": alike_digest(digest if found.is_person else found.matched, found.party_id, found.relation),
        "first_seen_at": seen.at,
        "state": CaseState.OPEN.value,
        "disposition_id": "",
        "verdict": "",
        "lapsed": other_details(before, found.subject) if before else "",
        "assignee": "",
        "assignee_name": "",
        **_as_seen(seen, counted),
    }


def other_details(before: Case, now: Subject) -> str:
    """Say why a decision about a subject of this name does not cover this one."""
    fields = " and ".join(differences(subject_from(before.subject), now)) or "details"
    verdict = before.verdict.replace("_", " ")
    return (
        f"“{called(now)}” was decided a {verdict} before, but {fields} differ{'s' if ' and ' not in fields else ''} "
        "now, so that decision does not cover this subject."
    )


def _as_seen(seen: Seen, counted: Counted) -> dict[str, Any]:
    found = counted.found
    return {
        "seen": json.dumps(found.seen, sort_keys=True),
        "level": found.level,
        "score": found.score,
        "confidence": found.confidence,
        "relation": found.relation.value,
        "matched": found.matched,
        "last_seen_at": seen.at,
    }


def _sighting(seen: Seen, case_id: str, counted: Counted) -> dict[str, Any]:
    return {
        "run_id": seen.run_id,
        "case_id": case_id,
        "seen": json.dumps(counted.found.seen, sort_keys=True),
        "level": counted.found.level,
        "rows": counted.rows,
        "sheet": counted.sheet,
        "row": counted.row,
        "lead": counted.found.lead,
    }


def _see_again(decision: Decision, seen: Seen, again: Sequence[tuple[Case, Counted]]) -> None:
    """Bring cases up to date; a run that looked earlier than the last one changes nothing of them."""
    newer = [(case, counted) for case, counted in again if seen.at >= case.last_seen_at]
    if not newer:
        return
    standing = standing_of(
        decision.session, [case.disposition_id for case, _ in newer if case.disposition_id]
    )
    values = [{"which": case.id, **_as_seen(seen, counted)} for case, counted in newer]
    lapsed = []
    for case, counted in newer:
        disposition = standing.get(case.disposition_id)
        found = counted.found
        why = why_lapsed(disposition, found.seen, found.level, seen.titles) if disposition else ""
        if disposition and why:
            lapsed.append((case.id, _lapse(decision, seen, disposition, why)))
    connection = decision.session.connection()
    fields: dict[str, Any] = {name: bindparam(name) for name in values[0] if name != "which"}
    connection.execute(update(Case).where(col(Case.id) == bindparam("which")).values(**fields), values)
    for case_id, said in lapsed:
        opened = {"state": CaseState.OPEN.value, "disposition_id": "", "verdict": "", "lapsed": said}
        connection.execute(update(Case).where(col(Case.id) == case_id).values(**opened))


def standing_of(session: Session, ids: Sequence[str]) -> dict[str, Disposition]:
    """The decisions and proposals of these ids, by id."""
    found: dict[str, Disposition] = {}
    for portion in portions(sorted(ids)):
        wanted = select(Disposition).where(col(Disposition.id).in_(portion))
        found.update({each.id: each for each in session.exec(wanted)})
    return found


def _lapse(decision: Decision, seen: Seen, disposition: Disposition, why: str) -> str:
    """End a disposition that covers less than is seen now; give the sentence for its case."""
    end(disposition, State.LAPSED, at=decision.at.isoformat(), by="", by_name="", why=why)
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


def end(disposition: Disposition, state: State, *, at: str, by: str, by_name: str, why: str) -> None:
    """Say that a disposition does not stand any more, and why."""
    disposition.state = state.value
    disposition.ended_at, disposition.ended_by, disposition.ended_by_name = at, by, by_name
    disposition.ended_why = why
