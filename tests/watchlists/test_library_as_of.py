"""Was it listed when we signed? The dates of the listings answer."""

from datetime import date

from watchlists.library import Library, LoadedList
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
