"""The engine put together: the day decides what counts, and identical subjects are read once."""

from dataclasses import replace
from datetime import date

import pytest

from screening.engine import PlaceholderRefused, load_engine
from screening.match_candidates import candidates
from screening.model import Inquiry, Outcome, Subject, SubjectType


@pytest.mark.slow
def test_a_dated_listing_of_a_later_day_is_not_there_on_an_earlier_one():
    early = load_engine(on=date(1999, 1, 1))
    hits = early.screen(Subject(name="Beihang University", country="CN")).reading.hits
    dated = [hit.listing for hit in hits if hit.listing.listed_from]
    assert all(listing.listed_from <= date(1999, 1, 1) for listing in dated)


def test_identical_subjects_are_screened_once_and_answered_each(engine):
    names = ("Beihang University", "Otago", "Beihang University")
    first, other, again = engine.screen_all(Inquiry(Subject(name=name)) for name in names)
    assert first is again
    assert other is not first


def test_the_entity_list_leads_for_beihang_and_the_think_tanks_tracker_stands_last(engine):
    found = engine.screen(Subject(name="Beihang University"))
    lists = [hit.listing.watchlist_id for hit in found.reading.hits]
    assert lists[0] == "us-bis-entity-list" == found.assessment.lead.listing.watchlist_id
    assert lists[-1] == "aspi-tracker-2020"
    scale = engine.policies[0].scale
    weights = [scale.lists[each] for each in lists]
    assert weights == sorted(weights, reverse=True)


def test_foreign_protocols_have_the_gravest_list_first_among_equal_scores(engine):
    found = candidates(engine, [Subject(name="Beihang University", type=SubjectType.ORGANISATION)])
    scores = [round(each.score, 3) for each in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0].listing.watchlist_id == "us-bis-entity-list"


def test_every_result_says_whether_its_lists_are_current(engine):
    names = [Subject(name="Xqzzt Blorf"), Subject(name="Beihang University"), Subject(name="x" * 4_001)]
    ends = [engine.screen(each).assessment for each in names]
    assert {each.outcome for each in ends} == set(Outcome)
    assert engine.lists.out_of_date(engine.on)
    assert [each.lists_current for each in ends] == [False] * 3
    old = f"{len(engine.lists.out_of_date(engine.on))} of the {len(engine.lists.snapshots)} lists searched are out of date"
    assert f"No match found, but {old}, as of" in ends[0].why
    assert ends[1].why.endswith(f"{old}.")
    early = replace(engine, on=date(2010, 1, 1))
    assert not early.lists.out_of_date(early.on)
    assert [early.screen(each).assessment.lists_current for each in names] == [True] * 3


@pytest.mark.parametrize(
    "subject",
    [
        Subject("as above"),
        Subject("N/A"),
        Subject("同上"),
        Subject("--- not yet approved ---"),
        Subject("--- Physics ---"),
        Subject("Anna Berg", SubjectType.PERSON, affiliations=("see CV",)),
        Subject("tbd", SubjectType.PERSON, affiliations=("Lund University",)),
    ],
)
def test_what_stands_in_the_place_of_a_name_is_never_without_a_match(engine, subject):
    assessment = engine.screen(subject).assessment
    assert (assessment.outcome, assessment.code) == (Outcome.UNSCREENED, "placeholder")
    with pytest.raises(PlaceholderRefused):
        candidates(engine, [subject])


def test_a_placeholder_hides_no_finding_beside_it_and_is_said(engine):
    beside = engine.screen(Subject("ditto", SubjectType.PERSON, affiliations=("Beihang University",)))
    framed = engine.screen(Subject("*** Beihang University ***"))
    for assessment in (beside.assessment, framed.assessment):
        assert assessment.outcome is Outcome.REVIEW
    assert "“ditto” refers to another row" in beside.assessment.why
    assert "looks like a line between rows" in framed.assessment.why
    assert candidates(engine, [Subject("n/a"), Subject("Beihang University")])


def test_no_affiliation_beside_a_person_leaves_the_person_screened_with_a_note(engine):
    assessment = engine.screen(Subject("Xqzzt Blorf", SubjectType.PERSON, affiliations=("n/a",))).assessment
    assert assessment.outcome is Outcome.NO_MATCH
    assert any("“n/a” gives no name" in reason.text for reason in assessment.reasons)


def test_what_a_list_prints_as_a_name_is_no_placeholder(engine):
    assert engine.linker.printed.holds("SDA")
    assert engine.screen(Subject("SDA")).assessment.outcome is Outcome.REVIEW
