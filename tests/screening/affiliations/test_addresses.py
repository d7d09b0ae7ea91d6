"""An address that is run on to a name is set apart where a town or a street begins it, and nothing else is."""

from collections import Counter

import pytest

from screening.affiliations.addresses import address_apart
from screening.affiliations.places import Places, city_key

PLACES = Places(
    {city_key(town): Counter({"CN": 3}) for town in ("Wuhan", "Shanghai", "Nizhny Tagil")},
    frozenset({"wuhan", "shanghai"}),
    {},
    frozenset(),
)


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("ZORVEX WUHAN GAOXIN SI ROAD NO 6", "ZORVEX, WUHAN GAOXIN SI ROAD NO 6"),
        ("Zorvex Vostochnoe Shosse Nizhny Tagil", "Zorvex, Vostochnoe Shosse Nizhny Tagil"),
        ("Zorvex Works Nizhny Tagil", "Zorvex Works, Nizhny Tagil"),
        ("Zorvex Works Nizhny Tagil 622007", "Zorvex Works, Nizhny Tagil 622007"),
        ("Zorvex Factory Industrial Zone Al Qadam", "Zorvex Factory, Industrial Zone Al Qadam"),
    ],
)
def test_an_address_begins_with_a_town_or_with_the_word_before_street(text, apart):
    assert address_apart(text, PLACES) == apart


@pytest.mark.parametrize(
    "text",
    [
        "Wuhan University of Technology",  # a name begins with its town
        "Zorvex Shanghai Gaoqiao Petrochemical",  # more of a name follows
        "Zorvex Department of Wuhan City Hospital",  # the town says whose
        "Zorvex, Wuhan Gaoxin Si Road No 6",  # it stands apart already
        "Zorvex",
        "",
        " ".join(["Zorvex"] * 30) + " Wuhan 1",
    ],
)
def test_a_text_without_an_address_that_is_run_on_stays_as_it_is(text):
    assert address_apart(text, PLACES) == ""
