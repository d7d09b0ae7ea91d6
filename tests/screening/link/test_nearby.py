"""Listed names near a text that mean somebody else: never a hit, and told with what sets them apart."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.affiliations.tokens import name_words
from screening.link.nearby import MOST, nearby, raws_of, telling

OPTICS = "Tarmun Institute of Optical Engineering"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:tarmun", OPTICS, "RU"),
        listing("l:north", "Northwestern Zembla University", "CN"),
        listing("l:fourteen", "Velmor Research Institute 14", "CN"),
        listing("l:quelmar", "Institute of Quelmar Medicine", "IR"),
        listing("l:isfahan", "Isfahan Institute of Medicine", "IR"),
        *(listing(f"l:brelmar{number}", f"Brelmar Institute {number}", "CN") for number in range(11, 18)),
        bodies=(
            body(1, "Tarmun Institute of Medical Engineering", "RU"),
            body(2, "Dunedin Museum", "NZ", cities=("Dunedin",)),
            body(3, "Isfahan Museum", "IR", cities=("Isfahan",)),
        ),
    )


def explained(universe, text):
    near = nearby(universe.names, universe.bearers, universe.lexicon)
    return [(each.name, each.why) for each in near.explain(universe.reader(text))]


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("Tarmun Institute of Chemical Engineering", OPTICS, "Chemical ≠ Optical"),
        ("Northeastern Zembla University", "Northwestern Zembla University", "Northeastern ≠ Northwestern"),
        ("Velmor Research Institute 38", "Velmor Research Institute 14", "No. 38 ≠ No. 14"),
        ("Tarmun Institute of Engineering", OPTICS, "“Optical” only in the listed name"),
        (
            "Institute of Quelmar Medicine, Dunedin, New Zealand",
            "Institute of Quelmar Medicine",
            "the country is NZ, not IR",
        ),
    ],
)
def test_a_near_name_is_told_with_what_sets_it_apart(universe, text, name, why):
    assert (name, why) in explained(universe, text)


def test_a_registered_body_that_the_text_names_is_told_with_its_id(universe):
    ((name, why),) = explained(universe, "Tarmun Institute of Medical Engineering")
    assert name == OPTICS
    assert why.endswith("is a registered organisation of its own (ROR 000000001)")


@pytest.mark.parametrize(
    "text",
    [
        OPTICS,  # it is meant
        "Tarmun Bakery",  # too little alike
        "Chemical Engineering",  # no telling word
        "Isfahan Institute of Chemistry, Dunedin, New Zealand",  # a place alone, and another country
    ],
)
def test_what_is_meant_or_far_apart_is_not_near(universe, text):
    assert OPTICS not in [name for name, _ in explained(universe, text)]
    assert "Isfahan Institute of Medicine" not in [name for name, _ in explained(universe, text)]


def test_a_few_near_misses_are_told_and_no_more(universe):
    assert len(explained(universe, "Brelmar Institute 99")) == MOST


def test_the_nearest_comes_first():
    small = SmallUniverse(
        listing("l:far", "Tarmun Institute of Physical Chemistry and Medicine", "RU"),
        listing("l:near", "Tarmun Institute of Medicine", "RU"),
    )
    assert [name for name, _ in explained(small, "Tarmun Institute of Chemistry")][:1] == [
        "Tarmun Institute of Medicine"
    ]


def test_a_listed_name_is_known_in_any_order_of_its_words(universe):
    near = nearby(universe.names, universe.bearers, universe.lexicon)
    assert near.is_listed_in_any_order(name_words("Engineering Institute, Optical, Tarmun"))
    assert not near.is_listed_in_any_order(name_words("Tarmun Institute of Engineering"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Tarmun Institute of Engineering, China", {"tarmun"}),
        ("Isfahan Institute of Zembla", {"isfahan", "zembla"}),
        ("Northwestern University", {"northwest"}),  # it has neither
        ("Institute of Engineering", set()),
    ],
)
def test_telling_words_are_distinctive_ones_and_places_and_else_a_direction(universe, name, words):
    assert telling(name_words(name), universe.lexicon) == words


def test_words_are_shown_as_they_are_printed():
    assert raws_of("Tarmun Univ. of Optics") == {
        "tarmun": "Tarmun",
        "university": "Univ",
        "of": "of",
        "optic": "Optics",
    }
