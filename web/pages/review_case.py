"""One case as its page shows it: the subject beside the listed party, read anew on the lists of today.

The subject is read again because what a run kept of it is a verdict and not the evidence; where the entries have
changed since the case was seen, the page says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlmodel import Session

from screening.accounts import Permission
from screening.context import AppContext
from screening.intake.subject_names import texts_of
from screening.labels import wording
from screening.model import Relation, Result, called
from screening.review.attachments import KINDS, LARGEST
from screening.review.batch import MOST
from screening.review.comments import deciders_of, remarks_of
from screening.review.decide import case_of, version_of
from screening.review.fingerprints import (
    SELF_DECLARED,
    listing_digest,
    self_declared_digest,
    self_declared_party,
    subject_from,
)
from screening.review.history import history_of, past_of, runs_of
from screening.review.queue import CaseFilter, alike_cases, neighbours
from screening.review.reasons import offered, reasons
from screening.review.rules import LEVELS, Decider, NotYours, State, Verdict, check_second
from screening.runs.erasures import ErasureKind, waiting_erasures
from screening.storage.review_tables import Case, Disposition
from web.access import Caller
from web.pages.grouped_hits import HitGroup, findings
from web.pages.organisations import OrganisationPage
from web.pages.page_context import PageContext


def build_case_page(
    shown: PageContext, context: AppContext, caller: Caller, case_id: str, wanted: CaseFilter
) -> dict[str, object]:
    """Everything the page of a case needs.

    Raises:
        CaseUnknown: the caller's team has no such case.
        TooMany, TooManyAtOnce, ServiceBusy: the caller may have nothing screened now.
    """
    with context.database.read() as session:
        case = case_of(session, caller.team, case_id)
        kept = _kept(session, case, wanted, caller.id)
        deciders = deciders_of(session, caller.team)
        session.expunge_all()
    subject = subject_from(case.subject)
    engine = shown.served.today()
    with shown.screening([subject]) as deadline:
        result = engine.screen(subject, tick=deadline)
    organisation = shown.known.by_id.get(case.party_id)
    read = [each for each in findings(result, shown.known) if each.organisation is organisation]
    standing = kept["standing"]
    waiting = waiting_erasures(context, caller.team, ErasureKind.CASE, [case_id], texts_of(subject))
    return {
        **kept,
        "case": case,
        "erasure": waiting.get(case_id),
        "deciders": deciders,
        "level": LEVELS[case.level].value,
        "version": version_of(case),
        "subject": subject,
        "organisation": organisation,
        "findings": read,
        "result": result,
        "moved_on": _moved_on(case, organisation, read, result, shown),
        "may_decide": caller.may(Permission.DECIDE),
        "may_assign": caller.may(Permission.ASSIGN),
        "can_decide": {caller.id, *(each.id for each in deciders)},
        "me": caller,
        "not_second": _not_second(standing, caller) if isinstance(standing, Disposition) else "",
        "verdicts": {verdict: offered(verdict) for verdict in Verdict},
        "reasons": {code: reason.label for code, reason in reasons().items()},
        "kinds": ",".join(KINDS),
        "largest": LARGEST // 2**20,
        "called": called(subject),
        "engine": engine,
        "known": shown.known.by_id,
        "titles": shown.titles,
    }


def _kept(session: Session, case: Case, wanted: CaseFilter, me: str) -> dict[str, object]:
    """What the database holds about a case."""
    history = history_of(session, case.id)
    before, after = neighbours(session, case.team, wanted, me, case)
    return {
        "history": history,
        "standing": next((each for each in history if each.id == case.disposition_id), None),
        "seen_in": runs_of(session, case),
        "past": past_of(session, case),
        "remarks": remarks_of(session, case.id),
        "alike": len(alike_cases(session, case, MOST)),
        "before": before,
        "after": after,
    }


def _not_second(standing: Disposition, caller: Caller) -> str:
    """Why the caller cannot be the second person; "" where he can."""
    if standing.state != State.PROPOSED:
        return ""
    try:
        check_second(standing.by, Decider(caller.id, caller.name))
    except NotYours as refused:
        return refused.sentence
    return ""


def _moved_on(
    case: Case,
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
    relations = {hit.listing.id: hit.relation for hit in result.reading.hits}
    listings = {each.id: each for group in read for each in group.in_force}  # of parts, too
    listings |= {each.id: each for each in organisation.listings} if organisation else {}
    today = shown.served.today().on
    moved = []
    for listing_id, digest in json.loads(case.seen).items():
        listing = listings.get(listing_id)
        relation = relations.get(listing_id, Relation(case.relation))
        if listing is None or not listing.in_force_on(today) or listing_digest(listing, relation) != digest:
            list_id = listing_id.partition(":")[0]
            moved.append(shown.titles.get(list_id, list_id))
    return list(dict.fromkeys(moved))
