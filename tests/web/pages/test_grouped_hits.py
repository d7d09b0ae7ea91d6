"""A body and its parts under one name are one finding, which shows the listings of all of them."""

from dataclasses import replace
from datetime import date

from screening.assessment import assess
from screening.model import Reading, Result, Subject, SubjectType
from screening.policy.examples import build_hit, list_state
from screening.policy.read import read_policies
from web.pages.grouped_hits import findings
from web.pages.organisations import OrganisationPage, Organisations

DAY = date(2026, 8, 1)
POLICY = read_policies()["international-baseline"]


def page(listing):
    return OrganisationPage(listing.id, listing.name, listing.type, (), None, (listing,))


def test_hits_on_a_body_and_on_its_parts_are_one_finding():
    head = replace(build_hit("us-bis-entity-list"), parts=("Example Wing", "Example Navy"))
    wing = replace(head.listing, id="us-bis-entity-list:wing")
    navy = replace(head.listing, id="us-dow-1260h:navy", watchlist_id="us-dow-1260h")
    part = replace(head, listing=navy, body=head.listing.name, body_id=head.listing.id)
    hits = (replace(head, other_listings=(wing,)), part)
    subject, reading = Subject("Example Body", SubjectType.ORGANISATION), Reading(hits=hits)
    lists = list_state(POLICY, (), (), DAY, hits)
    result = Result(subject, reading, assess(subject, reading, (POLICY,), lists, on=DAY))
    pages = {each.id: page(each) for each in (head.listing, wing, navy)}
    (finding,) = findings(result, Organisations(pages, (), {}, {}, {}))
    assert finding.organisation.id == head.listing.id
    assert {each.id for each in finding.in_force} == {head.listing.id, wing.id, navy.id}
