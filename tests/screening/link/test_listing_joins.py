"""Listings of several lists become one party by number, name or names of both, each with its evidence; or stay conflict."""

from collections import Counter
from itertools import permutations

import pytest

from screening.link.ledger import JoinEvidence
from screening.link.universe import Assembly
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

SBERBANK = ("ogrn", "1027700132195")
GAZPROM = ("ogrn", "1027700070518")


def listing(watchlist, name, *others, country="RU", place="", numbers=()):
    """A listing in force whose key is its list's; others are aliases, or (text, kind)."""
    names = [ListedName(name, NameKind.PRIMARY)]
    for other in others:
        text, kind = other if isinstance(other, tuple) else (other, NameKind.ALIAS)
        names.append(ListedName(text, kind))
    key = name.lower().replace(" ", "-").replace("'", "")
    return Listing(
        f"{watchlist}:{key}",
        watchlist,
        tuple(names),
        PartyType.ORGANISATION,
        country,
        place,
        tuple(numbers),
    )


def universe_of(*listings, bodies=()):
    made = Assembly(bodies, listings)
    made.assemble()
    return made.universe()


def parties(*listings, bodies=()):
    """The lists of each listed party, sorted."""
    universe = universe_of(*listings, bodies=bodies)
    return sorted(sorted(e.watchlist_id for e in each.listings) for each in universe.bearers if each.listings)


def body(number, name, country="RU"):
    return Body(number, (RegisterName(name, "label"),), country)


def evidence(*listings, bodies=()):
    return {line.evidence for line in universe_of(*listings, bodies=bodies).ledger}


def test_one_number_joins_two_lists_whatever_the_names_are():
    one, two = (
        listing("one", "JSC UMZ", numbers=[SBERBANK]),
        listing("two", "Zorvex Works", numbers=[SBERBANK]),
    )
    assert parties(one, two) == [["one", "two"]]
    assert evidence(one, two) == {JoinEvidence.NUMBER}


def test_a_reference_of_the_united_nations_joins_whoever_repeats_it():
    one = listing("one", "Kala-Electric", country="", numbers=[("un", "IRe.032")])
    two = listing("two", "Zorvex Electric Company", country="IR", numbers=[("un", "IRE.032")])
    assert parties(one, two) == [["one", "two"]]


def test_the_form_of_a_reference_of_before_2014_keeps_nothing_apart():
    one = listing("one", "Kala-Electric", country="IR", numbers=[("un", "IRe.032")])
    two = listing("two", "Kala-Electric", country="IR", numbers=[("un", "I.47.C.2")])
    assert parties(one, two) == [["one", "two"]]


def test_a_company_number_is_one_with_and_without_its_noughts():
    one = listing("one", "Zorvex", country="GB", numbers=[("company", "07654321")])
    two = listing("two", "Marvex", country="GB", numbers=[("company", "7654321")])
    assert parties(one, two) == [["one", "two"]]


def test_two_company_numbers_of_one_country_keep_one_name_together_since_a_country_has_several_registers():
    one = listing("one", "Zorvex Works", country="BY", numbers=[("company", "500036524")])
    two = listing("two", "Zorvex Works", country="BY", numbers=[("company", "590046884")])
    assert parties(one, two) == [["one", "two"]]


INN, OTHER_INN = ("inn", "7707083893"), ("inn", "5259008768")


def test_a_number_that_two_bodies_share_names_neither():
    one = listing("one", "Zorvex Works", numbers=[SBERBANK, INN])
    two = listing("two", "Marvex Plant", numbers=[SBERBANK, OTHER_INN])
    ids = {each.id for each in universe_of(one, two).bearers}
    assert ids == {"inn:7707083893", "inn:5259008768"}


def test_no_two_bodies_of_the_shipped_lists_have_one_id(engine):
    ids = Counter(each.id for each in engine.linker.universe.bearers if each.listings)
    assert [id_ for id_, count in ids.items() if count > 1] == []


def test_a_body_kept_apart_by_name_and_number_has_one_line():
    one = listing("one", "Zorvex Works", "Marvex Centre of Zorvex", numbers=[SBERBANK, INN])
    two = listing("two", "Zorvex Works", "Marvex Centre of Zorvex", numbers=[SBERBANK, OTHER_INN])
    assert len(universe_of(one, two).join_conflicts) == 1


def test_two_different_numbers_keep_one_name_apart_and_that_is_written_down():
    one = listing("one", "Zorvex Logistics LLC", numbers=[SBERBANK])
    two = listing("two", "Zorvex Logistics LLC", numbers=[GAZPROM])
    assert parties(one, two) == [["one"], ["two"]]
    (conflict,) = universe_of(one, two).join_conflicts
    assert conflict.listing_id == "two:zorvex-logistics-llc"
    assert SBERBANK[1] in conflict.why
    assert GAZPROM[1] in conflict.why


def test_a_number_that_a_list_misprints_for_two_bodies_joins_nothing():
    shared = ("ogrn", "1020502527066")  # stands in vocabulary/shared_numbers.csv
    assert parties(
        listing("one", "Zorvex Works", numbers=[shared]), listing("two", "Marvex Plant", numbers=[shared])
    ) == [["one"], ["two"]]


def test_two_entries_of_one_list_with_one_number_are_one_party_and_the_line_says_so():
    one = listing("one", "JSC Zorvex", numbers=[SBERBANK])
    two = listing("one", "Marvex Machine Works", numbers=[SBERBANK])
    assert parties(one, two) == [["one", "one"]]
    (line,) = universe_of(one, two).ledger
    assert line.one_of_list


def test_a_company_number_joins_within_its_country_only():
    number = ("company", "7654321")
    one, two = (
        listing("one", "Zorvex", country="BY", numbers=[number]),
        listing("two", "Marvex", country="KZ", numbers=[number]),
    )
    assert parties(one, two) == [["one"], ["two"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("JSC Zorvex Works", "OOO Zorvex Works"),
        ("Zorvex Aviation Group Co., Ltd.", "Zorvex Aviation Co., Ltd."),
        ("Zorvex Trading Pte. Ltd.", "Zorvex Trading Ltd."),
        ("Zorvex Works AG", "Zorvex Works GmbH"),
        ("Zorvex Works GmbH & Co. KG", "Zorvex Works GmbH"),
        ("Zorvex Works plc", "Zorvex Works Ltd"),
        ("Zorvex Works S.p.A.", "Zorvex Works S.r.l."),
        ("Zorvex Works SA", "Zorvex Works SARL"),
        ("TOO Zorvex Works", "AO Zorvex Works"),
        ("Zorvex Aviation Holding", "Zorvex Aviation JSC"),
    ],
)
def test_another_legal_form_or_the_group_is_another_company(one, other):
    assert parties(listing("one", one), listing("two", other)) == [["one"], ["two"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zorvex Works", "OOO Zorvex Works"),
        ("LLC Zorvex Works", "OOO Zorvex Works"),
        ("Public Joint Stock Company Zorvex Works", "Zorvex Works, PAO"),
        ("Zorvex Aviation Holding", "Zorvex Aviation Group"),
    ],
)
def test_a_form_left_out_or_in_another_language_is_none_of_another_company(one, other):
    assert parties(listing("one", one), listing("two", other)) == [["one", "two"]]


def test_a_list_that_prints_both_forms_for_one_party_has_the_last_word():
    assert parties(
        listing("one", "JSC Zorvex Works", "OOO Zorvex Works"), listing("two", "OOO Zorvex Works")
    ) == [["one", "two"]]


def test_names_that_each_list_prints_for_the_other_s_party_join():
    one = listing("one", "Cheborsk Electrical Plant", "Zorvex Radio Centre")
    two = listing("two", "Zorvex Radio Centre", "Cheborsk Electrical Plant")
    assert parties(one, two) == [["one", "two"]]
    assert evidence(one, two) == {JoinEvidence.BOTH_NAMES}


def test_a_part_that_a_list_prints_under_a_group_is_not_the_group():
    parts = [
        (name, NameKind.SUBORDINATE)
        for name in ("Zorvex Automatic Control Institute", "Zorvex Institute of Space Automation")
    ]
    group = listing("one", "Quillam Aerospace Corporation", *parts)
    institute = listing(
        "two",
        "Zorvex Automatic Control Institute",
        "Zorvex Institute of Space Automation",
        "Kadris Institute Twelve",
    )
    assert parties(group, institute) == [["one"], ["two"]]


def test_one_short_alias_joins_nothing():
    one, two = (
        listing("one", "Cheborsk Electrical Plant", "Zorvex Centre"),
        listing("two", "Zorvex Centre"),
    )
    assert parties(one, two) == [["one"], ["two"]]


def test_names_that_a_third_list_prints_join_no_two_entries_of_one_list():
    both = listing("two", "Zorvex Group", "Africa Corps Zorvex", "Zorvex Military Company")
    one = listing("one", "Zorvex Group", "Zorvex Military Company")
    other = listing("one", "Africa Corps Zorvex", "Zorvex Group", "Zorvex Military Company")
    assert ["one", "two"] in parties(both, one, other)
    assert ["one"] in parties(both, one, other)


def test_one_native_name_that_both_lists_print_joins():
    native = ("Головной Филиал «Зорвексский Судоремонтный Завод»", NameKind.NATIVE)
    one = listing("one", "United Corporation Zorvex Shipyard", native)
    two = listing("two", "Marvex Yard of Zorvex", native)
    assert parties(one, two) == [["one", "two"]]
    assert evidence(one, two) == {JoinEvidence.NATIVE_NAME}


def test_a_company_of_hong_kong_is_printed_under_china_too_but_a_ministry_is_its_own_state_s():
    assert parties(
        listing("one", "Zorvex Trade Limited", country="HK"),
        listing("two", "Zorvex Trade Limited", country="CN"),
    ) == [["one", "two"]]
    assert parties(
        listing("one", "Main Intelligence Directorate", country="RU"),
        listing("two", "Main Intelligence Directorate", country="UA"),
    ) == [["one"], ["two"]]


def test_of_two_parties_of_one_name_a_listing_goes_to_the_one_in_its_town():
    entries = [
        listing("one", "Zorvex Institute", country="RU", place="Kazan", numbers=[SBERBANK]),
        listing("two", "Zorvex Institute", country="RU", place="Tomsk", numbers=[GAZPROM]),
        listing("three", "Zorvex Institute", country="RU", place="Tomsk"),
    ]
    assert ["three", "two"] in parties(*entries)


def test_what_becomes_one_party_does_not_depend_on_the_order_of_lists():
    entries = [
        listing("one", "JSC Zorvex Works", numbers=[SBERBANK]),
        listing("two", "Zorvex Works", "Marvex Radio Centre", country=""),
        listing("three", "Marvex Radio Centre", "Zorvex Works"),
        listing("four", "OOO Zorvex Works", numbers=[GAZPROM]),
        listing("five", "Zorvex Works Public Company", numbers=[SBERBANK]),
    ]
    found = set()
    for order in permutations(entries):
        universe = universe_of(*order)
        found.add(
            tuple(
                sorted(
                    (each.id, each.name, tuple(entry.id for entry in each.listings))
                    for each in universe.bearers
                    if each.listings
                )
            )
        )
    assert len(found) == 1


def test_a_body_is_named_by_the_register_else_by_a_number_else_by_a_listing():
    body = Body("ror:0aaaaaa01", (RegisterName("Zorvex Aircraft Works", "label"),), "RU", (), ("company",))
    listed = universe_of(
        listing("one", "Zorvex Aircraft Works"),
        listing("two", "Marvex Plant", numbers=[SBERBANK, ("inn", "7707083893")]),
        listing("three", "Tarvex Plant"),
        bodies=[body],
    )
    assert sorted(each.id for each in listed.bearers if each.listings) == [
        "ogrn:1027700132195",
        "ror:0aaaaaa01",
        "three:tarvex-plant",
    ]


def test_an_alias_that_is_the_name_of_another_entry_of_the_list_is_that_entry_s_alone():
    corps = listing("one", "Africa Corps Zorvex", "Zorvex Group")
    group = listing("one", "Zorvex Group")
    universe = universe_of(corps, group)
    bearing = {universe.bearers[name.bearer].name for name in universe.names if name.text == "Zorvex Group"}
    assert bearing == {"Zorvex Group"}
    assert (corps.id, "Zorvex Group") in {each[:2] for each in universe.set_aside}


def test_a_group_that_prints_its_institute_as_an_alias_is_not_the_institute_where_a_list_has_both():
    registered = body("ror:000000111", "Zorvex Institute of Radio Measurement")
    academy = listing("one", "Zorvex Aerospace Second Academy", "Zorvex Institute of Radio Measurement")
    also_academy = listing("two", "Zorvex Aerospace Second Academy")
    institute = listing("two", "23rd Zorvex Works", "Zorvex Institute of Radio Measurement")
    for order in permutations((academy, also_academy, institute)):
        assert parties(*order, bodies=(registered,)) == [["one", "two"], ["two"]]
    assert parties(academy, bodies=(registered,)) == [["one"]]
    assert evidence(academy, bodies=(registered,)) == {JoinEvidence.ALIAS}
