"""Every list that can be fetched names a reader that there is and an official address."""

import pytest

from watchlists.catalogue import read_catalogue
from watchlists.readers import reader_for

ENTRIES = {key: entry for key, entry in read_catalogue().items() if entry.source}


@pytest.mark.parametrize("list_id", ENTRIES)
def test_a_list_that_is_fetched_has_a_reader_and_is_asked_within_its_limit_of_age(list_id):
    entry = ENTRIES[list_id]
    assert reader_for(entry.source.reader)
    assert entry.source.check_every_days <= entry.watchlist.oldest_age_days / 2
    assert entry.source.url.startswith("https://")


def test_terms_that_forbid_commercial_use_must_be_accepted_before_a_fetch():
    noncommercial = [entry for entry in ENTRIES.values() if "NC" in entry.watchlist.licence]
    assert noncommercial
    assert all("commercial" in entry.source.accept_licence for entry in noncommercial)
