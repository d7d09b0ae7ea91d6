"""Taiwan's CSV, in small files of its layout."""

import csv
import io
from dataclasses import replace

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.formats import reader_for
from watchlists.model import PartyType

WATCHLIST = replace(
    read_entry(CATALOGUE / "un-sc-consolidated.toml").watchlist,
    id="list",
    official_url="https://example.org/list",
)
TW = "項次item|名稱name|別名alias|地址address|護照號碼ID Number|國家代碼country code"


def tw(*rows):
    text = io.StringIO()
    csv.writer(text).writerows([TW.split("|"), *rows])
    return reader_for("tw-shtc-csv")(text.getvalue().encode("utf-8-sig"), WATCHLIST)


def test_taiwans_names_are_split_at_semicolons_of_either_width():
    edition = tw(
        (
            "1",
            "Example Technology Co., Ltd.; 簡體中文：示例科技有限公司",
            "ETC；Example Tech Group",
            "1 Road",
            "",
            "CN;HK",
        ),
        ("2", "", "", "", "", ""),
        ("3", "Jon Ivanov（永久參考號：QDi.999）", "", "", "P-77", ""),
    )
    company, person = edition.listings
    assert [name.text for name in company.names] == [
        "Example Technology Co., Ltd.",
        "示例科技有限公司",
        "ETC",
        "Example Tech Group",
    ]
    assert (company.country, company.type) == ("CN HK", PartyType.ORGANISATION)
    assert (person.name, person.identifiers) == ("Jon Ivanov", (("un", "QDi.999"),))
    assert "P-77" not in repr(person)
    assert edition.unread == ()
