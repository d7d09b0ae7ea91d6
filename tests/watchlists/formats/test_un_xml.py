"""The UN's XML: entities and individuals, of individuals no more than we may hold."""

from pathlib import Path

import pytest

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import NameKind, PartyType

REAL = Path(__file__).parents[4] / "shared/data/lists/un/UN_consolidated_2026-02-27.xml"
WATCHLIST = read_entry(CATALOGUE / "un-sc-consolidated.toml").watchlist
ENTITY = """<ENTITY><DATAID>1</DATAID><FIRST_NAME>GREEN PINE ASSOCIATED CORPORATION</FIRST_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.010</REFERENCE_NUMBER><LISTED_ON>2012-05-02</LISTED_ON>
<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Old Pine</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY/><ALIAS_NAME/></ENTITY_ALIAS>
<ENTITY_ADDRESS><CITY>Pyongyang</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS>
</ENTITY>"""
PERSON = """<INDIVIDUAL><FIRST_NAME>JON</FIRST_NAME><SECOND_NAME>EXAMPLE</SECOND_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.999</REFERENCE_NUMBER><LISTED_ON>2016-11-30</LISTED_ON>
<GENDER>Male</GENDER><NATIONALITY><VALUE>Somewhere</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>John Example</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><CITY>Damascus</CITY><COUNTRY>Syrian Arab Republic</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><FROM_YEAR>1957</FROM_YEAR><TO_YEAR>1959</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><NUMBER>S-123</NUMBER></INDIVIDUAL_DOCUMENT></INDIVIDUAL>"""


def read(*entries, head='dateGenerated="2026-02-27T00:00:09.554Z"'):
    xml = f"<CONSOLIDATED_LIST {head}>{''.join(entries)}</CONSOLIDATED_LIST>"
    return reader_for("un-xml")(xml.encode(), WATCHLIST)


def test_an_entity_is_read_with_its_reference_date_and_place():
    (listing,) = read(ENTITY).listings
    assert (listing.id, listing.country, listing.place) == ("un-sc-consolidated:kpe.010", "KP", "Pyongyang")
    assert [(name.text, name.kind) for name in listing.names] == [
        ("GREEN PINE ASSOCIATED CORPORATION", NameKind.PRIMARY),
        ("Old Pine", NameKind.FORMER),
    ]
    assert "1718" in listing.citation
    assert str(listing.listed_from) == "2012-05-02"


def test_of_a_person_only_names_years_country_and_reference_are_kept():
    (listing,) = read(PERSON).listings
    assert listing.type is PartyType.PERSON
    assert (listing.birth_date, listing.country, listing.place) == ("1957 1958 1959", "SY", "")
    assert listing.names[1].kind is NameKind.WEAK_ALIAS
    assert not any(word in repr(listing) for word in ("Male", "Somewhere", "Damascus", "S-123"))


def test_what_no_rule_covers_is_reported_and_not_dropped_in_silence():
    changed = ENTITY.replace("DPRK", "Atlantis").replace("<DATAID>1</DATAID>", "<CRYPTO>1abc</CRYPTO>")
    assert read(changed).unread == ("field 'ENTITY/CRYPTO'", "UN_LIST_TYPE 'Atlantis'")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>Service unavailable</body></html>",
        b'{"error": "try later"}',
        f"<CONSOLIDATED_LIST>{ENTITY}".encode(),
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>',
    ],
)
def test_what_is_not_the_whole_list_is_refused_whole(content):
    with pytest.raises(NotTheList):
        reader_for("un-xml")(content, WATCHLIST)


def test_the_real_file_is_read_without_remainder():
    if not REAL.exists():
        pytest.skip("needs the UN's file of the shared lists, which is not on this machine")
    edition = reader_for("un-xml")(REAL.read_bytes(), WATCHLIST)
    kinds = [listing.type for listing in edition.listings]
    assert (kinds.count(PartyType.PERSON), kinds.count(PartyType.ORGANISATION)) == (730, 273)
    assert (edition.edition, edition.unread) == ("2026-02-27", ())
    by_id = {listing.id: listing for listing in edition.listings}
    assert by_id["un-sc-consolidated:ssi.006"].birth_date == "1957 1958 1959"
