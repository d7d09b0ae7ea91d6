"""Every fetched list in its publisher's format: its reader leaves nothing over, and the catalogue's guards believe it."""

from dataclasses import replace

import pytest
from format_parties import DAY, SIZES, parties_of
from formats import file_of

from watchlists.catalogue import read_catalogue
from watchlists.keeping.guards import judge
from watchlists.readers import reader_for

FETCHED = {key: entry for key, entry in read_catalogue().items() if entry.source}
FEW = 300  # parties of a list that is not shipped: enough for shares


def test_every_list_that_is_fetched_has_a_size_and_a_format():
    assert set(FETCHED) == set(SIZES)


@pytest.mark.parametrize("list_id", FETCHED)
def test_an_edition_in_its_publishers_format_is_read_whole_and_believed(list_id):
    entry = FETCHED[list_id]
    number = None if entry.watchlist.shipped else min(SIZES[list_id][0], FEW)
    parties = parties_of(list_id, number)
    edition = reader_for(entry.source.reader)(file_of(entry, parties), entry.watchlist)
    assert len(edition.listings) == len(parties)
    guards = entry.watchlist.guards
    assert guards.required_columns, "a fetched list names the columns without which it is not read right"
    assert guards.filled, "a fetched list says which share of its listings has a day, a number or a law"
    judged = replace(guards, fewest=1, canaries=guards.canaries if entry.watchlist.shipped else ())
    findings = judge(edition, DAY, judged, None, DAY)
    assert [f"{each.guard}: {each.sentence}" for each in findings if each.guard != "unread"] == []
    assert [line for line in edition.unread if not line.startswith("decision on")] == []
