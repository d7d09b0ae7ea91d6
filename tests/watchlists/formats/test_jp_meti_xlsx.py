"""Japan's workbook, in small files of its layout; against our transcription where the file is at hand."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from watchlists.catalogue import read_catalogue
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.library import LISTS, load_list
from watchlists.model import NameKind
from watchlists.updates.diff import differences

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
    changes = differences(load_list(METI, LISTS / f"{METI.watchlist.id}.csv").listings, meti(*rows).listings)
    assert (changes.added, changes.removed) == ((), ())
    changed = {change.field for _, found in changes.changed for change in found}
    assert changed == {
        "citation",
        "source_url",
        "names",
    }  # names: notes on repaired rows, wide blanks as blanks
