"""What a name says by itself: general names and letters alone are questions, until a place or another body tells whose."""

import pytest
from small_universe import bearer, claim

from screening.affiliations.places import places_of
from screening.link import build
from screening.link.agreement import Agreement
from screening.link.bearers import REGISTER, SHARED, BearerTie, Strength
from screening.link.claim import PRINTED, SHORTENED
from screening.link.evidence import NOT_VERIFIED, confidence, stage_lines, weigh
from screening.link.lexicon import Lexicon
from screening.model import Evidence, Relation, Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

SURE = 0.8


def listing(key, name, country, *more, place=""):
    names = (ListedName(name, NameKind.PRIMARY), *more)
    return Listing(f"one:{key}", "one", names, PartyType.ORGANISATION, country, place)


def body(number, name, country, city, types, *parents):
    relations = tuple(("parent", parent, "a parent") for parent in parents)
    return Body(number, (RegisterName(name, "label"),), country, (city,), types, relations=relations)


CENTRE, UNIVERSITY = "ror:0aaaaaa01", "ror:0aaaaaa02"


class Lists:
    listings = (
        listing("physics", "Institute of Experimental Physics", "RU", place="Sarov"),
        listing("virology", "Laboratory of Virology", "CN"),
        listing("long", "Institute of Applied Physics and Computational Mathematics", "CN"),
        listing("directed", "Northwestern Polytechnical University", "CN"),
        listing("school", "University of Electronic Engineering", "KP"),
        listing("firm", "Information Technology", "AE"),
        listing("brand", "QZV", "CN"),
        listing("word", "Qzvorex", "CN"),
        listing("optics", "Institute of Quantum Optics", "RU"),
        listing("state", "State Key Laboratory of Quelmar Dynamics", "CN"),
    )


class Known:
    in_order = (
        body(CENTRE, "Zorvex Federal Nuclear Centre", "RU", "Sarov", ("facility",)),
        body("ror:0aaaaaa03", "Institute of Quantum Optics", "RU", "Sarov", ("facility",), CENTRE),
    )


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def surest(linker, text):
    hits = linker.read(Subject(name=text, type=SubjectType.ORGANISATION)).hits
    return max((hit.confidence for hit in hits), default=0.0)


@pytest.mark.parametrize(
    "text", ["Institute of Experimental Physics", "Laboratory of Virology", "Information Technology"]
)
def test_a_general_name_alone_is_a_question_below_one_half(linker, text):
    assert 0 < surest(linker, text) < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Institute of Experimental Physics, Russia",
        "Institute of Experimental Physics, Sarov, Russia",
        "Laboratory of Virology, China",
    ],
)
def test_with_its_country_or_town_a_general_name_is_sure(linker, text):
    assert surest(linker, text) > SURE


def test_the_body_above_it_tells_whose_a_general_name_is(linker):
    assert surest(linker, "Institute of Quantum Optics") < 0.5
    assert surest(linker, "Institute of Quantum Optics, Zorvex Federal Nuclear Centre") > SURE


def test_a_laboratory_that_leaves_out_that_it_is_the_states_may_be_anybodys(linker):
    assert surest(linker, "Laboratory of Quelmar Dynamics") < 0.5
    assert surest(linker, "Laboratory of Quelmar Dynamics, China") > SURE
    assert surest(linker, "State Key Laboratory of Quelmar Dynamics") > SURE


@pytest.mark.parametrize(
    "text",
    [
        "Institute of Applied Physics and Computational Mathematics",
        "Northwestern Polytechnical University",
        "University of Electronic Engineering",
    ],
)
def test_a_long_name_and_that_of_a_school_say_more(linker, text):
    assert surest(linker, text) > 0.5


def test_a_few_letters_that_a_list_prints_as_the_name_are_a_question_until_a_place_stands_beside_them(linker):
    assert 0.5 < surest(linker, "QZV") < SURE
    assert surest(linker, "QZV, China") > SURE


def test_a_word_is_no_few_letters(linker):
    assert surest(linker, "Qzvorex") > SURE


LEXICON = Lexicon(places_of([]))
UNPLACED = {"agreement": Agreement.UNKNOWN, "said": ""}


def weighed(made, relation=Relation.SAME, tie=None, **facts):
    return weigh(made, relation, LEXICON, tie, **facts)


def points(made, relation=Relation.SAME, tie=None, **facts):
    """The points of each line."""
    return {line.feature: line.points for line in weighed(made, relation, tie, **facts)}


def test_a_name_and_its_place_are_lines_that_add_up_to_the_confidence():
    lines = weighed(claim())
    assert [line.feature for line in lines] == ["name", "country"]
    assert confidence(lines) == sum(line.points for line in lines) / 100


def test_a_town_says_more_than_a_country_and_another_country_speaks_against():
    order = [Agreement.CITY, Agreement.COUNTRY, Agreement.OVERLAP, Agreement.UNKNOWN, Agreement.CONFLICT]
    shares = [confidence(weighed(claim(agreement=each))) for each in order]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == len(shares)
    assert shares[-1] < 0.5


@pytest.mark.parametrize(
    ("facts", "feature"),
    [
        ({"how": "turned"}, "word order"),
        ({"how": "core"}, "word order"),
        ({"how": PRINTED}, "whole name"),
        ({"how": SHORTENED}, "whole name"),
        ({"repaired": 1}, "spelling"),
        ({"note": "somebody doubts it"}, "doubt"),
        ({"doubtful": True}, "weak alias"),
        ({"strength": Strength.GENERIC}, "general name"),
        ({"rivals": (bearer(1),)}, "several bearers"),
    ],
)
def test_what_makes_a_reading_less_sure_is_a_line_of_its_own(facts, feature):
    lines = points(claim(**facts))
    assert lines[feature] < 0
    assert lines.keys() == {"name", "country", feature}


def test_a_printed_name_as_the_whole_text_is_surer_than_one_without_its_brackets():
    assert points(claim(how=PRINTED))["whole name"] > points(claim(how=SHORTENED))["whole name"]


def test_each_repaired_word_costs_as_much():
    assert points(claim(repaired=2))["spelling"] == 2 * points(claim(repaired=1))["spelling"]


def test_a_general_name_of_no_place_is_below_one_half_unless_its_owner_is_named():
    general = claim("Institute Physics", strength=Strength.GENERIC, **UNPLACED)
    assert confidence(weighed(general)) < 0.5
    assert confidence(weighed(general, owner_is_named=True)) > 0.5


def test_bearers_that_no_list_has_share_the_points_and_a_listed_one_leaves_most():
    unlisted = claim(rivals=(bearer(1, "Quelmar Works"),))
    assert confidence(weighed(unlisted)) == pytest.approx(confidence(weighed(claim())) / 2, abs=0.01)
    listed = claim(rivals=(claim("Quelmar Works").bearer,))
    assert confidence(weighed(unlisted)) < confidence(weighed(listed)) < confidence(weighed(claim()))


def test_an_acronym_alone_says_little_and_letters_that_are_the_name_itself_a_little_more():
    acronym = claim("ZW", "acronym", kind=NameKind.ACRONYM, **UNPLACED)
    letters = claim("ZWQ", **UNPLACED)
    assert confidence(weighed(acronym)) < confidence(weighed(letters)) < 0.6


@pytest.mark.parametrize(("how", "share"), [("lei", 0.98), ("company", 0.94), ("brand", 0.62)])
def test_an_identifier_says_most_and_a_brand_less_than_a_name(how, share):
    assert confidence(weighed(claim(how=how))) == share


def test_a_relation_costs_points_and_one_of_several_owners_leaves_a_question():
    tie = BearerTie(Relation.HOSPITAL_OF, 1, REGISTER)
    loose = BearerTie(Relation.JOINT_VENTURE_OF, 1, SHARED)
    same = confidence(weighed(claim()))
    by_words = confidence(weighed(claim(), Relation.HOSPITAL_OF))
    by_tie = confidence(weighed(claim(), Relation.HOSPITAL_OF, tie))
    by_loose_tie = confidence(weighed(claim(), Relation.JOINT_VENTURE_OF, loose))
    assert same > by_words > by_tie > 0.5 > by_loose_tie


def test_what_nobody_has_verified_is_said_to_be_so():
    tie = BearerTie(Relation.HOSPITAL_OF, 1, "knowledge: hospitals", unverified_source="a page")
    lines = weighed(claim(unverified=True), Relation.HOSPITAL_OF, tie)
    assert [NOT_VERIFIED in line.note for line in lines] == [True, False, True]


def test_confidence_has_a_highest_and_a_lowest_value_and_says_so():
    surest = weighed(claim(how="lei", agreement=Agreement.CITY))
    assert (confidence(surest), surest[-1].feature) == (0.98, "limit")
    least = weighed(claim("ZW", "incomplete", Agreement.CONFLICT, kind=NameKind.ACRONYM))
    assert (confidence(least), least[-1].feature) == (0.05, "limit")


def test_lines_of_a_second_stage_get_their_relation_once():
    made = claim(evidence=(Evidence("words in both", "", "", 50),))
    assert [line.feature for line in stage_lines(made, Relation.SAME)] == ["words in both"]
    related = stage_lines(made, Relation.SUBSIDIARY_OF)
    assert [line.feature for line in related] == ["words in both", "relation"]
    again = claim(evidence=related)
    assert stage_lines(again, Relation.SUBSIDIARY_OF) == related


def test_a_doubtful_name_in_native_letters_is_below_one_half_until_a_place_speaks_for_it():
    facts = {"kind": NameKind.NATIVE, "doubtful": True}
    unplaced, placed = (confidence(weighed(claim(**facts, **at))) for at in (UNPLACED, {}))
    assert unplaced < 0.5 < placed
