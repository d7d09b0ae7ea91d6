"""The words of a search: what they ask for, whom they find, and what is refused."""

import pytest

from web.compat.body_entities import BodyEntities
from web.compat.yente.body_index import BodyIndex
from web.compat.yente.search_query import (
    DEEPEST,
    MOST_TERMS,
    QueryMalformed,
    find,
    parse_query,
    parse_simple_query,
)
from web.directory import parties

BEIHANG, ZABIR, OLD, GHOURA = (
    "Beihang University",
    "Zabir Logistics Company",
    "Tianshui Bearing Works",
    "Abdul Satar Ghoura",
)
EVERYBODY = {BEIHANG, ZABIR, OLD, GHOURA}


@pytest.fixture(scope="module")
def index(small_engine):
    return BodyIndex.of(BodyEntities.of(small_engine), small_engine.library, parties(small_engine))


def names(records):
    return {record.body.deciding.name for record in records}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", EVERYBODY),
        ("*", EVERYBODY),
        ("beihang", {BEIHANG}),
        ("university beihang", {BEIHANG}),
        ("BEIH", {BEIHANG}),
        ("beih*", {BEIHANG}),
        ("beihang works", set()),
        ("beihang OR works", {BEIHANG, OLD}),
        ("beihang || works", {BEIHANG, OLD}),
        ("beihang university OR zabir AND logistics", {BEIHANG, ZABIR}),
        ('"beijing university"', {BEIHANG}),
        ('"university beijing"', set()),
        ('"university of aeronautics"~2', {BEIHANG}),
        ("(beihang OR zabir) AND company", {ZABIR}),
        ("NOT beihang", EVERYBODY - {BEIHANG}),
        ("NOT NOT beihang", {BEIHANG}),
        ("country:cn AND NOT beihang", {OLD}),
        ("country:cn -beihang", {OLD}),
        ("country:cn !beihang", {OLD}),
        ("+beihang +university", {BEIHANG}),
        ("country:China", {BEIHANG, OLD}),
        ('country:"Syria"', {ZABIR}),
        ("properties.country:sy", {ZABIR}),
        ("country:(cn OR sy)", {BEIHANG, OLD, ZABIR}),
        ("datasets:jp_end_users", {BEIHANG}),
        ("topics:export.control", {BEIHANG, GHOURA, ZABIR}),
        ("topics:sanction", set()),
        ("schema:person", {GHOURA}),
        ("schema:LegalEntity", EVERYBODY),
        ("id:us-entity-list:cn/beihang", {BEIHANG}),
        ('id:"ror:00wk2mp56"', {BEIHANG}),
        ("id:nobody", set()),
        ("name:zabir", {ZABIR}),
        ("name:(zabir company)", {ZABIR}),
        ("beihang & university", {BEIHANG}),
        ("&", set()),
        ("bei\\hang^2", {BEIHANG}),
        ('"beihang/university"', {BEIHANG}),
    ],
)
def test_a_search_finds_who_fits(index, query, found):
    assert names(find(index, parse_query(query))) == found


@pytest.mark.parametrize(
    "query",
    [
        "(beihang",
        "beihang)",
        '"beihang',
        "AND beihang",
        "beihang AND",
        "beihang OR OR zabir",
        "NOT",
        "()",
        "no_such:field",
        "[a TO b]",
        "name:[a TO b]",
        "invalid/query",
        "/regular/",
        "bei*ang",
        "*hang",
        "beihan?",
        "beihang \\",
        "(" * (DEEPEST + 2) + "a" + ")" * (DEEPEST + 2),
        "NOT " * (DEEPEST + 2) + "a",
        "a " * (MOST_TERMS + 1),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused_and_a_simple_search_reads_it(index, query):
    with pytest.raises(QueryMalformed):
        parse_query(query)
    find(index, parse_simple_query(query))


def test_brackets_and_words_are_read_up_to_their_bounds(index):
    assert names(find(index, parse_query("(" * DEEPEST + "zabir" + ")" * DEEPEST))) == {ZABIR}
    assert names(find(index, parse_query("zabir " * MOST_TERMS))) == {ZABIR}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", EVERYBODY),
        ("(beihang", {BEIHANG}),
        ('"beijing university', {BEIHANG}),
        ("beihang | zabir", {BEIHANG, ZABIR}),
        ("company -zabir", set()),
        ("zabir OR company", set()),  # OR is a word of a simple search
        ("+beihang", {BEIHANG}),
    ],
)
def test_a_simple_search_reads_whatever_it_is_given(index, query, found):
    assert names(find(index, parse_simple_query(query))) == found


def test_who_has_the_words_whole_comes_first(index):
    found = [record.body.deciding.name for record in find(index, parse_query("b OR works"))]
    assert found[0] == OLD
