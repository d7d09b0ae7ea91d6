"""New Zealand's and Australia's workbooks, Taiwan's CSV and FollowTheMoney lines, in small files of their layout."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import Workbook

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.model import NameKind, PartyType, Status
from watchlists.readers import reader_for

WATCHLIST = replace(
    read_entry(CATALOGUE / "un-sc-consolidated.toml").watchlist,
    id="list",
    official_url="https://example.org/list",
)
NZ = "Type|Unique Identifier|First name|Middle name(s)|Last name|Title|Alias/Alternate Spellings|Address|DOB|Citizenship|Passport Number|Date of Sanction|Sanction Status|Asset Freeze"
AU = "Reference|Name of Individual or Entity|Type|Name Type|Alias Strength|Date of Birth|Citizenship|Address|Committees|Control Date|Instrument of Designation"
TW = "項次item|名稱name|別名alias|地址address|護照號碼ID Number|國家代碼country code"


def sheet(header, *rows, notes=()):
    book = Workbook()
    book.active.append(["This register is published for information."])
    data = book.create_sheet("Register")
    for line in (*notes, header.split("|"), *rows):
        data.append(list(line))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def nz(*rows, header=NZ):
    return reader_for("nz-russia-xlsx")(sheet(header, *rows, notes=[["Title"], []]), WATCHLIST)


def au(*rows):
    return reader_for("au-dfat-xlsx")(sheet(AU, *rows), WATCHLIST)


def tw(*rows):
    text = io.StringIO()
    csv.writer(text).writerows([TW.split("|"), *rows])
    return reader_for("tw-shtc-csv")(text.getvalue().encode("utf-8-sig"), WATCHLIST)


def ftm(*bodies):
    return reader_for("ftm-json")("\n".join(json.dumps(body) for body in bodies).encode(), WATCHLIST)


def body(schema, **properties):
    return {"id": "NK-1", "schema": schema, "datasets": ["ua_example"], "properties": properties}


NZ_BODY = (
    "Entity",
    "ENT1",
    "Institute of Examples",
    "",
    "",
    "",
    "IoE Works; НИИ Примеров",
    "1 Road, Moscow, Russia",
    "",
    "",
    "",
    datetime(2022, 3, 18),
    "Sanctioned",
    "Yes",
)
NZ_PERSON = (
    "individual",
    "IND1",
    "Jon",
    "Q",
    "Example",
    "Colonel",
    "",
    "",
    "15/02/1971",
    "Ruritania",
    "P-77",
    "18/03/2022",
    "Sanctioned",
    "Yes",
)


def test_new_zealands_bodies_keep_names_country_and_day():
    listing, _ = nz(NZ_BODY, NZ_PERSON).listings
    assert [(name.text, name.kind) for name in listing.names] == [
        ("Institute of Examples", NameKind.PRIMARY),
        ("IoE Works", NameKind.ALIAS),
        ("НИИ Примеров", NameKind.NATIVE),
    ]
    assert (listing.id, listing.country, str(listing.listed_from)) == ("list:ent1", "RU", "2022-03-18")


def test_of_new_zealands_persons_neither_title_citizenship_nor_passport_is_kept():
    edition = nz(NZ_BODY, NZ_PERSON)
    person = edition.listings[1]
    assert (person.name, person.type, person.birth_year) == ("Jon Q Example", PartyType.PERSON, "1971")
    assert str(person.listed_from) == "2022-03-18"
    assert not any(word in repr(person) for word in ("Colonel", "Ruritania", "P-77"))
    assert edition.unread == ()


def test_goods_and_totals_of_new_zealands_register_are_no_parties():
    assert (
        nz(("Asset", "A1", "Vodka") + ("",) * 11, ("Total", "") + ("",) * 12, NZ_BODY).listings[0].id
        == "list:ent1"
    )


def test_a_revoked_sanction_is_history():
    lapsed = (*NZ_BODY[:12], "Revoked", "No")
    assert nz(lapsed).listings[0].status is Status.LIFTED


def test_new_zealands_unknown_column_status_or_type_is_reported():
    odd = ("Drone", *NZ_BODY[1:12], "Paused", "Yes", "x")
    assert nz(odd, header=NZ + "|Mood").unread == ("field 'Mood'", "Type 'Drone'", "Sanction Status 'Paused'")


def test_a_renamed_column_refuses_the_register():
    with pytest.raises(NotTheList, match="Unique Identifier"):
        nz(NZ_BODY, header=NZ.replace("Unique Identifier", "Key"))


@pytest.mark.parametrize("reader", ["nz-russia-xlsx", "au-dfat-xlsx"])
def test_an_error_page_or_a_cut_workbook_is_refused(reader):
    for content in (b"<html>Sorry</html>", b"", sheet(NZ, NZ_BODY)[:2000]):
        with pytest.raises(NotTheList):
            reader_for(reader)(content, WATCHLIST)


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
    assert (person.birth_year, person.country, person.citation) == ("1961 1962", "", "Instrument 2022")
    assert edition.unread == ()


def test_a_number_that_australia_used_twice_by_mistake_makes_two_parties():
    row = ("Entity", "Primary Name", "", "", "", "", "1737 (Iran)", "17/01/2016", "")
    listings = au(
        (101, "First Works", *row), (102, "Second Works", *row), (101, "Third Works", *row)
    ).listings
    assert [listing.name for listing in listings] == ["First Works", "Second Works", "Third Works"]
    assert len({listing.id for listing in listings}) == 3


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


def test_followthemoney_targets_are_read_and_what_describes_them_is_not():
    edition = ftm(
        body("Company", name=["Institute of Examples", "НИИ Примеров"], weakAlias=["Examples"], country=["ru", "suhh"], uscCode=["91110108MA01ABCD2X"]),
        body("Person", name=["Jon Example"], birthDate=["1971-02-15"], nationality=["ru"], passportNumber=["P-77"]) | {"id": "Q7"},
        body("Sanction", reason=["Because"]) | {"id": "s-1"},
    )  # fmt: skip
    company, person = edition.listings
    assert [name.kind for name in company.names] == [NameKind.PRIMARY, NameKind.NATIVE, NameKind.WEAK_ALIAS]
    assert (company.id, company.country, company.identifiers) == (
        "list:nk-1",
        "RU",
        (("uscc", "91110108MA01ABCD2X"), ("ftm", "NK-1"), ("ftm-schema", "Company")),
    )
    assert (person.birth_year, person.country) == ("1971", "")
    assert "P-77" not in repr(person)
    assert edition.unread == ()


def test_no_file_takes_an_id_of_ours_for_its_entity():
    (company,) = ftm(
        body("Company", name=["A Works"]) | {"id": "us-ofac-sdn:1", "referents": ["x:2", "y"]}
    ).listings
    assert company.identifiers == (("ftm-schema", "Company"), ("ftm-referent", "y"))


def test_an_unknown_schema_or_property_is_reported_and_a_broken_line_refuses_the_whole():
    assert ftm(body("Company", name=["A Works"], aura=["x"]), body("Wizard", name=["B"])).unread == (
        "field 'aura'",
        "schema 'Wizard'",
    )
    with pytest.raises(NotTheList, match="Line 2"):
        reader_for("ftm-json")(json.dumps(body("Company", name=["A"])).encode() + b'\n{"id": ', WATCHLIST)
