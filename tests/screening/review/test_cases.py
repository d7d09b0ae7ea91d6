"""Rows that say the same of the same party are one question, however many people stand in them."""

from collections import Counter

import pytest
from sqlmodel import select

from screening.context import open_context
from screening.review.history import members_of
from screening.storage.review_tables import Case, CaseMember, Sighting
from screening.storage.tables import Run

LISTED = (
    "Beihang University",
    "BEIHANG  university",
    "Beijing University of Aeronautics and Astronautics",
    "Zabir Logistics Company",
)
OTHERS = ("KU Leuven", "University of Cambridge", "Massachusetts Institute of Technology")
INSTITUTIONS = (*LISTED, *OTHERS, *(f"College {number} of Somewhere" for number in range(13)))  # twenty


@pytest.fixture
def place(settings, clock):
    opened = open_context(settings, clock)
    yield opened
    opened.close()


def rows_of(number):
    """Rows over twenty institutions; every tenth person stands in two rows."""
    said = [(f"Person {at - at % 10 // 9} Sample", INSTITUTIONS[at % 20]) for at in range(number)]
    lines = "".join(f"{name},{institution}\n" for name, institution in said)
    return f"Name,Institution\n{lines}", Counter(" ".join(text.split()).casefold() for _, text in said)


@pytest.mark.parametrize("number", [400, pytest.param(20_000, marks=pytest.mark.soak)])
def test_a_list_makes_one_question_for_each_text_that_is_read_as_a_listed_body(office, place, number):
    content, rows = rows_of(number)
    run_id = office.accept(content, chunk=number // 4)
    office.step("plan", run_id)
    with place.database.read() as session:
        chunks = session.get(Run, run_id).chunks
    for each in range(chunks):
        office.step("chunk", run_id, number=each)
    office.step("report", run_id)
    with place.database.read() as session:
        cases = session.exec(select(Case).where(Case.team == office.team)).all()
        found = {(" ".join(each.matched.split()).casefold(), each.party_name) for each in cases}
        assert found == {
            ("beihang university", "Beihang University"),
            ("beijing university of aeronautics and astronautics", "Beihang University"),
            ("zabir logistics company", "Zabir Logistics Company"),
        }
        assert len(cases) == len(found)
        for each in cases:
            assert each.rows == rows[" ".join(each.matched.split()).casefold()]
            members = session.exec(select(CaseMember).where(CaseMember.case_id == each.id)).all()
            sighted = session.exec(
                select(Sighting).where(Sighting.case_id == each.id, Sighting.run_id == run_id)
            ).all()
            assert each.people == len(members) == len(sighted)
            assert sum(seen.rows for seen in sighted) == each.rows
            assert each.level == max(member.level for member in members)
            assert each.score == max(member.score for member in members if member.level == each.level)
            assert len(members_of(session, each.id, most=7)) == 7
