"""Which contradiction of country rules a bearer out."""

import pytest

from screening.affiliations.places import Setting
from screening.link.agreement import placement, rules_out
from screening.link.bearers import Bearer

NOBODY = frozenset()


def bearer(number, *countries):
    return Bearer(number, "Example Works", frozenset(countries), NOBODY, NOBODY, None, ())


def setting(country, given):
    return Setting(frozenset({country}), given, NOBODY, NOBODY)


@pytest.mark.parametrize(("country", "ruled_out"), [("NZ", True), ("CN", False), ("HK", False)])
def test_another_country_in_the_text_itself_rules_a_bearer_out(country, ruled_out):
    chinese, said = bearer(1, "CN"), setting(country, given=False)
    assert rules_out(said, placement(said, chinese)) is ruled_out


@pytest.mark.parametrize("country", ["NZ", "CN"])
def test_a_country_beside_the_text_rules_no_bearer_out(country):
    chinese, said = bearer(1, "CN"), setting(country, given=True)
    assert not rules_out(said, placement(said, chinese))
