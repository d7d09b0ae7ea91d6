"""What stands in the place of a name, in tables and alone."""

import csv
from pathlib import Path

import pytest

from screening.intake.list_reader import read_list
from screening.intake.model import RowState
from screening.intake.placeholders import (
    PlaceholderKind,
    is_framed,
    is_rule,
    placeholder_kind,
    placeholder_reason,
)
from screening.intake.vocabularies import csv_file
from screening.model import SubjectType


def test_each_phrase_of_the_table_is_one_and_its_counter_example_is_none():
    phrases = csv_file("placeholders.csv")
    assert len({row["language"] for row in phrases}) > 15
    assert [row for row in phrases if placeholder_kind(row["example"]) != row["kind"]] == []
    assert [row for row in phrases if placeholder_kind(row["counter_example"]) is not None] == []


def test_rows_as_offices_write_them_are_placeholders():
    with (Path(__file__).parent / "placeholder_rows.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row for row in rows if not (placeholder_kind(row["text"]) or is_framed(row["text"]))] == []
    kinds = [row for row in rows if row["half"] == "seen" and not is_framed(row["text"])]
    assert [row for row in kinds if placeholder_kind(row["text"]) != row["kind"]] == []


@pytest.mark.parametrize(
    "name",
    [
        "TBD GmbH", "Ibid Ltd", "Idem Consulting SpA", "Same Deutz-Fahr", "同上科技有限公司", "上海大学", "Na Li",
        "University of Above", "See Line Shipping", "Bank of Row", "Institute 58", "5", "V-100234", "S 400", "Consult 24", "C D", "전동일", "Hang Long", "Will Clear", "*Huawei*", "待定文化传媒",
    ],
)  # fmt: skip
def test_a_name_that_holds_such_words_is_none(name):
    assert placeholder_kind(name) is None
    assert not is_framed(name)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("TBA (PI to confirm)", "undecided", "TBA Confirm Ltd"),
        ("TBD - supervisor to advise", "undecided", "Confirm Centre"),
        ("Pending, department to decide", "undecided", "Decide Lab"),
        ("not applicable - self-funded", "none", "Applicable Sciences"),
        ("None (self-funded)", "none", "Self Funded Ventures"),
        ("TBC (see contract)", "elsewhere", "TBC (See Optics)"),
        ("n/a - as above", "ditto", "Above - All Ltd"),
        ("none; see CV", "elsewhere", "None; Nil Ltd"),
        ("see agreement", "elsewhere", "Agreement Systems"),
        ("ver hoja 3", "elsewhere", "Hoja Ver SL"),
        ("siehe Reiter 2", "elsewhere", "Reiter Maschinenbau"),
        ("см. вкладку 4", "elsewhere", "Листвянка 4"),
        ("未定（同上）", "ditto", "未定映画社（同上）"),
        ("nav zināms (skat. pielikumu)", "elsewhere", "Pielikums (Rīga)"),
        ("كما ورد أعلاه", "ditto", "ورد"),
        ("كما ورد في السطر السابق", "ditto", "شركة ورد"),
    ],
)
def test_who_is_to_say_it_and_why_there_is_none_may_stand_beside_it(text, kind, name):
    assert placeholder_kind(text) == kind
    assert placeholder_kind(name) is None


def test_a_line_of_signs_is_a_rule_and_words_between_signs_are_framed():
    assert is_rule("=====")
    assert is_rule("* * *")
    assert is_framed("*** Huawei ***")
    assert is_framed("---- Section B")
    assert not is_rule("--")
    assert not is_framed("-- Huawei")


def test_every_kind_has_its_sentence():
    examples = {row["kind"]: row["example"] for row in csv_file("placeholders.csv")}
    sentences = [placeholder_reason(examples[kind]) for kind in PlaceholderKind]
    assert len(set(sentences)) == len(PlaceholderKind)


@pytest.fixture
def rows_of(tmp_path):
    def read(text):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        return list(read_list(path).rows())[1:]

    return read


def test_a_row_of_nothing_but_a_placeholder_is_unscreened_and_a_line_of_signs_is_skipped(rows_of):
    rows = rows_of("Name,Affiliation\nAnna Berg,Lund University\nn/a,N/A\n=====,-----\n-,\n")
    assert [(row.state, row.code) for row in rows] == [
        (RowState.SUBJECT, ""),
        (RowState.UNSCREENED, "placeholder"),
        (RowState.SKIPPED, "divider"),
        (RowState.UNSCREENED, "no-subject"),
    ]


def test_a_person_beside_no_affiliation_is_screened_and_the_cell_is_named(rows_of):
    (row,) = rows_of("Name,Affiliation\nAnna Berg,n/a\n")
    assert (row.state, row.subjects[0].name, row.subjects[0].affiliations) == (
        RowState.SUBJECT,
        "Anna Berg",
        (),
    )
    assert row.notes == (
        "The affiliation in B2 (“n/a”) gives no name, so there was nothing to search for in it.",
    )


@pytest.mark.parametrize("text", ["as above", '""""', "see CV", "同上"])
def test_a_reference_stays_with_its_person_for_the_engine_to_tell(rows_of, text):
    rows = rows_of(f"Name,Affiliation\nBo Ek,Lund University\nAnna Berg,{text}\n")
    assert rows[1].subjects[0].affiliations == (text.strip('"') or '"',)


@pytest.mark.parametrize(
    ("family", "given", "name"),
    [("Na", "Hye-sok", "Na, Hye-sok"), ("NONE", "MARIA", "NONE, MARIA"), ("n/a", "Sukarno", "Sukarno")],
)
def test_a_family_name_that_is_called_as_a_placeholder_is_kept(rows_of, family, given, name):
    (row,) = rows_of(f"Family name,Given name,Affiliation\n{family},{given},Lund University\n")
    assert (row.subjects[0].name, row.subjects[0].type) == (name, SubjectType.PERSON)
