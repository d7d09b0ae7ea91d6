"""From links to hits with their mention and evidence, best first; who else bears a name, and what an identifier settles."""

from dataclasses import replace
from datetime import date

import pytest
from small_universe import SmallUniverse, bearer, body, listing

from screening.link.reading import (
    CONFLICT_POINTS,
    SUBJECT_NAME,
    best_first,
    by_list,
    hits_of,
    identified,
    person_of,
    rivals_of,
)
from screening.link.relations import Link
from screening.model import Relation, Role, TieKind
from watchlists.model import NameKind, Status

AFFILIATION = "affiliation 1"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:kadris", "Kadris University", "IR"),
        listing("m:kadris", "Kadris University", "IR"),
        listing("l:zorbex", "Zorbex Works", "RU", "Zorbex Bureau", kind=NameKind.FORMER),
        listing("l:brelmar", "Brelmar Works", "RU"),
        bodies=(
            body(1, "Torvel University", "NZ", cities=("Dunedin",)),
            body(2, "Kadris University", "IR", cities=("Isfahan",)),
            body(3, "Brelmar Works", "NZ", cities=("Dunedin",)),
            body(4, "Velmor University", "NZ"),
            body(5, "Velmor University", "IR"),
        ),
    )


def hits(universe, text, source=AFFILIATION, conflict=""):
    reader = universe.reader(text)
    links = [Link(claim, claim.bearer, Relation.SAME) for claim in reader.claims if claim.bearer.listings]
    return list(hits_of(reader, links, source, conflict))


def mention(universe, text, source=AFFILIATION):
    return hits(universe, text, source)[0].mention


def test_there_is_a_hit_for_each_list_that_has_the_body(universe):
    found = hits(universe, "Kadris University, Iran")
    assert [hit.listing.id for hit in found] == ["l:kadris", "m:kadris"]
    assert {(hit.bearer, hit.matched_text, hit.matched_name) for hit in found} == {
        ("Kadris University", "Kadris University", "Kadris University")
    }
    assert all(sum(line.points for line in hit.evidence) == round(100 * hit.confidence) for hit in found)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Kadris University, Iran", {"role": Role.CURRENT, "country": "IR"}),
        ("Kadris University, Isfahan 81746, Iran", {"postcode": "81746"}),
        ("Kadris University, Isfahan", {"place": "isfahan"}),
        ("Kadris University, 2015-2018", {"role": Role.FORMER, "period": "2015-2018"}),
        ("Kadris University, now Torvel University", {"role": Role.FORMER}),
        ("Zorbex Works (formerly Zorbex Bureau)", {"role": Role.CURRENT}),
        ("Department of Physics, Kadris University", {"department": "Department of Physics"}),
        ("PhD Kadris University", {"role": Role.EDUCATION}),
        ("Zorbex Works; Kadris University", {"text": "Zorbex Works"}),
    ],
)
def test_a_mention_has_the_role_period_and_place_of_its_own_piece(universe, text, facts):
    found = mention(universe, text)
    assert {name: getattr(found, name) for name in facts} == facts


def test_a_mention_of_somebody_elses_affiliation_says_whose_it_is(universe):
    text = "referee: Prof. Chen, Kadris University"
    found = mention(universe, text)
    assert (found.tie, found.stated) == (TieKind.OTHER_PERSON, "referee: Prof. Chen")
    assert mention(universe, text, SUBJECT_NAME).tie is TieKind.EMPLOYMENT
    reader = universe.reader(text)
    assert person_of(reader, reader.claims[0]) == "referee: Prof. Chen"


def test_an_identifier_that_points_elsewhere_takes_points_and_leaves_a_hit(universe):
    plain, against = (hits(universe, "Kadris University", conflict=each)[0] for each in ("", "LEI of Zembla"))
    assert against.evidence[-1].points == CONFLICT_POINTS
    assert against.evidence[-1].subject == "LEI of Zembla"
    assert 0 < against.confidence < plain.confidence


def entry(key, status=Status.IN_FORCE, year=2020):
    return listing(key, "Zorbex Works", status=status, listed_from=date(year, 1, 1))


def ids(pairs):
    return [(first.id, [other.id for other in others]) for first, others in pairs]


def test_what_lapsed_stands_behind_what_is_in_force_on_the_same_list():
    listings = (entry("l:old", Status.LIFTED), entry("l:new"), entry("m:other"))
    assert ids(by_list(bearer(listings=listings))) == [("l:new", ["l:old"]), ("m:other", [])]


def test_where_nothing_of_a_list_is_in_force_its_latest_entry_stands_first():
    listings = (entry("l:old", Status.LIFTED, 2010), entry("l:newer", Status.EXPIRED, 2015))
    assert ids(by_list(bearer(listings=listings))) == [("l:newer", ["l:old"])]


def test_two_entries_in_force_of_one_list_are_both_told_and_the_past_once():
    listings = (entry("l:one"), entry("l:two"), entry("l:past", Status.LIFTED))
    assert ids(by_list(bearer(listings=listings))) == [("l:one", ["l:past"]), ("l:two", [])]


def test_the_surest_hit_of_a_listing_and_mention_stays_and_what_is_in_force_comes_first(universe):
    (hit, *_) = hits(universe, "Zorbex Works")
    weaker = replace(hit, confidence=0.2)
    lapsed = replace(hit, listing=replace(hit.listing, id="l:lapsed", status=Status.LIFTED), confidence=0.99)
    other = replace(hit, listing=replace(hit.listing, id="l:other"), confidence=0.1)
    assert best_first([other, weaker, lapsed, hit]) == (hit, other, lapsed)
    assert best_first([hit, weaker]) == (hit,)


def test_everybody_who_bears_a_name_of_a_listed_body_is_named_with_where_he_is(universe):
    found = rivals_of(universe.reader("Brelmar Works").claims, country="NZ")
    assert [(each.place, each.listed, each.texts) for each in found] == [
        ("Dunedin, New Zealand", False, ("Brelmar Works",)),
        ("Russia", True, ("Brelmar Works",)),
    ]
    assert found[0].why == "has the same name (New Zealand; not listed)"


def test_bearers_of_a_name_are_nobodys_business_where_none_is_listed_or_tied_to_one(universe):
    claims = universe.reader("Velmor University").claims
    assert len(claims) == 2
    assert rivals_of(claims) == ()
    assert len(rivals_of(claims, frozenset({"ror:000000004"}))) == 2


def test_an_identifier_tells_bearers_of_one_name_apart(universe):
    one, other = universe.reader("Velmor University").claims
    (kept,) = identified([one, other], frozenset({one.bearer.number}))
    assert (kept.bearer, kept.rivals) == (one.bearer, ())


def test_an_identifier_of_somebody_else_leaves_all_claims_as_they_are(universe):
    claims = universe.reader("Velmor University").claims
    assert identified(claims, frozenset({universe.bearer("Torvel University").number})) == claims
