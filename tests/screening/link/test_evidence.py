"""What a name says by itself: general names and letters alone are questions, until a place or another body tells whose."""

import pytest

from screening.link import build
from screening.model import Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

SURE = 0.8


def listing(key, name, country, *more, place=""):
    names = (ListedName(name, NameKind.PRIMARY), *more)
    return Listing(f"one:{key}", "one", names, PartyType.ORGANISATION, country, place)


def body(number, name, country, city, types, *parents):
    relations = tuple(("parent", parent, "a parent") for parent in parents)
    return Body(number, (RegisterName(name, "label"),), country, (city,), types, relations=relations)


CENTRE, UNIVERSITY = "ror:0aaaaaa01", "ror:0aaaaaa02"


class Lists:
    listings = (
        listing("physics", "Institute of Experimental Physics", "RU", place="Sarov"),
        listing("virology", "Laboratory of Virology", "CN"),
        listing("long", "Institute of Applied Physics and Computational Mathematics", "CN"),
        listing("directed", "Northwestern Polytechnical University", "CN"),
        listing("school", "University of Electronic Engineering", "KP"),
        listing("firm", "Information Technology", "AE"),
        listing("brand", "QZV", "CN"),
        listing("word", "Qzvorex", "CN"),
        listing("optics", "Institute of Quantum Optics", "RU"),
    )


class Known:
    in_order = (
        body(CENTRE, "Zorvex Federal Nuclear Centre", "RU", "Sarov", ("facility",)),
        body("ror:0aaaaaa03", "Institute of Quantum Optics", "RU", "Sarov", ("facility",), CENTRE),
    )


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def surest(linker, text):
    hits = linker.read(Subject(name=text, type=SubjectType.ORGANISATION)).hits
    return max((hit.confidence for hit in hits), default=0.0)


@pytest.mark.parametrize(
    "text", ["Institute of Experimental Physics", "Laboratory of Virology", "Information Technology"]
)
def test_a_general_name_alone_is_a_question_below_one_half(linker, text):
    assert 0 < surest(linker, text) < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Institute of Experimental Physics, Russia",
        "Institute of Experimental Physics, Sarov, Russia",
        "Laboratory of Virology, China",
    ],
)
def test_with_its_country_or_town_a_general_name_is_sure(linker, text):
    assert surest(linker, text) > SURE


def test_the_body_above_it_tells_whose_a_general_name_is(linker):
    assert surest(linker, "Institute of Quantum Optics") < 0.5
    assert surest(linker, "Institute of Quantum Optics, Zorvex Federal Nuclear Centre") > SURE


@pytest.mark.parametrize(
    "text",
    [
        "Institute of Applied Physics and Computational Mathematics",
        "Northwestern Polytechnical University",
        "University of Electronic Engineering",
    ],
)
def test_a_long_name_and_that_of_a_school_say_more(linker, text):
    assert surest(linker, text) > 0.5


def test_a_few_letters_that_a_list_prints_as_the_name_are_a_question_until_a_place_stands_beside_them(linker):
    assert 0.5 < surest(linker, "QZV") < SURE
    assert surest(linker, "QZV, China") > SURE


def test_a_word_is_no_few_letters(linker):
    assert surest(linker, "Qzvorex") > SURE
