"""A body and its parts under one name are one case, which covers the listings of all of them."""

from dataclasses import replace
from datetime import date

from screening.assessment import assess
from screening.model import Reading, Result, Subject, SubjectType
from screening.policy.examples import build_hit, list_state
from screening.policy.read import read_policies
from screening.review.case_finder import PartyNames, find_cases

DAY = date(2026, 8, 1)
POLICY = read_policies()["international-baseline"]
SUBJECT = Subject("Example Body", SubjectType.ORGANISATION)


def cases_of(*hits, listings):
    """The cases of a reading, over lists on which every listing is a party of its own."""
    lists = list_state(POLICY, (), (), DAY, hits)
    reading = Reading(hits=hits)
    result = Result(SUBJECT, reading, assess(SUBJECT, reading, (POLICY,), lists, on=DAY))
    parties = PartyNames(
        {each.id: (each.id, each.name) for each in listings},
        {each.id: (each,) for each in listings},
        0.0,
        {},
        POLICY.scale,
        lists,
    )
    return list(find_cases(result, parties))


def test_a_body_and_its_parts_under_one_name_are_one_case():
    head = replace(build_hit("us-bis-entity-list"), parts=("Example Wing", "Example Navy"))
    wing = replace(head.listing, id="us-bis-entity-list:wing")
    navy = replace(head.listing, id="us-dow-1260h:navy", watchlist_id="us-dow-1260h")
    head = replace(head, other_listings=(wing,))
    part = replace(head, listing=navy, body=head.listing.name, body_id=head.listing.id, other_listings=())
    (case,) = cases_of(head, part, listings=(head.listing, wing, navy))
    assert case.party_id == head.listing.id
    assert set(case.seen) == {head.listing.id, wing.id, navy.id}


def test_bodies_that_only_share_a_name_are_a_case_each():
    one = build_hit("us-bis-entity-list")
    other = replace(one, listing=replace(one.listing, id="us-bis-entity-list:other"))
    assert len(cases_of(one, other, listings=(one.listing, other.listing))) == 2
