"""The same source gives the same bytes: the shipped files are what these modules make of ../shared/data."""

from datetime import date
from pathlib import Path

import pytest

from watchlists.catalogue import read_catalogue
from watchlists.formats.__main__ import transcribers
from watchlists.formats.support.addresses import city, region
from watchlists.formats.support.party_type import looks_like_person
from watchlists.formats.support.typing_tables import curated
from watchlists.formats.transcriptions.us_source import day, federal_register_url, first_federal_register_day
from watchlists.formats.transcriptions.us_state import INKSNA, LIST, ImposedMeasure, outcome, pauses, term_end
from watchlists.library import LISTS
from watchlists.listing_csv import listing_text, read_listings
from watchlists.model import Pause, Status

SOURCES = Path(__file__).parents[6] / "shared" / "data" / "lists" / "us"
FILES = {
    "us-bis-entity-list": ["bis_entity_list.json"],
    "us-bis-meu": ["bis_meu.json"],
    "us-bis-mieu": ["bis_military_intelligence_end_users.csv", "../influence_bodies_2026-11.csv"],
    "us-dow-1260h": ["dow_1260h.json", "us_1260h_history.csv"],
    "us-dow-1286": ["us_1286_editions.csv"],
    "us-ofac-ns-cmic": ["ofac_nscmic.json"],
    "us-eo-14032-annex": ["ofac_eo14032_annex.json"],
    "us-dhs-uflpa": ["dhs_uflpa.json"],
    "us-cbp-wro": ["cbp_wro.json"],
    "us-fcc-covered": ["fcc_covered.json"],
    "us-state-nonproliferation": ["state_nonproliferation.json", "inksna_2026.csv"],
    "us-ndaa-889": ["ndaa_procurement.csv"],
    "us-ndaa-5949": ["ndaa_procurement.csv"],
    "us-ndaa-154": ["ndaa_procurement.csv"],
}


@pytest.mark.parametrize("list_id", FILES)
def test_the_shipped_file_is_what_its_source_gives(list_id):
    if not SOURCES.exists():
        pytest.skip(f"the sources are not at {SOURCES.relative_to(SOURCES.parents[4])}")
    made = listing_text(transcribers()[list_id]([SOURCES / name for name in FILES[list_id]]))
    assert made == (LISTS / f"{list_id}.csv").read_text(encoding="utf-8")


def test_no_shipped_file_is_larger_than_a_person_can_review():
    assert [path.name for path in LISTS.glob("us-*.csv") if path.stat().st_size > 1_500_000] == []


TODAY = date(2026, 11, 28)


def measure(*, active=False, early=False, ends=None):
    return ImposedMeasure("Some Act", None, active, early, ends)


def test_one_active_measure_without_end_keeps_a_party_in_force():
    over = measure(ends=date(2011, 1, 9))
    assert outcome([over, measure(active=True)], TODAY) == (Status.IN_FORCE, None)
    assert outcome([measure(active=True), measure(active=True, ends=TODAY)], TODAY) == (Status.IN_FORCE, None)


def test_an_active_measure_with_a_term_counts_until_its_last_day():
    term = measure(active=True, ends=date(2026, 11, 28))
    assert outcome([term], date(2026, 11, 27)) == (Status.IN_FORCE, date(2026, 11, 28))
    assert outcome([term], date(2026, 11, 28)) == (Status.EXPIRED, date(2026, 11, 28))


def test_a_party_without_an_active_measure_lapsed_with_the_last_one():
    expired, lifted = measure(ends=date(2011, 1, 9)), measure(early=True, ends=date(2013, 6, 27))
    assert outcome([lifted, expired], TODAY) == (Status.LIFTED, date(2013, 6, 27))
    assert outcome([expired], TODAY) == (Status.EXPIRED, date(2011, 1, 9))


def period(begin, end, *, early=False):
    """A measure of whole years, from the first of January to the first of January."""
    return ImposedMeasure("Some Act", begin and date(begin, 1, 1), False, early, end and date(end, 1, 1))


@pytest.mark.parametrize(
    "without_pause",
    [
        [period(2010, 2012), period(2012, 2014)],  # the next day follows the last one
        [period(2010, 2020), period(2011, 2012), period(2014, 2016)],
        [period(2010, 2012), period(None, 2016), period(2014, 2018)],  # may have begun before 2012
        [period(2010, None), period(2014, 2016)],  # may have lasted until 2014
        [ImposedMeasure("Some Act", date(2010, 1, 1), True, False, None), period(2014, 2016)],
        [],
    ],
)
def test_measures_that_touch_or_overlap_or_may_have_done_so_leave_no_pause(without_pause):
    assert list(pauses(without_pause)) == []
    assert list(pauses(reversed(without_pause))) == []


def test_a_party_has_a_pause_between_two_measures_and_reads_as_the_last_one_ended():
    measures = [period(2020, 2022), period(2010, 2012), period(2011, 2014, early=True), period(2016, 2018)]
    assert list(pauses(measures)) == [
        Pause(date(2014, 1, 1), date(2016, 1, 1), Status.LIFTED),
        Pause(date(2018, 1, 1), date(2020, 1, 1), Status.EXPIRED),
    ]


def test_what_had_ended_on_the_catalogues_day_of_transcription_is_history_and_what_ends_later_is_not():
    on = read_catalogue()[LIST].transcription.transcribed_on
    ending = [each for each in read_listings(LISTS / f"{LIST}.csv", LIST) if each.listed_to]
    assert {each.status is Status.IN_FORCE for each in ending} == {True, False}
    assert [
        each.name for each in ending if (each.status is Status.IN_FORCE) is not (on < each.listed_to)
    ] == []


def test_only_a_law_with_a_term_ends_a_measure_by_itself():
    assert term_end(INKSNA, date(2024, 11, 20)) == date(2026, 11, 20)
    assert term_end(INKSNA, date(2024, 2, 29)) == date(2026, 3, 1)
    assert term_end("Missile Sanctions laws", date(2024, 9, 12)) is None
    assert term_end("Executive Order 13382", date(2024, 9, 12)) is None
    assert term_end(INKSNA, None) is None


def test_a_printed_end_that_is_not_the_term_stops_the_transcription(tmp_path):
    table, later = tmp_path / "table.json", tmp_path / "later.csv"
    table.write_text('{"count": 0, "entities": []}', encoding="utf-8")
    columns = "schema,name,aliases,report-date,start-date,end-date,country,source_url"
    row = "Company,A Works,,2026-01-27,2026-01-22,2027-01-22,China,https://www.federalregister.gov/d/1/x"
    later.write_text(f"{columns}\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="'A Works' ends on 2027-01-22, not on 2028-01-22"):
        transcribers()["us-state-nonproliferation"]([table, later])


def test_the_first_federal_register_day_is_the_day_of_listing():
    citation = "85 FR 34505, 6/5/20; 73 FR 54508, 9/22/08"
    assert first_federal_register_day(citation) == date(2008, 9, 22)
    assert federal_register_url(citation) == "https://www.federalregister.gov/citation/85-FR-34505"
    assert first_federal_register_day("") is None


def test_a_text_that_is_no_date_is_refused():
    with pytest.raises(ValueError, match="'soon' is not a date"):
        day("soon")


@pytest.mark.parametrize(
    ("address", "country", "place"),
    [
        ("44 Karakozova Street, Penza, Penza Oblast, 440600, Russia.", "RU", "Penza"),
        ("No. 10 Xitucheng Road, Changchun, Jilin, China", "CN", "Changchun"),
        ("Unit 5, Kowloon, Hong Kong; and Beijing, China", "CN HK", "Kowloon"),
        ("8 marta, 10/1 Russia.", "RU", ""),
        ("Paris Street 4, Tehran", "FR", ""),
    ],
)
def test_a_city_is_read_only_where_it_stands_alone_in_its_own_country(address, country, place):
    assert city(address, country) == place


def test_hong_kong_under_a_chinese_heading_is_seen():
    assert region("Unit 5, Kowloon, Hong Kong; and Beijing, China") == "HK"
    assert region("Unit 5, Haidian, Beijing, China") == ""


@pytest.mark.parametrize(
    "name", ["Sergey Koynov", "Wang Wei", "Linda Zhai (PRC individual)", "Dr. C. Surendar"]
)
def test_a_given_name_without_a_company_word_is_a_person(name):
    assert looks_like_person(name)


@pytest.mark.parametrize(
    "name", ["Seyed Mousavi Trading", "Khalil Zadran Company", "Huawei Cloud Peru", "Sugon", "APEX"]
)
def test_a_company_word_or_a_lone_word_is_no_person(name):
    assert not looks_like_person(name)


def test_a_decision_about_a_listing_that_is_gone_stops_the_transcription(tmp_path):
    decisions = tmp_path / "names.csv"
    decisions.write_text(
        "list,listing,name,kind,reason\nxx,Gone Institute,Gone,alias,why\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="xx has no listing 'Gone Institute'"):
        curated("xx", [], decisions)
