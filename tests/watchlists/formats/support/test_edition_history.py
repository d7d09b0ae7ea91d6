"""One body over the editions of a list: every name of its own follows it, and nobody else's does."""

import pytest

from watchlists.formats.support.edition_history import PrintedBody, manual_joins, same_bodies
from watchlists.formats.support.keys import name_key
from watchlists.model import ListedName, NameKind


def printed(edition, primary, *further, weak=(), others=()):
    names = [ListedName(primary, NameKind.PRIMARY)]
    names += [ListedName(text, NameKind.ALIAS) for text in further]
    names += [ListedName(text, NameKind.WEAK_ALIAS) for text in weak]
    names += [ListedName(text, NameKind.SUBORDINATE) for text in others]
    return PrintedBody.of(edition, names, name_key)


def test_an_old_name_among_the_aliases_is_the_same_body():
    old = printed("FY22", "Beijing University of Aeronautics and Astronautics")
    new = printed("FY25", "Beihang University", "Beijing University of Aeronautics and Astronautics", "BUAA")
    assert same_bodies([old, new]) == [[0, 1]]


def test_a_new_name_that_an_older_edition_had_as_alias_is_the_same_body():
    old = printed("FY22", "Beijing University of Aeronautics and Astronautics", "Beihang University")
    assert same_bodies([old, printed("FY25", "Beihang University")]) == [[0, 1]]


def test_the_right_spelling_beside_a_misprint_is_the_same_body():
    misprint = PrintedBody.of(
        "FY25",
        [
            ListedName("Hangzhao Dianzi University", NameKind.PRIMARY),
            ListedName("Hangzhou Dianzi University", NameKind.CORRECTION),
        ],
        name_key,
    )
    assert same_bodies([printed("FY24", "Hangzhou Dianzi University"), misprint]) == [[0, 1]]


def test_a_part_is_not_its_academy():
    academy = printed("FY22", "Academy of Military Medical Sciences")
    part = printed("FY25", "Academy of Military Medical Sciences, Institute of Radiation Medicine")
    assert same_bodies([academy, part]) == [[0], [1]]


def test_a_part_printed_among_the_aliases_joins_nothing():
    institute = printed("FY22", "Southwest Institute of Fluid Physics")
    academy = printed(
        "FY25", "China Academy of Engineering Physics", others=["Southwest Institute of Fluid Physics"]
    )
    assert same_bodies([institute, academy]) == [[0], [1]]


def test_a_weak_alias_follows_a_primary_name_and_no_other_weak_one():
    old = printed("FY23", "Naval Engineering University")
    new = printed("FY25", "Naval University of Engineering", weak=["Naval Engineering University"])
    assert same_bodies([old, new]) == [[0, 1]]
    other = printed("FY23", "Another University", weak=["Naval Engineering University"])
    assert same_bodies([other, new]) == [[0], [1]]


def test_a_shared_short_name_follows_a_company_that_changed_its_long_one():
    old = printed("2025", "Shenzhen DJI Innovation Technology", "DJI")
    assert same_bodies([old, printed("2026", "Shenzhen DJI Technology", "DJI")]) == [[0, 1]]


def test_a_name_that_two_of_one_edition_bear_tells_nothing():
    two = [printed("2025", "First Works", "FW"), printed("2025", "Fine Works", "FW")]
    assert same_bodies([*two, printed("2026", "Far Works", "FW")]) == [[0], [1], [2]]


def test_names_that_stand_beside_each_other_in_one_edition_are_two_bodies():
    both = [printed("2025", "AVIC Aircraft Industry"), printed("2025", "Aircraft Industry Group")]
    later = printed("2026", "AVIC Aircraft Industry", "Aircraft Industry Group")
    assert same_bodies([*both, later]) == [[0, 2], [1]]


def test_what_no_rule_can_join_a_person_joins_with_a_reason(tmp_path):
    table = tmp_path / "editions.csv"
    table.write_text("list,name,same_as,reason\nxx,Cheng Du Works,CETC Works,one letter\n", encoding="utf-8")
    pairs = list(manual_joins("xx", name_key, table))
    entries = [printed("2025", "Cheng Du Works"), printed("2026", "CETC Works", "Chen Du Works")]
    assert same_bodies(entries) == [[0], [1]]
    assert same_bodies(entries, pairs) == [[0, 1]]
    with pytest.raises(ValueError, match="no entry has the primary name 'chenduworks'"):
        same_bodies(entries, [("chenduworks", "cetcworks")])
