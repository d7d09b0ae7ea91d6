"""A school's name beside places that do not agree: another seat, a namesake elsewhere, a campus under another country."""

import pytest

from screening.link import build
from screening.model import Relation, Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status

SURE = 0.8


def listing(key, name, country, *more):
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(each, NameKind.ALIAS) for each in more))
    return Listing(f"l:{key}", "l", names, PartyType.ORGANISATION, country, status=Status.IN_FORCE)


def school(number, name, country, city, *more):
    names = (RegisterName(name, "label"), *(RegisterName(each, "alias") for each in more))
    return Body(f"ror:0{number:08}", names, country, (city,), ("education",))


class Lists:
    listings = (
        listing("tarvesh", "Tarvesh University", "CN"),
        listing(
            "seats", "Zelvian University of Geosciences (Wuhan)", "CN", "Zelvian University of Geosciences"
        ),
    )


class Known:
    in_order = (
        school(1, "Tarvesh University", "CN", "Harbin"),
        school(2, "Zelvian University of Geosciences", "CN", "Wuhan"),
        school(3, "Zelvian University of Geosciences (Beijing)", "CN", "Beijing"),
        *(school(number, f"Zhuhai School {number}", "CN", "Zhuhai") for number in range(10, 25)),
        *(school(number, f"Taipei School {number}", "TW", "Taipei") for number in range(30, 45)),
    )


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def hits(linker, text, country=""):
    return linker.read(Subject(affiliations=(text,), institution_country=country)).hits


def test_a_campus_in_a_town_of_its_own_country_is_a_question_whatever_country_ends_the_text(linker):
    (hit,) = hits(linker, "Tarvesh University Zhuhai Campus, Singapore")
    assert hit.relation is Relation.CAMPUS_OF
    assert hit.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Tarvesh University, Singapore", ""),
        ("Tarvesh University, Taipei", "TW"),
        ("Tarvesh University", "TW"),
    ],
)
def test_a_school_of_a_name_of_its_own_is_a_question_whatever_town_or_country_is_said(linker, text, country):
    (hit,) = hits(linker, text, country)
    assert hit.relation is Relation.SAME
    assert hit.confidence < 0.5


def test_another_seat_in_brackets_is_a_question_that_nobody_is_sure_of(linker):
    (hit,) = hits(linker, "Zelvian University of Geosciences (Beijing)", "CN")
    assert hit.relation is Relation.CAMPUS_OF
    assert 0.5 < hit.confidence < SURE
    (own, *_) = hits(linker, "Zelvian University of Geosciences, Wuhan", "CN")
    assert own.confidence > SURE


def test_a_place_elsewhere_before_a_word_that_any_name_has_makes_a_longer_name(linker):
    assert hits(linker, "Taipei State Tarvesh University") == ()
    assert hits(linker, "Zhuhai State Tarvesh University")
