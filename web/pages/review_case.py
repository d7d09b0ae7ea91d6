"""One question as its page shows it: a text beside the listed party, read anew on the lists of today.

What is read is the gravest of its members, or the one that is asked for, because what a run kept of it is a verdict and
not the evidence; where the entries have changed since the case was seen, the page says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import request
from sqlmodel import Session

from screening.context import AppContext
from screening.intake.subject_names import texts_of
from screening.labels import wording
from screening.model import Result, called
from screening.review.acceptance import new_members_of
from screening.review.attachments import KINDS, LARGEST
from screening.review.cases import bound_counts
from screening.review.comments import remarks_of
from screening.review.decide import can_undo, case_of, earlier_of, version_of
from screening.review.exceptions import exceptions_of, question_of
from screening.review.fingerprints import (
    SELF_DECLARED,
    listing_digest,
    self_declared_digest,
    self_declared_party,
    subject_from,
)
from screening.review.history import accepted_under, history_of, members_of, past_of, runs_of
from screening.review.queue import CaseFilter, neighbours
from screening.review.reasons import for_every_verdict, for_one_verdict, reasons
from screening.review.rules import LEVELS, Decider, State
from screening.review.subject_cases import has_subject_answer
from screening.runs.erasures import ErasureKind, waiting_erasures
from screening.storage.review_tables import Case, CaseMember, Disposition
from web.access import Caller
from web.pages.collaboration import collaboration_part, conditions_of
from web.pages.grouped_hits import HitGroup, findings
from web.pages.organisations import OrganisationPage
from web.pages.page_context import PageContext
from web.pages.paging import page_of
from web.pages.paging import place as nth
from web.pages.review_forms import not_second
from web.pages.words import list_ids

_MEMBERS = 50  # of a case on a page


def build_case_page(
    shown: PageContext, context: AppContext, caller: Caller, case_id: str, wanted: CaseFilter
) -> dict[str, object]:
    """Everything the page of a case needs.

    Raises:
        CaseUnknown: the caller's team has no such case.
        TooMany, TooManyAtOnce, ServiceBusy: the caller may have nothing screened now.
    """
    asked = request.args.get("member", "")
    by = Decider(caller.id, caller.name)
    with context.database.read() as session:
        case = case_of(session, caller.team, case_id)
        at = nth(request.args.get("members", "1"), case.people, _MEMBERS)
        members = members_of(session, case_id, skip=at * _MEMBERS, most=_MEMBERS, new_first=True)
        member = session.get(CaseMember, (case_id, asked)) if asked else None
        member = member or members_of(session, case_id, most=1, new_first=True)[0].member
        kept = _kept(session, case, member, wanted, caller.id)
        new = new_members_of(session, case, by)
        bound = bound_counts(session, [case_id]).get(case_id, (0, 0))
        session.expunge_all()
    subject = subject_from(member.subject)
    engine = shown.served.today()
    with shown.screening([subject]) as deadline:
        result = engine.screen(subject, tick=deadline)
    organisation = shown.known.by_id.get(case.party_id)
    read = [each for each in findings(result, shown.known) if each.organisation is organisation]
    standing = kept["standing"]
    texts = texts_of(subject) if case.people == 1 else ()
    waiting = waiting_erasures(context, caller.team, ErasureKind.CASE, [case_id], texts)
    return {
        **kept,
        "case": case,
        "member": member,
        "members": page_of(members, at, case.people, _MEMBERS),
        "erasure": waiting.get(case_id),
        "new": new,
        "new_listed": [each.member.subject_digest for each in members if each.member.is_new],
        "bound_people": bound[0],
        "bound_rows": bound[1],
        "can_be_put_back": bool(kept["question"]) and not kept["subject_answer"],
        "level": LEVELS[case.level].value,
        "version": version_of(case),
        "subject": subject,
        "organisation": organisation,
        "listed_on": list_ids(case.seen),
        "findings": read,
        "result": result,
        "moved_on": _moved_on(case, shown.served.today().on, organisation, read, result, shown),
        "not_second": not_second(standing, by) if isinstance(standing, Disposition) else "",
        "can_undo": isinstance(standing, Disposition) and can_undo(standing, by, context.now()),
        "verdicts": for_one_verdict(),
        "every_verdict": for_every_verdict(),
        "reasons": {code: reason.label for code, reason in reasons().items()},
        "kinds": ",".join(KINDS),
        "largest": LARGEST // 2**20,
        "called": called(subject),
        "engine": engine,
        "known": shown.known.by_id,
        "collaboration": collaboration_part(
            context, caller.team, member.subject_digest, shown.titles, case_id=case_id
        ),
        "conditions_of": conditions_of,
    }


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """The decision that was just recorded, with its case, and whether who recorded it can still undo it."""

    disposition: Disposition
    case: Case
    can_undo: bool


def recorded(
    session: Session, team: str, disposition_id: str, by: Decider, now: datetime
) -> RecordedDecision | None:
    """A decision of a team that still stands, by its id."""
    made = session.get(Disposition, disposition_id) if disposition_id else None
    if made is None or made.team != team or made.state not in (State.PROPOSED, State.DECIDED):
        return None
    return RecordedDecision(made, session.get_one(Case, made.case_id), can_undo(made, by, now))


def _kept(session: Session, case: Case, member: CaseMember, wanted: CaseFilter, me: str) -> dict[str, object]:
    """What the database holds about a case, and about the member that is shown."""
    history = history_of(session, case.id)
    before, after = neighbours(session, case.team, wanted, me, case.id)
    return {
        "history": history,
        "accepted_under": accepted_under(session, case.id),
        "standing": next((each for each in history if each.id == case.disposition_id), None),
        "earlier": earlier_of(session, case),
        "seen_in": runs_of(session, case, member.subject_digest),
        "past": past_of(session, case),
        "remarks": remarks_of(session, case.id),
        "exceptions": exceptions_of(session, case),
        "question": question_of(session, case),
        "subject_answer": has_subject_answer(session, case),
        "before": before,
        "after": after,
    }


def _moved_on(
    case: Case,
    today: date,
    organisation: OrganisationPage | None,
    read: Sequence[HitGroup],
    result: Result,
    shown: PageContext,
) -> list[str]:
    """Lists whose entry reads otherwise, or is not in force any more, since the case was last seen."""
    if case.relation == SELF_DECLARED:
        said = {
            self_declared_party(each): self_declared_digest(each) for each in result.reading.self_declared
        }
        same = said.get(case.party_id) == json.loads(case.seen).get(case.party_id)
        return [] if same else [wording().relations[SELF_DECLARED]]
    listings = {each.id: each for group in read for each in group.in_force}  # of parts, too
    listings |= {each.id: each for each in organisation.listings} if organisation else {}
    moved = []
    for listing_id, digest in json.loads(case.seen).items():
        listing = listings.get(listing_id)
        if listing is None or not listing.in_force_on(today) or listing_digest(listing) != digest:
            list_id = listing_id.partition(":")[0]
            moved.append(shown.titles.get(list_id, list_id))
    return list(dict.fromkeys(moved))
