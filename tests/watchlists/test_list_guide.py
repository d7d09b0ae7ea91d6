"""The guide to the lists says what the catalogue says, of every list, and of every reader what it was proved on."""

from pathlib import Path

from watchlists.catalogue import read_catalogue
from watchlists.formats import reader_names
from watchlists.list_guide import guide, guide_rows

PAGE = Path(__file__).parents[2] / "docs" / "lists.md"


def test_the_page_is_what_the_catalogue_gives():
    assert PAGE.read_text(encoding="utf-8") == guide()


def test_the_page_names_every_list_with_its_licence():
    page = guide()
    for list_id, entry in read_catalogue().items():
        assert f"`{list_id}`" in page
        assert entry.watchlist.licence in page


def test_of_every_reader_it_is_said_what_it_was_proved_on():
    assert {row["reader"] for row in guide_rows("readers")} == set(reader_names())
    assert {row["proof"] for row in guide_rows("readers")} == {"real", "layout"}


def test_every_list_that_is_not_read_is_named_with_the_reason():
    assert all(row["list"] and row["publisher"] and row["why"].endswith(".") for row in guide_rows("gaps"))
