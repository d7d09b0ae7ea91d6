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
    assert rules_out(said, placement(said, chinese), (chinese,)) is ruled_out


def test_another_country_beside_the_text_rules_a_bearer_out_only_where_a_namesake_is_at_home_there():
    chinese, said = bearer(1, "CN"), setting("NZ", given=True)
    placed = placement(said, chinese)
    assert not rules_out(said, placed, (chinese,))
    assert not rules_out(said, placed, (chinese, bearer(2)))
    assert rules_out(said, placed, (chinese, bearer(2, "NZ")))
