"""A name that only sounds alike, in letters of another language, asks nobody; with its country it is a question, no more."""

import pytest
from linkers import Known, Lists
from small_universe import body, listing

from screening.link import build
from screening.model import READ_BY_SOUND, Subject, SubjectType
from watchlists.model import NameKind


@pytest.fixture(scope="module")
def linker():
    return build(
        Lists(
            listing("l:yanshan", "Yanshan University", "CN", "연산대학교", kind=NameKind.NATIVE),
            listing("l:gia", "Armed Islamic Group", "", "GIA", kind=NameKind.ACRONYM),
            listing("l:losatoma", "Losatoma Corporation", "RU", "Losatoma"),
            listing("l:guangqi", "Shenzhen Guangqi Group", "CN"),
            listing("l:bank", "Russian Agricultural Bank", ""),
            listing("l:works", "China Communications Group Co. Ltd", "CN"),
            listing("l:sepehr", "Sepehr Aircraft Manufacturing Industries", "IR"),
            listing("l:shoon", "Shoon Pte Limited", ""),
            listing("l:indira", "Indira Zorbex Centre for Atomic Research", "IN"),
        ),
        Known(
            body(1, "Zorbex University", "IN"),
        ),
        others=[
            body(3, "Indira Zorbex Centre for Development Research", "IN"),
            body(2, "Guangzhou Automobile", "CN", "广启集团"),
        ],
    )


def read(linker, text, **facts):
    return linker.read(Subject(name=text, type=SubjectType.ORGANISATION, **facts))


def keys(linker, text, **facts):
    return {hit.listing.id for hit in read(linker, text, **facts).hits}


def test_a_hangul_name_is_no_misspelling_of_another_one(linker):
    assert keys(linker, "연산대학교") == {"l:yanshan"}
    assert keys(linker, "연세대학교") == set()
    assert keys(linker, "영산대학교") == set()


def test_letters_that_a_hangul_word_is_romanised_to_are_nobodys_acronym(linker):
    assert keys(linker, "기아") == set()
    assert keys(linker, "GIA") == {"l:gia"}


def test_a_sound_asks_only_with_the_listed_bodys_country_and_then_leaves_nobody_sure(linker):
    alone = read(linker, "로사토마")
    assert alone.hits == ()
    assert any("only sounds like" in each.why for each in alone.alternatives)
    (hit,) = read(linker, "로사토마", country="RU").hits
    assert hit.confidence <= 0.5
    assert any(line.feature == READ_BY_SOUND for line in hit.evidence)


def test_a_country_that_writes_in_these_letters_is_at_home_in_them(linker):
    (hit,) = read(linker, "Лосатома").hits
    assert hit.listing.id == "l:losatoma"
    assert all(line.feature != READ_BY_SOUND for line in hit.evidence)


def test_hangul_that_sounds_like_a_name_of_no_country_asks_nobody(linker):
    assert keys(linker, "서연") == set()


def test_pinyin_without_tones_leaves_nobody_sure(linker):
    (hit,) = read(linker, "广汽集团").hits
    assert hit.confidence == 0.5


@pytest.mark.parametrize("text", ["中国农业银行", "한국농업은행", "Белорусский сельскохозяйственный банк"])
def test_a_country_in_a_name_contradicts_a_listing_of_another_country_whose_list_gives_none(linker, text):
    assert keys(linker, text) == set()


def test_a_bank_is_no_company_that_shares_the_other_half_of_its_name(linker):
    assert keys(linker, "交通银行") == set()


def test_the_whole_name_of_a_known_body_on_no_list_explains_near_names_away(linker):
    known = read(linker, "广启集团")
    assert known.hits == ()
    assert any("which no list names" in each.why for each in known.alternatives)
    assert keys(linker, "Indira Zorbex Centre for Development Research") == set()
