"""Two entries of one list are one party only where the list says so; what was joined has a line that says how."""

from collections import Counter
from datetime import date

import pytest

from screening.link.bearer_index import BearerIndex, decided_by_hand, is_another_entry, is_second_entry, order
from screening.link.ledger import JoinEvidence
from screening.link.universe import Assembly, Draft
from watchlists.editions.merges import JOIN, SPLIT, ByHand
from watchlists.library import load_library
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status
from watchlists.register import load_register


def listing(watchlist, key, name, *aliases, status=Status.IN_FORCE):
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(text, NameKind.ALIAS) for text in aliases))
    return Listing(f"{watchlist}:{key}", watchlist, names, PartyType.ORGANISATION, "RU", status=status)


def parties(*listings, bodies=()):
    """The listings of each party, and how each was joined."""
    made = Assembly(bodies, listings)
    made.assemble()
    universe = made.universe()
    listed = [{entry.id for entry in each.listings} for each in universe.bearers if each.listings]
    return listed, {line.listing_id: line for line in universe.ledger}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zorvex Corporation", "PJSC Zorvex Corporation"),
        ("Zorvex Trading Holdings Ltd", "Zorvex Trading Company"),
        ("Zorvex Trading Pte Ltd", "Zorvex Trading DMCC"),
        ("Zorvex Group", "Zorvex Limited"),
    ],
)
def test_another_legal_form_on_the_same_list_is_another_party(one, other):
    listed, joined = parties(listing("one", "a", one), listing("one", "b", other))
    assert sorted(map(sorted, listed)) == [["one:a"], ["one:b"]]
    assert joined == {}


def test_an_entry_that_prints_the_other_s_name_is_the_same_party_and_the_line_says_so():
    listed, joined = parties(
        listing("one", "a", "Zorvex Corporation", "PJSC Zorvex Corporation"),
        listing("one", "b", "PJSC Zorvex Corporation"),
    )
    assert listed == [{"one:a", "one:b"}]
    assert joined["one:b"].one_of_list


def test_one_name_twice_is_one_party_however_its_form_is_punctuated():
    listed, _ = parties(
        listing("one", "a", "Zorvex Works Co., Ltd"), listing("one", "b", "Zorvex Works Co. Ltd.")
    )
    assert listed == [{"one:a", "one:b"}]


def test_an_earlier_entry_stays_with_the_one_in_force():
    listed, joined = parties(
        listing("one", "a", "Zorvex Corporation"),
        listing("one", "old", "PJSC Zorvex Corporation", status=Status.SUPERSEDED),
    )
    assert listed == [{"one:a", "one:old"}]
    assert not joined["one:old"].one_of_list  # the list says nothing of that kind


def test_entries_of_two_lists_are_joined_without_their_legal_forms_and_each_to_its_own():
    listed, _ = parties(
        listing("one", "a", "Zorvex Corporation"),
        listing("one", "b", "PJSC Zorvex Corporation"),
        listing("two", "c", "PJSC Zorvex Corporation"),
    )
    assert {"one:b", "two:c"} in listed


def test_where_no_whole_name_is_the_same_an_alias_of_somebody_else_decides_nothing():
    listed, _ = parties(
        listing("one", "a", "Zorvex Rocket Works Corporation"),
        listing("one", "b", "PJSC Zorvex Rocket Works"),
        listing("two", "c", "Marvex Trading House", "Zorvex Rocket Works"),
        listing("three", "d", "Zorvex Rocket Works Limited"),
    )
    assert {"three:d"} in listed


def test_an_alias_that_a_third_list_prints_joins_no_two_entries_of_one_list():
    listed, _ = parties(
        listing("two", "c", "Zorvex Rocket Industrial Group", "Marvex Aluminum Parts Industrial Company"),
        listing("one", "a", "Zorvex Rocket Industrial Group"),
        listing("one", "b", "Marvex Aluminum Parts Industrial Company"),
    )
    assert not any({"one:a", "one:b"} <= each for each in listed)


def test_the_bearer_of_a_body_s_own_name_is_joined_to_it_before_one_with_an_alias():
    body = Body("ror:0aaaaaa01", (RegisterName("Zorvex Aircraft Works", "label"),), "RU", (), ("company",))
    listed, joined = parties(
        listing("one", "a", "Public Joint Stock Company Marvex", "Zorvex Aircraft Works"),
        listing("one", "b", "Zorvex Aircraft Works"),
        bodies=(body,),
    )
    assert joined["one:b"].evidence is JoinEvidence.PRIMARY_NAME
    assert any({"one:b"} <= each for each in listed)


@pytest.mark.slow
def test_no_party_has_two_entries_in_force_of_one_list_without_a_line_that_says_why():
    library, register = load_library(), load_register()
    made = Assembly(register.in_order, library.listings)
    made.assemble()
    universe = made.universe()
    day = date(2026, 11, 29)
    lines = {line.listing_id: line for line in universe.ledger}
    unexplained = []
    for bearer in universe.bearers:
        counted = Counter(each.watchlist_id for each in bearer.listings if each.in_force_on(day))
        for watchlist, number in counted.items():
            entries = [each.id for each in bearer.listings if each.watchlist_id == watchlist]
            said = [
                each
                for each in entries
                if each in lines
                and (lines[each].one_of_list or lines[each].evidence is JoinEvidence.REVIEWED)
            ]
            if number > 1 and len(said) < number - 1:
                unexplained.append((bearer.name, entries))
    assert unexplained == []


def draft(number, country, *listings, cities=()):
    return Draft(
        number, "Zorvex Works", frozenset(country.split()), listings=listings, cities=frozenset(cities)
    )


def test_what_was_joined_by_hand_is_placed_last_and_what_was_parted_first():
    curated = {"one:c": ("one:x", "a reason")}
    by_hand = {
        "one:a": ByHand(JOIN, "one:a", "one:x", "A", "2026-01-01", "the same"),
        "one:b": ByHand(SPLIT, "one:b", "one:x", "A", "2026-01-01", "another"),
    }
    entries = [listing("one", key, "Zorvex Works") for key in "abcd"]
    assert [order(entry, by_hand, curated) for entry in entries] == [2, 0, 1, 0]


def test_a_decision_by_hand_is_told_with_who_when_and_why():
    assert decided_by_hand(ByHand(JOIN, "a", "b", "Ann", "2026-01-01", "the same")) == (
        "by hand, Ann on 2026-01-01: the same"
    )
    assert (
        decided_by_hand(ByHand(JOIN, "a", "b", "", "2026-01-01", "the same"))
        == "by hand on 2026-01-01: the same"
    )


@pytest.mark.parametrize(
    ("other", "second", "another"),
    [
        (listing("one", "b", "Quelmar Works"), True, True),
        (
            listing("one", "b", "Quelmar Works", "Zorvex Works"),
            True,
            False,
        ),  # the list prints the other's name
        (listing("two", "b", "Quelmar Works"), False, False),  # another list
        (listing("one", "b", "Quelmar Works", status=Status.LIFTED), False, False),
    ],
)
def test_two_entries_in_force_of_one_list_are_two_parties_unless_it_prints_one_name_for_both(
    other, second, another
):
    held = draft(0, "RU", listing("one", "a", "Zorvex Works"))
    assert is_second_entry(held, other) is second
    assert is_another_entry(held, other) is another


def index_of(*drafts):
    index = BearerIndex()
    for each in drafts:
        for entry in each.listings:
            index.learn(entry, each, {"zorvexworks"})
    return index


def test_a_listing_is_of_the_one_draft_of_its_name_in_its_country():
    here, there = (
        draft(0, "RU", listing("one", "a", "Zorvex Works")),
        draft(1, "CN", listing("one", "b", "Zorvex Works")),
    )
    index = index_of(here, there)
    assert index.find(listing("two", "x", "Zorvex Works"), "zorvexworks") is here
    assert index.find(listing("two", "x", "Zorvex Works"), "quelmarworks") is None


def test_of_several_drafts_in_one_country_the_legal_form_decides_or_nothing():
    jsc = draft(0, "RU", listing("one", "a", "JSC Zorvex Works"))
    ltd = draft(1, "RU", listing("one", "b", "Zorvex Works Ltd"))
    index = index_of(jsc, ltd)
    assert index.find(listing("two", "x", "JSC Zorvex Works"), "zorvexworks") is jsc
    assert index.find(listing("two", "x", "Zorvex Works"), "zorvexworks") is None


def test_drafts_are_found_by_primary_names_and_by_any():
    held = draft(3, "RU", listing("one", "a", "Zorvex Works"))
    index = index_of(held)
    index.learn_names(held, ["quelmarworks"])
    assert (index.with_primary_name("quelmarworks"), index.with_name("quelmarworks")) == (set(), {3})
    assert index.with_primary_name("zorvexworks") == index.with_name("zorvexworks") == {3}
    assert list(index.with_names("quelmarworks", (), ())) == [held]
    assert list(index.with_names("", ["quelmarworks"], ())) == []
    assert list(index.with_names("", (), ["quelmarworks"])) == [held]
