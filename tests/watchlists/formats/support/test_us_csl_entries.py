"""The US Consolidated Screening List in CSV and JSON: one list of many, each entry naming its own."""

import csv
import io
import json
from pathlib import Path

import pytest

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import PartyType

REAL = Path(__file__).parents[5] / "shared/data/lists/us/csl_sample_watchman.csv"
WATCHLIST = read_entry(CATALOGUE / "us-consolidated-screening-list.toml").watchlist
EL = "Entity List (EL) - Bureau of Industry and Security"
DPL = "Denied Persons List (DPL) - Bureau of Industry and Security"
HEADER = "_id,source,entity_number,type,programs,name,addresses,start_date,end_date,alt_names,nationalities,ids".split(
    ","
)
JSON_ENTRY = {
    "id": "abc",
    "source": EL,
    "entity_number": None,
    "type": None,
    "name": "54th Research Institute",
    "alt_names": ["CETC 54"],
    "addresses": [{"address": "1 Road", "city": "Shijiazhuang", "country": "CN"}],
    "start_date": "2018-08-01",
    "end_date": "",
    "programs": [],
}


def from_csv(*rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return reader_for("us-csl-csv")(text.getvalue().encode(), WATCHLIST)


def from_json(*results):
    return reader_for("us-csl-json")(json.dumps({"results": results}).encode(), WATCHLIST)


def test_both_formats_give_the_same_listing():
    row = {
        "source": EL,
        "name": "54th Research Institute",
        "alt_names": "CETC 54",
        "start_date": "2018-08-01",
    }
    (ours,) = from_csv(row | {"addresses": "1 Road, Shijiazhuang, CN"}).listings
    assert from_json(JSON_ENTRY).listings == (ours,)
    assert (ours.id, ours.country, ours.place) == (
        f"{WATCHLIST.id}:el/54th-research-institute",
        "CN",
        "Shijiazhuang",
    )
    assert ours.remark == f"List: {EL}"


def test_company_numbers_are_read_from_both_formats_and_never_of_a_person():
    row = {
        "source": EL,
        "name": "54th Research Institute",
        "alt_names": "CETC 54",
        "start_date": "2018-08-01",
    }
    ids = "CN, 91110000MA005UCQ5P, Unified Social Credit Code (USCC); example.org, Website"
    (ours,) = from_csv(row | {"addresses": "1 Road, Shijiazhuang, CN", "ids": ids}).listings
    given = [{"type": "Unified Social Credit Code (USCC)", "number": "91110000MA005UCQ5P"}]
    assert from_json(JSON_ENTRY | {"ids": given}).listings == (ours,)
    assert ours.identifiers == (("uscc", "91110000MA005UCQ5P"),)
    (person,) = from_csv(row | {"type": "Individual", "ids": ids}).listings
    assert person.identifiers == ()


def test_an_order_that_ends_counts_until_that_day_only():
    (listing,) = from_csv({"source": DPL, "name": "JON EXAMPLE", "end_date": "2020-10-13"}).listings
    assert listing.listed_to.isoformat() == "2020-10-13"


def test_on_a_list_of_persons_only_what_shows_itself_to_be_a_body_is_one():
    rows = [
        {"source": DPL, "name": name} for name in ("XU ZZYZX", "AL NASER WINGS AIRLINES", "ZZYZX CORPORATION")
    ]
    assert [each.type for each in from_csv(*rows).listings] == [
        PartyType.PERSON,
        PartyType.ORGANISATION,
        PartyType.ORGANISATION,
    ]


def test_nationality_is_never_taken_for_a_country():
    (listing,) = from_csv(
        {"source": DPL, "name": "JON EXAMPLE", "type": "Individual", "nationalities": "SY"}
    ).listings
    assert listing.country == ""


def test_an_unknown_list_type_or_field_is_reported():
    assert from_csv({"source": "New List (NL)", "name": "A Body", "type": "Planet"}).unread == (
        "source 'New List (NL)'",
        "type 'Planet'",
    )
    assert from_json(JSON_ENTRY | {"risk": "high"}).unread == ("field 'risk'",)


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"[]", b'{"error": 1}', b'{"results": [{"name": "A"}]}']
)
def test_what_is_not_the_list_is_refused(content):
    for name in ("us-csl-json", "us-csl-csv"):
        with pytest.raises(NotTheList):
            reader_for(name)(content, WATCHLIST)


def test_the_real_sample_is_read_without_remainder():
    if not REAL.exists():
        pytest.skip("needs the sample of the shared lists, which is not on this machine")
    edition = reader_for("us-csl-csv")(REAL.read_bytes(), WATCHLIST)
    kinds = [listing.type for listing in edition.listings]
    assert (len(kinds), kinds.count(PartyType.PERSON), kinds.count(PartyType.OTHER)) == (115, 40, 2)
    assert edition.unread == ()
    by_name = {listing.name: listing for listing in edition.listings}
    assert by_name["Guangdong University of Technology"].country == "CN"
    assert by_name["Gunther Kohlke"].type is PartyType.PERSON


def from_list(list_id, *rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, [*HEADER, "federal_register_notice"], restval="")
    writer.writeheader()
    writer.writerows(rows)
    entry = read_entry(CATALOGUE / f"{list_id}.toml")
    return reader_for(entry.source.reader)(text.getvalue().encode(), entry.watchlist)


def test_one_list_is_taken_out_of_the_joint_file_with_the_keys_of_our_transcription():
    edition = from_list(
        "us-bis-entity-list",
        {"source": EL, "name": "Harbin Institute of Technology", "addresses": "92 Road, Harbin, CN"},
        {"source": DPL, "name": "JON EXAMPLE"},
    )
    (listing,) = edition.listings
    assert listing.id == "us-bis-entity-list:cn/harbin-institute-of-technology"
    assert (listing.country, listing.place) == ("CN", "Harbin")
    assert any(each.startswith("decision on") for each in edition.unread)


def test_a_joint_file_without_entries_of_the_list_is_not_that_list():
    with pytest.raises(NotTheList, match="Military End-User"):
        from_list("us-bis-meu", {"source": EL, "name": "Harbin Institute of Technology"})


def test_a_home_address_printed_among_a_persons_aliases_is_left_out():
    aliases = "Sergey Yevgenyevich Klinov, 26 General Belov St Office 415, Moscow; and 26 Generala Belova Street, Moscow"
    row = {"source": EL, "name": "Sergei Evgenevich Klinov", "alt_names": aliases}
    for edition in (from_csv(row), from_list("us-bis-entity-list", row)):
        assert [name.text for name in edition.listings[0].names] == [
            "Sergei Evgenevich Klinov",
            "Sergey Yevgenyevich Klinov",
        ]
        assert edition.listings[0].type is PartyType.PERSON
