"""The schemes of identifiers, and the form in which identifiers are compared."""

import pytest

from watchlists.identifier_schemes import comparable, identifier_schemes, scheme_of_property


def test_no_property_belongs_to_two_schemes():
    named = [name for each in identifier_schemes().values() for name in each.properties]
    assert len(named) == len(set(named)) == len(scheme_of_property())
    assert {each.bearers for each in identifier_schemes().values()} == {"one", "register", "shared"}


@pytest.mark.parametrize(
    ("scheme", "one", "other"),
    [
        ("passport", "75 1234509", "751234509"),
        ("imo", "IMO 9410713", "9410713"),
        (
            "opencorporates",
            "https://opencorporates.com/companies/xx/17/",
            "http://www.opencorporates.com/companies/xx/17",
        ),
        ("company", "00917", "917"),
        ("lei", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R12"),
    ],
)
def test_spaces_case_and_what_stands_before_a_number_make_no_difference(scheme, one, other):
    assert comparable(scheme, one) == comparable(scheme, other) != ""


def test_noughts_before_a_passport_number_are_part_of_it():
    assert comparable("passport", "0123") != comparable("passport", "123")
