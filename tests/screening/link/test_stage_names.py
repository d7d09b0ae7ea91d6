"""The names that the second stage compares with: those of listed bodies and their parts, and all others apart from them."""

from dataclasses import replace

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.bearers import OWNER_ABROAD, REGISTER, SHARED, BearerTie
from screening.link.stage_names import GENERAL, LETTERS, OF_A_PLACE, ONE_WORD, TELLING, ties_of
from screening.mapped_file import Rows
from screening.model import Relation
from watchlists.model import NameKind, Status

INSTITUTE = "Torvel Institute of Optronics"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:torvel", INSTITUTE, "CN", "TIOP", kind=NameKind.ACRONYM),
        listing("l:zorbex", "Zorbex", "RU"),
        listing("l:lapsed", "Quillor Shipping Agency", "AE", status=Status.LIFTED),
        listing("l:physics", "Institute of Solid Fuel Engineering", "RU"),
        listing("l:isfahan", "Isfahan University of Engineering", "IR"),
        listing("l:native", "Brelmar Works", "CN", "布雷尔马工厂", kind=NameKind.NATIVE),
        bodies=(
            body(1, INSTITUTE, "CN"),
            body(
                2, "Torvel Bureau of Hydrodynamics", "CN", relations=(("parent", "ror:000000001", INSTITUTE),)
            ),
            body(3, "Kadris University", "IR", cities=("Isfahan",)),
        ),
    )


@pytest.fixture(scope="module")
def stage(universe):
    return universe.stage_names()


def printed(universe, numbers):
    return {universe.names[int(number)].text for number in numbers}


def row_of(universe, listed, text):
    (row,) = (row for row, number in enumerate(listed.numbers) if universe.names[number].text == text)
    return row


def test_names_of_listed_bodies_and_their_parts_stand_apart_from_all_others(universe, stage):
    listed, others = printed(universe, stage.listed.numbers), printed(universe, stage.others.numbers)
    assert {INSTITUTE, "Zorbex", "Torvel Bureau of Hydrodynamics"} <= listed
    assert others == {"Kadris University"}


def test_a_part_is_marked_as_one(universe, stage):
    parts = {universe.names[stage.listed.numbers[row]].text for row in stage.listed.parts}
    assert parts == {"Torvel Bureau of Hydrodynamics"}


@pytest.mark.parametrize("text", ["Quillor Shipping Agency", "布雷尔马工厂"])
def test_a_lapsed_listing_and_a_name_in_han_are_read_elsewhere(universe, stage, text):
    assert text not in printed(universe, stage.listed.numbers) | printed(universe, stage.others.numbers)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Zorbex", ONE_WORD),
        (INSTITUTE, TELLING),
        ("Isfahan University of Engineering", OF_A_PLACE),
        ("Institute of Solid Fuel Engineering", TELLING),
        ("TIOP", LETTERS),
    ],
)
def test_names_are_sorted_by_what_tells_whose_they_are(universe, stage, text, sort):
    assert stage.listed.sorts[row_of(universe, stage.listed, text)] == sort


def test_a_name_of_usual_words_alone_is_general():
    small = SmallUniverse(listing("l:general", "Institute of Chemical Engineering and Physics", "RU"))
    assert small.stage_names().listed.sorts == (GENERAL,)


def test_each_word_leads_to_the_names_that_hold_it(universe, stage):
    listed = stage.listed
    rows = listed.postings.of(listed.table.number("torvel"))
    assert {universe.names[listed.numbers[row]].text for row in rows} == {
        INSTITUTE,
        "Torvel Bureau of Hydrodynamics",
    }
    assert listed.postings.size(listed.table.number("torvel")) == 2
    assert listed.postings.size(listed.table.number("zorbex")) == 1


def test_a_word_that_stands_twice_in_a_name_leads_to_it_once():
    small = SmallUniverse(listing("l:zorbex", "Zorbex Works of Zorbex", "RU"))
    listed = small.stage_names().listed
    assert listed.postings.of(listed.table.number("zorbex")).tolist() == [0]


def test_a_bearers_names_and_names_by_their_letters_are_found(universe, stage):
    number = universe.bearer(INSTITUTE).number
    rows = stage.listed.of_bearer[number]
    assert {universe.names[stage.listed.numbers[row]].text for row in rows} == {INSTITUTE, "TIOP"}
    ((row,),) = stage.listed.by_key.beginning_with("torvelinst", 5)
    assert row == row_of(universe, stage.listed, INSTITUTE)


def test_the_weight_of_a_name_is_that_of_its_words(universe, stage):
    listed = stage.listed
    row = row_of(universe, listed, INSTITUTE)
    assert listed.totals[row] == pytest.approx(sum(listed.table.weights[word] for word in listed.words[row]))
    assert listed.weights[row] == round(1000 * listed.totals[row])


@pytest.mark.parametrize(("why", "binds"), [(REGISTER, True), (SHARED, False), (OWNER_ABROAD, False)])
def test_a_tie_to_one_of_several_owners_or_to_an_owner_abroad_is_loose(universe, why, binds):
    owner = universe.bearer(INSTITUTE)
    part = replace(
        universe.bearer("Kadris University"), ties=(BearerTie(Relation.LABORATORY_OF, owner.number, why),)
    )
    assert [target for _, target in ties_of(part, universe.bearers)] == [owner] * binds


def test_a_tie_to_a_body_whose_listing_lapsed_counts_for_nothing(universe):
    lapsed = universe.bearer("Quillor Shipping Agency")
    part = replace(
        universe.bearer("Kadris University"), ties=(BearerTie(Relation.MEMBER_OF, lapsed.number, REGISTER),)
    )
    assert list(ties_of(part, Rows.of(universe.bearers))) == []
