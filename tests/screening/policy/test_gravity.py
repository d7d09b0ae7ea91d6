"""The order of hits: the gravest law, then the surest link, and never the id of a list."""

from dataclasses import replace
from datetime import date
from itertools import permutations

from screening.assessment import assess
from screening.model import Reading, Subject, SubjectType
from screening.policy.examples import build_hit, list_state
from screening.policy.gravity import gravest_first, lead_first, severity
from screening.policy.read import read_policies
from watchlists.catalogue import read_catalogue
from watchlists.model import Measure, Status

DAY = date(2026, 8, 1)
BASELINE = read_policies()["international-baseline"]
BODY = Subject("Example Body", SubjectType.ORGANISATION)
LISTS = list_state(BASELINE, (), (), DAY, [build_hit(list_id) for list_id in read_catalogue()])
TRACKER, ENTITY, UNITED_NATIONS = map(
    build_hit, ("aspi-tracker-2020", "us-bis-entity-list", "un-sc-consolidated")
)


def order(*hits, lists=LISTS):
    return [hit.listing.watchlist_id for hit in gravest_first(hits, BODY, BASELINE.scale, lists, DAY)]


def test_a_law_goes_before_a_think_tanks_tracker_whatever_the_ids_and_however_they_come():
    for hits in permutations((TRACKER, ENTITY, UNITED_NATIONS)):
        assert order(*hits) == ["un-sc-consolidated", "us-bis-entity-list", "aspi-tracker-2020"]


def test_on_one_list_the_surer_hit_goes_first():
    less = replace(ENTITY, confidence=0.4)
    assert gravest_first([less, ENTITY], BODY, BASELINE.scale, LISTS, DAY) == (ENTITY, less)


def test_of_equal_law_the_body_that_is_named_goes_before_a_part_listed_earlier():
    part = replace(
        ENTITY,
        body="Example Corps",
        body_id="ror:0example1",
        listing=replace(ENTITY.listing, id="us-bis-entity-list:part", listed_from=date(2001, 1, 1)),
    )
    head = replace(ENTITY, listing=replace(ENTITY.listing, listed_from=date(2020, 1, 1)))
    for hits in permutations((part, head)):
        assert gravest_first(hits, BODY, BASELINE.scale, LISTS, DAY) == (head, part)


def test_of_a_list_that_the_policy_does_not_weigh_its_standing_counts():
    scale = replace(BASELINE.scale, lists={})
    found = gravest_first([TRACKER, ENTITY], BODY, scale, LISTS, DAY)
    assert [hit.listing.watchlist_id for hit in found] == ["us-bis-entity-list", "aspi-tracker-2020"]


def test_history_stands_behind_what_is_in_force():
    listing = replace(UNITED_NATIONS.listing, status=Status.LIFTED, listed_to=date(2025, 1, 1))
    assert order(replace(UNITED_NATIONS, listing=listing), TRACKER)[0] == "aspi-tracker-2020"


def test_the_hit_that_the_assessment_speaks_of_stands_before_all():
    assert lead_first((ENTITY, TRACKER), TRACKER) == (TRACKER, ENTITY)
    assert lead_first((ENTITY, TRACKER), None) == (ENTITY, TRACKER)


def test_the_gravest_list_of_a_body_leads_however_many_others_add_to_another_one():
    # The tracker weighs a point less than the law, and what the law adds to it would lift it above.
    scale = replace(
        BASELINE.scale,
        lists={**BASELINE.scale.lists, "aspi-tracker-2020": 59, "us-bis-entity-list": 60},
        further_list=5,
    )
    reading = Reading(hits=(TRACKER, ENTITY))
    found = assess(BODY, reading, [replace(BASELINE, scale=scale)], LISTS, on=DAY)
    assert found.lead.listing.watchlist_id == "us-bis-entity-list"
    assert sum(reason.points for reason in found.reasons) == found.risk_score


def test_a_listing_weighs_at_most_what_its_gravest_measure_does():
    scale = replace(
        BASELINE.scale, lists={"un-sc-consolidated": 90}, measures={"services_ban": 40, "travel_ban": 50}
    )

    def weight(*measures):
        hit = build_hit("un-sc-consolidated", measures=measures)
        return severity(BODY, hit, scale, LISTS)

    assert weight(Measure.SERVICES_BAN) == 40
    assert weight(Measure.SERVICES_BAN, Measure.TRAVEL_BAN) == 50
    # The scale says nothing of freezes: the list's own figure holds, whatever else the listing does.
    assert weight(Measure.ASSET_FREEZE, Measure.SERVICES_BAN) == 90
