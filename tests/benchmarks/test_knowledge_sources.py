"""What our tables say of their sources, ROR's records and the entries of lists say indeed."""

import csv

import pytest

from benchmarks.knowledge_sources import TABLES, Sources, question_of, verdict
from watchlists.knowledge import KNOWLEDGE, SourceKind
from watchlists.library import load_library
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName
from watchlists.register import load_register


@pytest.fixture(scope="module")
def sources():
    return Sources(load_register().in_order, load_library().listings)


def rows(table):
    with (KNOWLEDGE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", TABLES)
def test_every_entry_that_a_row_cites_prints_both_names(sources, table):
    listed = [row for row in rows(table) if row["verified"] == SourceKind.LIST]
    assert listed
    wrong = [row for row in listed if row["source"] not in sources.citations(question_of(table, row))]
    assert wrong == []


@pytest.mark.parametrize("table", TABLES)
def test_every_record_of_ror_that_a_row_cites_and_we_ship_says_the_same(sources, table):
    wrong, compared = [], 0
    for row in rows(table):
        found = f"ror:{row['source'][-9:]}"
        if row["verified"] == SourceKind.ROR and found in sources.bodies:
            compared += 1
            wrong += [row] if sources.ror(question_of(table, row)) != found else []
    assert wrong == []
    assert compared > 20


def body(number, *names, relations=()):
    texts = tuple(RegisterName(text, "label", "") for text in names)
    return Body(f"ror:00000{number}", texts, "CN", (), ("healthcare",), (), relations, "active")


def hospital(name, source="Zorvex University, https://zorvex.example"):
    return {"name": name, "native": "", "country": "CN", "parent": "ror:000001", "parent_name": "Zorvex University",
            "source": source}  # fmt: skip


UNDER = (("related", "ror:000001", "Zorvex University"),)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Morning Cloud Hospital of Zorvex University", SourceKind.ROR),
        ("Morning Cloud Hospital", SourceKind.ROR),
        ("Evening Cloud Hospital", SourceKind.UNVERIFIED),
        # A number beside the town is not the number within the university.
        ("First Affiliated Hospital of Zorvex University", SourceKind.UNVERIFIED),
        ("Second Affiliated Hospital of Zorvex University", SourceKind.ROR),
        # ROR has it and ties it to nobody.
        ("Noon Cloud Hospital", SourceKind.UNVERIFIED),
    ],
)
def test_a_hospital_is_verified_where_ror_ties_that_very_hospital_to_the_university(name, kind):
    known = Sources(
        (
            body(1, "Zorvex University"),
            body(2, "Morning Cloud Hospital", relations=UNDER),
            body(3, "Third Hospital of Zorvex University", "First Hospital of Zorvex", relations=UNDER),
            body(4, "The Second Hospital of Zorvex University", relations=UNDER),
            body(5, "Noon Cloud Hospital"),
        ),
        (),
    )
    assert verdict("hospitals", hospital(name), known)[0] is kind


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(NameKind.PRIMARY, SourceKind.LIST), (NameKind.SUBORDINATE, SourceKind.UNVERIFIED)],
)
def test_an_entry_that_prints_the_university_only_as_a_part_says_nothing_of_its_hospital(kind, expected):
    names = (ListedName("Zorvex University", kind), ListedName("Morning Cloud Hospital", NameKind.ALIAS))
    entry = Listing("one:zor", "one", names, PartyType.ORGANISATION, "CN")
    assert verdict("hospitals", hospital("Morning Cloud Hospital"), Sources((), (entry,)))[0] is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "US Entity List, 84 FR 54004, https://www.federalregister.gov/citation/84-FR-54004",
            SourceKind.DOCUMENT,
        ),
        ("Zorvex University, its hospitals, https://zorvex.example/", SourceKind.UNVERIFIED),
        ("https://zh.wikipedia.org/wiki/Zorvex", SourceKind.UNVERIFIED),
        # A list that was compared and does not print it.
        ("Tracker, https://unitracker.aspi.org.au/universities/zorvex-university", SourceKind.UNVERIFIED),
    ],
)
def test_a_document_is_a_page_about_the_very_thing(source, expected):
    assert verdict("hospitals", hospital("Morning Cloud Hospital", source), Sources((), ()))[0] is expected
