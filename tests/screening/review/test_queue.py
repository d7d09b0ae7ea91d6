"""The queue and the life of a decision, on SQLite and PostgreSQL alike."""

from dataclasses import replace

import pytest
from openpyxl import Workbook

from screening.context import open_context
from screening.review import case_intake
from screening.review.comments import assign
from screening.review.decide import Proposal, confirm, propose
from screening.review.history import past_of, runs_of
from screening.review.queue import CaseFilter, alike_cases, count_wanted, neighbours, states_of, wanted_cases
from screening.review.rules import Decider, Verdict
from screening.runs import run_progress
from screening.runs.retention import clear_up

ME = Decider("person:me", "Me")


@pytest.fixture
def place(settings, clock):
    opened = open_context(settings, clock)
    yield opened
    opened.close()


def test_the_queue_is_cut_filtered_searched_and_walked_by_the_database(office, place, people, clock):
    letters = "abcdefghij"
    people_at_one = "".join(
        f"Anna {letters[n // 10].upper()}{letters[n % 10]}sen,Beihang University,CN\n" for n in range(30)
    )
    first = office.screen(f"Name,Institution,Country\n{people_at_one}100%_Wei,Zabir Logistics Company,SY\n")
    clock.moved(hours=1)
    second = office.screen(
        "Name,Institution,Country\nAnna Adsen,Beihang University,CN\nНовый,Beihang University,CN\n"
    )
    with place.database.read() as session:

        def found(**wanted):
            return wanted_cases(session, office.team, CaseFilter(**wanted), ME.id, skip=0, most=100)

        assert count_wanted(session, office.team, CaseFilter(), ME.id) == 32
        assert {each.shown.split(";")[0] for each in found(run_id=second)} == {"Anna Adsen", "Новый"}
        assert len(found(run_id=first)) == 31
        assert [each.shown[:8] for each in found(query="100%_")] == ["100%_Wei"]
        assert found(query="%00%") == []
        assert [each.shown[:5] for each in found(query="новый")] == ["Новый"]
        assert len(wanted_cases(session, office.team, CaseFilter(), ME.id, skip=30, most=25)) == 2
        queue = found()
        assert [each.level for each in queue] == sorted((each.level for each in queue), reverse=True)
        walked = [neighbours(session, office.team, CaseFilter(), ME.id, each) for each in queue]
        assert [after for _, after in walked] == [*(each.id for each in queue[1:]), ""]
        assert [before for before, _ in walked] == ["", *(each.id for each in queue[:-1])]
        blind = found(blind=True)
        assert [each.first_seen_at for each in blind] == sorted(each.first_seen_at for each in blind)
        assert neighbours(session, office.team, CaseFilter(blind=True), ME.id, blind[0])[1] == blind[1].id
        (known,) = found(query="anna adsen")
        assert [each.run_id for each in runs_of(session, known)] == [second, first]
        assert len(alike_cases(session, known, 100)) == 30
    assign(place, office.team, [known.id], ME, to=ME.id)
    made = propose(
        place, office.team, known.id, Proposal(Verdict.TRUE_MATCH, "identifier"), ME, source="page"
    )
    with place.database.read() as session:
        assert [
            each.id
            for each in wanted_cases(session, office.team, CaseFilter(assignee="mine"), ME.id, skip=0, most=9)
        ] == [known.id]
        assert states_of(session, office.team, second) == {
            "open": 1,
            "second": 1,
            "escalated": 0,
            "decided": 0,
        }
    confirm(place, office.team, made.id, people[1])
    with place.database.read() as session:
        other = alike_cases(session, known, 1)[0]
        assert [each.disposition.id for each in past_of(session, other)] == [made.id]
    clock.moved(days=2 * place.settings.retain_days)
    clear_up(place)
    with place.database.read() as session:
        assert count_wanted(session, office.team, CaseFilter(state=""), ME.id) == 0


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
            each.shown
            for each in wanted_cases(session, office.team, CaseFilter(run_id=run_id), ME.id, skip=0, most=9)
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

    monkeypatch.setattr("screening.runs.execute.stage_cases", bring)
    run_id = office.accept()
    office.step("plan", run_id)
    office.step("chunk", run_id)
    ended = run_progress(place, run_id, office.team)
    assert (ended.state, ended.code) == ("failed", "storage-unfit")
