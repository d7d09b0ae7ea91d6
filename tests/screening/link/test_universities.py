"""Universities that the register leaves out are recognised by name, and nothing else changes."""

from dataclasses import replace

import pytest

from screening.affiliations.places import places_of, setting_of
from screening.affiliations.tokens import tokenise
from screening.link import build
from screening.link.lexicon import Lexicon
from screening.link.universities import pieces_by_group, universities
from screening.model import Recognised, Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName
from watchlists.universities import University

LISTED = Listing(
    "one:zorvex",
    "one",
    (ListedName("Zorvex University of Technology", NameKind.PRIMARY),),
    PartyType.ORGANISATION,
    "CN",
)
QINGHE = Body("ror:0cccccc03", (RegisterName("Qinghe Normal University", "label"),), "CN")
OTAGO = University("ror:01jmxt844", ("University of Otago", "Otakou Whakaihu Waka"), "NZ")
LEUVEN = University("ror:05f950310", ("KU Leuven",), "BE")
KYOTO = University("ror:02kpeqv85", ("Kyoto University", "京都大学"), "JP")
DAVIS = University("ror:05rrcem69", ("University of California, Davis",), "US")
BERN = University("ror:0bbbbbb02", ("Marvolt University",), "CH")
LIMA = University("ror:0bbbbbb03", ("Marvolt University",), "PE")
PHYSICS = University("ror:0bbbbbb04", ("Institute of Physics",), "CH")
TERRA = University("ror:0bbbbbb05", ("Terra", "Dunedin"), "NZ")
OTHERS = (OTAGO, LEUVEN, KYOTO, DAVIS, BERN, LIMA, PHYSICS, TERRA)


class Lists:
    listings = (LISTED,)


class Known:
    in_order = (QINGHE,)


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known(), others=OTHERS)


def names(linker, text, **facts):
    found = linker.read(Subject(text, SubjectType.ORGANISATION, **facts)).recognised
    return [(each.name, each.country) for each in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("University of Otago", "University of Otago"),
        ("Dept of Physics, University of Otago, Dunedin, New Zealand", "University of Otago"),
        ("Univ. Otago", "University of Otago"),
        ("Otakou Whakaihu Waka", "University of Otago"),
        ("KU Leuven", "KU Leuven"),
        ("京都大学", "Kyoto University"),
        ("University of California, Davis, USA", "University of California, Davis"),
    ],
)
def test_a_name_that_is_the_text_or_a_piece_of_it_is_recognised(linker, text, name):
    (found,) = linker.read(Subject(text, SubjectType.ORGANISATION)).recognised
    assert (found.name, found.listed) == (name, False)
    assert found.text == text


@pytest.mark.parametrize(
    "text", ["asdkjh qwe", "Institute of Physics", "Terra", "Dunedin", "University of Otago Press"]
)
def test_nonsense_general_names_single_words_and_names_inside_others_are_recognised_as_nobody(linker, text):
    assert linker.read(Subject(text, SubjectType.ORGANISATION)).recognised == (Recognised(text),)


def test_of_several_bearers_the_country_in_the_text_or_beside_it_decides_and_without_one_each_is_named(
    linker,
):
    assert names(linker, "Marvolt University") == [("Marvolt University", "CH"), ("Marvolt University", "PE")]
    assert names(linker, "Marvolt University, Peru") == [("Marvolt University", "PE")]
    assert names(linker, "Marvolt University", country="CH") == [("Marvolt University", "CH")]


def test_in_another_country_it_is_another_one(linker):
    assert names(linker, "University of Otago, Chile") == [("", "")]
    assert names(linker, "University of Otago", country="CL") == [("", "")]


def test_texts_stay_in_their_order_beside_what_is_read_and_what_nobody_knows(linker):
    text = "University of Otago; Qwelb University; Qinghe Normal University; KU Leuven"
    assert [name for name, _ in names(linker, text)] == [
        "University of Otago",
        "Qinghe Normal University",
        "KU Leuven",
        "",
    ]


def test_nothing_else_of_a_reading_changes(linker):
    without = build(Lists(), Known())
    for text in ("University of Otago", "Zorvex University of Technology; KU Leuven", "Qinghe University"):
        subject = Subject(text, SubjectType.ORGANISATION)
        with_them = linker.read(subject)
        assert replace(with_them, recognised=()) == replace(without.read(subject), recognised=())


def test_what_the_register_knows_is_not_taken_from_here():
    class Whole:
        in_order = (QINGHE, Body(OTAGO.id, (RegisterName("Otago University of Dunedin", "label"),), "NZ"))

    assert names(build(Lists(), Whole(), others=OTHERS), "Otakou Whakaihu Waka") == [("", "")]


PLACES = places_of([("Velgorod", "RU"), ("Dunedin", "NZ")])
TABLE = universities(
    [
        University("table:one", ("Brelmar University",), "RU"),
        University("table:two", ("Brelmar University", "Brelmar"), "NZ"),
        University("table:general", ("Institute of Physics",), "RU"),
        University("table:han", ("克尔马尔大学",), "CN"),
        University("ror:known", ("Quelmar University",), "RU"),
    ],
    frozenset({"ror:known"}),
    Lexicon(PLACES),
)


def ids(text):
    tokens = tokenise(text)
    found = TABLE.named_in(pieces_by_group(tokens).get(0, ()), setting_of(tokens, PLACES, ""))
    return [each.id for each in found]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Brelmar University", ["table:one", "table:two"]),
        ("Department of Physics, Brelmar University, Velgorod", ["table:one"]),
        ("Brelmar, University, New Zealand", ["table:two"]),  # several pieces in a row
        ("Brelmar University, China", []),
        ("School of Brelmar University", []),  # not a whole piece
        ("Brelmar", []),  # one word may be anything
        ("Institute of Physics", []),  # nobody's in particular
        ("Quelmar University", []),  # the register knows it
        ("", []),
    ],
)
def test_a_whole_piece_names_those_who_bear_it_where_the_text_is(text, named):
    assert ids(text) == named


def test_names_in_han_are_looked_up_whole():
    nowhere = setting_of(tokenise(""), PLACES, "")
    assert [each.id for each in TABLE.of_han("克尔马尔大学", nowhere)] == ["table:han"]
    assert TABLE.of_han("克尔马尔大学医院", nowhere) == TABLE.of_han("Brelmar University", nowhere) == ()


def test_pieces_are_what_commas_part_in_each_group():
    found = pieces_by_group(tokenise("Institute of Fuel, Velmor; Quelmar"))
    assert found == {0: [["institute", "fuel"], ["velmor"]], 1: [["quelmar"]]}


@pytest.mark.parametrize("role", ["now at", "currently at the", "Formerly"])
def test_a_role_before_the_name_is_no_part_of_it(role):
    assert pieces_by_group(tokenise(f"{role} University of Otago, Dunedin")) == {
        0: [["university", "otago"], ["dunedin"]]
    }
