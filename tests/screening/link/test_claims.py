"""Which bearers a text names by exact lookup: the longest name wins, the place decides, and what is refused keeps its reason."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.agreement import Agreement
from screening.link.spelling import Repair

FINE_ARTS = "Kadris University of Fine Arts"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:kadris", "Kadris University", "IR"),
        listing("l:works-ru", "Zorbex Works", "RU"),
        listing("l:works-cn", "Zorbex Works", "CN"),
        listing("m:vikron", "Vikronis Technologies", "CN"),
        listing("m:vikron-uk", "Vikronis Technologies (United Kingdom)", "GB", "Vikronis Technologies"),
        bodies=(
            body(1, FINE_ARTS, "IR"),
            body(2, "Torvel University", "IR", cities=("Isfahan",)),
            body(3, "Torvel University", "NZ", cities=("Dunedin",)),
        ),
    )


def claimed(reader):
    return [(claim.bearer.name, *claim.bearer.countries) for claim in reader.claims]


def refused(reader):
    return {(each.name, each.why) for each in reader.rejected}


def test_the_longest_whole_name_wins_and_hides_the_shorter_one_inside_it(universe):
    assert claimed(universe.reader(FINE_ARTS)) == [(FINE_ARTS, "IR")]
    assert claimed(universe.reader("Kadris University")) == [("Kadris University", "IR")]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Torvel University, Isfahan", "IR"),
        ("Torvel University, Iran", "IR"),
        ("Torvel University, Dunedin, New Zealand", "NZ"),
        ("Zorbex Works, China", "CN"),
    ],
)
def test_of_bearers_of_one_name_the_place_decides(universe, text, country):
    (claim,) = universe.reader(text).claims
    assert claim.bearer.countries == {country}
    assert claim.rivals == ()


def test_where_nothing_tells_bearers_apart_each_is_claimed_and_the_others_are_its_rivals(universe):
    one, other = universe.reader("Torvel University").claims
    assert {one.rivals, other.rivals} == {(one.bearer,), (other.bearer,)}


def test_a_listed_name_of_its_own_in_another_country_is_claimed_as_one_that_the_country_contradicts(universe):
    reader = universe.reader("Zorbex Works, Germany")
    assert {claim.bearer.countries for claim in reader.claims} == {frozenset({"RU"}), frozenset({"CN"})}
    assert {claim.placement.agreement for claim in reader.claims} == {Agreement.CONFLICT}


def test_a_country_beside_the_text_rules_nobody_out(universe):
    reader = universe.reader("Kadris University", "DE")
    assert [claim.placement.agreement for claim in reader.claims] == [Agreement.CONFLICT]


def test_a_name_that_adds_a_place_in_brackets_is_no_rival_of_the_name_without_it(universe):
    reader = universe.reader("Vikronis Technologies")
    assert claimed(reader) == [("Vikronis Technologies", "CN")]
    assert refused(reader) == {
        (
            "Vikronis Technologies (United Kingdom)",
            "its name adds “United Kingdom”, which the text does not say",
        )
    }
    assert claimed(universe.reader("Vikronis Technologies, United Kingdom")) == [
        ("Vikronis Technologies (United Kingdom)", "GB")
    ]


def test_in_a_country_of_neither_the_name_with_a_place_in_brackets_is_no_rival_either(universe):
    assert claimed(universe.reader("Vikronis Technologies", "DE")) == [("Vikronis Technologies", "CN")]
    assert ("Vikronis Technologies (United Kingdom)", "GB") in claimed(
        universe.reader("Vikronis Technologies", "GB")
    )


def test_each_group_of_a_text_has_its_own_place(universe):
    reader = universe.reader("Kadris University, Iran; Zorbex Works, Russia")
    assert claimed(reader) == [("Kadris University", "IR"), ("Zorbex Works", "RU")]
    assert reader.setting_at(0).countries == {"IR"}
    assert reader.setting_at(4).countries == {"RU"}
    assert reader.setting_at(-1).countries == {"IR", "RU"}


def test_with_a_repaired_word_only_spans_that_hold_it_are_claimed(universe):
    reader = universe.reader("Kadriz University; Zorbex Works, China", read=False)
    words = ["kadris", *reader.tokens.words[1:]]
    reader.read_spans(words, {0: Repair(("kadris",))})
    ((claim),) = reader.claims
    assert (claim.bearer.name, claim.repaired, claim.note) == ("Kadris University", 1, "")


def test_a_doubtful_repair_says_that_the_word_may_be_another_name(universe):
    reader = universe.reader("Kadriz University", read=False)
    reader.read_spans(["kadris", "university"], {0: Repair(("kadris",), doubtful=True)})
    assert [claim.note for claim in reader.claims] == ["the word as given may be another name"]


def test_a_repair_that_changes_nothing_claims_nothing(universe):
    reader = universe.reader("Kadris University", read=False)
    reader.read_spans(reader.tokens.words, {0: Repair(("kadris",))})
    assert reader.claims == []


def test_words_of_a_claim_are_taken_and_its_characters_known(universe):
    reader = universe.reader("Kadris University, Iran")
    assert [reader.is_claimed(place) for place in range(3)] == [True, True, False]
    assert [reader.is_end_claimed(place) for place in range(3)] == [False, True, False]
    assert reader.characters_of(reader.claims[0]) == (0, len("Kadris University"))


def test_a_refusal_holds_for_its_mention_or_for_the_whole_text(universe):
    reader = universe.reader("Kadris University; Zorbex Works, China")
    bearer = universe.bearer("Kadris University")
    reader.reject(bearer, "not here", where=reader.mention_around(0))
    assert (reader.known_refusal(bearer, 0), reader.known_refusal(bearer, 2)) == ("not here", "")
    assert reader.has_rejected_in(bearer, 0, 5)
    assert not reader.has_rejected_in(bearer, 20, 25)
    reader.reject(bearer, "nowhere")
    assert reader.known_refusal(bearer, 2) == "nowhere"
    assert reader.has_rejected_in(bearer, 20, 25)


def test_a_refusal_by_the_words_beside_a_name_is_not_known(universe):
    reader, bearer = universe.reader("Kadris University"), universe.bearer("Kadris University")
    reader.reject(bearer, "words beside it", known=False)
    assert reader.has_rejected(bearer)
    assert reader.known_refusal(bearer, 0) == ""


def test_nobody_is_told_of_a_body_that_no_list_has(universe):
    reader, unlisted = universe.reader(FINE_ARTS), universe.bearer(FINE_ARTS)
    reader.reject(unlisted, "whatever")
    assert reader.rejected == []
    assert not reader.has_rejected(unlisted)


def test_a_bearer_is_ruled_out_within_a_span_and_not_around_it(universe):
    reader, bearer = universe.reader("Kadris University of Art"), universe.bearer("Kadris University")
    reader.rule_out(bearer, 0, 1)
    assert reader.is_ruled_out(bearer, 0, 1)
    assert reader.is_ruled_out(bearer, 1, 1)
    assert not reader.is_ruled_out(bearer, 0, 2)


def test_segments_with_a_school_say_which_countries_their_towns_speak_for(universe):
    reader = universe.reader("Zorbex Works, Torvel University Dunedin, Isfahan")
    assert reader.schools_of_segments(0) == {1: ("NZ",)}
