"""What the words beside a body's name say of a person: an office, a membership or the like, or neither."""

import csv
import re

import pytest

from screening.policy.named_role import (
    NO_ROLE,
    OFFICE,
    TEACHING,
    UNIVERSITIES,
    WORDS,
    is_university,
    role_at_body,
)
from watchlists.model import ListedName, Listing, NameKind, PartyType


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def body_for(row):
    return "全国政协" if re.search("[\u3040-\u9fff]", row["word"]) else "China Council for Examples"


@pytest.mark.parametrize("row", rows(WORDS), ids=lambda row: row["word"])
def test_every_word_says_what_its_row_says_in_its_example_and_not_in_its_counter_example(row):
    body = body_for(row)
    example, other = (row[key].format(body=body) for key in ("example", "counter_example"))
    assert row["says"] in (OFFICE, TEACHING, NO_ROLE)
    assert re.search(row["word"], example, re.IGNORECASE)
    assert role_at_body(example, body) == row["says"]
    assert role_at_body(other, body) != row["says"]


@pytest.mark.parametrize("row", rows(UNIVERSITIES), ids=lambda row: row["word"])
def test_every_word_for_a_university_is_in_its_example_and_not_in_its_counter_example(row):
    def listing(name):
        return Listing("l:1", "l", (ListedName(name, NameKind.PRIMARY),), PartyType.ORGANISATION)

    assert is_university(listing(row["example"]))
    assert not is_university(listing(row["counter_example"]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("China Council", ""),
        ("Engineer, China Council", ""),
        ("Professor, China Council", TEACHING),
        ("Honorary member, China Council", NO_ROLE),
        ("Member, The China Council", NO_ROLE),
        ("Member of the Royal Society. Researcher at China Council", TEACHING),
        ("China Council (member since 2015)", NO_ROLE),
        ("PhD student in economics, China Council", NO_ROLE),
        ("Professor, KU Leuven, member of China Council", NO_ROLE),
        # A membership of another body says nothing of this one.
        ("Member of the Royal Society; China Council", ""),
        ("Member of the Royal Society, China Council", ""),
        ("Researcher at China Council, member of the Royal Society", TEACHING),
        ("Vice-chair and member of China Council", OFFICE),
        # Where a clause holds a post and a membership, the post wins.
        ("Staff member, China Council", OFFICE),
        ("Faculty member, China Council", OFFICE),
        ("Council member, China Council", OFFICE),
        ("Cabinet member, China Council", OFFICE),
        ("Committee member of China Council", OFFICE),
        ("Editorial team member, China Council", OFFICE),
        ("Award-winning journalist at China Council", OFFICE),
        ("Published author and journalist at China Council", OFFICE),
        ("Journalist at China Council and member of the press club", OFFICE),
        ("Member, China Council (salaried)", OFFICE),
        ("Geschäftsführer und Mitglied, China Council", OFFICE),
    ],
)
def test_only_the_clause_of_the_body_or_one_that_is_nothing_else_speaks(text, said):
    assert role_at_body(text, "China Council") == said


def test_a_stated_role_speaks_as_well():
    assert role_at_body("China Council", "China Council", "Member") == NO_ROLE
    assert role_at_body("China Council", "China Council", "Deputy Director, from 2016 (file)") == OFFICE
