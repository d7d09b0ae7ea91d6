"""Matches that the machine missed and a person found: "this is that listed body".

What somebody records so is a case like any other, marked with who found it, and begins with a proposal of a true match,
which holds once a second person has confirmed it. Later runs put every row with the same text under it, so that their
reports show what was decided.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from screening.audit import token_of
from screening.context import AppContext
from screening.model import Subject, called
from screening.review.case_finder import Cases, NewCase, PartyNames, RowCounts
from screening.review.cases import shown
from screening.review.decide import Proposal, decide_about_cases, record_proposal
from screening.review.fingerprints import (
    FOUND_BY_PERSON,
    listing_digest,
    name_digest,
    question_digest,
    subject_digest,
    subject_json,
)
from screening.review.rules import HIGH, CaseState, Decider, DecisionRefused, Verdict
from screening.storage.review_tables import Case, CaseMember, Disposition, Sighting
from watchlists.model import PartyType


@dataclass(frozen=True, slots=True)
class MissedMatch:
    """Which text of whom is which listed party, and where it stands: in a row of a run, or in a check (run "")."""

    subject: Subject
    text: str
    listing_id: str  # of any listing of the party
    run_id: str = ""
    sheet: str = ""
    row: int = 0


def texts_that_name(subject: Subject) -> list[str]:
    """The texts of a subject that may name a listed party, each once."""
    return [text for text in dict.fromkeys((subject.name, *subject.organisations)) if text.strip()]


def record_missed(
    context: AppContext,
    team: str,
    missed: MissedMatch,
    proposal: Proposal,
    by: Decider,
    parties: PartyNames,
    *,
    source: str,
) -> Disposition:
    """Record a match that the machine missed, as a case with a proposal.

    Args:
        context: the installation.
        team: whose case it will be.
        missed: what was missed.
        proposal: a true match, with its reason.
        by: who found it.
        parties: of the lists of today.
        source: by which way it came.

    Raises:
        DecisionRefused: it is no true match, the text is none of the subject's, nothing in force is listed so, or the
            machine or somebody found it already.
    """
    proposal.check()
    if proposal.verdict is not Verdict.TRUE_MATCH:
        raise DecisionRefused("Record what the machine missed as a true match.", what="verdict")
    if missed.text not in texts_that_name(missed.subject):
        raise DecisionRefused("Choose the text that names the listed party.", what="text")
    party = parties.by_listing.get(missed.listing_id)
    listings = parties.listings.get(party[0], ()) if party else ()
    if party is None or not listings:
        raise DecisionRefused("No listing in force matches; choose a listed party.", what="party")
    person = listings[0].type is PartyType.PERSON
    found = _of_party(missed.subject, missed.text, party[0], party[1], parties, person=person)
    with decide_about_cases(context) as decision:
        session, at = decision.session, decision.at.isoformat()
        same = select(Case.id).where(
            Case.team == team,
            Case.text_digest == found.text_digest,
            Case.party_id == party[0],
            # Another subject's own case binds nobody else, so it does not stand in the way either.
            col(Case.apart).in_(("", found.digest)),
        )
        if session.exec(same).first() is not None:
            raise DecisionRefused(
                f"“{missed.text}” beside {party[1]} is a question already; look at it in the queue.",
                what="party",
            )
        case = Case(
            id=uuid.uuid4().hex,
            team=team,
            text_digest=found.text_digest,
            party_id=party[0],
            party_name=party[1],
            is_person=person,
            matched=missed.text,
            sought=f"{missed.text} {party[1]}".casefold(),
            seen=json.dumps(dict(sorted(found.seen.items()))),
            level=found.level,
            score=found.score,
            confidence=found.confidence,
            relation=found.relation,
            people=1,
            rows=1,
            first_seen_at=at,
            last_seen_at=at,
            state=CaseState.OPEN.value,
            found_by=by.id,
            found_by_name=by.name,
        )
        line = shown(missed.subject)
        member = CaseMember(
            case_id=case.id,
            subject_digest=found.digest,
            name_digest=name_digest(missed.subject),
            subject=subject_json(missed.subject),
            shown=line,
            sought=line.casefold(),
            seen=case.seen,
            level=found.level,
            score=found.score,
            confidence=found.confidence,
            relation=found.relation,
            matched=missed.text,
            rows=1,
            first_seen_at=at,
            last_seen_at=at,
        )
        sighting = Sighting(
            run_id=missed.run_id,
            case_id=case.id,
            subject_digest=found.digest,
            seen=case.seen,
            level=found.level,
            score=found.score,
            rows=1,
            sheet=missed.sheet,
            row=missed.row,
            lead=False,
        )
        session.add_all((case, member, sighting))
        session.flush()
        subject = token_of(session, team, called(missed.subject), at=decision.at)
        facts = {"case": case.id, "subject": subject, "party": party[0]}
        decision.record("case.found", actor=by.id, team=team, run_id=missed.run_id, facts=facts)
        made = record_proposal(decision, case, proposal, by, source=source)
        session.flush()
        session.expunge_all()
    return made


def missed_cases(
    session: Session,
    team: str,
    rows: Iterable[tuple[str, int, Subject]],
    found: Collection[RowCounts],
    parties: PartyNames,
) -> list[RowCounts]:
    """Members that stand in a list, by what people of the team found before and the machine misses still.

    Args:
        session: only read.
        team: whose list it is.
        rows: of the list: sheet, number and subject of each.
        found: what the machine found in it.
        parties: of its lists.
    """
    # What was answered about one subject alone leads to a question for the next who says the same.
    known: dict[str, dict[str, Case]] = {}
    for case in session.exec(select(Case).where(Case.team == team, Case.found_by != "").order_by(Case.id)):
        known.setdefault(case.text_digest, {}).setdefault(case.party_id, case)
    if not known:
        return []
    there = {(each.found.digest, each.found.party_id) for each in found}
    leads = {each.found.digest for each in found if each.found.lead}
    cases = Cases()
    for sheet, number, subject in rows:
        digest = subject_digest(subject)
        digests = {question_digest(subject, text): text for text in texts_that_name(subject)}
        digests[digest] = called(subject)
        meant = [(case, text) for each, text in digests.items() for case in known.get(each, {}).values()]
        members = [
            _of_party(
                subject,
                text,
                case.party_id,
                case.party_name,
                parties,
                person=case.is_person,
                lead=digest not in leads and not place,
            )
            for place, (case, text) in enumerate(meant)
            if (digest, case.party_id) not in there and parties.listings.get(case.party_id)
        ]
        cases.count(sheet, number, members)
    return cases.counted()


def _of_party(
    subject: Subject,
    text: str,
    party_id: str,
    party_name: str,
    parties: PartyNames,
    *,
    person: bool,
    lead: bool = False,
) -> NewCase:
    """A subject beside a party by what a person said; it stands as high as the least that is high."""
    seen = {each.id: listing_digest(each) for each in parties.listings[party_id]}
    return NewCase(
        subject=subject,
        digest=subject_digest(subject),
        party_id=party_id,
        party_name=party_name,
        seen=dict(sorted(seen.items())),
        level=HIGH,
        score=parties.scale.high,
        confidence=1.0,
        relation=FOUND_BY_PERSON,
        matched=text,
        lead=lead,
        is_person=person,
    )
