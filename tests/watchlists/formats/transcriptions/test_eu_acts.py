"""The bodies in the annexes of EU acts: which list an annex makes, and what is read of names, places and numbers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from screening.model import Subject
from watchlists.catalogue import read_catalogue
from watchlists.formats.support.typing_tables import curated_if_printed
from watchlists.formats.transcriptions import eu_acts
from watchlists.library import LISTS, load_list
from watchlists.model import BodyKind, Measure, NameKind

# Five bodies of the acts, as their annexes print them.
SOURCE = Path(__file__).parent / "samples" / "eu_acts.csv"
COLUMNS = (
    "celex,recordId,programKey,annex,measure,startDate,schema,name,alias,weakAlias,previousName,country,"
    "registrationNumber,taxNumber,innCode,ogrnCode,leiCode,address"
).split(",")


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.setattr(eu_acts, "curated", lambda _list_id, listings: list(listings))

    def of(list_id="eu-export-control", **cells):
        row = {
            "celex": "32014R0833",
            "annex": "IV",
            "measure": "Export control",
            "name": "Example Works",
        } | cells
        path = tmp_path / "acts.csv"
        text = ",".join(f'"{row.get(column, "")}"' for column in COLUMNS)
        path.write_text(f"{','.join(COLUMNS)}\n{text}\n", encoding="utf-8")
        return eu_acts.transcribe(list_id, [path])

    return of


@pytest.fixture(scope="module")
def shipped():
    catalogue = read_catalogue()
    return {each: load_list(catalogue[each], LISTS / f"{each}.csv").listings for each in eu_acts.LISTS}


@pytest.mark.parametrize(
    ("list_id", "count"),
    [("eu-financial-sanctions", 1660), ("eu-export-control", 947), ("eu-sectoral-restrictions", 173)],
)
def test_every_body_of_the_acts_stands_on_the_list_of_its_measure(shipped, list_id, count):
    assert len(shipped[list_id]) == count


@pytest.mark.parametrize(("list_id", "bodies"), [("eu-financial-sanctions", 4), ("eu-export-control", 1)])
def test_transcribing_a_body_again_gives_the_listing_that_is_shipped(list_id, bodies, shipped, monkeypatch):
    monkeypatch.setattr(eu_acts, "curated", lambda *given: curated_if_printed(*given)[0])
    transcribed = eu_acts.LISTS[list_id]([SOURCE])
    assert len(transcribed) == bodies
    known = {each.id: each for each in shipped[list_id]}
    assert [replace(each, edition="") for each in transcribed] == [
        replace(known[each.id], edition="") for each in transcribed
    ]


def test_every_listing_cites_act_and_annex_and_links_to_the_act(shipped):
    for listings in shipped.values():
        for listing in listings:
            assert ", Annex " in listing.citation
            number = listing.source_url.partition("CELEX:")[2]
            assert eu_acts.CELEX.fullmatch(number), listing.id


@pytest.mark.parametrize(
    ("celex", "title"),
    [
        ("32006R0765", "Council Regulation (EC) No 765/2006"),
        ("32014R0833", "Council Regulation (EU) No 833/2014"),
        ("32024R1485", "Council Regulation (EU) 2024/1485"),
    ],
)
def test_an_act_is_cited_as_its_year_had_it(read, celex, title):
    (listing,) = read(celex=celex, recordId="7")
    assert listing.citation == f"{title}, Annex IV, No. 7"


def test_a_ban_on_broadcasts_and_one_on_loans_are_two_measures_of_one_list(read):
    for printed, measure in (
        ("Services ban", Measure.SERVICES_BAN),
        ("Financial restrictions", Measure.FINANCIAL_RESTRICTION),
    ):
        (listing,) = read("eu-sectoral-restrictions", measure=printed, annex="XV")
        assert listing.measures == (measure,)


def test_a_measure_that_nobody_knows_stops_the_transcription(read):
    with pytest.raises(ValueError, match="the measure 'Ban on smiling' is not known"):
        read(measure="Ban on smiling")


def test_several_names_in_one_cell_are_read_apart_only_where_each_is_one(read):
    alias = "AO Mikroem, JSC Microem; Institute of Analysis, Academy of Science; (a) E. S. Co., (b) E. X. Co."
    (listing,) = read(alias=alias)
    assert [name.text for name in listing.names[1:]] == [
        "AO Mikroem",
        "JSC Microem",
        "Institute of Analysis, Academy of Science",
        "E. S. Co.",
        "E. X. Co.",
    ]


def test_what_an_act_prints_between_names_is_no_part_of_one(read):
    alias = "Chinese:; Text of image; 红兔矢量实业; Russian: Росгвардия; and Skoltech; and Sons"
    (listing,) = read(name="Example Guard (Russian: Гвардия)", alias=alias)
    assert {name.text for name in listing.names[1:]} == {
        "Example Guard",
        "Гвардия",
        "红兔矢量实业",
        "Росгвардия",
        "Skoltech",
        "Sons",
    }


def test_no_name_that_is_shipped_holds_what_an_act_prints_between_names(shipped):
    names = [name.text for listings in shipped.values() for listing in listings for name in listing.names[1:]]
    assert not [name for name in names if eu_acts.JOINT.match(name) or name == eu_acts.PICTURE]
    assert not [name for name in names if eu_acts.LANGUAGE.match(name)]


def test_a_name_in_two_scripts_is_read_in_each(read):
    (listing,) = read(name="Areen foundation/مؤسسة العرين")
    assert {name.text: name.kind for name in listing.names[1:]} == {
        "Areen foundation": NameKind.ALIAS,
        "مؤسسة العرين": NameKind.NATIVE,
    }


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("Zavodskaya Str. 5, 123456, Moscow, Russian Federation", "RU"),
        ("Russian Federation, 142181, Moscow region, Podolsk", "RU"),
        ("Office 8E, Central District, Hong Kong; 5 Road, Ankara, Türkiye", "HK TR"),
        ("House 1, Dhaka, Bangladesh (at the time of listing)", "BD"),
        ("44, 180th Street West, Tehran, 16539-75751", ""),
        ("No. 5, Pasdaran Avenue, Tehran, Iran; Elder House, Milton Keynes, UK", "IR GB"),
    ],
)
def test_the_country_stands_at_the_end_of_the_address_or_at_its_head(read, address, country):
    (listing,) = read(address=address)
    assert listing.country == country


def test_without_an_address_the_country_stands_in_brackets_after_a_name(read):
    assert read(name="VTB Bank (Kazakhstan)")[0].country == "KZ"
    assert read(name="Prosecutor", alias="Office of the Prosecutor (DPRK)")[0].country == "KP"
    assert read(name="VTB Bank (Kazakhstan)", address="Moscow, Russia")[0].country == "RU"


def test_a_company_in_the_crimea_has_numbers_of_russias_registers(read):
    (listing,) = read(
        programKey="EU-UKR",
        registrationNumber="9104005842 (Tax ID/INN)",
        ogrnCode="1027700132195, KPP 772901001",
        address="Simferopol, Ukraine",
    )
    assert listing.country == "UA"
    assert listing.identifiers[:2] == (("inn", "9104005842"), ("ogrn", "1027700132195"))


@pytest.mark.parametrize("printed", ["17.12.2024", "17 December 2024", "17 Dec. 2024"])
def test_a_day_is_read_in_each_form_of_the_source(read, printed):
    assert read(startDate=printed)[0].listed_from == date(2024, 12, 17)


def test_no_other_name_is_a_label_or_has_no_letter(shipped):
    names = [name.text for listings in shipped.values() for each in listings for name in each.names[1:]]
    assert [text for text in names if text.endswith(":") or not any(map(str.isalpha, text))] == []


def test_an_entry_that_a_document_names_says_so_on_the_list_of_its_act(shipped):
    (foundation,) = [each for each in shipped["eu-financial-sanctions"] if "Russkiy Mir" in each.name]
    assert foundation.named is not None
    assert (foundation.named.law, foundation.named.kind) == (
        "eu-financial-sanctions",
        BodyKind.LANGUAGE_INSTITUTE,
    )


def test_a_programme_that_most_lists_of_projects_name_is_no_other_name_of_a_holding(shipped, engine):
    (holding,) = [each for each in shipped["eu-financial-sanctions"] if each.name == "Horizont Holding"]
    kinds = {name.text: name.kind for name in holding.names}
    assert kinds["Horizon Holding"] is NameKind.CONTESTED
    for text in ("Horizon Europe", "Horizon 2020"):
        assert engine.screen(Subject(affiliations=(text,))).reading.hits == ()
