"""What sort of word a word is, and how much a name of such words says by itself."""

import pytest

from screening.affiliations.places import places_of
from screening.link.bearers import Strength
from screening.link.lexicon import DIRECTIONS, Lexicon, WordClass, names_of_many_hospitals


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon(places_of([("Velgorod", "RU"), ("School", "GB")]))


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("14", WordClass.NUMBER),
        ("14a", WordClass.NUMBER),
        ("north", WordClass.DIRECTION),
        ("limited", WordClass.LEGAL),
        ("university", WordClass.TYPE),
        ("physic", WordClass.SUBJECT),
        ("velgorod", WordClass.PLACE),
        ("china", WordClass.PLACE),
        ("zq", WordClass.SHORT),
        ("zorbex", WordClass.DISTINCTIVE),
    ],
)
def test_each_word_has_the_one_class_that_decides(lexicon, word, kind):
    assert lexicon.kind(word) is kind


def test_a_word_for_an_institution_is_no_place_though_a_town_be_called_so(lexicon):
    assert lexicon.kind("school") is WordClass.TYPE


def test_a_place_is_one_only_where_the_places_have_it():
    assert Lexicon(places_of([])).kind("velgorod") is WordClass.DISTINCTIVE


@pytest.mark.parametrize(
    ("name", "strength"),
    [
        ("zorbex institute", Strength.STRONG),
        ("velgorod institute", Strength.STRONG),
        ("china institute physic", Strength.STRONG),
        ("china institute", Strength.GENERIC),  # a country tells whose it is with three words only
        ("institute physic", Strength.GENERIC),
        ("naval academy", Strength.GENERIC),
        ("naval university engineering", Strength.MILITARY),
        ("research institute 14", Strength.MILITARY),
        ("velgorod", Strength.PLACE),
        ("north velgorod", Strength.PLACE),
        ("zq velgorod", Strength.PLACE),
        ("limited", Strength.LEGAL),
        ("limited institute", Strength.LEGAL),
    ],
)
def test_a_name_is_as_strong_as_its_words_make_it(lexicon, name, strength):
    assert lexicon.strength(name.split()) is strength


def test_north_and_northern_are_one_direction():
    assert DIRECTIONS["northern"] == DIRECTIONS["north"] == "north"


def test_words_that_hospitals_of_several_towns_are_called_by_are_known():
    assert "union" in names_of_many_hospitals()
    assert "zorbex" not in names_of_many_hospitals()
