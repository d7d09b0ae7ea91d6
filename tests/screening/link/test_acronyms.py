"""Letters without a country are a question where every bearer of them stands on a list."""

from dataclasses import replace

import pytest
from linkers import Known, Lists

from screening.link import build
from screening.link.acronyms import is_short_for
from screening.model import Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


def listing(key, name, letters):
    names = (ListedName(name, NameKind.PRIMARY), ListedName(letters, NameKind.ACRONYM))
    return Listing(key, "l", names, PartyType.ORGANISATION, "PK")


@pytest.fixture(scope="module")
def linker():
    return build(
        Lists(
            listing("l:institute", "Pakistan Velmor Institute of Tarkvin Studies", "PVITS"),
            listing("l:other", "Tarkvin Studies Institute of Velmor, Nilore", "PVITS"),
            listing("l:school", "Quillor School of Tarkvin", "QSTAR"),
        ),
        Known(
            Body(
                "ror:000000111",
                (RegisterName("Quarry Star", "label"), RegisterName("QSTAR", "acronym")),
                "NZ",
            )
        ),
    )


def asked(linker, text):
    return {hit.listing.id for hit in linker.read(Subject(affiliations=(text,))).hits}


def test_letters_of_listed_bodies_alone_are_a_question_without_a_country(linker):
    hits = linker.read(Subject(affiliations=("PVITS, Radiation Group",))).hits
    assert {hit.listing.id for hit in hits} == {"l:institute", "l:other"}
    assert max(hit.confidence for hit in hits) < 0.8


def test_letters_that_an_unlisted_body_bears_too_are_none(linker):
    assert asked(linker, "QSTAR, Radiation Group") == set()


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("boe", "bank of england"),
        ("patco", "port authority transit corporation"),
        ("dji", "deutsches jugendinstitut"),
        ("comnet", "communication networks"),
    ],
)
def test_letters_are_short_for_words_that_give_their_beginnings_in_order(letters, words):
    assert is_short_for(letters, words.split())


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("fulmen", "exide technologies"),
        ("ba", "bank"),  # of one word anything is a beginning
        ("boe", "the bank of england"),  # not from the first word on
        ("nso", "orchestra symphony national"),
        ("", "bank of england"),
        ("boe", ""),
    ],
)
def test_letters_are_not_short_for_other_words(letters, words):
    assert not is_short_for(letters, words.split())


def test_letters_behind_words_that_only_say_a_sort_of_body_are_read_where_a_place_is_theirs(linker):
    assert asked(linker, "National Research Institute PVITS, Islamabad, Pakistan") == {
        "l:institute",
        "l:other",
    }


@pytest.fixture(scope="module")
def bilingual():
    """A listed school with a name in Chinese, and an unlisted one with the same letters."""
    school = listing("l:school", "Zorbex University of Quillor", "ZUQX")
    names = (*school.names, ListedName("卓尔贝克斯大学", NameKind.NATIVE))
    other = (RegisterName("Zeta Upland Quarry Exchange", "label"), RegisterName("ZUQX", "acronym"))
    return build(Lists(replace(school, names=names, country="CN")), Known(Body("ror:000000112", other, "NZ")))


@pytest.mark.parametrize("text", ["卓尔贝克斯大学 / ZUQX", "卓尔贝克斯大学 (ZUQX)", "ZUQX（卓尔贝克斯大学）"])
def test_a_body_named_by_its_name_and_its_letters_is_as_sure_as_by_its_name(bilingual, text):
    (bare,) = bilingual.read(Subject(affiliations=("卓尔贝克斯大学",))).hits
    reading = bilingual.read(Subject(affiliations=(text,)))
    assert [(hit.listing.id, hit.confidence) for hit in reading.hits] == [("l:school", bare.confidence)]
    assert not reading.ambiguous


def test_letters_alone_stay_a_question(bilingual):
    assert bilingual.read(Subject(affiliations=("ZUQX",))).ambiguous
