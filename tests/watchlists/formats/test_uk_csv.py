"""The UK's CSV: one party from many rows, persons held to what we may hold, ships never parties."""

import csv
import io

import pytest

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import Measure, NameKind, PartyType

WATCHLIST = read_entry(CATALOGUE / "uk-sanctions-list.toml").watchlist
HEADER = (
    "Last Updated|Unique ID|OFSI Group ID|UN Reference Number|Name 6|Name 1|Name 2|Name 3|Name 4|Name 5|Name type|"
    "Alias strength|Title|Name non-latin script|Regime Name|Designation Type|Sanctions Imposed|Address Line 6|"
    "Address Country|Date Designated|D.O.B|Nationality(/ies)|Passport number|Business registration number (s)"
).split("|")


def row(key, name, **more):
    base = {"Unique ID": key, "Name 6": name, "Name type": "Primary Name", "Regime Name": "Russia"}
    return base | {"Date Designated": "15/05/2023", "Designation Type": "Entity"} | more


def read(*rows, header=HEADER, first="Report Date: 21-Sep-2026"):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([first])
    writer.writerow(header)
    writer.writerows([each.get(name, "") for name in header] for each in rows)
    return reader_for("uk-csv")(text.getvalue().encode("utf-8-sig"), WATCHLIST)


def test_rows_with_one_id_are_one_party_and_the_primary_name_stands_first():
    edition = read(
        row("RUS0001", "NIIP", **{"Name type": "Alias"}),
        row("RUS0001", "Research Institute of Examples", **{"Address Country": "Russia"}),
        row("RUS0001", "", **{"Name non-latin script": "НИИ Примеров", "Address Line 6": "Moscow"}),
    )
    (listing,) = edition.listings
    assert [(name.text, name.kind) for name in listing.names] == [
        ("Research Institute of Examples", NameKind.PRIMARY),
        ("NIIP", NameKind.ACRONYM),
        ("НИИ Примеров", NameKind.NATIVE),
    ]
    assert (listing.country, listing.place, str(listing.listed_from)) == ("RU", "Moscow", "2023-05-15")
    assert listing.citation == "The Russia (Sanctions) (EU Exit) Regulations 2019"
    assert (edition.edition, str(edition.edition_date), edition.unread) == ("2026-09-21", "2026-09-21", ())


def test_company_numbers_are_kept_by_scheme_and_a_person_has_none():
    printed = {
        "Business registration number (s)": "(1) INN 7707083893 (2) 1027700132195",
        "Address Country": "Russia",
    }
    body, person = read(
        row("RUS0003", "Bank of Examples", **printed),
        row("RUS0004", "EXAMPLE", **printed, **{"Designation Type": "Individual"}),
    ).listings
    assert body.identifiers == (("uk", "RUS0003"), ("inn", "7707083893"), ("ogrn", "1027700132195"))
    assert person.identifiers == (("uk", "RUS0004"),)


def test_of_a_person_neither_nationality_nor_passport_is_kept():
    private = {"Nationality(/ies)": "Ruritania", "Passport number": "P-77", "Address Line 6": "Strelsau"}
    (listing,) = read(
        row(
            "RUS0002",
            "EXAMPLE",
            **{"Name 1": "Ivan", "Designation Type": "Individual", "D.O.B": "dd/mm/1961"} | private,
        )
    ).listings
    assert (listing.name, listing.type, listing.birth_date) == ("Ivan EXAMPLE", PartyType.PERSON, "1961")
    assert not any(value in repr(listing) for value in private.values())


def test_a_ship_is_kept_and_is_no_party():
    (listing,) = read(row("RUS0003", "OCEAN STAR", **{"Designation Type": "Ship"})).listings
    assert listing.type is PartyType.OTHER


def test_a_low_alias_strength_makes_a_weak_alias():
    (listing,) = read(
        row("RUS0004", "Northwind Trading"),
        row("RUS0004", "Wind of the North", **{"Name type": "Alias", "Alias strength": "Low"}),
    ).listings
    assert listing.names[1].kind is NameKind.WEAK_ALIAS


def test_the_older_name_of_the_type_column_is_read_too():
    header = [name.replace("Designation Type", "Individual, Entity, Ship") for name in HEADER]
    (listing,) = read(
        row("RUS0005", "Some Body", **{"Individual, Entity, Ship": "Entity"}), header=header
    ).listings
    assert listing.type is PartyType.ORGANISATION


def test_an_unknown_type_or_column_is_reported():
    odd = row("RUS0006", "Some Body", **{"Designation Type": "Aircraft", "Vibe": "odd"})
    assert read(odd, header=[*HEADER, "Vibe"]).unread == ("field 'Vibe'", "Designation Type 'Aircraft'")


def test_a_renamed_column_or_a_cut_row_refuses_the_whole_list():
    with pytest.raises(NotTheList, match="header"):
        read(row("RUS0001", "A"), header=[name.replace("Name 6", "Family name") for name in HEADER])
    whole = ",".join(HEADER) + "\n" + "x," * len(HEADER)
    with pytest.raises(NotTheList, match="cells"):
        reader_for("uk-csv")(whole.encode(), WATCHLIST)


def test_what_sanctions_are_imposed_is_read_and_an_unknown_one_is_reported():
    imposed = {
        "Sanctions Imposed": "Travel Ban|Asset freeze|Director Disqualification Sanction|Ban on smiling"
    }
    edition = read(row("RUS0005", "Northwind Trading", **imposed))
    assert edition.listings[0].measures == (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)
    assert edition.unread == ("Sanctions Imposed 'ban on smiling'",)
