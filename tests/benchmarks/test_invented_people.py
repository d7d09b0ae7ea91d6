"""Invented people: the same for a seed, as many of each script, each word of a table that says its source."""

import csv
from collections import Counter

import pytest

from benchmarks.invented_people import (
    invented_list,
    invented_people,
    people_in_two_scripts,
    script_of_group,
    ways_of_writing,
)
from screening.fairness.innocents import VOCABULARY
from screening.names.scripts import Script, script_of
from watchlists.model import PartyType


def test_every_script_has_as_many_different_people_and_a_seed_gives_them_again():
    people = invented_people(100)
    assert set(Counter(script_of_group(each.group) for each in people).values()) == {100}
    assert len({each.subject for each in people}) == len(people) == 800
    assert people == invented_people(100)
    assert people != invented_people(100, seed=30)


def test_a_way_of_writing_has_names_of_one_script():
    for way in ways_of_writing():
        words = [word for names in way.all.values() for word in names]
        expected = Script.OTHER if way.script == "devanagari" else Script(way.script)
        assert {word for word in words if script_of(word) not in (expected, Script.KANA)} == set(), way.group
        assert set(way.common["family"]) <= set(way.all["family"])


def test_people_in_two_scripts_have_as_many_words_in_both_unless_one_joins_them():
    pairs = people_in_two_scripts(500)
    assert len(set(pairs)) == 500
    assert {script_of(latin.name) for latin, _ in pairs} == {Script.LATIN}
    assert Script.LATIN not in {script_of(native.name) for _, native in pairs}
    assert all(
        len(latin.name.split()) == len(native.name.split()) for latin, native in pairs if " " in native.name
    )


def test_an_invented_list_holds_persons_only_and_is_the_same_for_a_seed():
    listed = invented_list(300)
    assert {each.type for each in listed} == {PartyType.PERSON}
    assert listed == invented_list(300)


@pytest.mark.parametrize(
    "file", ["names.csv", "people_of_more_scripts.csv", "two_scripts.csv", "list_shares.csv"]
)
def test_every_row_of_names_says_its_source(file):
    with (VOCABULARY / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert all(row["source"] for row in rows)
