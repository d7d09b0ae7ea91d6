"""Was it listed when we signed? The dates of the listings answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from watchlists.errors import CatalogueInvalid, MalformedListing, UnknownWatchlist
from watchlists.library import Library, LoadedList, load_library
from watchlists.listing_csv import COLUMNS
from watchlists.model import (
    Guards,
    ListedName,
    Listing,
    NameKind,
    PartyType,
    Pause,
    Snapshot,
    Status,
    Watchlist,
)

LIST = Watchlist(
    "x", "X", "P", "US", "", "", "https://example.org", "", 90, "government", "", "", True, Guards(1)
)
PAUSE = Pause(date(2026, 2, 17), date(2026, 6, 8), Status.LIFTED)
SNAPSHOT = Snapshot("x", "1", date(2026, 1, 1), "0" * 64, 1, 1)


def library(**facts) -> Library:
    name = (ListedName("A", NameKind.PRIMARY),)
    listing = Listing("x:a", "x", name, PartyType.ORGANISATION, **facts)
    return Library({"x": LoadedList(LIST, SNAPSHOT, (listing,))}, {})


def status(world: Library, day: date) -> Status | None:
    listings = world.as_of(day).listings
    return listings[0].status if listings else None


def test_a_listing_counts_from_its_first_day_and_is_left_out_before():
    world = library(listed_from=date(2024, 5, 1))
    assert status(world, date(2024, 4, 30)) is None
    assert status(world, date(2024, 5, 1)) is Status.IN_FORCE


def test_a_listing_that_lapsed_counted_until_the_day_it_ended():
    world = library(listed_from=date(2020, 1, 1), listed_to=date(2022, 1, 1), status=Status.LIFTED)
    assert status(world, date(2021, 12, 31)) is Status.IN_FORCE
    assert status(world, date(2022, 1, 1)) is Status.LIFTED


def test_an_end_that_has_come_since_the_transcription_ends_the_listing():
    assert status(library(listed_to=date(2026, 6, 1)), date(2026, 6, 2)) is Status.EXPIRED


def test_a_lapsed_listing_without_dates_stays_lapsed():
    assert status(library(status=Status.EXPIRED), date(2020, 1, 1)) is Status.EXPIRED


def test_a_listing_in_a_pause_had_been_lifted_on_its_first_day_off():
    world = library(listed_from=date(2024, 1, 31), pauses=(PAUSE,))
    paused = world.as_of(date(2026, 3, 1)).listings[0]
    assert (paused.status, paused.listed_to) == (Status.LIFTED, date(2026, 2, 17))
    assert not paused.in_force_on(date(2026, 3, 1))


def test_a_pause_begins_on_its_first_day_off_and_ends_on_the_day_of_return():
    world = library(pauses=(PAUSE,))
    days = [date(2026, 2, 16), date(2026, 2, 17), date(2026, 6, 7), date(2026, 6, 8)]
    assert [status(world, day) for day in days] == [
        Status.IN_FORCE,
        Status.LIFTED,
        Status.LIFTED,
        Status.IN_FORCE,
    ]


def test_a_listing_that_had_a_pause_and_was_lifted_for_good_counted_between_the_two():
    pause = Pause(date(2020, 1, 1), date(2021, 1, 1), Status.EXPIRED)
    world = library(status=Status.SUPERSEDED, listed_to=date(2022, 1, 1), pauses=(pause,))
    assert status(world, date(2020, 6, 1)) is Status.EXPIRED
    assert status(world, date(2021, 6, 1)) is Status.IN_FORCE
    assert status(world, date(2022, 6, 1)) is Status.SUPERSEDED


CATALOGUE = """
id = "xx-list"
title = "Example"
publisher = "Example Office"
jurisdiction = "NZ"
legal_basis = "Example Act"
licence = "public domain"
official_url = "https://example.org/list"
cadence = "monthly"
oldest_age_days = 40
standing = "government"
means = "Something."
does_not_mean = "Anything else."
shipped = true
[guards]
fewest = 2
canaries = ["Alpha Institute"]
[transcription]
edition = "2026"
edition_date = 2026-01-01
transcribed_from = "the office's page"
transcribed_on = 2026-01-02
"""


@pytest.fixture
def world(tmp_path):
    def made(*names, catalogue=CATALOGUE, status="in_force"):
        rows = [",".join(COLUMNS)]
        for number, name in enumerate(names):
            cells = dict.fromkeys(COLUMNS, "") | {"listing": f"k{number}", "kind": "primary", "name": name}
            cells |= {"type": "organisation", "status": status}
            rows.append(",".join(cells.values()))
        (tmp_path / "xx-list.toml").write_text(catalogue, encoding="utf-8")
        (tmp_path / "xx-list.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return load_library(tmp_path, tmp_path)

    return made


def test_a_list_is_loaded_with_a_snapshot_that_says_what_its_hash_covers(world):
    loaded = world("Alpha Institute", "Beta Institute")["xx-list"]
    assert loaded.snapshot.count == loaded.snapshot.count_all == 2
    assert len(loaded.snapshot.file_sha256) == 64
    assert loaded.snapshot.publisher_sha256 is None
    assert loaded.snapshot.transcribed_from == "the office's page"


def test_a_list_that_shrank_below_its_guard_is_refused(world):
    with pytest.raises(MalformedListing, match="1 listings in force, at least 2 expected"):
        world("Alpha Institute")


def test_what_has_lapsed_does_not_count_towards_the_guard(world):
    with pytest.raises(MalformedListing, match="0 listings in force"):
        world("Alpha Institute", "Beta Institute", status="expired")


def test_a_list_without_its_canary_is_refused(world):
    with pytest.raises(MalformedListing, match="'Alpha Institute' is not on it"):
        world("Beta Institute", "Gamma Institute")


def test_a_misspelt_field_of_the_catalogue_is_an_error_and_not_a_silence(world):
    with pytest.raises(CatalogueInvalid, match=r"xx-list\.toml: .*cadense"):
        world("Alpha Institute", "Beta Institute", catalogue=CATALOGUE.replace("cadence", "cadense"))


def test_an_unknown_list_is_answered_with_the_known_ones(world):
    with pytest.raises(UnknownWatchlist, match="there are xx-list"):
        world("Alpha Institute", "Beta Institute")["yy-list"]


def test_an_edition_is_stale_the_day_after_its_limit_and_not_before(world):
    loaded = world("Alpha Institute", "Beta Institute")["xx-list"]
    limit = date(2026, 1, 1) + timedelta(days=40)
    assert not loaded.is_out_of_date(limit)
    assert loaded.is_out_of_date(limit + timedelta(days=1))
    assert not replace(loaded.snapshot, edition_date=limit).is_out_of_date(loaded.watchlist, date(2025, 1, 1))
