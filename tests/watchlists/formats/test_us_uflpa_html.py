"""The UFLPA page, in small files of its layout; against our transcription where the file is at hand."""

import pytest

from watchlists.catalogue import read_catalogue
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.library import LISTS, load_list
from watchlists.model import NameKind
from watchlists.updates.diff import differences

CATALOGUE = read_catalogue()
METI, UFLPA = CATALOGUE["jp-meti-end-user-list"], CATALOGUE["us-dhs-uflpa"]


def uflpa(*cells, section="2(d)(2)(B)(ii)", header="Name of Entity"):
    rows = "".join(f"<tr><td>{cell}</td><td>June 12, 2023</td></tr>" for cell in cells)
    page = (
        f"<html><p><strong>A list of parties</strong> <a>section {section}</a></p><table class='usa-table'>"
        f"<tr><th>{header}</th><th>Effective Date</th></tr>{rows}</table></html>"
    )
    return page.encode()


def read_uflpa(page):
    return reader_for("us-uflpa-html")(page, UFLPA.watchlist)


def texts(listing, kind):
    return [name.text for name in listing.names if name.kind is kind]


def test_aliases_are_read_out_of_the_cell_in_each_of_the_ways_they_are_printed():
    edition = read_uflpa(
        uflpa(
            "Example Apparel Co., Ltd. (and one alias: Example Garment)",
            "Second Example Co., Ltd. (including two aliases: Alpha Trade and Industry Co., Ltd; and Beta)",
            "Third Example Co., Ltd. (including two aliases: Gamma Textile and Delta Textile)",
            "Fourth Example Corps (formerly known as Old Example Corps) and its subordinate and affiliated entities",
        )
    )
    assert [listing.name for listing in edition.listings] == [
        "Example Apparel Co., Ltd.",
        "Second Example Co., Ltd.",
        "Third Example Co., Ltd.",
        "Fourth Example Corps",
    ]
    garment, trade, textile, corps = edition.listings
    assert texts(garment, NameKind.ALIAS) == ["Example Garment"]
    assert "Alpha Trade and Industry Co., Ltd" in texts(trade, NameKind.ALIAS)
    assert texts(textile, NameKind.ALIAS) == ["Gamma Textile", "Delta Textile"]
    assert texts(corps, NameKind.FORMER) == ["Old Example Corps"]
    assert not [line for line in edition.unread if not line.startswith("decision on")]


def test_subsidiaries_that_are_named_stand_under_the_party_they_are_printed_with():
    cell = (
        "Example Corporation and its three Zhuhai-based subsidiaries, which include Zhuhai One Co., Ltd, Zhuhai Two "
        "Co., Ltd., and Zhuhai Three"
    )
    parent, *under = read_uflpa(uflpa(cell)).listings
    assert parent.name == "Example Corporation"
    assert [each.name for each in under] == ["Zhuhai One Co., Ltd", "Zhuhai Two Co., Ltd.", "Zhuhai Three"]
    assert {each.parent for each in under} == {"Example Corporation"}


def test_a_party_on_two_of_its_lists_is_one_listing_that_cites_both():
    page = uflpa("Example Co., Ltd.", section="2(d)(2)(B)(v)") + uflpa(
        "Example Co., Ltd.", header="Entity Name"
    )
    (listing,) = read_uflpa(page).listings
    assert listing.citation == "Sec. 2(d)(2)(B)(ii), Sec. 2(d)(2)(B)(v), Pub. L. 117-78"
    assert listing.listed_from.isoformat() == "2023-06-12"


def test_a_number_of_aliases_that_does_not_fit_is_reported_and_a_page_without_parties_refused():
    edition = read_uflpa(uflpa("Example Co., Ltd. (including three aliases: Alpha; and Beta)"))
    assert any(line.startswith("aliases") for line in edition.unread)
    with pytest.raises(NotTheList):
        read_uflpa(b"<html><table><tr><th>Name</th></tr><tr><td>x</td></tr></table></html>")


def test_the_page_of_the_edition_we_transcribed_says_what_we_ship():
    shipped = load_list(UFLPA, LISTS / f"{UFLPA.watchlist.id}.csv").listings
    cells: dict[str, list[str]] = {}
    for listing in shipped:
        for section in (
            listing.citation.removesuffix(", Pub. L. 117-78").removeprefix("Sec. ").split(", Sec. ")
        ):
            cells.setdefault(section, []).append(listing.name)
    page = b"".join(uflpa(*names, section=section) for section, names in cells.items())
    changes = differences(shipped, read_uflpa(page).listings)
    assert (changes.added, changes.removed) == ((), ())
    assert {change.field for _, found in changes.changed for change in found} <= {"names", "listed_from"}
