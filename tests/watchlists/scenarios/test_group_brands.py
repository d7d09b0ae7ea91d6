"""The table of brands of listed groups: read strictly, and each row of a list names an entry in force that prints the brand."""

import re

import pytest

from watchlists.errors import KnowledgeInvalid
from watchlists.knowledge import SourceKind, read_group_brands
from watchlists.library import load_library
from watchlists.model import Status

HEADER = "name,kind,country,body,example,counter_example,source,verified,read_on"
ROW = 'Zorvex,{kind},CN,Zorvex Group,Zorvex Europe,{counter},"{source}",{verified},'


def write(folder, **cells):
    usual = {
        "kind": "brand",
        "counter": "Zorvex Bakery",
        "source": "one, entry “Zorvex Group”",
        "verified": "list",
    }
    (folder / "group_brands.csv").write_text(f"{HEADER}\n{ROW.format(**(usual | cells))}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "cells", [{"kind": "nickname"}, {"counter": ""}, {"source": "one"}, {"verified": "surely"}]
)
def test_a_row_that_lacks_something_refuses_the_table(tmp_path, cells):
    assert len(read_group_brands(write(tmp_path))) == 1
    with pytest.raises(KnowledgeInvalid, match=r"^group_brands\.csv, line 2: "):
        read_group_brands(write(tmp_path, **cells))


@pytest.fixture(scope="module")
def listings():
    return [each for each in load_library().listings if each.status is Status.IN_FORCE]


def letters(text):
    return re.sub(r"\W", "", text.lower())


def test_each_group_is_on_a_list_in_force(listings):
    printed = {letters(each.name) for each in listings} | {
        letters(name.text) for each in listings for name in each.names
    }
    assert [row.name for row in read_group_brands() if letters(row.body) not in printed] == []


def test_an_entry_that_vouches_for_a_brand_prints_it(listings):
    entries = {}
    for each in listings:
        entries.setdefault((each.watchlist_id, each.name), []).extend(name.text for name in each.names)
    wrong = []
    for row in read_group_brands():
        if row.verified == SourceKind.LIST:
            watchlist, entry = re.fullmatch("([a-z0-9-]+), entry “(.+)”", row.source).groups()
            if not any(letters(row.name) in letters(name) for name in entries.get((watchlist, entry), ())):
                wrong.append(row.name)
    assert wrong == []


def test_most_rows_rest_on_a_list_and_the_firms_are_named():
    rows = read_group_brands()
    assert len({row.name for row in rows}) >= 80
    unverified = [row.name for row in rows if row.unverified_source]
    assert sorted(unverified) == ["CRRC MA", "CRRC ZELC", "EZVIZ", "Livox", "NAURA Akrion", "Nexperia"]
