"""Names by their keys: every span of a text that is a known name, in whatever spacing, turned, or without fillers."""

import pytest
from small_universe import SmallUniverse, body, listed_name, listing

from screening.affiliations.tokens import tokenise
from screening.link.bearers import Bearer
from screening.link.gazetteer import (
    MOST_BEARERS,
    acronym_key,
    core_of,
    gazetteer,
    is_turned,
    may_turn,
    turn_key,
)
from screening.mapped_file import Rows
from watchlists.model import NameKind

INSTITUTE = "Zorbex Aviation Institute"
COMPANY = "Hangzhou Vikronis Digital Technology Co., Ltd."


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:vikron", COMPANY, "CN"),
        listing("l:zorbex", INSTITUTE, "RU", "ZAI", kind=NameKind.ACRONYM),
        listing("l:quelmar", "Institute of Quelmar Optics, Brelmar Academy", "CN"),
        listing("l:kolvin", "Works named after V. Kolvin Zembla", "RU"),
        listing("l:torvel", "Harbin Torvel University", "CN"),
        listing("l:han", "Quelmar Works", "CN", "克尔马尔大学工厂", kind=NameKind.NATIVE),
        bodies=(body(1, f"{INSTITUTE} of Art", "RU"),),
    )


def found(universe, text, how):
    """What of a text is a name, with that name as printed."""
    tokens = tokenise(text)
    return {
        (tokens.piece(span.first, span.last), name.text)
        for span in getattr(universe.gazetteer, how)(tokens, tokens.words)
        for name in universe.gazetteer.named(span.numbers)
    }


def test_every_span_that_is_a_whole_name_is_found_in_the_middle_of_a_text(universe):
    assert found(universe, f"Board of the {INSTITUTE} of Art, Russia", "spans") == {
        (INSTITUTE, INSTITUTE),
        (f"{INSTITUTE} of Art", f"{INSTITUTE} of Art"),
    }


@pytest.mark.parametrize(
    "text", ["Zor bex Aviation Institute", "ZORBEX, AVIATION INSTITUTE", "The Zorbex aviation Inst."]
)
def test_spaces_commas_and_capitals_make_no_difference(universe, text):
    assert INSTITUTE in {name for _, name in found(universe, text, "spans")}


@pytest.mark.parametrize(
    "text",
    [
        "Zorbex; Aviation Institute",
        "Aviation Institute Zorbex",
        "AZorbex Aviation Institute",
        "Zorbex Aviation Institutezem",
        "",
    ],
)
def test_a_name_spans_no_semicolon_and_is_whole_words_in_its_order(universe, text):
    assert found(universe, text, "spans") == set()


def test_words_that_stand_for_the_texts_own_are_looked_up(universe):
    tokens = tokenise("Zorbecks Aviation Institute")
    assert [span.how for span in universe.gazetteer.spans(tokens, ["zorbex", "aviation", "institute"])] == [
        "whole"
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Brelmar Academy, Institute of Quelmar Optics", "Institute of Quelmar Optics, Brelmar Academy"),
        ("Hangzhou Vikronis Digital Technology", COMPANY),  # without its legal form
        ("Institut d'aviation de Zorbex", INSTITUTE),  # as French builds names
        ("Harbin University of Torvel", "Harbin Torvel University"),
        ("profesor de la Universidad Harbin Torvel", "Harbin Torvel University"),
        ("Works Kolvin Zembla", "Works named after V. Kolvin Zembla"),
    ],
)
def test_a_segment_is_read_turned_or_without_its_fillers(universe, text, name):
    assert name in {each for _, each in found(universe, text, "turned")}


@pytest.mark.parametrize(
    "text", ["Optics Quelmar Institute Academy Brelmar Works", "Digital Hangzhou Technology Vikronis"]
)
def test_other_words_or_few_of_them_in_any_order_are_no_name(universe, text):
    assert found(universe, text, "turned") == set()


def test_acronyms_and_names_in_han_are_looked_up_by_themselves(universe):
    assert [name.text for name in universe.gazetteer.acronym("ZAI")] == ["ZAI"]
    assert found(universe, "ZAI", "spans") == set()
    longest, numbers = universe.gazetteer.han("克尔马尔大学工厂上海")
    assert longest == "克尔马尔大学工厂"
    assert [name.text for name in universe.gazetteer.named(numbers)] == ["克尔马尔大学工厂"]
    assert universe.gazetteer.han("上海克尔马尔大学工厂") == ("", ())


def test_of_a_name_that_crowds_bear_the_listed_bearers_stay(universe):
    entry = listing("l:last", "Brelmar Works", "CN")
    crowd = MOST_BEARERS + 5
    bearers = [
        Bearer(
            number, "Brelmar Works", frozenset(), frozenset(), frozenset(), None, (entry,) * (number == crowd)
        )
        for number in range(crowd + 1)
    ]
    names = [listed_name("Brelmar Works", number) for number in range(crowd + 1)]
    table = gazetteer(Rows.of(names), Rows.of(bearers), universe.lexicon)
    ((_, numbers),) = table.by_key.prefixes("brelmarworks")
    assert len(numbers) == MOST_BEARERS
    assert crowd in numbers


def test_the_core_of_a_name_lacks_fillers_legal_forms_and_the_initials_of_whom_it_honours(universe):
    words = ["zorbex", "company", "limited", "named", "v", "kolvin"]
    assert core_of(words, universe.lexicon) == ["zorbex", "kolvin"]
    assert core_of(["v", "zorbex"], universe.lexicon) == ["v", "zorbex"]


@pytest.mark.parametrize(
    ("words", "may"),
    [
        (["university", "zorbex"], True),
        (["university", "medical"], False),
        (["zorbex", "vikronis"], False),
        (["zorbex", "vikronis", "works"], True),
    ],
)
def test_three_words_or_the_university_of_something_may_be_turned(universe, words, may):
    assert may_turn(words, universe.lexicon) is may


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("abc", "bca", True),
        ("abc", "bac", False),
        ("abcde", "badce", True),
        ("abc", "ab", False),
        ("abc", "abd", False),
    ],
)
def test_words_are_turned_by_one_cut_and_long_names_in_any_order(one, other, says):
    assert is_turned(list(one), list(other)) is says


def test_keys_forget_dots_capitals_and_the_order_of_words():
    assert acronym_key("Z.a.-i 2") == "ZAI2"
    assert turn_key(["works", "zorbex"]) == turn_key(["zorbex", "works"]) == "works zorbex"
