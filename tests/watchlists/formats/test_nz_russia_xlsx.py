"""New Zealand's workbook, in small files of its layout."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import Workbook

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import Measure, NameKind, PartyType, Status

WATCHLIST = replace(
    read_entry(CATALOGUE / "un-sc-consolidated.toml").watchlist,
    id="list",
    official_url="https://example.org/list",
)
NZ = "Type|Unique Identifier|First name|Middle name(s)|Last name|Title|Alias/Alternate Spellings|Address|DOB|Citizenship|Passport Number|Date of Sanction|Sanction Status|Asset Freeze"


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
    assert (person.name, person.type, person.birth_date) == ("Jon Q Example", PartyType.PERSON, "1971-02-15")
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


def test_an_error_page_or_a_cut_workbook_is_refused():
    for content in (b"<html>Sorry</html>", b"", sheet(NZ, NZ_BODY)[:2000]):
        with pytest.raises(NotTheList):
            reader_for("nz-russia-xlsx")(content, WATCHLIST)


def test_each_column_of_a_measure_is_read():
    header = f"{NZ}|Dealing with Securities|Service Prohibition"
    edition = nz(
        (*NZ_BODY, "No", "Yes"), (*NZ_BODY[:1], "ENT2", *NZ_BODY[2:13], "No", "Yes", "perhaps"), header=header
    )
    assert [each.measures for each in edition.listings] == [
        (Measure.ASSET_FREEZE, Measure.SERVICES_BAN),
        (Measure.FINANCIAL_RESTRICTION,),
    ]
    assert edition.unread == ("Service Prohibition 'perhaps'",)
