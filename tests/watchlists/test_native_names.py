"""Native names that another official source prints: every row has its listing and source, and no list is rewritten."""

import csv
import re
from dataclasses import fields

import pytest

from screening.link.han import han_key, is_form_only
from screening.names.legal_forms import strip_forms
from watchlists.catalogue import read_catalogue
from watchlists.errors import KnowledgeInvalid
from watchlists.knowledge import NativeName, read_native_names
from watchlists.library import LISTS, load_list
from watchlists.model import ListedName, Listing, NameKind, PartyType
from watchlists.native_names import native_names, with_native_names, without_listing

HEADER = ",".join(field.name for field in fields(NativeName))
LATIN = re.compile("[A-Za-zÀ-ɏ]")
LETTER = re.compile(r"[^\W\d_]")
# How a row says in words where its name was read.
SOURCES = re.compile(
    r"EU act CELEX 3\d{4}R\d{4}, annex [IVX]+(\.[A-Z]+)*|METI End User List \d{4}-\d\d-\d\d|ASPI tracker 2020"
    r"|ROR https://ror\.org/0[0-9a-z]{8}|OFAC NS-CMIC list, July 2026|stock exchange name, code \d{6}\.[A-Z]{2}"
)


@pytest.fixture(scope="module")
def rows():
    return read_native_names()


@pytest.fixture(scope="module")
def library(shipped_library):
    return shipped_library


def listing(name="Zorvex Institute", country="RU", *others):
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(each, NameKind.NATIVE) for each in others))
    return Listing("l:zorvex", "l", names, PartyType.ORGANISATION, country)


def table(folder, *lines):
    native_names.cache_clear()
    (folder / "native_names.csv").write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return folder


ROW = "l,Zorvex Institute,RU,Институт Зорвекс,,EU act,row 1,"


def test_every_row_finds_its_listing_in_the_shipped_edition(library, rows):
    # What has lapsed since stays: a day before that may be asked about.
    assert rows
    for list_id, loaded in library.lists.items():
        assert without_listing(list_id, loaded.listings) == ()
    assert {row.list for row in rows} <= library.lists.keys()


def test_a_native_name_is_written_in_another_script_than_latin(rows):
    for row in rows:
        latin, letters = len(LATIN.findall(row.native)), len(LETTER.findall(row.native))
        assert latin <= letters / 2, row


def test_no_word_mixes_the_letters_of_two_alphabets(rows):
    for row in rows:
        for word in re.findall(r"[^\W\d_]+", row.native):
            assert not (LATIN.search(word) and re.search("[\u0400-\u04ff]", word)), row


def test_a_listing_has_each_native_name_once(rows):
    seen = [(row.list, row.listing, row.country, re.sub(r"[\W_]", "", row.native.casefold())) for row in rows]
    assert len(seen) == len(set(seen))


def test_no_native_name_is_a_bare_legal_form_or_an_acronym(rows):
    for row in rows:
        words = re.findall(r"\w+", row.native)
        assert not is_form_only(han_key(row.native)), row
        assert strip_forms([word.lower() for word in words])[0], row
        # An acronym in Cyrillic letters is another kind of name: short_names.csv holds those in daily use.
        assert not re.fullmatch("[А-ЯЁ]+", row.native), row


def test_quotation_marks_come_in_pairs(rows):
    for row in rows:
        assert row.native.count("«") == row.native.count("»"), row
        assert not re.search("[‘’“”]", row.native), row


def test_every_row_says_its_source_in_words_and_where_in_it(rows):
    for row in rows:
        assert SOURCES.fullmatch(row.source), row
        assert row.source_id
    assert all("copy" in row.note for row in rows if row.source.startswith("stock exchange"))


def test_no_list_prints_what_another_source_is_said_to_print(library):
    for each in library.listings:
        printed = {name.text for name in each.printed_names}
        assert not printed & {name.text for name in each.names_from_other_sources}


def test_the_lists_own_names_and_hashes_stay_what_the_publisher_prints(library):
    catalogue, joined = read_catalogue(), 0
    for list_id, loaded in library.lists.items():
        read = load_list(catalogue[list_id], LISTS / f"{list_id}.csv")
        assert loaded.snapshot == read.snapshot
        for searched, published in zip(loaded.listings, read.listings, strict=True):
            assert searched.printed_names == published.names
            assert searched.name == published.name
            joined += bool(searched.names_from_other_sources)
    assert joined > 1_000


def test_no_data_file_of_a_list_holds_such_a_name():
    for path in LISTS.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert all(row["kind"] != NameKind.NATIVE_ELSEWHERE for row in csv.DictReader(file)), path.name


def test_a_row_joins_its_listing_behind_the_printed_names_and_names_its_source(tmp_path):
    (joined,) = with_native_names([listing()], table(tmp_path, ROW))
    assert joined.printed_names == listing().names
    assert joined.names_from_other_sources == (
        ListedName("Институт Зорвекс", NameKind.NATIVE_ELSEWHERE, "EU act"),
    )


def test_a_general_name_needs_a_place(tmp_path):
    folder = table(tmp_path, "l,Zorvex Institute,RU,Рычаг,yes,EU act,row 1,")
    (joined,) = with_native_names([listing()], folder)
    assert joined.names[-1].needs_place


def test_a_namesake_in_another_country_or_on_another_list_gets_no_name(tmp_path):
    folder = table(tmp_path, ROW)
    elsewhere = Listing("m:a", "m", listing().names, PartyType.ORGANISATION, "RU")
    for each in (listing(country="KZ"), listing("Zorvex Institute of Optics"), elsewhere):
        assert with_native_names([each], folder) == (each,)


def test_a_name_that_the_list_prints_itself_is_not_added_again(tmp_path):
    own = listing("Zorvex Institute", "RU", "Институт Зорвекс")
    assert with_native_names([own], table(tmp_path, ROW)) == (own,)


def test_a_row_whose_listing_an_edition_dropped_is_left_aside_and_can_be_told(tmp_path):
    folder = table(tmp_path, ROW)
    left = listing("Another Institute")
    assert with_native_names([left], folder) == (left,)
    assert [row.native for row in without_listing("l", [left], folder)] == ["Институт Зорвекс"]
    assert without_listing("l", [listing()], folder) == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("l,Zorvex Institute,RU,Зорвекс,perhaps,EU act,row 1,", "town_needed 'perhaps' is not one of"),
        ("l,Zorvex Institute,RU,Зорвекс,,,row 1,", "source is empty"),
    ],
)
def test_a_row_without_source_or_with_another_word_for_yes_refuses_the_table(tmp_path, line, reason):
    with pytest.raises(KnowledgeInvalid, match=f"^native_names.csv, line 3: {reason}"):
        with_native_names([listing()], table(tmp_path, ROW, line))
