"""A street run on to a name is its address; a street called after a body, and a market in a street, are others."""

import pytest
from linkers import Known, Lists

from screening.affiliations.places import places_of
from screening.affiliations.tokens import tokenise
from screening.link import build
from screening.link.lexicon import Lexicon
from screening.link.wholeness import begins_name, begins_segment, fault, is_hangul_name, is_hangul_unit
from screening.model import Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


@pytest.fixture(scope="module")
def linker():
    names = (ListedName("Velmor University", NameKind.PRIMARY),)
    body = Body("ror:000000111", (RegisterName("Velmor University", "label"),), "CN")
    firm = (ListedName("Tarvik Electronics", NameKind.PRIMARY),)
    return build(
        Lists(
            Listing("l:velmor", "l", names, PartyType.ORGANISATION, "CN"),
            Listing("l:tarvik", "l", firm, PartyType.ORGANISATION, "RU"),
        ),
        Known(body),
    )


def asked(linker, text):
    return [hit.confidence for hit in linker.read(Subject(affiliations=(text,))).hits]


def named(linker, text):
    """The listings that the text holds a whole name of."""
    hits = linker.read(Subject(affiliations=(text,))).hits
    return [hit.listing.id for hit in hits if any(line.feature == "name" for line in hit.evidence)]


@pytest.mark.parametrize(
    "text", ["Velmor University Weijin Road Tianjin", "Velmor University 92 Weijin Road, Tianjin, China"]
)
def test_a_street_that_is_run_on_to_a_name_is_its_address(linker, text):
    (confidence,) = asked(linker, text)
    assert confidence >= 0.8


@pytest.mark.parametrize(
    "text", ["Velmor University Road, Shijiazhuang", "Velmor University Weijin Road Trading Market, Tianjin"]
)
def test_a_street_called_after_a_body_and_a_market_in_a_street_are_others(linker, text):
    assert all(confidence < 0.8 for confidence in asked(linker, text))


@pytest.mark.parametrize(
    "text",
    [
        "Tarvik Electronics Saint Petersburg",
        "Tarvik Electronics Nizhny Novgorod Region",
        "Tarvik Electronics Quelgorsk Moscow Region",
        "Tarvik Electronics Lenina Prospekt 27 Saint Petersburg",
    ],
)
def test_a_town_of_several_words_and_a_region_that_are_run_on_to_a_name_are_its_address(linker, text):
    assert named(linker, text) == ["l:tarvik"]


@pytest.mark.parametrize(
    "text",
    [
        "Tarvik Electronics Saint Petersburg Torman Works",
        "Tarvik Electronics Quelgorsk Holding Region",
        "Tarvik Electronics Quelgorsk Torman Moscow Region",
    ],
)
def test_words_beside_them_that_are_no_places_make_another_name(linker, text):
    assert named(linker, text) == []


SCHOOL = "Kadris University"
LEXICON = Lexicon(places_of([("Velgorod", "RU"), ("Quelmar", "CN"), ("Dunedin", "NZ")]))


def fault_of(text, name=SCHOOL, countries="CN", *, generic=False):
    """Why a name is not a whole one where it stands in a text."""
    tokens, size = tokenise(text), len(tokenise(name))
    first = next(at for at in range(len(tokens)) if tokens.piece(at, at + size - 1) == name)
    return fault(
        tokens,
        first,
        first + size - 1,
        generic=generic,
        countries=frozenset(countries.split()),
        lexicon=LEXICON,
    )


@pytest.mark.parametrize(
    "text",
    [
        SCHOOL,
        f"the {SCHOOL}, Dunedin",  # the end of its segment
        f"{SCHOOL} Quelmar",  # a place of its country
        f"{SCHOOL} of Quelmar",
        f"Quelmar {SCHOOL}",
        f"{SCHOOL} Hospital",
        f"{SCHOOL} 100084",
        f"{SCHOOL} ABC",
        f"{SCHOOL} and Velmor Institute",  # another party
        f"Velmor Institute and {SCHOOL}",
        f"School of Physics {SCHOOL}",
        f"Ltd {SCHOOL}",
        f"Formerly {SCHOOL}",
        f"{SCHOOL} Alumni",
        f"{SCHOOL} Brelmar Street 5",  # an address run on
    ],
)
def test_a_name_is_whole_at_the_ends_of_its_segment_and_beside_units_places_and_roles(text):
    assert fault_of(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{SCHOOL} Zembla", "“Zembla” follows, so this is another name"),
        (f"{SCHOOL} Dunedin", "“Dunedin” follows, so this is another name"),
        (f"{SCHOOL} Road", "“Road” follows, so this is another name"),
        (f"{SCHOOL} of Art", "“of art” follows, so this is part of a longer name"),
        (f"{SCHOOL} and Zembla Bakery", "“and …” follows, so this is part of a longer name"),
        (f"North {SCHOOL}", "“North” comes before it, so this is another name"),
        (f"north {SCHOOL}", "“north” comes before it, so this is another name"),
        (f"Zembla {SCHOOL}", "“Zembla” comes before it, so this is another name"),
        (f"Dunedin State {SCHOOL}", "“Dunedin State” comes before it, so this is another name"),
    ],
)
def test_another_word_beside_it_makes_it_another_name(text, why):
    assert fault_of(text) == why


def test_a_general_name_is_part_of_what_stands_around_it():
    name = "Institute of Physics"
    assert fault_of(f"Board of {name}", name) == ""
    assert fault_of(f"Board of {name}", name, generic=True) == "a general name after “of”"
    assert fault_of(f"School {name}", name, generic=True) == "a general name after “School”"
    assert fault_of(f"{name} College", name, generic=True) == "another type of institution follows"


def test_a_short_name_before_a_university_of_another_kind_is_not_that_universitys():
    assert "student university" in fault_of("Malek Zorbex Student University", "Malek Zorbex")
    assert fault_of("Malek Zorbex and Tsing University", "Malek Zorbex") == ""


def test_several_universities_are_no_single_one():
    assert fault_of("Laboratory of Kadris Universities", "Kadris Universities") == (
        "of several universities, not of one"
    )


def test_joining_words_and_legal_forms_may_stand_before_the_beginning():
    tokens = tokenise("the Kadris and Zorbex, LLC Velmor")
    assert [begins_segment(tokens, place) for place in (1, 3, 5)] == [True, False, False]
    assert [begins_name(tokens, place) for place in (1, 3, 5)] == [True, False, True]


def test_korean_words_say_by_their_endings_what_they_name():
    assert is_hangul_unit("물리학부")
    assert not is_hangul_unit("하얼빈")
    assert is_hangul_name("하얼빈공업대학교")
    assert not is_hangul_name("대학교")


def test_of_chinese_before_a_comma_is_the_beginning_of_a_name_and_no_place(linker):
    assert named(linker, "School of Management Velmor University of Chinese, Medicine Velmor, China") == []
    assert named(linker, "School of Management Velmor University of China, Beijing") == ["l:velmor"]
