"""The queue and the life of a decision, on SQLite and PostgreSQL alike."""

from dataclasses import replace

import pytest
from openpyxl import Workbook
from sqlmodel import select

from screening.context import open_context
from screening.review import case_intake
from screening.review.comments import assign, set_due
from screening.review.decide import Proposal, confirm, propose
from screening.review.history import members_of, past_of, runs_of
from screening.review.queue import SORTS, CaseFilter, count_wanted, neighbours, states_of, wanted_cases
from screening.review.rules import Decider, DecisionRefused, Verdict
from screening.runs.control import run_progress
from screening.runs.retention import clear_up
from screening.runs.verification import verify_installation
from screening.storage.review_tables import CaseMember

ME = Decider("person:me", "Me")


@pytest.fixture
def place(settings, clock):
    opened = open_context(settings, clock)
    yield opened
    opened.close()


BUAA = "Beijing University of Aeronautics and Astronautics"
LIST = f"""Name,Institution,Country
Anna Adsen,Beihang University,CN
Bo Berg,Beihang University,CN
Anna Adsen,{BUAA},CN
100%_Wei,Zabir Logistics Company,SY
Abdul Satar Ghoura,KU Leuven,BE
"""


def test_the_queue_is_cut_filtered_searched_and_walked_by_the_database(office, place, people, clock):
    first = office.screen(LIST)
    clock.moved(hours=1)
    second = office.screen(
        "Name,Institution,Country\nAnna Adsen,Beihang University,CN\nНовый,Beihang University,CN\n"
    )
    with place.database.read() as session:

        def found(**wanted):
            return wanted_cases(session, office.team, CaseFilter(**wanted), ME.id, skip=0, most=100)

        assert count_wanted(session, office.team, CaseFilter(), ME.id) == len(found()) == 5
        assert [(each.matched, each.people, each.rows) for each in found(run_id=second)] == [
            ("Beihang University", 3, 3)
        ]
        assert len(found(run_id=first)) == 5
        assert [each.matched for each in found(query="100%_")] == ["Zabir Logistics Company"]
        assert found(query="%00%") == []
        assert [each.matched for each in found(query="новый")] == ["Beihang University"]
        assert {each.matched for each in found(query="anna")} == {"Beihang University", BUAA}
        assert len(wanted_cases(session, office.team, CaseFilter(), ME.id, skip=3, most=25)) == 2
        queue = found()
        assert [each.level for each in queue] == sorted((each.level for each in queue), reverse=True)
        for wanted in (CaseFilter(), CaseFilter(blind=True), *(CaseFilter(sort=each) for each in SORTS)):
            queue = wanted_cases(session, office.team, wanted, ME.id, skip=0, most=9)
            walked = [neighbours(session, office.team, wanted, ME.id, each.id) for each in queue]
            assert [after for _, after in walked] == [*(each.id for each in queue[1:]), ""]
            assert [before for before, _ in walked] == ["", *(each.id for each in queue[:-1])]
        (known,) = found(query="bo berg")
        assert [(each.run_id, each.rows, each.row) for each in runs_of(session, known)] == [
            (second, 2, 2),
            (first, 2, 2),
        ]
        assert [
            (each.member.shown.partition(";")[0], each.run_id, each.row)
            for each in members_of(session, known.id)
        ] == [
            ("Anna Adsen", second, 2),
            ("Bo Berg", first, 3),
            ("Новый", second, 3),
        ]
    assign(place, office.team, [known.id], ME, to=ME.id)
    made = propose(
        place, office.team, known.id, Proposal(Verdict.TRUE_MATCH, "name_and_place"), ME, source="page"
    )
    with place.database.read() as session:
        assert [
            each.id
            for each in wanted_cases(session, office.team, CaseFilter(assignee="mine"), ME.id, skip=0, most=9)
        ] == [known.id]
        of_team, of_run = states_of(session, office.team), states_of(session, office.team, second)
        assert of_run == {"open": 0, "second": 1, "escalated": 0, "new": 0, "decided": 0}
        assert sum(of_team.values()) == count_wanted(session, office.team, CaseFilter(state=""), ME.id) == 5
    confirm(place, office.team, made.id, people[1])
    with place.database.read() as session:
        (other,) = wanted_cases(session, office.team, CaseFilter(query=BUAA), ME.id, skip=0, most=9)
        assert [each.disposition.id for each in past_of(session, other)] == [made.id]
        assert neighbours(session, office.team, CaseFilter(), ME.id, known.id)[1]  # though it is decided
    clock.moved(days=2 * place.settings.retain_days)
    clear_up(place)
    with place.database.read() as session:
        assert count_wanted(session, office.team, CaseFilter(state=""), ME.id) == 0
        assert session.exec(select(CaseMember)).all() == []


def test_a_queue_is_sorted_by_what_is_asked_for_in_either_direction(office, place):
    office.screen(LIST)

    def found(sort):
        cases = office.cases(sort=sort)
        return [getattr(each, "matched" if sort.endswith("text") else "people") for each in cases]

    assert found("people")[0] == found("-people")[-1] == 2
    assert found("text") == sorted(found("text")) == found("-text")[::-1]
    assert (
        CaseFilter.of({"sort": "nothing"}, "").sort
        == CaseFilter.of({"sort": "score", "blind": "yes"}, "").sort
        == ""
    )


def test_what_is_overdue_goes_first_within_its_level_and_is_found_by_its_day(office, place, clock):
    office.screen(LIST)
    first, *_, last = [each for each in office.cases() if each.level == office.cases()[0].level]
    today = clock.now.date().isoformat()
    assert set_due(place, office.team, [last.id, first.id], ME, due=today) == 2
    assert set_due(place, office.team, [last.id], ME, due=today) == 0
    set_due(place, office.team, [last.id], ME, due="2026-01-31")
    assert office.cases(today=today)[0].id == last.id
    assert [each.level for each in office.cases(today=today)] == [each.level for each in office.cases()]
    assert [each.id for each in office.cases(due="overdue", today=today)] == [last.id]
    assert {each.id for each in office.cases(due="due", today=today)} == {first.id, last.id}
    assert [each.id for each in office.cases(sort="due", today=today)][:2] == [last.id, first.id]
    for wrong in ("2026-02-30", "soon"):
        with pytest.raises(DecisionRefused, match="no such day"):
            set_due(place, office.team, [first.id], ME, due=wrong)
    set_due(place, office.team, [first.id, last.id], ME, due="")
    assert office.cases(due="due") == []
    assert verify_installation(place, files=False).faults == ()


def test_a_workbook_with_the_character_nul_in_a_name_is_screened_to_its_end(office, place):
    """PostgreSQL cannot hold one; the step was refused, and begun again, for ever."""
    book = Workbook()
    for row in (
        ("Name", "Institution"),
        ("x_x0000_y Wei", "Beihang University"),
        ("Li", "Beihang _x0000_ University"),
    ):
        book.active.append(row)
    book.save(office.folder / "nul.xlsx")
    run_id = office.screen(None, name="nul.xlsx")
    with place.database.read() as session:
        names = {
            member.member.shown
            for each in wanted_cases(session, office.team, CaseFilter(run_id=run_id), ME.id, skip=0, most=9)
            for member in members_of(session, each.id)
        }
    nul = "\0" if place.database.is_sqlite else "␀"
    assert names == {f"x{nul}y Wei; Beihang University", f"Li; Beihang {nul} University"}


@pytest.mark.parametrize(
    "settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_a_step_whose_cases_the_database_cannot_hold_ends_its_run_instead_of_being_tried_for_ever(
    office, place, monkeypatch
):
    def bring(session, key, cases, *, whole):
        case_intake.stage_cases(session, key, [replace(each, rows=2**40) for each in cases], whole=whole)

    monkeypatch.setattr("screening.runs.report_step.stage_cases", bring)
    run_id = office.accept()
    office.step("plan", run_id)
    office.step("chunk", run_id)
    ended = run_progress(place, run_id, office.team)
    assert (ended.state, ended.code) == ("failed", "storage-unfit")
