"""The shipped US lists: counts, statuses, persons, and what must never be on them."""

import re
from collections import Counter

import pytest

from watchlists.model import NameKind, PartyType, Status

# The lists of NSF's Dear Colleague Letter of 8 July 2026, by the ids of its public transcription.
NSF_2026 = {
    "dow-1260h": "us-dow-1260h",
    "dow-1286": "us-dow-1286",
    "bis-entity-list": "us-bis-entity-list",
    "bis-meu": "us-bis-meu",
    "bis-dpl": "us-bis-denied-persons",
    "ofac-eo14032": "us-eo-14032-annex",
    "ofac-nscmic": "us-ofac-ns-cmic",
    "state-debarred-statutory": "us-state-debarred",
    "state-debarred-admin": "us-state-debarred",
    "state-nonproliferation": "us-state-nonproliferation",
    "fcc-covered": "us-fcc-covered",
    "dhs-uflpa": "us-dhs-uflpa",
    "cbp-wro": "us-cbp-wro",
}
NEVER_SHIPPED = {"us-bis-denied-persons", "us-state-debarred"}


@pytest.fixture(scope="module")
def library(shipped_library):
    return shipped_library


def names(listing, *kinds):
    return {name.text for name in listing.names if not kinds or name.kind in kinds}


def find(library, list_id, name):
    return next(listing for listing in library[list_id].listings if listing.name == name)


def test_every_list_that_nsf_names_is_in_the_catalogue(library):
    assert set(NSF_2026.values()) <= library.lists.keys() | library.catalogue_only.keys()


def test_lists_of_persons_are_in_the_catalogue_and_never_shipped(library):
    assert library.catalogue_only.keys() >= NEVER_SHIPPED
    assert not NEVER_SHIPPED & library.lists.keys()


@pytest.mark.parametrize(
    ("list_id", "all_listings", "in_force"),
    [
        ("us-bis-entity-list", 3409, 3409),
        ("us-bis-meu", 70, 70),
        ("us-bis-mieu", 13, 13),
        ("us-dow-1260h", 218, 188),
        ("us-dow-1286", 443, 156),
        ("us-ofac-ns-cmic", 68, 68),
        ("us-eo-14032-annex", 59, 59),
        ("us-dhs-uflpa", 148, 148),
        ("us-fcc-covered", 15, 15),
        ("us-cbp-wro", 67, 66),
        ("us-state-nonproliferation", 556, 165),
        ("us-ndaa-889", 5, 5),
        ("us-ndaa-5949", 3, 3),
        ("us-ndaa-154", 6, 6),
    ],
)
def test_a_list_holds_as_many_listings_as_its_edition(library, list_id, all_listings, in_force):
    snapshot = library[list_id].snapshot
    assert (snapshot.count_all, snapshot.count) == (all_listings, in_force)
    assert snapshot.publisher_sha256 is None


def test_every_1286_edition_is_kept_and_only_the_last_one_counts(library):
    listings = library["us-dow-1286"].listings
    assert Counter(listing.edition for listing in listings) == {
        "FY25": 156,
        "FY24": 134,
        "FY23": 105,
        "FY22": 48,
    }
    assert {listing.edition for listing in listings if listing.status is Status.IN_FORCE} == {"FY25"}
    assert {listing.status for listing in listings} == {Status.IN_FORCE, Status.SUPERSEDED}
    of_fy25 = [listing for listing in listings if listing.edition == "FY25"]
    assert Counter(listing.country for listing in of_fy25) == {"CN": 108, "RU": 33, "IR": 9, "": 6}
    assert sum(listing.type is PartyType.PROGRAMME for listing in of_fy25) == 6


@pytest.mark.parametrize(
    ("printed", "right"),
    [
        ("Xi’an Jiatong University", "Xi’an Jiaotong University"),
        ("Changchung University of Science and Technology", "Changchun University of Science and Technology"),
        ("Hangzhao Dianzi University", "Hangzhou Dianzi University"),
        ("Air Force Shinjianzhuang Flight Academy", "Air Force Shijiazhuang Flight Academy"),
    ],
)
def test_a_misprint_stays_and_its_correction_gives_a_reason(library, printed, right):
    listing = find(library, "us-dow-1286", printed)
    correction = next(name for name in listing.names if name.text == right)
    assert correction.kind is NameKind.CORRECTION
    assert correction.note


def test_names_that_belong_to_others_are_marked_and_not_dropped(library):
    technological = find(library, "us-dow-1286", "Xi’an Technological University")
    assert names(technological, NameKind.CONTESTED) == {"Xi’an University of Technology"}
    mirea = find(
        library, "us-dow-1286", "Federal State Budgetary Educational Institution of Higher Education"
    )
    assert "legal form" in mirea.names[0].note
    assert "MIREA - Russian Technological University" in names(mirea, NameKind.CORRECTION)
    academy = find(library, "us-bis-entity-list", "Chinese Academy of Engineering Physics")
    assert "Southwest Institute of Fluid Physics" in names(academy, NameKind.SUBORDINATE)


def test_what_the_regulation_does_not_print_of_a_service_says_so(library):
    services = library["us-bis-mieu"].listings
    assert {each.country for each in services} == {"CU", "CN", "IR", "KP", "RU", "SY", "VE", "MM", "KH", "BY"}
    reconnaissance = find(library, "us-bis-mieu", "Reconnaissance General Bureau")
    assert {"정찰총국", "조선인민군 정찰총국"} == names(reconnaissance, NameKind.NATIVE)
    assert [
        name.text
        for each in services
        for name in each.names
        if name.kind is NameKind.NATIVE and not name.note.startswith("not printed in the regulation")
    ] == []


def test_a_name_that_services_of_other_states_bear_says_whose_it_is(library):
    cuban = find(library, "us-bis-mieu", "Directorate of Military Intelligence")
    assert cuban.names[0].note.endswith("the entry means Cuba's")
    assert "Dirección de Inteligencia Militar" in names(cuban, NameKind.WEAK_ALIAS)


def test_the_status_of_a_sanction_is_that_of_its_last_measure(library):
    listings = library["us-state-nonproliferation"].listings
    statuses = Counter(listing.status for listing in listings)
    assert statuses == {Status.EXPIRED: 359, Status.IN_FORCE: 165, Status.LIFTED: 32}
    assert all(listing.listed_to for listing in listings if listing.status is not Status.IN_FORCE)
    geiges = find(library, "us-state-nonproliferation", "Daniel Geiges")  # one measure expired, two did not
    assert geiges.status is Status.IN_FORCE


def test_a_1260h_company_is_listed_since_its_first_edition_and_removals_are_history(library):
    boe = find(library, "us-dow-1260h", "China General Nuclear Power Corporation")
    assert boe.listed_from.isoformat() == "2021-06-03"
    removed = find(library, "us-dow-1260h", "CNOOC China Limited")
    assert (removed.status, removed.listed_to.isoformat()) == (Status.LIFTED, "2026-02-17")


def test_a_chinese_company_number_is_an_identifier(library):
    avic = find(library, "us-ofac-ns-cmic", "Aviation Industry Corporation of China, Ltd")
    assert avic.identifiers == (("uscc", "91110000710935732K"),)


def test_of_persons_nothing_is_held_but_name_year_of_birth_country_and_citation(library):
    persons = [listing for listing in library.listings if listing.type is PartyType.PERSON]
    assert len(persons) > 500
    for person in persons:
        facts = (person.place, person.identifiers, person.parent, person.remark)
        assert not any(facts), person.id


def test_a_us_person_has_names_and_no_readings_of_them(library):
    persons = (
        each for each in library.listings if each.type is PartyType.PERSON and each.id.startswith("us-")
    )
    kinds = {name.kind for person in persons for name in person.names}
    assert kinds == {NameKind.PRIMARY, NameKind.ALIAS, NameKind.WEAK_ALIAS}


def test_no_us_person_has_an_address_among_the_names(library):
    persons = (
        each for each in library.listings if each.type is PartyType.PERSON and each.id.startswith("us-")
    )
    assert [name.text for person in persons for name in person.names if re.search(r"\d|;", name.text)] == []


@pytest.mark.parametrize("name", ["Wang Wei", "Abdul Satar Ghoura", "Daniel Geiges", "Karl Lee", "Su Bin"])
def test_persons_of_a_mixed_list_are_typed_as_persons(library, name):
    assert {each.type for each in library.listings if each.name == name} == {PartyType.PERSON}


def test_an_order_on_goods_names_no_party(library):
    region = find(library, "us-cbp-wro", "Xinjiang Uyghur Autonomous Region (XUAR)")
    assert region.type is PartyType.OTHER
    assert len(region.names) == 1


def test_ids_are_unique_over_all_lists(library):
    assert [key for key, count in Counter(each.id for each in library.listings).items() if count > 1] == []


def test_every_us_listing_says_under_which_law_and_where_to_read_it(library):
    us = [each for each in library.listings if each.id.startswith("us-")]
    assert [each.id for each in us if not (each.citation and each.source_url and each.edition)] == []


def test_a_watchlist_explains_itself_and_its_limits(library):
    for watchlist in [*(each.watchlist for each in library.lists.values()), *library.catalogue_only.values()]:
        assert watchlist.means.endswith("."), watchlist.id
        assert watchlist.does_not_mean.endswith("."), watchlist.id
        assert watchlist.official_url.startswith("https://"), watchlist.id
        assert watchlist.oldest_age_days > 0, watchlist.id


def test_chinas_own_lists_of_foreign_firms_never_come_in(library):
    """China's ministry of commerce lists American, Japanese and Taiwanese firms: being on it is no risk of theirs."""
    watchlists = [*(each.watchlist for each in library.lists.values()), *library.catalogue_only.values()]
    assert not [
        each.id
        for each in watchlists
        if each.jurisdiction == "CN"
        or re.search(r"mofcom|商务部|unreliable", f"{each.id} {each.publisher} {each.title}", re.I)
    ]
    listed = {text.casefold() for each in library.listings for text in names(each)}
    assert not listed & {
        "lockheed martin corporation",
        "raytheon missiles & defense",
        "skydio, inc.",
        "general dynamics",
    }
