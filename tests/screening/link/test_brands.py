"""A company's first word alone, and a group's letters before a longer name: weak, and read only where nothing listed is."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.brands import brands
from watchlists.model import NameKind

COMPANY = "Vikronis Technology Co., Ltd."
# The one real name here: which letters are a group's is a table of real ones.
GROUP = "Aviation Industry Corporation of China"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:vikron", COMPANY, "CN"),
        listing("l:longer", "Vikronis International Technology Group", "CN"),
        listing("l:global", "Global Group", "DE"),
        listing("l:short", "Zor Group", "RU"),
        listing("l:shipping", "Zorbex Shipping", "RU"),
        listing("l:group", GROUP, "CN", "AVIC", kind=NameKind.ACRONYM),
        listing("l:kadrisia", "Kadrisia", "IR"),
        bodies=(
            body(1, "Kadrisia", "IR", types=("education",)),
            body(2, "Brelmar Company", "NZ"),
        ),
    )


@pytest.fixture(scope="module")
def known(universe):
    return brands(universe.names, universe.bearers, universe.lexicon)


def read(universe, known, text, country=""):
    reader = universe.reader(text, country)
    before = len(reader.claims)
    known.read(reader)
    return [(claim.bearer.name, claim.how) for claim in reader.claims[before:]]


def test_a_brand_is_the_first_word_of_a_listed_company_and_the_shortest_name_bears_it(known):
    assert {word: [name.text for name in names] for word, names in known.companies.items()} == {
        "vikronis": [COMPANY]
    }


def test_words_that_others_bear_short_ones_and_names_with_a_trade_are_no_brands(known):
    assert known.companies.keys().isdisjoint({"global", "zor", "zorbex", "brelmar"})


def test_a_group_is_known_by_its_letters_and_a_school_by_its_short_name(known):
    assert [name.text for name in known.groups["AVIC"]] == [GROUP]
    assert list(known.schools) == ["kadrisia"]


@pytest.mark.parametrize(("text", "country"), [("Vikronis", ""), ("Vikronis, China", ""), ("Vikronis", "DE")])
def test_a_brand_that_is_a_segment_by_itself_means_the_company(universe, known, text, country):
    assert read(universe, known, text, country) == [(COMPANY, "brand")]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Vikronis",
        "Vikronis Street",
        "Vikronis, Germany",  # another country
        "Vikronis; Zorbex Shipping",  # something listed was found
        "Brelmar",  # of a company that no list has
    ],
)
def test_a_brand_within_a_name_elsewhere_or_beside_something_listed_means_nobody(universe, known, text):
    assert read(universe, known, text) == []


@pytest.mark.parametrize(
    ("text", "country", "said"),
    [
        ("AVIC Optronics Company", "", [(GROUP, "group brand")]),
        ("AVIC Optronics", "CN", [(GROUP, "group brand")]),
        ("AVIC Optronics", "", []),
        ("Optronics AVIC Company", "", []),
    ],
)
def test_letters_of_a_group_before_a_company_or_in_its_country_mean_the_group(
    universe, known, text, country, said
):
    assert read(universe, known, text, country) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Vikronis Research, Beijing, China", [(COMPANY, "unit of a brand")]),
        ("Kadrisia Innovation Center, Iran", [("Kadrisia", "unit of a brand")]),
        ("Vikronis Research", []),
        ("Vikronis Garden, Beijing, China", []),
    ],
)
def test_a_unit_bears_the_brand_at_home(universe, known, text, said):
    assert read(universe, known, text) == said


def test_letters_in_brackets_behind_the_words_they_stand_for_are_no_brand(universe):
    letters = SmallUniverse(listing("l:zaqor", "ZAQOR Group", "RU"))
    known = brands(letters.names, letters.bearers, letters.lexicon)
    assert read(letters, known, "ZAQOR") == [("ZAQOR Group", "brand")]
    assert read(letters, known, "Zembla Academy of Quelmar Optic Research (ZAQOR)") == []
