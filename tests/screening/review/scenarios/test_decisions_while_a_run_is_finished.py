"""Whoever decides while a run is being finished waits for it, is not lost, and decides about what stands then."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import text

from screening.audit.log import hold
from screening.context import open_context
from screening.review.bulk import preview_bulk, propose_bulk
from screening.review.comments import assign, set_due
from screening.review.decide import Proposal, case_of, confirm, propose, version_of
from screening.review.queue import CaseFilter
from screening.review.rules import CaseState, Decider, MovedOn, Verdict
from screening.runs import report_step
from screening.runs.control import run_progress
from screening.runs.erasures import ErasureKind, ErasureTarget, ask_erasure
from screening.runs.holds import hold_case, release_case

# SQLite lets one in at a time.
pytestmark = pytest.mark.parametrize(
    "settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
ANA, BEN, EVA = (Decider(f"person:{name.lower()}", name) for name in ("Ana", "Ben", "Eva"))
FOUND = Proposal(Verdict.TRUE_MATCH, "name_and_place")
_WAITING = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.fixture
def place(settings, clock):
    opened = open_context(settings, clock)
    yield opened
    opened.close()


def wait_until_waiting(session, number, futures):
    while session.connection().execute(_WAITING).scalar() < number:
        assert not any(each.done() for each in futures)


def released(place, team, case_id):
    hold_case(place, case_id, team, actor=ANA.id, why="an inquiry")
    return partial(release_case, place, case_id, team, actor=ANA.id)


WAYS = {
    "held": lambda place, team, case_id: partial(
        hold_case, place, case_id, team, actor=ANA.id, why="an inquiry"
    ),
    "released": released,
    "given to somebody": lambda place, team, case_id: partial(assign, place, team, [case_id], ANA, to=ANA.id),
    "given a day": lambda place, team, case_id: partial(
        set_due, place, team, [case_id], ANA, due="2027-01-31"
    ),
    "decided": lambda place, team, case_id: partial(propose, place, team, case_id, FOUND, ANA, source="page"),
    "erased": lambda place, team, case_id: partial(
        ask_erasure, place, team, ErasureTarget(ErasureKind.CASE, case_id), "asked for", by=ANA
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_case_that_is_changed_while_a_run_that_saw_it_is_finished_is_changed_and_the_run_finished(
    office, place, clock, monkeypatch, way
):
    office.screen()
    clock.moved(hours=1)
    case = office.case()
    act = WAYS[way](place, office.team, case.id)
    run_id = office.accept()
    office.step("plan", run_id)
    office.step("chunk", run_id)
    real, acted = report_step.merge_staged_cases, []

    with ThreadPoolExecutor(1) as beside:

        def merging(decision, *given):
            acted.append(beside.submit(act))
            wait_until_waiting(decision.session, 1, acted)
            return real(decision, *given)

        monkeypatch.setattr(report_step, "merge_staged_cases", merging)
        office.step("report", run_id)
        assert len(acted) == 1
        acted[0].result()
    assert run_progress(place, run_id, office.team).state == "finished"
    with place.database.read() as session:
        now = case_of(session, office.team, case.id)
        assert now.last_seen_at > case.last_seen_at
        assert bool(now.held) is (way == "held")
        assert now.assignee == (ANA.id if way == "given to somebody" else "")
        assert now.due == ("2027-01-31" if way == "given a day" else "")
        assert (now.state == CaseState.OPEN) is (way != "decided")


def of_one_case(place, team, case):
    version = version_of(case)
    return [
        partial(propose, place, team, case.id, FOUND, who, source="page", version=version)
        for who in (ANA, BEN)
    ]


def of_one_and_of_all(place, team, case):
    with place.database.read() as session:
        version = preview_bulk(session, team, CaseFilter(), ANA.id).version
    many = partial(propose_bulk, place, team, CaseFilter(), FOUND, BEN, version=version, source="page")
    return [of_one_case(place, team, case)[0], many]


def of_second_reviewers(place, team, case):
    made = propose(place, team, case.id, FOUND, ANA, source="page")
    return [partial(confirm, place, team, made.id, who) for who in (BEN, EVA)]


@pytest.mark.parametrize("decisions", [of_one_case, of_one_and_of_all, of_second_reviewers])
def test_of_two_who_decide_about_one_case_while_both_wait_the_second_hears_that_it_moved_on(
    office, place, decisions
):
    office.screen()
    both = decisions(place, office.team, office.case())
    with ThreadPoolExecutor(2) as beside:
        with place.database.write() as session:
            hold(session)
            asked = [beside.submit(each) for each in both]
            wait_until_waiting(session, 2, asked)
        faults = [each.exception() for each in asked]
    assert sorted(map(type, faults), key=str) == sorted([type(None), MovedOn], key=str)
