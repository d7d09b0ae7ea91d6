from dataclasses import replace
from datetime import date, timedelta

import pytest

from watchlists.errors import CatalogueInvalid, MalformedListing, UnknownWatchlist
from watchlists.library import load_library, stale
from watchlists.listing_file import COLUMNS

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
    assert not stale(loaded.snapshot, loaded.watchlist, limit)
    assert stale(loaded.snapshot, loaded.watchlist, limit + timedelta(days=1))
    assert not stale(replace(loaded.snapshot, edition_date=limit), loaded.watchlist, date(2025, 1, 1))
