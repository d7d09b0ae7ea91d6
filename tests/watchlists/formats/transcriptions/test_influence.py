"""Bodies that documents name: each rests on a document that was read, and nobody is listed twice for one document."""

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import product
from pathlib import Path

import pytest

from watchlists.catalogue import read_catalogue
from watchlists.formats.transcriptions import influence
from watchlists.formats.transcriptions.influence import LIST_IDS, reviewed
from watchlists.library import LISTS, load_list
from watchlists.listing_csv import listing_text
from watchlists.model import BodyKind, NameKind, Naming, ReadIn, Status

SHARED = Path(__file__).parents[4].parent / "shared" / "data" / "lists"
GATHERED = [SHARED / "influence_bodies_2026-11.csv", SHARED / "influence_bodies_more_2026-11.csv"]
ACTS = SHARED / "eu" / "eu_acts_bodies.csv"
CATALOGUE = read_catalogue()
# Kinds with ordinary people among their members, guests or pupils.
KINDS_WITH_MEMBERS = {
    BodyKind.UNITED_FRONT,
    BodyKind.STUDENT_ASSOCIATION,
    BodyKind.LANGUAGE_INSTITUTE,
    BodyKind.FRIENDSHIP_BODY,
    BodyKind.MASS_ORGANISATION,
}
LONGEST_RUN = 42  # signs that a text of ours may share with the prose of the gathered tables
MADE_PLAIN = re.compile(r"nothing about (?:a person|its author)")


@pytest.fixture(scope="module")
def layer():
    return {
        naming: load_list(CATALOGUE[list_id], LISTS / f"{list_id}.csv")
        for naming, list_id in LIST_IDS.items()
    }


@pytest.fixture(scope="module")
def listings(layer):
    return {listing.id: listing for loaded in layer.values() for listing in loaded.listings}


@pytest.fixture(scope="module")
def gathered():
    sources = [*GATHERED, ACTS]
    if not all(path.exists() for path in sources):
        pytest.skip("needs the gathered tables of influence bodies and acts, which are not on this machine")
    return sources


def test_each_list_holds_bodies_of_its_own_strength_of_naming_only(layer):
    for naming, loaded in layer.items():
        assert {listing.named.naming for listing in loaded.listings} == {naming}


@pytest.mark.parametrize("naming", LIST_IDS)
def test_a_list_is_what_its_tables_make(layer, gathered, naming):
    list_id = LIST_IDS[naming]
    made = listing_text(influence.LISTS[list_id](gathered))
    assert made == (LISTS / f"{list_id}.csv").read_text(encoding="utf-8")


def test_only_what_a_law_designates_stands_as_a_list_of_governments(layer):
    standing = {naming: loaded.watchlist.standing for naming, loaded in layer.items()}
    assert standing.pop(Naming.DESIGNATED) == "government"
    assert set(standing.values()) == {"context"}


def test_every_body_rests_on_a_document_that_was_read_and_says_where_in_it(listings):
    for listing in listings.values():
        named = listing.named
        assert named.read_in in (ReadIn.OFFICIAL_PAGE, ReadIn.TRANSCRIPTION), listing.id
        assert all((named.locator, named.document, named.publisher)), listing.id
        assert listing.source_url.startswith("https://"), listing.id


def test_a_law_is_named_for_designated_bodies_only_and_is_in_the_catalogue(listings):
    laws = {(listing.named.naming, listing.named.law) for listing in listings.values() if listing.named.law}
    assert {naming for naming, _ in laws} == {Naming.DESIGNATED}
    assert {law for _, law in laws} == {
        "eu-financial-sanctions",
        "eu-export-control",
        "eu-sectoral-restrictions",
        "us-ofac-sdn",
    }
    assert all(law in CATALOGUE for _, law in laws)


def test_export_control_and_a_ban_on_broadcasts_are_not_called_a_freeze(listings):
    for listing in listings.values():
        freeze = "frozen in the European Union" in listing.named.says
        assert freeze == (listing.named.law == "eu-financial-sanctions"), listing.id
    assert "export control" in listings["influence-designated:ru-gugi"].named.says
    assert "bans the broadcast" in listings["influence-designated:ru-krasnaya-zvezda"].named.says


def test_entries_read_in_an_old_copy_say_so(listings):
    old = [each for each in listings.values() if each.named.document.startswith("Specially Designated")]
    assert len(old) > 5
    assert all("copy of the list of 2021" in each.named.does_not_mean for each in old)


def test_what_a_document_says_is_short_and_says_what_it_does_not_mean(listings):
    for listing in listings.values():
        for text in (listing.named.says, listing.named.does_not_mean):
            assert 20 < len(text) < 320, listing.id
            assert text.endswith("."), listing.id


def test_every_text_says_what_the_document_does_not_mean_for_a_person(listings):
    for listing in listings.values():
        assert MADE_PLAIN.search(listing.named.does_not_mean), listing.id
        if listing.named.kind in KINDS_WITH_MEMBERS:
            assert "says nothing about a person" in listing.named.does_not_mean, listing.id


def test_what_a_document_says_is_in_our_own_words(gathered):
    prose = {row["id"]: row for path in gathered[:-1] for row in influence._rows(path)}
    for body in reviewed("bodies"):
        for ours, theirs in product(("says", "does_not_mean"), ("what_it_says", "caution")):
            run = _longest_run(body[ours].lower(), prose[body["id"]][theirs].lower())
            assert len(run) <= LONGEST_RUN, f"{body['id']}: {run!r}"


def _longest_run(one, other):
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return one[match.a : match.a + match.size]


def test_a_locator_is_a_place_in_the_document_and_no_note_of_how_it_was_read(listings):
    for listing in listings.values():
        assert not re.search(r"\b(?:scan|read)\b", listing.named.locator + listing.citation), listing.id


def test_a_name_that_an_act_of_the_union_does_not_print_says_so(listings):
    notes = {name.text: name.note for name in listings["influence-designated:ru-gru"].names}
    assert notes["Main Intelligence Department"] == "not printed in the act"
    assert not notes["GRU"]
    gugi = {name.text: name for name in listings["influence-designated:ru-gugi"].names}
    assert gugi["Military Unit 40056"].note == "not printed in the act"
    hydrographers = gugi[
        "Department of Navigation and Oceanography of the Ministry of Defence of the Russian Federation"
    ]
    assert hydrographers.kind is NameKind.CONTESTED
    for listing in listings.values():
        for name in listing.names:
            assert name.note.count("printed in the act") < 2, (listing.id, name.text)


def test_channels_stand_under_their_broadcaster_and_old_names_of_a_company_are_former(listings):
    channels = {name.text: name.kind for name in listings["influence-designated:ru-vgtrk"].names}
    assert {channels[text] for text in ("Rossiya 1", "Rossiya 24", "RTR Planeta")} == {NameKind.SUBORDINATE}
    company = {name.text: name.kind for name in listings["influence-designated:ir-emennet"].names}
    assert {company[text] for text in ("Eeleyanet Gostar", "Net Peygard Samavat")} == {NameKind.FORMER}


def test_an_entry_of_an_act_that_is_not_among_the_sources_stops_the_transcription(gathered):
    with pytest.raises(ValueError, match="no entry of the acts among the sources"):
        influence.transcribe(Naming.DESIGNATED, gathered[:-1])


def test_a_force_that_was_dissolved_says_so_and_stays_findable(listings):
    dissolved = listings["influence-named-official:cn-ssf"]
    assert "dissolved in April 2024" in dissolved.named.says
    assert dissolved.status is Status.IN_FORCE


def test_every_gathered_row_is_decided_once():
    counts = Counter(
        row["id"] for table in ("bodies", "listed_elsewhere", "waiting") for row in reviewed(table)
    )
    assert [key for key, count in counts.items() if count > 1] == []
    assert all(row["reason"] for row in reviewed("waiting"))


def test_a_decision_on_a_name_belongs_to_a_body_that_is_shipped():
    shipped = {row["id"] for row in reviewed("bodies")}
    assert {row["id"] for row in reviewed("names")} <= shipped
    assert all(row["note"] for row in reviewed("names"))


def test_an_unknown_row_stops_the_transcription(tmp_path):
    table = tmp_path / "more.csv"
    table.write_text("id,name\nxx/new,New Body\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"gathered or decided, but not both: .*xx/new"):
        influence.transcribe(Naming.CHARGED, [table])


@pytest.mark.parametrize("list_id", sorted({row["list"] for row in reviewed("listed_elsewhere")}))
def test_a_body_that_a_shipped_list_holds_is_in_force_there_and_not_listed_twice(list_id, listings):
    if list_id not in CATALOGUE:
        pytest.skip(f"{list_id} is not in the catalogue yet")
    there = {each.id: each for each in load_list(CATALOGUE[list_id], LISTS / f"{list_id}.csv").listings}
    for row in reviewed("listed_elsewhere"):
        if row["list"] == list_id:
            assert there[f"{list_id}:{row['listing']}"].status is Status.IN_FORCE
            assert not any(key.endswith(":" + row["id"].replace("/", "-")) for key in listings)


def test_bodies_of_the_founding_document_are_named_with_their_document(listings):
    united_front = listings["influence-determined:cn-ufwd"]
    assert united_front.named.publisher == "US Department of State"
    assert {name.text for name in united_front.names} >= {"中共中央统一战线工作部", "中央统战部"}
    assert listings["influence-charged:cn-mss"].named.kind is BodyKind.INTELLIGENCE
    assert listings["influence-named-official:cn-ops"].named.kind is BodyKind.POLICE_STATION
    assert listings["influence-designated:ru-rossotrudnichestvo"].named.law == "eu-financial-sanctions"


def test_a_statute_that_only_limits_money_for_hosts_designates_nobody(listings):
    assert listings["influence-determined:cn-ci"].named.naming is Naming.DETERMINED
    assert "influence-designated:cn-ci" not in listings


def test_the_country_in_brackets_is_no_name_of_a_ministry(listings):
    names = {name.text: name.kind for name in listings["influence-designated:kp-mss"].names}
    assert "DPRK" not in names
    assert names["Ministry of State Security"] is NameKind.WEAK_ALIAS


def test_a_name_that_shops_bear_is_left_out_and_centres_stand_under_their_agency(listings):
    names = {name.text: name.kind for name in listings["influence-designated:ru-rossotrudnichestvo"].names}
    assert "Russian House" not in names
    assert names["Russian Centre of Science and Culture"] is NameKind.SUBORDINATE
    assert names["Rossotrudnichestvo"] is not NameKind.WEAK_ALIAS
