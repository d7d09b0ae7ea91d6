"""The small world with some of its listings changed."""

from dataclasses import replace

import pytest

from screening.link import build
from screening.policy.list_state import ListState
from watchlists.library import Library


@pytest.fixture
def engine_with(small_engine):
    """Make the small world with some listings and lists changed, by their ids."""

    def make(listings, **standings):
        lists = {
            id_: replace(
                each,
                watchlist=replace(
                    each.watchlist, standing=standings.get(id_.replace("-", "_"), each.watchlist.standing)
                ),
                listings=tuple(replace(listing, **listings.get(listing.id, {})) for listing in each.listings),
            )
            for id_, each in small_engine.library.lists.items()
        }
        library = Library(lists, {})
        return replace(
            small_engine,
            library=library,
            linker=build(library, small_engine.register),
            lists=ListState.of(library),
        )

    return make
