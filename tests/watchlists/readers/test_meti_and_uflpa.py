"""Japan's workbook and the UFLPA page, in small files of their layout; against our transcriptions where files are at hand."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from watchlists.catalogue import read_catalogue
from watchlists.errors import NotTheList
from watchlists.keeping.differences import differences
from watchlists.library import load_library
from watchlists.model import NameKind
from watchlists.readers import reader_for

CATALOGUE = read_catalogue()
METI, UFLPA = CATALOGUE["jp-meti-end-user-list"], CATALOGUE["us-dhs-uflpa"]
TABLE = Path(__file__).parents[4] / "shared/data/lists/jp/meti_foreign_end_user_list_2025-09-29_cleaned.csv"
HEADER = (
    "No.",
    "国名、地域名\nCountry or Region",
    "企業名､組織名\nCompany or Organization",
    "別名\nAlso Known As",
    "懸念区分\nType of WMD",
    "通常兵器\nConventional Weapons",
)


def workbook(*rows, header=HEADER):
    book = Workbook()
    book.active.title = "ユーザーリスト"
    for row in (header, *rows):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def meti(*rows, **facts):
    return reader_for("jp-meti-xlsx")(workbook(*rows, **facts), METI.watchlist)


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


def test_a_user_has_its_country_names_and_concern():
    edition = meti(
        (
            1,
            "中華人民共和国\nPeople's Republic of China",
            "Example Works（EXW） (例示工場)",
            "・Sample Works\n・第六工場",
            "ミサイル、核\nM,N",
            "CW",
        ),
        (2, "イラン\nIslamic Republic of Iran", "Second Example Company", None, "核\nN", None),
    )
    first, second = edition.listings
    assert (first.country, second.country) == ("CN", "IR")
    assert first.name == "Example Works（EXW） (例示工場)"
    assert texts(first, NameKind.NATIVE) == ["例示工場", "第六工場"]
    assert "Sample Works" in texts(first, NameKind.ALIAS)
    assert first.remark == "Concern: missile, nuclear, conventional weapons"
    assert second.remark == "Concern: nuclear"
    assert edition.unread == ()


def test_a_header_in_one_language_is_known_and_another_column_is_reported():
    edition = meti(
        (1, "Islamic Republic of Iran", "Example Company", "", "N", "", "x"),
        header=("No.", "国名、地域名", "企業名、組織名", "別名", "懸念区分", "通常兵器", "備考"),
    )
    assert edition.unread == ("field '備考'",)


def test_another_workbook_is_not_japans_list():
    with pytest.raises(NotTheList, match="No sheet has the columns"):
        meti((1, "x"), header=("No.", "品目"))


def test_the_workbook_of_the_edition_we_transcribed_says_what_we_ship():
    if not TABLE.exists():
        pytest.skip(f"{TABLE} is not at hand")
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [
            (
                int(row["list_no"]),
                f"国\n{row['country']}",
                row["name"],
                "\n".join(f"・{alias}" for alias in row["aliases"].split("; ") if alias),
                row["wmd_concern"].split(";")[0] if "大量" in row["wmd_concern"] else "",
                "CW" if "通常兵器" in row["wmd_concern"] else "",
            )
            for row in csv.DictReader(file)
        ]
    changes = differences(load_library()[METI.watchlist.id].listings, meti(*rows).listings)
    assert (changes.added, changes.removed) == ((), ())
    changed = {change.field for _, found in changes.changed for change in found}
    assert changed == {
        "citation",
        "source_url",
        "names",
    }  # names: notes on repaired rows, wide blanks as blanks


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
    shipped = load_library()[UFLPA.watchlist.id].listings
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
