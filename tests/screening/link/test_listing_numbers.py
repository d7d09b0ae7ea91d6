"""Numbers join listings and keep them apart, unless they are short, shared, or not one body's."""

import pytest
from small_universe import listing

from screening.link.listing_numbers import (
    different_numbers,
    first_number,
    numbers_of,
    numbers_of_one,
    same_number,
)
from screening.vocabulary import rows

OGRN, OTHER_OGRN, INN = ("ogrn", "1027700132195"), ("ogrn", "1027700132299"), ("inn", "7707083893")


def with_numbers(*identifiers, country="RU"):
    return listing("l:zorbex", "Zorbex", country, identifiers=identifiers)


@pytest.mark.parametrize(
    ("identifier", "numbers"),
    [
        (("ogrn", "102 7700 132195"), {OGRN}),
        (("un", "IRe.032"), {("un", "IRE032")}),
        (("un", "I.47.C.2"), set()),  # the form of before 2014
        (("company", "AB-123456"), {("company", "RU AB123456"), ("company", "BY AB123456")}),
        (("company", "12345"), set()),  # too short
        (("imo", "9074729"), set()),  # of a ship
        (("ogrn", ""), set()),
    ],
)
def test_a_number_counts_in_one_form_and_a_company_number_with_its_country(identifier, numbers):
    assert numbers_of(with_numbers(identifier, country="RU BY")) == numbers


def test_a_number_that_publishers_print_for_several_bodies_says_nothing():
    shared = next(iter(rows("shared_numbers")))
    assert numbers_of(with_numbers((shared["scheme"], shared["value"]))) == frozenset()


def test_numbers_of_one_party_are_those_that_no_other_party_has():
    both, one = with_numbers(OGRN, INN), with_numbers(OGRN)
    assert numbers_of_one([[both, one]]) == {OGRN, INN}
    assert numbers_of_one([[both], [one]]) == {INN}


def test_a_party_is_named_by_the_first_scheme_and_its_lowest_number_that_is_its_alone():
    party = [with_numbers(INN, OTHER_OGRN), with_numbers(OGRN)]
    assert first_number(party, {OGRN, OTHER_OGRN, INN}) == "ogrn:1027700132195"
    assert first_number(party, {INN}) == "inn:7707083893"
    assert first_number(party, ()) == ""


def test_a_number_in_common_is_said_in_words():
    assert same_number([with_numbers(INN), with_numbers(OGRN)], with_numbers(OGRN)) == "ogrn 1027700132195"
    assert same_number([with_numbers(INN)], with_numbers(OGRN)) == ""


def test_two_numbers_of_one_scheme_are_two_bodies():
    said = different_numbers([with_numbers(OGRN)], with_numbers(OTHER_OGRN))
    assert said == "ogrn 1027700132195 and 1027700132299"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OGRN, INN),  # of two schemes
        (OGRN, OGRN),
        (("company", "AB123456"), ("company", "AB123457")),  # one country has several registers
    ],
)
def test_numbers_that_may_be_one_bodys_keep_nothing_apart(one, other):
    assert different_numbers([with_numbers(one)], with_numbers(other)) == ""


def test_a_number_that_both_print_joins_them_whatever_others_of_the_scheme_there_are():
    assert different_numbers([with_numbers(OGRN, OTHER_OGRN)], with_numbers(OGRN)) == ""
