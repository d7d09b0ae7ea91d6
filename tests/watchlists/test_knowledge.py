"""Curated knowledge is read strictly, and every row of it has a source and a reason."""

import pytest

from screening.model import Relation, Subject
from watchlists.errors import KnowledgeInvalid
from watchlists.knowledge import (
    read_alias_conflicts,
    read_hospitals,
    read_laboratories,
    read_renamings,
    read_short_names,
)
from watchlists.model import NameKind
from watchlists.register import load_register

HEADER = "list,listing,alias,kind,bearer,reason,source"


def write(folder, *lines):
    (folder / "alias_conflicts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_conflict_says_whose_name_it_is_and_how_it_is_held(tmp_path):
    (conflict,) = read_alias_conflicts(write(tmp_path, HEADER, "l,L,A,contested,B,why,https://x.example"))
    assert conflict.bearer == "B"
    assert conflict.name_kind is NameKind.CONTESTED


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("l,L,A,doubtful,B,why,src", "kind 'doubtful' is not one of"),
        ("l,L,A,weak,B,why", "7 cells are needed, 6 stand there"),
        ("l,L,A,weak,B,why,", "source is empty"),
        ("l,L,A ,weak,B,why,src", "a stray blank in alias"),
        ("l,L,First,weak,B,why,src", "it repeats line 2"),
    ],
)
def test_a_malformed_line_refuses_the_file_with_line_and_reason(tmp_path, line, reason):
    with pytest.raises(KnowledgeInvalid, match=f"^alias_conflicts.csv, line 3: {reason}"):
        read_alias_conflicts(write(tmp_path, HEADER, "l,L,First,weak,B,why,src", line))


def test_a_foreign_header_is_refused(tmp_path):
    with pytest.raises(KnowledgeInvalid, match="line 1: the header must be"):
        read_alias_conflicts(write(tmp_path, "a,b"))


def test_alias_conflicts_are_many_and_sourced():
    conflicts = read_alias_conflicts()
    assert len(conflicts) >= 30
    assert all(conflict.source.startswith("https://") for conflict in conflicts)


PARTS = (read_hospitals, read_laboratories)
PART = "A Hospital,,CN,hospital_of,ror:011ashp19,A University,its hospital"


@pytest.mark.parametrize(
    ("source", "verified"),
    [
        ("https://www.example.org", "ror"),
        ("https://ror.org/011ashp19", "ror"),
        ("https://www.example.org", "list"),
        ("us-dow-1286", "list"),
        ("https://www.example.org/", "document"),
        ("A University", "document"),
        ("https://en.wikipedia.org/wiki/A_Hospital", "document"),
        ("https://www.example.org", "surely"),
        ("https://www.example.org", ""),
    ],
)
def test_a_row_that_says_more_of_its_source_than_the_source_shows_is_refused(tmp_path, source, verified):
    with pytest.raises(KnowledgeInvalid, match=r"^hospitals\.csv, line 2: "):
        read_hospitals(hospital(tmp_path, source, verified))


def hospital(folder, source, verified, read_on=""):
    header = "name,native,country,relation,parent,parent_name,reason,source,verified,read_on"
    line = f"{PART},{source},{verified},{read_on}"
    (folder / "hospitals.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    return folder


DOCUMENT = "https://www.example.org/about/hospitals"


def test_a_document_vouches_for_a_row_once_somebody_has_read_it(tmp_path):
    (unread,) = read_hospitals(hospital(tmp_path, DOCUMENT, "document"))
    assert unread.unverified_source == DOCUMENT
    (read,) = read_hospitals(hospital(tmp_path, DOCUMENT, "document", "2026-11-29"))
    assert read.unverified_source == ""


@pytest.mark.parametrize(
    ("verified", "read_on"), [("document", "29 November 2026"), ("unverified", "2026-11-29")]
)
def test_a_day_of_reading_is_a_day_and_stands_beside_a_document_alone(tmp_path, verified, read_on):
    with pytest.raises(KnowledgeInvalid, match=r"^hospitals\.csv, line 2: read_on"):
        read_hospitals(hospital(tmp_path, DOCUMENT, verified, read_on))


def test_no_more_rows_than_today_are_unverified():
    """Who adds a row finds its source in ROR, in a list or in a document that is read, or raises the figure knowingly."""
    tables = (read_hospitals, read_laboratories, read_renamings, read_short_names)
    unverified = {read.__name__: sum(bool(row.unverified_source) for row in read()) for read in tables}
    assert unverified == {
        "read_hospitals": 203,
        "read_laboratories": 239,
        "read_renamings": 156,
        "read_short_names": 2869,
    }


def test_the_knowledge_is_large_enough_to_matter():
    assert sum(len(read()) for read in PARTS) >= 150
    assert len(read_short_names()) >= 120
    assert len(read_renamings()) >= 60


def test_every_register_id_is_a_body_of_the_seed_under_the_name_given():
    bodies = load_register().bodies
    named = [(part.parent, part.parent_name) for read in PARTS for part in read()]
    named += [(short.body, short.name) for short in read_short_names()]
    named = [(body_id, name) for body_id, name in named if body_id.startswith("ror:")]
    assert len(named) > 300
    assert [(i, name) for i, name in named if i not in bodies or bodies[i].name != name] == []


def test_no_hospital_or_laboratory_contradicts_the_register():
    by_name = {body.name: body for body in load_register().in_order}
    wrong = []
    for part in (part for read in PARTS for part in read()):
        body = by_name.get(part.name)
        parents = {target for kind, target, _ in body.relations if kind == "parent"} if body else set()
        if body and body.country == part.country and parents and part.parent not in parents:
            wrong.append((part.name, part.parent_name))
    assert wrong == []


def test_one_short_form_means_one_body_in_a_country_unless_it_is_an_acronym():
    bearers = {}
    for short in read_short_names():
        if short.kind != "acronym":
            bearers.setdefault((short.country, short.short), set()).add(short.body)
    assert {key: bodies for key, bodies in bearers.items() if len(bodies) > 1} == {}


def test_the_first_military_medical_university_became_a_civilian_school():
    renamed = {renaming.former: renaming for renaming in read_renamings()}
    assert renamed["First Military Medical University"].successor == "Southern Medical University"
    assert renamed["First Military Medical University"].until == "2004"


def test_years_of_renaming_are_years():
    assert all(
        renaming.until.isdigit() and 1950 < int(renaming.until) < 2027 for renaming in read_renamings()
    )


def test_every_alias_conflict_is_about_a_name_that_its_list_prints(shipped_library):
    library = shipped_library
    printed = {
        (listing.watchlist_id, listing.name, name.text.casefold())
        for listing in library.listings
        for name in listing.names
    }
    missing = [
        (conflict.list, conflict.listing, conflict.alias)
        for conflict in read_alias_conflicts()
        if (conflict.list, conflict.listing, conflict.alias.casefold()) not in printed
    ]
    assert missing == []


@pytest.mark.parametrize("text", ["Daping Hospital", "大坪医院", "Daping Hospital, Chongqing"])
def test_a_hospital_that_a_list_prints_without_its_school_is_read_by_the_table_of_hospitals(engine, text):
    hits = engine.screen(Subject(name=text)).reading.hits
    assert {(hit.body, hit.relation) for hit in hits} == {("Daping Hospital", Relation.HOSPITAL_OF)}
