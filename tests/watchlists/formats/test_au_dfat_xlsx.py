"""Australia's workbook, in small files of its layout."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import Workbook

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import Measure, NameKind

WATCHLIST = replace(
    read_entry(CATALOGUE / "un-sc-consolidated.toml").watchlist,
    id="list",
    official_url="https://example.org/list",
)
AU = "Reference|Name of Individual or Entity|Type|Name Type|Alias Strength|Date of Birth|Citizenship|Address|Committees|Control Date|Instrument of Designation"


def sheet(header, *rows, notes=()):
    book = Workbook()
    book.active.append(["This register is published for information."])
    data = book.create_sheet("Register")
    for line in (*notes, header.split("|"), *rows):
        data.append(list(line))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def au(*rows):
    return reader_for("au-dfat-xlsx")(sheet(AU, *rows), WATCHLIST)


def test_an_error_page_or_a_cut_workbook_is_refused():
    for content in (b"<html>Sorry</html>", b"", sheet(AU, AU.split("|"))[:2000]):
        with pytest.raises(NotTheList):
            reader_for("au-dfat-xlsx")(content, WATCHLIST)


def test_australias_rows_of_one_number_are_one_party():
    edition = au(
        (101, "Example Trading", "Entity", "Primary Name", "", "", "", "Tehran, Iran", "1737 (Iran)", datetime(2016, 1, 17), ""),
        ("101a", "Example Bazargani", "Entity", "aka", "Weak", "", "", "", "1737 (Iran)", datetime(2016, 1, 17), ""),
        (102, "Jon EXAMPLE", "Individual", "Primary Name", "", "a) 1 Feb. 1961, b) 1962", "Ruritanian", "", "Autonomous (Russia)", "18/03/2022", "Instrument 2022"),
        ("101b", "نمونه", "Entity", "Original Script", "", "", "", "", "1737 (Iran)", datetime(2016, 1, 17), ""),
    )  # fmt: skip
    trading, person = edition.listings
    assert [name.kind for name in trading.names] == [NameKind.PRIMARY, NameKind.WEAK_ALIAS, NameKind.NATIVE]
    assert (trading.id, trading.country, str(trading.listed_from)) == ("list:101", "IR", "2016-01-17")
    assert (person.birth_date, person.country, person.citation) == ("1961-02-01 1962", "", "Instrument 2022")
    assert edition.unread == ()


def test_a_number_that_australia_used_twice_by_mistake_makes_two_parties():
    row = ("Entity", "Primary Name", "", "", "", "", "1737 (Iran)", "17/01/2016", "")
    listings = au(
        (101, "First Works", *row), (102, "Second Works", *row), (101, "Third Works", *row)
    ).listings
    assert [listing.name for listing in listings] == ["First Works", "Second Works", "Third Works"]
    assert len({listing.id for listing in listings}) == 3


def test_each_column_of_a_measure_is_read():
    header = f"{AU}|Targeted Financial Sanction|Travel Ban|Arms Embargo"
    row = (101, "Example Trading", "Entity", "Primary Name", "", "", "", "", "1737 (Iran)", "17/01/2016", "")
    edition = reader_for("au-dfat-xlsx")(sheet(header, (*row, True, False, "perhaps")), WATCHLIST)
    assert edition.listings[0].measures == (Measure.ASSET_FREEZE,)
    assert edition.unread == ("Arms Embargo 'perhaps'",)
