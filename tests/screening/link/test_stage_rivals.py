"""The organisations that nobody lists, as far as a mention names them, the best first."""

import math

import pytest
from small_universe import SmallUniverse, body, listing


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:kadris", "Kadris University", "IR"),
        bodies=(
            body(1, "Kadris University of Fine Arts", "IR", acronym="KUFA"),
            body(2, "Kadris Fine Bakery", "NZ"),
            body(3, "University of Medical Sciences", "IR"),
            body(4, "Torvel University of Medical Sciences", "NZ"),
        ),
    )


def rivals(universe, text, hidden=frozenset(), *, read=False):
    reader = universe.reader(text, read=read)
    return universe.rivals(reader, universe.mention(reader), hidden)


def names(found):
    return [rival.bearer.name for rival in found.ranked]


def whole(found):
    return [rival.bearer.name for rival in found.ranked if rival.is_whole]


def test_the_organisation_that_says_most_of_a_text_comes_first_and_a_listed_one_is_none(universe):
    found = rivals(universe, "Kadris University of Fine Arts")
    assert names(found)[0] == "Kadris University of Fine Arts"
    assert "Kadris University" not in names(rivals(universe, "Kadris University", read=True))
    assert whole(found) == ["Kadris University of Fine Arts"]


def test_usual_words_are_a_name_together(universe):
    assert "University of Medical Sciences" in whole(
        rivals(universe, "University of Medical Sciences, Tehran")
    )


def test_a_name_whose_words_stand_in_two_segments_is_not_whole(universe):
    assert whole(rivals(universe, "Kadris University, Museum of Fine Arts")) == []


def test_a_name_with_words_that_say_something_in_between_is_not_whole(universe):
    assert "Kadris Fine Bakery" in whole(rivals(universe, "Kadris Fine Bakery"))
    assert whole(rivals(universe, "Kadris Zorbex Quelmar Fine Bakery")) == []


def test_another_country_speaks_against_a_rival(universe):
    assert whole(rivals(universe, "Kadris Fine Bakery, New Zealand")) == ["Kadris Fine Bakery"]
    assert whole(rivals(universe, "Kadris Fine Bakery, Iran")) == []


def test_a_text_that_breaks_off_before_the_last_word_of_a_long_name_names_it(universe):
    assert "Torvel University of Medical Sciences" in whole(rivals(universe, "Torvel University of Medical"))
    assert "Kadris Fine Bakery" not in whole(rivals(universe, "Kadris Fine"))


def test_an_acronym_is_no_whole_name_and_ranks_below_words(universe):
    found = rivals(universe, "KUFA, Kadris Fine Bakery", read=True)
    assert set(whole(found)) == {"Kadris Fine Bakery"}
    assert names(found)[-1] == "Kadris University of Fine Arts"


def test_what_the_exact_reading_claimed_is_a_rival(universe):
    found = rivals(universe, "Kadris University of Fine Arts", read=True)
    places = [rival.places for rival in found.ranked if rival.is_whole]
    assert places == [frozenset(range(4)), frozenset(range(4))]


def test_a_hidden_body_is_no_rival_claimed_or_not(universe):
    found = rivals(universe, "Kadris University of Fine Arts", frozenset({"ror:000000001"}), read=True)
    assert "Kadris University of Fine Arts" not in names(found)


def test_a_text_without_a_word_of_a_registered_name_has_no_rivals(universe):
    found = rivals(universe, "Zorbex Plumbing")
    assert found.ranked == ()
    assert found.bearers_of(1.0) == 0


def test_registered_names_that_share_as_much_are_counted(universe):
    found = rivals(universe, "Kadris Fine Bakery")
    most = max(rival.weight for rival in found.ranked)
    assert found.bearers_of(most) == pytest.approx(math.log(2))
    assert found.bearers_of(0.1) > found.bearers_of(most)
    assert found.bearers_of(most + 5) == 0


def test_of_many_rivals_the_best_are_looked_at_and_of_equal_ones_those_that_come_first():
    towns = [f"Zorbo{first}{second}burg" for first in "abcdef" for second in "abcdef"]
    bodies = [body(number, f"{town} Dental Society", "NZ") for number, town in enumerate(towns, 1)]
    found = rivals(SmallUniverse(bodies=tuple(bodies)), f"{towns[30]} Dental Society")
    assert names(found) == [f"{town} Dental Society" for town in (towns[30], *towns[:15])]
