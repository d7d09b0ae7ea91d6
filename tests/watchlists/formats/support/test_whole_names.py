"""Every name of every shipped list that can match is one whole name: no cut bracket, no joint, no sentence."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from screening.model import Subject
from watchlists.formats.support.whole_names import PATTERNS, fault
from watchlists.model import ListedName, Listing, NameKind, PartyType

EXCEPTIONS = Path(__file__).parent / "whole_names_exceptions.csv"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def faulty(shipped_library):
    """(list, name) of every name that can match and is not whole; a primary name with the whole one beside it is."""
    return {
        (list_id, name.text)
        for list_id, loaded in shipped_library.lists.items()
        for listing in loaded.listings
        if listing.type is not PartyType.OTHER
        for name in listing.names
        if name.kind is not NameKind.FRAGMENT
        and fault(name.text)
        and not (name.kind is NameKind.PRIMARY and not fault(listing.whole_name))
    }


def test_every_name_that_can_match_is_whole_but_for_reviewed_exceptions(faulty):
    assert faulty - {(row["list"], row["name"]) for row in rows(EXCEPTIONS)} == set()


def test_no_exception_is_without_reason_or_without_use(faulty):
    assert [row for row in rows(EXCEPTIONS) if not row["reason"]] == []
    assert {(row["list"], row["name"]) for row in rows(EXCEPTIONS)} - faulty == set()


@pytest.mark.parametrize("row", rows(PATTERNS), ids=lambda row: row["why"])
def test_each_pattern_finds_its_example_and_not_its_counter_example(row):
    assert re.search(row["pattern"], row["example"])
    assert not re.search(row["pattern"], row["counter_example"])


@pytest.mark.parametrize(
    "whole",
    [
        "All-Russian Scientific Research Institute of Technical Physics (VNIITF)",
        "Organisation for Technological Industries (OTI）",  # brackets of two widths
        "China International Marine Containers (Group) Co., Ltd.",
        "HAS Aviation",
        "Panda Semiconductor",
    ],
)
def test_a_whole_name_has_no_fault(whole):
    assert fault(whole) == ""


@pytest.mark.parametrize(
    "cut", ["Sabanican Company (a.k.a.", "JSC AOMZ)", "Works (North", "Works North)", ")(", "[Works)"]
)
def test_a_bracket_that_is_not_closed_or_not_opened_is_a_fault(cut):
    assert fault(cut) == "a bracket is not closed, or not opened"


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("Sabanican Company (a.k.a.", "Sabanican Company"),
        ("Lukoil, OAO (a.k.a. Lukoil", "Lukoil, OAO"),
        ("Universal Enterprise Limited, and", "Universal Enterprise Limited"),
        ("Innovative Equipment, and its sub-units and successors", "Innovative Equipment"),
        ("Tangshan Sanyou Group and its Subsidiaries", "Tangshan Sanyou Group"),
    ],
)
def test_a_cut_primary_name_stays_and_has_the_whole_one_beside_it_with_a_reason(
    shipped_library, printed, whole
):
    (listing,) = (
        each
        for list_id in ("us-bis-entity-list", "us-state-nonproliferation", "us-cbp-wro")
        for each in shipped_library[list_id].listings
        if each.name == printed
    )
    (beside,) = (name for name in listing.names if name.kind is NameKind.CORRECTION)
    assert beside.text == whole
    assert beside.note
    assert listing.whole_name == whole


def test_the_sentence_of_a_finding_shows_the_whole_name_and_not_the_cut_print(engine):
    said = engine.screen(Subject(name="Sabanican Company", country="AE")).assessment
    assert "as Sabanican Company, which is on the Entity List" in said.why
    assert "a.k.a." not in said.why


def test_a_correction_of_a_further_name_does_not_make_the_primary_whole():
    name = "Gidropribor Concern (a.k.a. NII Gidpropridor"
    further = ListedName("NII Gidropribor", NameKind.CORRECTION, "misprinted")
    listing = Listing("x:g", "x", (ListedName(name, NameKind.PRIMARY), further), PartyType.ORGANISATION)
    assert listing.whole_name == name
    listing = replace(listing, names=(*listing.names, ListedName("Gidropribor Concern", NameKind.CORRECTION)))
    assert listing.whole_name == "Gidropribor Concern"


def test_no_company_of_several_in_one_print_is_the_right_name_of_the_entry(shipped_library):
    orders = shipped_library["us-cbp-wro"].listings
    several = [each for each in orders if any("one of those" in name.note for name in each.names)]
    assert len(several) == 6
    of_parts = [name for each in several for name in each.names if "one of those" in name.note]
    assert {name.kind for name in of_parts} == {NameKind.ALIAS}


@pytest.mark.parametrize(
    ("company", "listing"),
    [
        ("Union Kogyo Co., Ltd.", "us-cbp-wro:fuchu-prison-union-kogyo-co-ltd"),
        (
            "Baoding LYSZD Trade and Business Co., Ltd.",
            "us-cbp-wro:yili-zhuowan-garment-manufacturing-co-ltd-and-baoding-lyszd",
        ),
        ("Annapurna Carpet", "us-cbp-wro:kumar-carpet-pvt-singhe-carpet-pvt-ltd-norsang-carpet"),
        (
            "Horticola Tom S.A. de C.V.",
            "us-cbp-wro:agropecuarios-tom-s-a-de-c-v-and-horticola-tom-s-a-de-c-v",
        ),
        (
            "Select Protective Technology (HK) Limited",
            "us-cbp-wro:shanghai-select-safety-products-company-limited-and-its-two",
        ),
        ("Dalian Ocean Fishing Co. Ltd.", "us-cbp-wro:fishing-vessels-owned-by-dalian-ocean-fishing-co-ltd"),
        (
            "Hebei Brightway International",
            "us-bis-entity-list:cn/china-electronics-technology-group-corporation-13th-727332",
        ),
        ("Surgutneftegas", "us-bis-entity-list:ru/surgutneftegas-a-k-a-open-joint-stock-company"),
        ("Rosneft", "us-bis-entity-list:ru/rosneft-a-k-a-open-joint-stock-company-rosneft-oil"),
        ("Dana Astra", "uk-sanctions-list:bel0063"),
        ("Aletra General Trading", "us-bis-entity-list:ae/aletra-general-trading-a-k-a"),
    ],
)
def test_each_company_of_a_print_is_found_by_its_own_name(engine, company, listing):
    found = engine.screen(Subject(name=company)).reading.hits
    # Of a body on several lists the name is shown as one of them prints it.
    names = {(hit.listing.id, hit.matched_name.casefold().rstrip(".")) for hit in found}
    assert (listing, company.casefold().rstrip(".")) in names
