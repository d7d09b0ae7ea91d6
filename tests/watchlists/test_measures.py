"""The vocabulary of what listings do, and where each list has it from."""

from dataclasses import replace

from watchlists.catalogue import read_catalogue
from watchlists.library import LISTS, load_list, to_search
from watchlists.measures import OF_THE_LIST, in_order, listing_measure_words, measure_table, measure_words
from watchlists.model import Measure

CATALOGUE = read_catalogue()


def test_the_table_has_every_measure_in_its_order_each_with_examples_and_a_source():
    assert list(measure_table()) == list(Measure)
    for entry in measure_table().values():
        assert all((entry.words, entry.example, entry.counter_example, entry.source)), entry


def test_measures_stand_gravest_first_and_once():
    assert in_order([Measure.NOTICE, Measure.ASSET_FREEZE, Measure.NOTICE]) == (
        Measure.ASSET_FREEZE,
        Measure.NOTICE,
    )
    assert measure_words([Measure.IMPORT_BAN, Measure.ASSET_FREEZE]) == "asset freeze, import ban"


def test_every_list_says_what_it_does_but_the_one_whose_entries_do():
    without = {list_id for list_id, entry in CATALOGUE.items() if not entry.watchlist.measures}
    assert without == {"us-consolidated-screening-list"}


def test_every_shipped_listing_says_what_it_does(shipped_library):
    assert [each.id for each in shipped_library.listings if not each.measures] == []


def test_what_the_publisher_says_of_an_entry_goes_before_what_the_catalogue_says_of_the_list():
    entry = CATALOGUE["us-dow-1286"]
    loaded = load_list(entry, LISTS / "us-dow-1286.csv")
    first, second, *_ = loaded.listings
    printed = replace(loaded, listings=(replace(first, measures=(Measure.NOTICE,)), second))
    assert [each.measures for each in to_search(printed, CATALOGUE).listings] == [
        (Measure.NOTICE,),
        (Measure.FUNDING_BAR,),
    ]


def test_a_listing_says_whether_its_entry_or_the_catalogue_says_what_it_does():
    entry = CATALOGUE["us-dow-1286"]
    loaded = load_list(entry, LISTS / "us-dow-1286.csv")
    first, second, *_ = loaded.listings
    printed = replace(loaded, listings=(replace(first, measures=(Measure.NOTICE,)), second))
    searched = to_search(printed, CATALOGUE).listings
    assert [each.measures_from_catalogue for each in searched] == [False, True]
    words = [listing_measure_words(each) for each in searched]
    assert [OF_THE_LIST in each for each in words] == [False, True]


def test_a_body_that_a_law_designates_has_the_measures_of_that_law(shipped_library):
    found = {each.named.law: each.measures for each in shipped_library["influence-designated"].listings}
    assert found["us-ofac-sdn"] == (Measure.ASSET_FREEZE,)


def test_of_a_body_without_a_list_of_its_law_only_the_german_bans_are_left(shipped_library):
    designated = shipped_library["influence-designated"].listings
    banned = [each for each in designated if each.measures == (Measure.ASSOCIATION_BAN,)]
    assert len(banned) == 6
    assert {each.country for each in banned} == {"DE"}
