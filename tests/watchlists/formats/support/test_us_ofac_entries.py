"""OFAC in its old CSV and its current XML: the same party becomes the same listing."""

import io
import zipfile
from pathlib import Path

import pytest

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import NameKind, PartyType

REAL = Path(__file__).parents[5] / "shared/data/lists/us"
WATCHLIST = read_entry(CATALOGUE / "us-ofac-sdn.toml").watchlist
NOTHING = ",-0- " * 7
SDN = (
    f'36,"EXAMPLE AEROSPACE INSTITUTE",-0- ,"NPWMD] [IFSR",-0- {NOTHING.removesuffix(",-0- ")},'
    '"Unified Social Credit Code (USCC) 91110000MA005UCQ5P (China); Linked To: MOTHER CORPORATION."\r\n'
    f'37,"DOE, Jon","individual","SDGT",-0- {NOTHING.removesuffix(",-0- ")},"DOB 10 Dec 1948; alt. DOB 1950; a.k.a. \'Lefty\'."\r\n'
    f'38,"SEA HORSE","vessel","IRAN",-0- {NOTHING}\r\n\x1a\r\n'
)
ALT = '36,12,"fka","OLD AEROSPACE INSTITUTE",-0- \r\n'
ADD = '36,25,"1 Road","Tehran 11365","Iran",-0- \r\n37,26,"1 Lane","Gaza","Region: Gaza",-0- \r\n'
XML = """<?xml version="1.0"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
<publshInformation><Publish_Date>09/23/2026</Publish_Date><Record_Count>2</Record_Count></publshInformation>
<sdnEntry><uid>36</uid><lastName>EXAMPLE AEROSPACE INSTITUTE</lastName><sdnType>Entity</sdnType>
<remarks>(Linked To: MOTHER CORPORATION)</remarks>
<programList><program>NPWMD</program><program>IFSR</program></programList>
<idList><id><uid>1</uid><idType>Unified Social Credit Code (USCC)</idType><idNumber>91110000MA005UCQ5P</idNumber></id></idList>
<akaList><aka><uid>2</uid><type>f.k.a.</type><category>strong</category><lastName>OLD AEROSPACE INSTITUTE</lastName></aka></akaList>
<addressList><address><uid>25</uid><city>Tehran</city><country>Iran</country></address></addressList></sdnEntry>
<sdnEntry><uid>37</uid><firstName>Jon</firstName><lastName>DOE</lastName><title>Colonel</title><sdnType>Individual</sdnType>
<programList><program>SDGT</program></programList>
<akaList><aka><uid>3</uid><type>a.k.a.</type><category>weak</category><lastName>Lefty</lastName></aka></akaList>
<nationalityList><nationality><uid>4</uid><country>Ruritania</country></nationality></nationalityList>
<addressList><address><uid>26</uid><city>Gaza</city><country>Region: Gaza</country></address></addressList>
<dateOfBirthList><dateOfBirthItem><uid>5</uid><dateOfBirth>10 Dec 1948</dateOfBirth></dateOfBirthItem>
<dateOfBirthItem><uid>6</uid><dateOfBirth>1950</dateOfBirth></dateOfBirthItem></dateOfBirthList></sdnEntry>
</sdnList>"""


def zipped(**parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in parts.items():
            archive.writestr(f"{name}.csv", text)
    return held.getvalue()


def from_csv(**changed):
    return reader_for("us-ofac-csv")(zipped(**({"sdn": SDN, "alt": ALT, "add": ADD} | changed)), WATCHLIST)


def from_xml(text=XML):
    return reader_for("us-ofac-xml")(text.encode(), WATCHLIST)


def facts(listing):
    named = [(name.text, name.kind) for name in listing.names]
    return (
        listing.id,
        named,
        listing.country,
        listing.place,
        listing.identifiers,
        listing.birth_date,
        listing.parent,
    )


def test_both_formats_say_the_same_of_a_party():
    assert [facts(each) for each in from_csv().listings[:2]] == [facts(each) for each in from_xml().listings]


def test_a_body_keeps_its_former_name_place_number_and_the_body_it_is_linked_to():
    institute = from_xml().listings[0]
    assert institute.names[1].kind is NameKind.FORMER
    assert (institute.country, institute.place, institute.parent) == ("IR", "Tehran", "MOTHER CORPORATION")
    assert institute.identifiers == (("uscc", "91110000MA005UCQ5P"),)
    assert institute.citation == "OFAC program NPWMD, IFSR"


def test_of_a_person_only_names_dates_of_birth_and_country_are_kept():
    for edition in (from_csv(), from_xml()):
        person = edition.listings[1]
        assert (person.type, person.birth_date, person.country) == (PartyType.PERSON, "1948-12-10 1950", "PS")
        assert person.names[1].kind is NameKind.WEAK_ALIAS
        assert not any(word in repr(person) for word in ("Colonel", "Ruritania", "Lane", "place='Gaza"))
        assert edition.unread == ()


def test_a_vessel_is_no_party():
    assert from_csv().listings[2].type is PartyType.OTHER


def test_the_xml_is_dated_and_counted_by_its_publisher():
    assert str(from_xml().edition_date) == "2026-09-23"
    with pytest.raises(NotTheList, match="announces 3"):
        from_xml(XML.replace("<Record_Count>2", "<Record_Count>3"))


@pytest.mark.parametrize("changed", [{"alt": '36,12,"aka"\r\n'}, {"sdn": '1,"CUT'}])
def test_a_cut_line_refuses_the_whole_list(changed):
    with pytest.raises(NotTheList):
        from_csv(**changed)


def test_a_zip_without_the_three_files_is_refused():
    for content in (zipped(sdn=SDN, alt=ALT), b"PK\x03\x04 broken", b"<html>"):
        with pytest.raises(NotTheList):
            reader_for("us-ofac-csv")(content, WATCHLIST)


def test_the_real_files_are_read_without_remainder():
    if not REAL.exists():
        pytest.skip("needs OFAC's files of the shared lists, which are not on this machine")
    parts = {part: (REAL / f"ofac_bench_{part}.csv").read_bytes() for part in ("sdn", "alt", "add")}
    edition = reader_for("us-ofac-csv")(zipped(**parts), WATCHLIST)
    kinds = [listing.type for listing in edition.listings]
    assert [kinds.count(kind) for kind in PartyType] == [3673, 4620, 0, 683]
    assert edition.unread == ()
    cuba = next(listing for listing in edition.listings if listing.name == "BANCO NACIONAL DE CUBA")
    assert {"BNC", "NATIONAL BANK OF CUBA"} <= {name.text for name in cuba.names}
    assert set(cuba.country.split()) >= {"CH", "ES", "JP", "PA"}
