"""Before an edition comes into force, screening finds what is on it."""

from datetime import date

from screening.link.reading_effort import Work
from screening.smoke_test import canaries, missing_canaries
from watchlists.library import LoadedList
from watchlists.model import Guards, ListedName, Listing, NameKind, PartyType, Snapshot, Watchlist

SNAPSHOT = Snapshot("x", "1", date(2026, 1, 1), "0" * 64, 1, 1)
CITIES = ("Harbin", "Xi'an", "Nanjing", "Wuhan", "Chengdu", "Lanzhou", "Hefei", "Jinan", "Dalian", "Tianjin")


def loaded(kind, canary=""):
    guards = Guards(1, canaries=(canary,) if canary else ())
    watchlist = Watchlist("x", "X", "P", "US", "", "", "", "", 90, "government", "", "", True, guards)
    listings = tuple(
        Listing(f"x:{n}", "x", (ListedName(f"{city} Rotor Design Bureau", kind),), PartyType.ORGANISATION)
        for n, city in enumerate(CITIES)
    )
    return LoadedList(watchlist, SNAPSHOT, listings)


def test_the_names_of_a_healthy_edition_are_found():
    assert missing_canaries(loaded(NameKind.PRIMARY)) == ()


def test_an_edition_whose_names_were_all_read_as_fragments_is_not_found():
    assert len(missing_canaries(loaded(NameKind.FRAGMENT))) == len(CITIES)


def test_the_catalogues_own_canaries_come_first():
    wanted = "Jinan Rotor Design Bureau"
    assert canaries(loaded(NameKind.PRIMARY, wanted))[0].name == wanted


def test_names_too_long_to_be_screened_are_not_found(monkeypatch):
    monkeypatch.setattr("screening.link.text_linker.Work", lambda tick: Work(tick, most=1))
    assert len(missing_canaries(loaded(NameKind.PRIMARY))) == len(CITIES)
