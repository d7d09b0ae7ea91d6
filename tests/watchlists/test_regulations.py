"""The country that an act is about, where a list gives none for whom it names under that act."""

import re

import pytest

from watchlists.countries import country_name
from watchlists.model import ListedName, Listing, NameKind, PartyType
from watchlists.regulations import _countries, countries_of_regulation


def cited(citation):
    names = (ListedName("Zorvex Works", NameKind.PRIMARY),)
    return Listing("l:zorvex", "l", names, PartyType.ORGANISATION, citation=citation)


@pytest.mark.parametrize(
    ("citation", "countries"),
    [
        ("The Iran (Sanctions) Regulations 2023", ("IR",)),
        ("Council Regulation (EU) No 269/2014, Annex I", ("RU", "UA")),
        ("Security Council resolution 1737 (2006); permanent reference IRe.001", ("IR",)),
        ("The Global Human Rights Sanctions Regulations 2020", ()),
        ("", ()),
    ],
)
def test_an_act_about_one_country_is_found_by_its_citation_without_annex_and_number(citation, countries):
    assert countries_of_regulation(cited(citation)) == countries


def test_every_line_of_the_table_names_countries_that_are_known():
    for countries in _countries().values():
        assert countries
        assert all(re.fullmatch("[A-Z]{2}", code) and country_name(code) != code for code in countries)


def test_most_parties_of_the_list_of_the_united_kingdom_have_a_country_so(shipped_library):
    entries = [each for each in shipped_library.listings if each.watchlist_id == "uk-sanctions-list"]
    derived = [each for each in entries if countries_of_regulation(each)]
    assert 0.85 < len(derived) / len(entries) < 1
