"""Erasing what somebody asks for: a reason, a second person where decisions stand, days of grace, undo and holds."""

import io
import json
import random
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from getpass import getuser

import pytest
import structlog
from accounts import first, team_with_somebody
from click.testing import CliRunner
from erasing import later
from sqlalchemy import text
from sqlmodel import select

from screening.accounts import AccessRole, keys
from screening.audit import lines_of, read_heads, token_of, verify
from screening.cli import main
from screening.cli.holds import line_of
from screening.context import open_context
from screening.intake.refusals import refusal
from screening.review.decide import Proposal, confirm, propose, withdraw
from screening.review.rules import Decider, Verdict
from screening.runs.control import RunUnknown, run_progress
from screening.runs.deletion import ListNotRead, runs_naming
from screening.runs.drafts import keep_draft
from screening.runs.engines import Engines
from screening.runs.erasures import (
    ErasureEnded,
    ErasureKind,
    ErasureRefused,
    ErasureTarget,
    ErasureUnknown,
    ErasureWaits,
    NotSecond,
    ask_erasure,
    carry_out,
    carry_out_due,
    erasure_of,
    erasures,
    second_erasure,
    undo_erasure,
    waiting_erasures,
)
from screening.runs.execute import StepRunner
from screening.runs.holds import CaseOnHold, ReasonMissing, RunOnHold, hold, hold_case, locked_run, release
from screening.runs.overwriting import scrub
from screening.runs.pins import pins_of
from screening.runs.retention import clear_up
from screening.runs.submit import submit_list
from screening.runs.verification import verify_installation
from screening.runs.worker import Worker
from screening.settings import Settings
from screening.storage.erasure_tables import Erasure
from screening.storage.review_tables import Case, Disposition
from screening.storage.tables import FilePart, Run

pytestmark = pytest.mark.slow

ANA, BEN, CY = (Decider(f"person:{name}", name.title()) for name in ("ana", "ben", "cy"))
MARKER = "Zzyxgrave Quillfeather"
WHY = "Uploaded by mistake"
ROW_WAITS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture
def run_id(place, world, small_engine, tmp_path):
    """A finished run with one case, whose list names the marker."""
    return finished_run_naming(place, world, small_engine, tmp_path, MARKER)


def finished_run_naming(place, world, small_engine, tmp_path, marker):
    """A finished run with one case, whose list names the marker."""
    path = tmp_path / "list.csv"
    path.write_text(f"Name,Country\nBeihang University,\n{marker},\n")
    order, pins = world.order(), pins_of(small_engine)
    made = submit_list(place, path, order, pins, actor="ana", team="office", screened_at=world.MOMENT)
    steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, made, 1, 0)
    return made


@pytest.fixture
def case_id(place, run_id):
    with place.database.read() as session:
        return session.exec(select(Case.id)).one()


def ask(place, run_id, by=ANA, why=WHY):
    return ask_erasure(place, "office", ErasureTarget(ErasureKind.RUN, run_id), why, by).id


def decide(place, case_id, by=ANA):
    """A decision that holds at once, whatever the level of risk."""
    return propose(
        place, "office", case_id, Proposal(Verdict.ESCALATED, "legal_advice"), by, source="page"
    ).id


def state(place, run_id):
    return run_progress(place, run_id, "office").state


def actions(place, of="erasure."):
    with place.database.read() as session:
        return [line.action for line in lines_of(session) if line.action.startswith(of)]


def test_a_run_can_be_read_until_its_days_of_grace_are_over_and_is_gone_then(place, run_id):
    erasure_id = ask(place, run_id)
    assert place.settings.erase_grace_days == 7
    assert carry_out_due(later(place, days=6)) == 0
    assert state(place, run_id) == "finished"
    assert waiting_erasures(place, "office", ErasureKind.RUN, [run_id])[run_id].reason == WHY
    assert carry_out_due(later(place)) == 1
    assert carry_out_due(later(place)) == 0
    assert state(place, run_id) == "erased"
    assert erasure_of(place, "office", erasure_id).outcome == "done"
    assert waiting_erasures(place, "office", ErasureKind.RUN, [run_id]) == {}
    assert actions(place) == ["erasure.asked", "erasure.done"]
    with place.database.read() as session:
        erased = [line for line in lines_of(session, run_id) if line.action == "run.erased"]
        assert [line.actor for line in erased] == [ANA.id]
        assert WHY not in "".join(line.facts for line in lines_of(session))
        assert session.exec(select(Case)).all() == []


def test_without_a_reason_nothing_is_erased_and_nobody_asks_twice_or_for_another_teams(place, run_id):
    with pytest.raises(ReasonMissing):
        ask(place, run_id, why="  ")
    with pytest.raises(ErasureRefused):
        ask(place, run_id, why="x" * 2_001)
    with pytest.raises(RunUnknown):
        ask_erasure(place, "purchasing", ErasureTarget(ErasureKind.RUN, run_id), WHY, ANA)
    assert erasures(place, "office") == []
    erasure_id = ask(place, run_id)
    with pytest.raises(ErasureWaits):
        ask(place, run_id, by=BEN)
    with pytest.raises(ErasureUnknown):
        undo_erasure(place, "purchasing", erasure_id, BEN)
    assert erasures(place, "purchasing") == []


def test_anybody_who_may_erase_undoes_it_until_it_is_done(place, run_id):
    first = ask(place, run_id)
    undo_erasure(place, "office", first, BEN)
    assert carry_out_due(later(place)) == 0
    assert state(place, run_id) == "finished"
    second = ask(place, run_id)
    carry_out_due(later(place))
    for ended in (first, second):
        with pytest.raises(ErasureEnded):
            undo_erasure(place, "office", ended, BEN)
    with pytest.raises(ErasureEnded):
        ask(place, run_id)
    assert actions(place) == ["erasure.asked", "erasure.undone", "erasure.asked", "erasure.done"]


def test_what_somebody_decided_about_is_never_erased_without_a_second_person(place, run_id, case_id):
    decide(place, case_id)
    erasure_id = ask(place, run_id)
    assert erasure_of(place, "office", erasure_id).needs_second
    assert carry_out_due(later(place, days=1_000)) == 0
    for nobody in (ANA, Decider("key:0123456789ab", "HR system"), Decider("this-machine", "This machine")):
        with pytest.raises(NotSecond):
            second_erasure(place, "office", erasure_id, nobody)
    second_erasure(place, "office", erasure_id, BEN)
    with pytest.raises(ErasureRefused):
        second_erasure(place, "office", erasure_id, CY)
    assert carry_out_due(later(place)) == 1
    assert state(place, run_id) == "erased"
    with place.database.read() as session:
        assert session.exec(select(Disposition)).all() == []
    assert actions(place) == ["erasure.asked", "erasure.seconded", "erasure.done"]


def test_what_was_decided_while_it_waited_needs_a_second_person_too(place, run_id, case_id):
    erasure_id = ask(place, run_id)
    with pytest.raises(ErasureRefused):  # nobody decided yet
        second_erasure(place, "office", erasure_id, BEN)
    made = decide(place, case_id)
    assert carry_out_due(later(place)) == 0
    assert carry_out_due(later(place)) == 0  # and that is recorded once
    assert erasure_of(place, "office", erasure_id).needs_second
    second_erasure(place, "office", erasure_id, BEN)
    withdraw(later(place, hours=1), "office", made, ANA, "wrong")
    assert carry_out_due(later(place)) == 0  # something was decided since Ben agreed
    second_erasure(later(place, hours=2), "office", erasure_id, BEN)
    assert carry_out_due(later(place)) == 1
    assert actions(place) == [
        "erasure.asked",
        "erasure.second_needed",
        "erasure.seconded",
        "erasure.second_needed",
        "erasure.seconded",
        "erasure.done",
    ]


def test_whoever_withdraws_a_decision_first_needs_the_second_person_all_the_same(place, run_id, case_id):
    withdraw(place, "office", decide(place, case_id), ANA, "so that nobody is asked")
    assert erasure_of(place, "office", ask(place, run_id)).needs_second
    assert carry_out_due(later(place)) == 0


def test_a_confirmed_decision_counts_from_its_confirmation(place, run_id, case_id):
    proposal = Proposal(Verdict.TRUE_MATCH, "name_and_place")
    made = propose(place, "office", case_id, proposal, ANA, source="page").id
    erasure_id = ask(place, run_id)
    second_erasure(later(place, minutes=1), "office", erasure_id, BEN)
    confirm(later(place, minutes=2), "office", made, BEN)
    assert carry_out_due(later(place)) == 0
    assert not erasure_of(place, "office", erasure_id).seconded_at


def test_who_made_the_key_that_asked_is_no_second_person(place, run_id, case_id):
    team_with_somebody(place, "office")
    text = keys.make_key(place, "HR system", by=ANA.id, team="office", roles=[AccessRole.RECORDS_MANAGER])
    decide(place, case_id)
    erasure_id = ask(place, run_id, by=Decider(f"key:{text.split('_')[1]}", "HR system"))
    with pytest.raises(NotSecond):
        second_erasure(place, "office", erasure_id, ANA)
    second_erasure(place, "office", erasure_id, BEN)


def test_a_hold_stops_it_when_it_is_asked_for_and_when_it_is_due(place, run_id, case_id):
    hold(place, run_id, "office", actor="cy", why="Inquiry 7")
    with pytest.raises(RunOnHold):
        ask(place, run_id)
    with pytest.raises(CaseOnHold):  # with the run that saw it
        ask_erasure(place, "office", ErasureTarget(ErasureKind.CASE, case_id), WHY, ANA)
    release(place, run_id, "office", actor="cy")
    erasure_id = ask(place, run_id)
    hold(place, run_id, "office", actor="cy", why="Inquiry 7")
    assert carry_out_due(later(place)) == 1
    assert state(place, run_id) == "finished"
    ended = erasure_of(place, "office", erasure_id)
    assert (ended.outcome, ended.held_back) == ("held", 1)
    assert actions(place) == ["erasure.asked", "erasure.held"]


def test_a_case_is_erased_with_its_decisions_and_its_run_stays(place, run_id, case_id):
    decide(place, case_id)
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.CASE, case_id), WHY, ANA).id
    second_erasure(place, "office", erasure_id, BEN)
    assert carry_out_due(later(place)) == 1
    assert state(place, run_id) == "finished"
    with place.database.read() as session:
        assert session.exec(select(Case)).all() == session.exec(select(Disposition)).all() == []


def left_behind(place, marker=MARKER):
    data = place.settings.data
    return [each.name for each in data.rglob("*") if each.is_file() and marker.encode() in each.read_bytes()]


def test_nothing_of_a_subject_is_left_once_its_erasure_is_done_nor_its_name_in_what_asked_for_it(
    place, run_id, case_id
):
    """V3, with the name in the reason of another erasure of the team and asked for twice."""
    with place.decide() as decision:
        token_of(decision.session, "office", MARKER, at=decision.at)
        decision.record("test", actor="ana", team="office")
    other = ask_erasure(
        place, "office", ErasureTarget(ErasureKind.CASE, case_id), f"as {MARKER} asked", BEN
    ).id
    name = f"  {MARKER.upper()} "
    erasure_id = ask_erasure(
        place, "office", ErasureTarget(ErasureKind.SUBJECT, name), f"{MARKER}, Art. 17", ANA
    ).id
    with pytest.raises(ErasureWaits):
        ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, BEN)
    assert erasure_of(place, "office", erasure_id).subject == MARKER.upper()
    due = later(place)
    done = carry_out(due, erasure_id)
    assert done.runs == [run_id]
    scrub(due)
    with place.database.read() as session:
        assert token_of(session, "office", MARKER, at=None) == ""
        for each in session.exec(select(Erasure)):
            assert MARKER.casefold() not in each.model_dump_json().casefold()
        assert verify(session, read_heads(place.heads, place.key)) == []
    assert not erasure_of(place, "office", other).ended_at
    if place.database.is_sqlite:
        assert left_behind(place) == left_behind(place, MARKER.upper()) == []


def test_a_name_is_taken_away_when_its_erasure_is_undone(place):
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    undo_erasure(place, "office", erasure_id, BEN)
    scrub(place)
    assert erasure_of(place, "office", erasure_id).subject == ""
    if place.database.is_sqlite:
        assert left_behind(place) == []


def test_all_of_a_subject_needs_a_second_person_where_a_run_that_names_it_was_decided_about(
    place, run_id, case_id
):
    """The case is another subject's, and goes with the run."""
    decide(place, case_id)
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    assert not erasure_of(place, "office", erasure_id).needs_second  # lists are read when it is due
    assert carry_out_due(later(place)) == 0
    assert erasure_of(place, "office", erasure_id).needs_second
    second_erasure(place, "office", erasure_id, BEN)
    assert carry_out_due(later(place)) == 1
    assert state(place, run_id) == "erased"
    direct = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, "Beihang University"), WHY, ANA)
    assert not direct.needs_second


def test_who_decided_about_the_subject_itself_is_seen_at_once(place, run_id, case_id):
    decide(place, case_id)
    assert ask_erasure(
        place, "office", ErasureTarget(ErasureKind.SUBJECT, "beihang university"), WHY, ANA
    ).needs_second


def test_its_term_takes_a_run_without_anybody_and_ends_what_waited_for_it(place, run_id, case_id):
    decide(place, case_id)
    erasure_id = ask(place, run_id)
    assert clear_up(later(place, days=40_000)) == 1
    assert state(place, run_id) == "erased"
    assert carry_out_due(later(place, days=40_000)) == 1
    assert erasure_of(place, "office", erasure_id).outcome == "done"
    clear_up(later(place, days=80_000))
    assert erasures(place, "office") == []  # lines of erasures have a term as well


def test_grace_may_be_no_days_at_all_and_no_more_than_a_month(place, run_id):
    short = replace(place, settings=Settings(**{**place.settings.model_dump(), "erase_grace_days": 0}))
    ask(short, run_id)
    assert carry_out_due(short) == 1
    with pytest.raises(ValueError, match="erase_grace_days"):
        Settings(erase_grace_days=31)


@pytest.mark.parametrize("error", [RunUnknown("no list"), PermissionError("a folder"), KeyError("a fault")])
def test_one_that_cannot_be_carried_out_stops_none_of_the_others(place, run_id, monkeypatch, error):
    ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA)
    ask(later(place, minutes=1), run_id)

    def lost(*_args):
        raise error

    monkeypatch.setattr("screening.runs.erasures.runs_naming", lost)
    assert carry_out_due(later(place, days=8)) == 1
    assert [each.outcome for each in erasures(place, "office")] == ["", "done"]


def test_a_worker_goes_on_where_erasing_meets_a_fault_of_the_disk(place, small_engine, monkeypatch):
    worker = Worker(place, Engines(lambda _day: small_engine))

    def fail(_place):
        worker.stopping.set()
        raise PermissionError("a folder")

    monkeypatch.setattr("screening.runs.worker.carry_out_due", fail)
    worker._watch()
    assert worker.stopping.is_set()


def unreadable(place, world, small_engine, tmp_path):
    """A run that failed, since nobody can read its list."""
    path = tmp_path / "broken.csv"
    path.write_text('Name,Country\n"Beihang\n')
    order, pins = world.order(), pins_of(small_engine)
    made = submit_list(place, path, order, pins, actor="ana", team="office", screened_at=world.MOMENT)
    StepRunner(place, Engines(lambda _day: small_engine), "worker").do("plan", made, 1, 0)
    assert state(place, made) == "failed"
    return made


def last_facts(place, action):
    with place.database.read() as session:
        return [json.loads(line.facts) for line in lines_of(session) if line.action == action][-1]


def test_a_list_that_nobody_can_read_may_name_anybody_and_goes_with_a_subject(
    place, run_id, world, small_engine, tmp_path
):
    broken = unreadable(place, world, small_engine, tmp_path)
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    assert carry_out_due(later(place)) == 1
    assert state(place, run_id) == state(place, broken) == "erased"
    ended = erasure_of(place, "office", erasure_id)
    assert (ended.outcome, ended.unread) == ("done", 1)
    assert line_of(ended) == "Erased. Also erased: 1 list that could not be read."
    assert last_facts(place, "subject.erased")["unread"] == last_facts(place, "erasure.done")["unread"] == 1


def test_a_list_that_nobody_can_read_stays_while_somebody_holds_it(
    place, run_id, world, small_engine, tmp_path
):
    broken = unreadable(place, world, small_engine, tmp_path)
    hold(place, broken, "office", actor="cy", why="Inquiry 7")
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    assert carry_out_due(later(place)) == 1
    assert (state(place, run_id), state(place, broken)) == ("erased", "failed")
    ended = erasure_of(place, "office", erasure_id)
    assert (ended.held_back, ended.unread) == (1, 0)


BROKEN = {
    "cut off": lambda content: content[: len(content) // 2],
    "nonsense": lambda content: random.Random(5).randbytes(len(content)),
    "one byte changed": lambda content: content[:-2] + b"?" + content[-1:],
    "emptied": lambda content: b"",
    "gone": None,
}


@pytest.mark.parametrize("damage", BROKEN)
def test_while_a_stored_list_is_broken_a_subject_waits_and_other_work_goes_on(
    place, run_id, small_engine, damage
):
    """Evidence is not taken away because a file is: the run goes once somebody erases it by itself."""
    break_list(place, run_id, BROKEN[damage])
    subject = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    with pytest.raises(ListNotRead, match=run_id[:12]):
        carry_out(later(place), subject)
    assert (state(place, run_id), erasure_of(place, "office", subject).ended_at) == ("finished", "")
    other = ask(place, run_id)
    work_once(later(place), small_engine)
    assert (state(place, run_id), erasure_of(place, "office", other).outcome) == ("erased", "done")
    work_once(later(place), small_engine)
    ended = erasure_of(place, "office", subject)
    assert (ended.outcome, ended.unread) == ("done", 0)


@pytest.mark.parametrize("error", [ValueError, KeyError, AssertionError, RecursionError, MemoryError])
def test_a_reader_that_stumbles_over_a_stored_list_takes_no_run_along_and_its_message_is_not_logged(
    place, run_id, small_engine, monkeypatch, error
):
    def stumble(*_args, **_more):
        raise error(f"could not read {MARKER}")

    subject = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    with monkeypatch.context() as broken, structlog.testing.capture_logs() as logs:
        broken.setattr("screening.runs.uploaded_lists.read_chunks", stumble)
        work_once(later(place), small_engine)
    assert (state(place, run_id), erasure_of(place, "office", subject).ended_at) == ("finished", "")
    assert {"run": run_id, "why": error.__name__}.items() <= logs[0].items()
    assert MARKER not in str(logs)
    work_once(later(place), small_engine)
    assert (state(place, run_id), erasure_of(place, "office", subject).outcome) == ("erased", "done")


def test_a_list_that_a_stricter_release_refuses_takes_no_finished_run_along(place, run_id, monkeypatch):
    def refuse(*_args, **_more):
        raise refusal("no-workbook", name="list.csv")

    monkeypatch.setattr("screening.runs.uploaded_lists.read_chunks", refuse)
    subject = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, "Somebody Else"), WHY, ANA).id
    assert carry_out_due(later(place)) == 0
    assert (state(place, run_id), erasure_of(place, "office", subject).ended_at) == ("finished", "")


def break_list(place, run_id, change):
    """Change the stored list of a run behind the service's back; without a change it is taken away."""
    with place.database.write() as session:
        sha256 = session.get(Run, run_id).upload_sha256
        if place.settings.files_in_database:
            piece = session.get(FilePart, (sha256, 0))
            if change:
                piece.content = change(piece.content)
                session.add(piece)
            else:
                session.delete(piece)
            return
    stored = place.settings.data / "files" / sha256
    if change:
        stored.write_bytes(change(stored.read_bytes()))
    else:
        stored.unlink()


def work_once(place, engine):
    """Have a worker look once for what is due."""
    worker = Worker(place, Engines(lambda _day: engine))
    worker.stopping.wait = lambda _seconds: worker.stopping.set()
    worker._watch()


def coming_while_looked_at(monkeypatch, accept_one, times):
    """Have lists come right after the team's were looked at, as often as said; gives how often they were looked at."""
    looks = []

    def look(*args):
        found = runs_naming(*args)
        looks.append(found)
        if len(looks) <= times:
            accept_one()
        return found

    monkeypatch.setattr("screening.runs.erasures.runs_naming", look)
    return looks


@pytest.fixture
def accept_one(place, run_id, world, small_engine, tmp_path):
    def accept_another():
        path, order, pins = tmp_path / "list.csv", world.order(), pins_of(small_engine)
        return submit_list(place, path, order, pins, actor="ana", team="office", screened_at=world.MOMENT)

    return accept_another


def test_a_list_that_comes_while_the_others_are_looked_at_goes_with_the_subject_too(
    place, run_id, accept_one, monkeypatch
):
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    looks = coming_while_looked_at(monkeypatch, accept_one, 1)
    done = carry_out(later(place), erasure_id)
    assert (len(done.runs), len(looks)) == (2, 2)
    with place.database.read() as session:
        assert {run.state for run in session.exec(select(Run))} == {"erased"}


def test_nothing_ends_while_lists_keep_coming(place, run_id, accept_one, monkeypatch):
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    coming_while_looked_at(monkeypatch, accept_one, 1_000)
    assert carry_out(later(place), erasure_id) is None
    assert (state(place, run_id), actions(place)) == ("finished", ["erasure.asked"])
    monkeypatch.undo()
    assert len(carry_out(later(place), erasure_id).runs) > 1


def keep(place):
    content = io.BytesIO(f"Name\n{MARKER}\n".encode())
    return keep_draft(place.settings.data, content, "list.csv", owner="ana", team="office")


def test_drafts_stay_until_the_erasure_goes_ahead_and_are_counted_then(place, run_id, case_id):
    draft = keep(place)
    decide(place, case_id)
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    assert carry_out_due(later(place)) == 0  # only now it is seen that a second person is needed
    assert draft.path.exists()
    second_erasure(place, "office", erasure_id, BEN)
    assert carry_out_due(later(place)) == 1
    assert not draft.path.exists()
    assert last_facts(place, "subject.erased")["drafts"] == 1


def test_drafts_stay_where_the_erasure_is_undone_while_lists_are_looked_at(place, run_id, monkeypatch):
    draft = keep(place)
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    coming_while_looked_at(monkeypatch, lambda: undo_erasure(place, "office", erasure_id, BEN), 1)
    assert carry_out(later(place), erasure_id) is None
    assert draft.path.exists()


def test_while_a_subject_waits_for_its_second_person_no_list_is_read_again(
    place, run_id, case_id, monkeypatch
):
    decide(place, case_id)
    ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA)
    looks = coming_while_looked_at(monkeypatch, lambda: None, 0)
    for _ in range(3):
        assert carry_out_due(later(place)) == 0
    assert len(looks) == 1


def test_an_agreement_counts_by_the_order_of_the_log_where_the_clock_is_set_back(place, run_id, case_id):
    made = decide(place, case_id)
    erasure_id = ask(place, run_id)
    second_erasure(later(place, hours=2), "office", erasure_id, BEN)
    withdraw(place, "office", made, ANA, "wrong")  # two hours earlier by the clock
    assert carry_out_due(later(place)) == 0
    assert not erasure_of(place, "office", erasure_id).seconded_at
    second_erasure(place, "office", erasure_id, BEN)
    assert carry_out_due(later(place)) == 1


def faults(place):
    """What is wrong, but that nobody recorded which lists are in force on this machine."""
    found = [each.sentence for each in verify_installation(place, files=False).faults]
    return [each for each in found if "lists in force" not in each]


@pytest.mark.parametrize("other", ["Beihang University", "Somebody Else", ""])
def test_another_subject_put_in_the_place_of_that_which_is_to_be_erased_is_named(
    place, run_id, behind_the_log, other
):
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    assert faults(place) == []
    with behind_the_log(place.database) as session:
        session.get(Erasure, erasure_id).subject = other
        session.commit()
    (said,) = faults(place)
    assert re.match("Erasure .* has the thing to be erased .*; by entry .* it is ", said)


def test_what_is_to_be_erased_is_as_the_log_says_through_all_that_becomes_of_it(place, run_id, case_id):
    hold(place, run_id, "office", actor="cy", why="Inquiry 7")
    names = (MARKER, "Somebody Else", "Another Company")
    held, done, undone = (
        ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, name), WHY, ANA).id for name in names
    )
    undo_erasure(place, "office", undone, BEN)
    waiting = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, "Nobody Ltd"), WHY, ANA).id
    for each in (held, done):
        carry_out(later(place), each)
    outcomes = [erasure_of(place, "office", each).outcome for each in (held, done, undone)]
    assert (outcomes, faults(place)) == (["held", "done", "undone"], [])
    clear_up(later(place, days=40_000))  # keys have a term, which no waiting erasure is to notice
    assert faults(place) == []
    carry_out(later(place), waiting)
    assert (erasure_of(place, "office", waiting).outcome, faults(place)) == ("done", [])


@pytest.mark.parametrize(
    ("name", "reason", "goes"),
    [
        ("Li", "As the client asked", False),
        ("Li", "Li asked", True),
        ("Li", "for LI.", True),
        ("李娜", "应李娜要求删除", True),
        ("Renée", "Rene\N{COMBINING ACUTE ACCENT}e asked", True),
    ],
)
def test_a_reason_goes_where_the_name_stands_in_it_as_a_word(place, run_id, name, reason, goes):
    other = ask(place, run_id, why=reason)
    carry_out(
        later(place),
        ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, name), WHY, ANA, at_once=True).id,
    )
    assert erasure_of(place, "office", other).reason == ("" if goes else reason)


@pytest.mark.parametrize("undone", [True, False])
def test_why_a_subject_was_to_be_erased_goes_when_that_ends(place, undone):
    reason = "Mr Quillfeather, born 1970, asked"
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), reason, ANA).id
    undo_erasure(place, "office", erasure_id, BEN) if undone else carry_out(later(place), erasure_id)
    assert erasure_of(place, "office", erasure_id).ended_at
    assert erasure_of(place, "office", erasure_id).reason == ""


def test_two_workers_at_once_erase_once(place, run_id):
    erasure_id = ask(place, run_id)
    another = open_context(place.settings, later(place).now)
    assert carry_out(later(place), erasure_id) is not None
    assert carry_out(another, erasure_id) is None
    another.close()
    assert actions(place) == ["erasure.asked", "erasure.done"]


def test_holding_a_case_that_is_about_to_go_keeps_it(place, run_id, case_id):
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.CASE, case_id), WHY, ANA).id
    hold_case(place, case_id, "office", actor="cy", why="Inquiry 7")
    assert carry_out(later(place), erasure_id).held_cases == [case_id]
    assert erasure_of(place, "office", erasure_id).outcome == "held"


STAGES = [
    "screening.runs.erasures.lock_files:before",
    "screening.runs.erasures.delete_subject:before",
    "screening.runs.deletion.delete_run:after",
    "screening.runs.erasures.delete_subject:after",
    "screening.context.announce:after",
    "screening.context.append_head:before",
    "screening.runs.erasures.delete_files:before",
    "screening.runs.erasures.delete_files:after",
]


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_a_worker_killed_while_it_erases_leaves_all_or_nothing_and_another_does_the_rest_once(
    place, processes, run_id, stage
):
    erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), WHY, ANA).id
    assert processes.start("erase", place.settings.erase_grace_days + 1, stage).wait(60) == -signal.SIGKILL
    with place.database.read() as session:
        erased = session.get(Run, run_id).state == "erased"
        assert bool(session.get(Erasure, erasure_id).ended_at) == erased
        assert ("run.erased" in actions(place, "run.")) == erased == ("erasure.done" in actions(place))
        assert erased == (len(session.exec(select(Case)).all()) == 0)
    assert processes.start("erase", place.settings.erase_grace_days + 1).wait(60) == 0
    assert actions(place, "run.").count("run.erased") == actions(place).count("erasure.done") == 1
    assert actions(place, "subject.") == ["subject.erased"]
    clear_up(place)
    assert place.files.names() == set()
    with place.database.read() as session:
        assert verify(session, read_heads(place.heads, place.key)) == []
    if place.database.is_sqlite:
        scrub(place)
        assert left_behind(place) == []


@pytest.mark.soak
def test_three_hundred_kills_while_erasing_leave_all_or_nothing(
    place, world, small_engine, processes, tmp_path
):
    """Each time a subject of its own, a moment of its own, and another process that does the rest."""
    chance, days, kills = random.Random(19), place.settings.erase_grace_days + 1, 0
    markers = [f"Zzyx{number:03}grave Quillfeather" for number in range(300)]
    for marker in markers:
        run_id = finished_run_naming(place, world, small_engine, tmp_path, marker)
        erasure_id = ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, marker), WHY, ANA).id
        killed = processes.start("erase", days, chance.choice(STAGES))
        kills += killed.wait(60) == -signal.SIGKILL
        with place.database.read() as session:
            gone = session.get(Run, run_id).state == "erased"
            assert bool(session.get(Erasure, erasure_id).ended_at) == gone
            assert session.exec(select(Case.id)).all() == [] or not gone
        assert processes.start("erase", days).wait(60) == 0
        assert state(place, run_id) == "erased"
        assert erasure_of(place, "office", erasure_id).outcome == "done"
    assert kills == len(markers)
    assert actions(place, "run.").count("run.erased") == actions(place).count("erasure.done") == kills
    clear_up(place)
    assert place.files.names() == set()
    assert verify_installation(place).faults == ()
    if place.database.is_sqlite:
        scrub(place)
        assert left_behind(place, "grave Quillfeather") == []


@pytest.mark.slow
def test_a_worker_erases_what_is_due(place, processes, run_id, wait):
    ask_erasure(place, "office", ErasureTarget(ErasureKind.RUN, run_id), WHY, ANA, at_once=True)
    processes.start("worker")
    wait(lambda: state(place, run_id) == "erased", 90)


def test_facts_of_the_log_hold_ids_and_no_name(place, run_id):
    ask_erasure(place, "office", ErasureTarget(ErasureKind.SUBJECT, MARKER), f"{MARKER} asked", ANA)
    with place.database.read() as session:
        said = [json.loads(line.facts) for line in lines_of(session) if line.action == "erasure.asked"]
    assert MARKER not in json.dumps(said)
    assert said[0]["kind"] == "subject"


# SQLite lets one in at a time.
@pytest.mark.parametrize(
    "settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_who_holds_a_run_at_the_moment_it_is_erased_keeps_it(place, run_id):
    erasure_id = ask(place, run_id)
    with ThreadPoolExecutor(1) as beside:
        with place.decide() as decision:
            run = locked_run(decision, run_id, "office")
            erasing = beside.submit(carry_out, later(place), erasure_id)
            while not decision.session.connection().execute(ROW_WAITS).scalar() and not erasing.done():
                pass
            run.held = "Inquiry 7"
            decision.record("run.held", actor="cy", team="office", run_id=run_id)
        assert erasing.result().held_runs == [run_id]
    assert state(place, run_id) == "finished"


@pytest.fixture
def screening(place, monkeypatch):
    """The command line of this installation; gives what was said and the exit code."""
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))

    def invoke(*words):
        said = CliRunner().invoke(main, [*words, "--team", "office"])
        return said.output, said.exit_code

    return invoke


SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@SQLITE
def test_on_the_shell_a_run_waits_or_goes_at_once_and_always_with_a_reason(place, run_id, screening):
    assert "--reason" in screening("runs", "erase", run_id)[0]
    said, code = screening("runs", "erase", run_id, "--reason", WHY)
    assert (said.startswith("Erasure "), code, state(place, run_id)) == (True, 0, "finished")
    (erasure,) = erasures(place, "office")
    assert run_id in screening("erasures", "list")[0]
    assert screening("erasures", "undo", erasure.id) == ("Undone; nothing was erased.\n", 0)
    assert screening("runs", "erase", run_id, "--reason", WHY, "--now") == ("Erased.\n", 0)
    assert state(place, run_id) == "erased"
    assert left_behind(place) == []


@SQLITE
def test_on_the_shell_a_second_person_is_named_where_there_are_no_accounts(place, run_id, case_id, screening):
    decide(place, case_id)
    said, code = screening("runs", "erase", run_id, "--reason", WHY, "--now")
    assert ("second person agrees" in said, code, state(place, run_id)) == (True, 2, "finished")
    (erasure,) = erasures(place, "office")
    own = screening("erasures", "second", erasure.id, "--second", getuser().upper())
    assert ("erasure-second-person" in own[0], own[1]) == (True, 2)
    assert screening("erasures", "second", erasure.id, "--second", "Ben Smith")[1] == 0
    assert erasure_of(place, "office", erasure.id).seconded_by_name == "Ben Smith"
    assert carry_out_due(later(place, seconds=1)) == 1
    with place.database.read() as session:
        assert "Ben Smith" not in "".join(line.facts for line in lines_of(session))


@SQLITE
def test_on_the_shell_asking_at_once_with_a_second_persons_name_is_one_command(
    place, run_id, case_id, screening
):
    decide(place, case_id)
    case = ["review", "erase", case_id, "--reason", WHY, "--now", "--second"]
    assert "erasure-second-person" in screening(*case, getuser())[0]
    assert erasures(place, "office") == []  # nothing half
    assert screening(*case, "Ben Smith") == ("Erased.\n", 0)


@SQLITE
def test_on_the_shell_nobody_is_named_where_people_have_accounts(place, run_id, case_id, screening):
    first(place)
    decide(place, case_id)
    said, code = screening("runs", "erase", run_id, "--reason", WHY, "--now", "--second", "Ben Smith")
    assert ("on the page Erasures" in said, code) == (True, 2)
    assert erasures(place, "office") == []
