"""The shipped lists of the UN, the UK, Canada, Japan and ASPI: complete and honest."""

import csv
import hashlib
import json
from pathlib import Path

import pytest

from watchlists.catalogue import read_catalogue
from watchlists.countries import fold
from watchlists.formats.transcriptions import (
    aspi_tracker,
    ca_nro_editions,
    jp_meti_table,
    uk_table,
    un_entities,
)
from watchlists.library import LISTS, load_list
from watchlists.listing_csv import listing_text
from watchlists.model import NameKind, PartyType

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "lists"
SOURCES = {
    "un-sc-consolidated": (un_entities, ["un/UN_consolidated_2026-02-27.xml"]),
    "uk-sanctions-list": (uk_table, ["uk/subjects.csv", "uk/subject_names.csv"]),
    "ca-named-research-organizations": (
        ca_nro_editions,
        ["ca/2024-09-09-canada-list-of-risky-research-orgs.html", "ca/nro_2025-03-11_secondary.js"],
    ),
    "jp-meti-end-user-list": (
        jp_meti_table,
        [
            "jp/meti_foreign_end_user_list_2025-09-29_cleaned.csv",
            "jp/meti_foreign_end_user_list_2025-09-29.json",
        ],
    ),
    "aspi-tracker-2020": (aspi_tracker, ["aspi/china_defence_universities_misp.json"]),
}


def shared(name):
    if not (path := SHARED / name).exists():
        pytest.skip(f"needs {name} of the shared lists, which is not on this machine")
    return path


@pytest.fixture(scope="module")
def loaded():
    catalogue = read_catalogue()
    return {list_id: load_list(catalogue[list_id], LISTS / f"{list_id}.csv") for list_id in SOURCES}


def names_of(loaded, list_id, primary):
    listing = next(listing for listing in loaded[list_id].listings if listing.name.startswith(primary))
    return {name.text: name.kind for name in listing.names}


@pytest.mark.parametrize(
    ("list_id", "count"),
    [
        ("un-sc-consolidated", 273),
        ("uk-sanctions-list", 1531),
        ("ca-named-research-organizations", 103),
        ("jp-meti-end-user-list", 835),
        ("aspi-tracker-2020", 159),
    ],
)
def test_a_list_has_every_entry_of_its_edition(loaded, list_id, count):
    assert loaded[list_id].snapshot.count == count


def test_no_person_is_shipped_on_these_lists(loaded):
    types = {listing.type for lst in loaded.values() for listing in lst.listings}
    assert PartyType.PERSON not in types
    assert not any(listing.birth_date for lst in loaded.values() for listing in lst.listings)


@pytest.mark.parametrize("list_id", SOURCES)
def test_transcribing_again_gives_the_same_bytes(list_id):
    module, sources = SOURCES[list_id]
    text = listing_text(module.transcribe([shared(name) for name in sources]))
    assert text == (LISTS / f"{list_id}.csv").read_text(encoding="utf-8")


def test_the_publishers_hash_is_of_the_publishers_own_file(loaded):
    (source,) = SOURCES["un-sc-consolidated"][1]
    publisher_sha256 = hashlib.sha256(shared(source).read_bytes()).hexdigest()
    assert loaded["un-sc-consolidated"].snapshot.publisher_sha256 == publisher_sha256


@pytest.mark.parametrize(
    "list_id",
    ["uk-sanctions-list", "jp-meti-end-user-list", "aspi-tracker-2020", "ca-named-research-organizations"],
)
def test_no_publishers_hash_is_claimed_for_a_copy(loaded, list_id):
    assert loaded[list_id].snapshot.publisher_sha256 is None


def test_individuals_of_the_un_list_are_absent(loaded):
    path = shared("un/UN_consolidated_2026-02-27.xml")
    references = {
        line.split(">")[1].split("<")[0].lower()
        for block in path.read_text(encoding="utf-8").split("<INDIVIDUAL>")[1:]
        for line in block.split("</INDIVIDUAL>")[0].splitlines()
        if "<REFERENCE_NUMBER>" in line
    }
    keys = {listing.id.partition(":")[2] for listing in loaded["un-sc-consolidated"].listings}
    assert len(references) > 700
    assert not keys & references


def test_individuals_and_ships_of_the_uk_list_are_absent(loaded):
    with shared("uk/subjects.csv").open(encoding="utf-8") as file:
        others = {row["unique_id"].lower() for row in csv.DictReader(file) if row["subject_type"] != "entity"}
    assert not {listing.id.partition(":")[2] for listing in loaded["uk-sanctions-list"].listings} & others


def test_a_name_that_the_uk_copy_doubled_is_read_once(loaded):
    listings = loaded["uk-sanctions-list"].listings
    names = {name.text for listing in listings for name in listing.names}
    assert "OJSC KB RADAR-MANAGING COMPANY HOLDING RADAR SYSTEM" in names
    assert not any(name[: len(name) // 2] == name[len(name) // 2 + 1 :] for name in names if len(name) > 20)


def test_every_sanctions_listing_cites_its_instrument(loaded):
    for list_id in ("un-sc-consolidated", "uk-sanctions-list"):
        assert all(listing.citation and listing.listed_from for listing in loaded[list_id].listings)


def test_a_former_name_of_the_un_is_former(loaded):
    assert names_of(loaded, "un-sc-consolidated", "ADF")["NALU"] is NameKind.FORMER


def test_names_that_the_un_prints_in_one_are_read_apart(loaded):
    airline = names_of(loaded, "un-sc-consolidated", "COMPAGNIE AERIENNE DES GRANDS LACS")
    assert airline["GREAT LAKES BUSINESS COMPANY"] is NameKind.ALIAS
    assert (airline["CAGL"], airline["GLBC"]) == (NameKind.ACRONYM, NameKind.ACRONYM)
    assert not any(";" in name and kind is NameKind.ALIAS for name, kind in airline.items())


def test_a_lone_short_word_is_a_weak_alias(loaded):
    assert names_of(loaded, "uk-sanctions-list", "Bears Brigade")["Bears"] is NameKind.WEAK_ALIAS
    assert names_of(loaded, "uk-sanctions-list", "3M MIZAN")["3M"] is NameKind.CONTESTED


def test_canadas_joined_aliases_are_read_apart(loaded):
    sharif = names_of(loaded, "ca-named-research-organizations", "Sharif University")
    assert (sharif["SUT"], sharif["Sharif Technical University"]) == (NameKind.ACRONYM, NameKind.ALIAS)
    caep = names_of(loaded, "ca-named-research-organizations", "Chinese Academy of Engineering Physics")
    assert (caep["CAEP"], caep["Ninth Academy"]) == (NameKind.ACRONYM, NameKind.WEAK_ALIAS)
    assert caep["Center for High Pressure Science & Technology Advanced Research"] is NameKind.SUBORDINATE
    assert not any("&amp;" in name for name in caep)


def test_canadas_edition_of_2025_names_the_bodies_of_2024_and_one_of_them_whole(loaded):
    _, later = ca_nro_editions.read_transcription(
        shared(SOURCES["ca-named-research-organizations"][1][1]).read_text("utf-8")
    )
    listings = loaded["ca-named-research-organizations"].listings
    assert {listing.edition for listing in listings} == {"2025-03-11"}
    assert not [
        name.text for listing in listings for name in listing.names if name.text == "Kharkevich Institute"
    ]
    assert [listing.name for listing in listings if fold(listing.name) not in later] == [
        "Northwest Institute of Nuclear"
    ]
    nuclear = names_of(loaded, "ca-named-research-organizations", "Northwest Institute of Nuclear")
    assert nuclear["Northwest Institute of Nuclear Technology"] is NameKind.CORRECTION


def test_an_edition_that_names_another_body_is_not_taken_for_the_page_of_2024(tmp_path):
    page, transcription = map(shared, SOURCES["ca-named-research-organizations"][1])
    other = tmp_path / "other.js"
    other.write_text(
        transcription.read_text("utf-8").replace('name: "Beihang University"', 'name: "Example University"'),
        "utf-8",
    )
    with pytest.raises(ValueError, match=r"without \['Beihang University'\], with \['Example University'\]"):
        ca_nro_editions.transcribe([page, other])


def test_an_alias_that_bodies_abroad_bear_is_weak_and_says_whose_it_is(loaded):
    listings = loaded["ca-named-research-organizations"].listings
    pasteur = next(listing for listing in listings if listing.name == "Pasteur Institute of Iran")
    weak = next(name for name in pasteur.names if name.text == "Pasteur Institute")
    assert weak.kind is NameKind.WEAK_ALIAS
    assert "Institut Pasteur, France" in weak.note


def test_acronyms_are_acronyms_on_every_list(loaded):
    assert names_of(loaded, "ca-named-research-organizations", "Beihang")["BUAA"] is NameKind.ACRONYM
    assert names_of(loaded, "aspi-tracker-2020", "Xi'an Jiaotong")["XJTU"] is NameKind.ACRONYM


def test_metis_wrapped_rows_have_their_names_and_say_so(loaded):
    listings = loaded["jp-meti-end-user-list"].listings
    repaired = [listing for listing in listings if "wrapped row" in listing.names[0].note]
    assert len(repaired) == 37
    assert all(listing.name.strip() for listing in repaired)


def test_metis_nested_brackets_leave_no_legal_form_as_a_name(loaded):
    names = names_of(loaded, "jp-meti-end-user-list", "K Logistics (China)")
    assert "有限公司" not in names
    assert names["快急送物流(中國)有限公司"] is NameKind.NATIVE


def test_metis_faulty_native_forms_get_a_correction(loaded):
    kinds = {
        name.text: name.kind for listing in loaded["jp-meti-end-user-list"].listings for name in listing.names
    }
    assert kinds["中国航天科技集団公司第一研究院第七〇二研究所"] is NameKind.CORRECTION
    assert kinds["中国航天科技集団有限公司第九研究院第771研究所"] is NameKind.CORRECTION


def test_two_common_words_are_a_weak_alias(loaded):
    assert names_of(loaded, "jp-meti-end-user-list", "Al Qa'ida/")["The Base"] is NameKind.WEAK_ALIAS


def test_institutes_under_a_conglomerate_are_subordinate_to_it(loaded):
    casc = names_of(loaded, "aspi-tracker-2020", "China Aerospace Science and Technology Corporation")
    assert casc["CASC"] is NameKind.ACRONYM
    assert casc["China Academy of Space Technology (CAST)"] is NameKind.SUBORDINATE


def test_aspis_descriptions_and_topics_stay_out(loaded):
    text = (LISTS / "aspi-tracker-2020.csv").read_text(encoding="utf-8")
    values = json.loads(shared("aspi/china_defence_universities_misp.json").read_text(encoding="utf-8"))[
        "values"
    ]
    assert not any(value["description"][:60] in text for value in values if len(value["description"]) > 60)


def test_aspis_remarks_on_a_laboratory_are_no_names_of_laboratories(loaded):
    names = [name.text for listing in loaded["aspi-tracker-2020"].listings for name in listing.names]
    assert not [name for name in names if aspi_tracker.is_sentence(name)]
    assert not [name for name in names if name.count("(") != name.count(")") or "[" in name or "XX" in name]
    for remark in (
        "Linked to China’s nuclear warheads development facility, the Chinese Academy of Engineering Physics",
        "China Electronics Technology Group Corporation’s 13",  # cut in the copy
        "中国兵器工业集团第212研究所（西安机电信息技术研究所)",  # of the group that runs a laboratory with the school
        "National Key Laboratory of Science and Technology on Micro",
    ):
        assert remark not in names


def test_aspis_laboratories_bear_their_whole_names(loaded):
    names = {name.text for listing in loaded["aspi-tracker-2020"].listings for name in listing.names}
    assert {
        "National Key Laboratory of Science and Technology on Micro/Nano Fabrication",
        "微米/纳米加工技术国家级重点实验室",
        "State Key Laboratory of Laser Interaction with Matter",
        "State Key Laboratory of Science and Technology on Materials under Shock and Impact",
        "AVIC Heavy Machinery Co., Ltd.",  # the exchange of its shares stood behind it
        "Army Characteristic Medical Center",  # behind "now known as"
        "National Defense Technology Key Laboratory of Marine Vibration and Noise",  # before a remark
        "西交利物浦大学",
    } <= names


def test_aspis_edition_says_that_a_newer_one_is_not_held(loaded):
    watchlist = loaded["aspi-tracker-2020"].watchlist
    assert "superseded by ASPI's edition of September 2025, which we do not hold" in watchlist.cadence
    assert "no further editions" not in watchlist.cadence
    assert "newer edition" in watchlist.means


def test_aspi_is_marked_as_a_dated_non_government_assessment(loaded):
    watchlist = loaded["aspi-tracker-2020"].watchlist
    assert watchlist.standing == "non-government"
    assert "forbids nothing" in watchlist.does_not_mean
