"""Every shipped list against what its publisher says of it, and every forecast of the catalogue with its day.

The clock is not asked: that a day has passed is for the program to say, not for a test to fail on.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from watchlists.catalogue import CATALOGUE as FOLDER
from watchlists.catalogue import CatalogueEntry, read_catalogue, read_entry
from watchlists.errors import CatalogueInvalid
from watchlists.model import ListedName, Listing, LookAgain, OfficialCount, PartyType, Status

YEAR = timedelta(days=366)
CATALOGUE = read_catalogue()
SHIPPED = {key: entry for key, entry in CATALOGUE.items() if entry.transcription}
COUNTED = {key: entry for key, entry in SHIPPED.items() if entry.official}


@pytest.fixture(scope="module")
def shipped(shipped_library):
    return shipped_library.lists


@pytest.mark.parametrize("list_id", COUNTED)
def test_our_rows_in_force_counted_as_the_publisher_counts_are_as_many_as_its_own(list_id, shipped):
    official = COUNTED[list_id].official
    assert official.of(shipped[list_id].listings) == official.count, official.said_in


@pytest.mark.parametrize("list_id", COUNTED)
def test_where_the_number_of_rows_is_another_the_catalogue_says_why(list_id, shipped):
    official = COUNTED[list_id].official
    assert official.relation or shipped[list_id].snapshot.count == official.count


@pytest.mark.parametrize("list_id", SHIPPED)
def test_a_shipped_list_has_an_official_count_or_says_where_none_is_stated(list_id):
    entry = SHIPPED[list_id]
    assert bool(entry.official) != bool(entry.not_stated_in)
    assert entry.not_stated_in or (entry.official.said_in and entry.official.counts)


@pytest.mark.parametrize("list_id", CATALOGUE)
def test_every_list_says_what_it_is_used_for_and_when_a_person_must_look_again(list_id):
    entry = CATALOGUE[list_id]
    assert entry.used_for
    assert len(entry.used_for) <= 90, "a cell of a table"
    assert not list(faults(entry))


def faults(entry: CatalogueEntry) -> Iterator[str]:
    """What is wrong with the day on which a person must look again."""
    again, transcription = entry.look_again, entry.transcription
    if again is None:
        yield "no day"
        return
    if transcription is not None and again.looked_on < transcription.transcribed_on:
        yield "transcribed after the last look"
    if transcription is not None and again.on <= transcription.transcribed_on:
        yield "not after the transcription"
    # A list that the program fetches is asked for by its own cadence; one that it does not is only looked at by a person.
    is_fetched = entry.source is not None
    longest = YEAR if is_fetched else min(YEAR, timedelta(days=entry.watchlist.oldest_age_days))
    if again.on > again.looked_on + longest:
        yield "later than a year, or than the list may grow old"
    if not again.because.strip():
        yield "no reason"


def test_a_day_that_is_missing_or_too_far_off_is_a_fault():
    entry = SHIPPED["us-fcc-covered"]
    on = entry.look_again.looked_on

    def with_day(day):
        return CatalogueEntry(
            entry.watchlist, entry.transcription, entry.source, look_again=day and LookAgain(on, day, "so")
        )

    assert list(faults(with_day(None))) == ["no day"]
    assert not list(faults(with_day(on + timedelta(days=180))))
    assert list(faults(with_day(on + timedelta(days=181)))), (
        "nobody fetches it, and its age limit is 180 days"
    )


def test_rows_of_one_entry_and_subsidiaries_count_as_the_publisher_counts_them():
    official = OfficialCount(
        2,
        "institutions",
        "stated",
        "a release",
        types=("organisation",),
        subsidiaries=False,
        one_entry=("Academy",),
    )
    rows = [
        listing("a", "Academy"),
        listing("b", "Academy, First Institute"),
        listing("c", "Birch University"),
        listing("d", "Birch Press", parent="Birch University"),
        listing("e", "Old College", status=Status.SUPERSEDED),
        listing("f", "Cedar Plan", type=PartyType.PROGRAMME),
    ]
    assert official.of(rows) == 2


def listing(key, name, type=PartyType.ORGANISATION, **facts):
    return Listing(f"x:{key}", "x", (ListedName(name, "primary"),), type, **facts)


def test_a_look_of_a_person_moves_the_day_and_an_older_look_does_not():
    again = LookAgain(date.fromisoformat("2026-11-25"), date.fromisoformat("2027-05-25"), "so")
    assert again.next() == date.fromisoformat("2027-05-25")
    assert again.next(date.fromisoformat("2026-11-01")) == date.fromisoformat("2027-05-25")
    assert again.next(date.fromisoformat("2027-05-01")) == date.fromisoformat("2027-10-29"), (
        "half a year later, as before"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('basis = "counted"', 'basis = "guessed"', "basis"),
        ("on = 2027-01-15", "on = 2026-11-25", "after looked_on"),
        ("used_for", "used_of", "used_of"),
    ],
)
def test_a_misspelt_or_impossible_field_is_an_error_and_no_silence(tmp_path, old, new, told):
    text = (FOLDER / "us-ndaa-889.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "us-ndaa-889.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueInvalid, match=told):
        read_entry(file)
