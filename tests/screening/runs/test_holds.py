"""Held runs stay, whatever their term and whoever asks; what goes by its term is said in the log."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from erasing import erase_run, erase_subject

from screening.audit import lines_of, read_receipt, token_of
from screening.cli import main
from screening.context import open_context
from screening.pipeline import ScreeningRequest
from screening.privacy_notice import PrivacyNotice
from screening.runs.control import RunUnknown, report_path, run_of, run_progress
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.holds import ReasonMissing, RunOnHold, hold, release
from screening.runs.pins import pins_of
from screening.runs.retention import clear_up
from screening.runs.submit import submit_again, submit_list
from screening.settings import Settings

MARKER = "Zzyxgrave Quillfeather"
WHY = f"Inquiry about {MARKER}"


@pytest.fixture
def run_id(place, world, small_engine, tmp_path):
    """A finished run whose list names the marker."""
    path = tmp_path / "list.csv"
    path.write_text(f"Name,Country\nBeihang University,\n{MARKER},\n")
    made = submit_list(
        place,
        path,
        world.order(notice=PrivacyNotice.PUBLIC),
        pins_of(small_engine),
        actor="ana",
        team="office",
        screened_at=world.MOMENT,
    )
    steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, made, 1, 0)
    assert run_progress(place, made, "office").state == "finished"
    return made


@pytest.fixture
def later(place):
    """The same installation long after every term."""
    moved = open_context(place.settings, lambda: place.now() + timedelta(days=40_000))
    yield moved
    moved.close()


def entries(place):
    with place.database.read() as session:
        return [(line.action, json.loads(line.facts)) for line in lines_of(session)]


def test_a_held_run_outlives_its_term_and_goes_once_it_is_released(place, later, run_id):
    hold(place, run_id, "office", actor="cy", why=WHY)
    assert clear_up(later) == 0
    with report_path(place, run_id, "office") as (path, _):
        assert path.exists()
    assert release(place, run_id, "office", actor="cy")
    assert not release(place, run_id, "office", actor="cy")
    assert clear_up(later) == 1
    *_, held, released, erased, forgot = entries(place)
    assert (held[0], released[0], forgot[0]) == ("run.held", "run.released", "retention.forgot")
    assert erased == (
        "run.erased",
        {"attempt": 1, "from": "finished", "why": "retention", "listed": True},
    )
    assert forgot[1]["cases"] == 1


def test_nobody_erases_a_held_run_nor_the_key_of_whom_it_names_and_that_is_said(place, run_id):
    with place.decide() as decision:
        token = token_of(decision.session, "office", MARKER, at=decision.at)
        decision.record("test", actor="ana", team="office")
    hold(place, run_id, "office", actor="cy", why=WHY)
    with pytest.raises(RunOnHold):
        erase_run(place, run_id, actor="ana")
    done = erase_subject(place, MARKER, team="office", actor="ana")
    assert (done.runs, done.held_runs) == ([], [run_id])
    assert run_progress(place, run_id, "office").state == "finished"
    with place.database.read() as session:
        assert token_of(session, "office", MARKER, at=None) == token
    (action, facts), (ended, said) = entries(place)[-2:]
    assert (action, facts["held"], facts["subject"]) == ("subject.erased", 1, token)
    assert (ended, said["held"]) == ("erasure.held", 1)


def test_why_a_run_is_held_stays_out_of_the_log_and_must_be_said(place, run_id):
    with pytest.raises(ReasonMissing):
        hold(place, run_id, "office", actor="cy", why="  ")
    hold(place, run_id, "office", actor="cy", why=WHY)
    assert run_of(place, run_id, "office").held == WHY
    assert MARKER not in json.dumps(entries(place))
    for ask in (
        lambda: hold(place, run_id, "purchasing", actor="cy", why=WHY),
        lambda: release(place, run_id, "purchasing", actor="cy"),
    ):
        with pytest.raises(RunUnknown):
            ask()


def test_what_goes_by_its_term_is_counted_in_the_log(place, later, run_id):
    with place.decide() as decision:
        token_of(decision.session, "office", MARKER, at=decision.at)
        decision.record("test", actor="ana", team="office")
    clear_up(place)
    with place.database.read() as session:
        assert token_of(session, "office", MARKER, at=None)
    before = len(entries(place))
    clear_up(later)
    erased, forgot = entries(place)[before:]
    assert erased[0] == "run.erased"
    assert forgot[0] == "retention.forgot"
    assert forgot[1]["subjects"] == 1
    with place.database.read() as session:
        assert token_of(session, "office", MARKER, at=None) == ""
    clear_up(later)
    assert len(entries(place)) == before + 2


def test_a_key_stays_for_its_term_after_the_last_entry_that_names_it(place):
    days = place.settings.retain_pseudonym_key_days
    for moved in (0, days - 1, days + 1):
        moment = open_context(
            place.settings, lambda moved=moved: place.now() + timedelta(days=moved, seconds=10)
        )
        clear_up(moment)
        with moment.decide() as decision:
            token = token_of(decision.session, "office", MARKER, at=decision.at)
            decision.record("test", actor="ana", team="office")
        moment.close()
    with place.database.read() as session:
        assert token_of(session, "office", MARKER, at=None) == token
    assert [action for action, _ in entries(place)] == ["test"] * 3


def test_the_notice_relied_on_stands_with_the_run_in_log_and_receipt_and_follows_it(
    place, small_engine, run_id
):
    run = run_of(place, run_id, "office")
    assert read_receipt(run.receipt, place.public_key).notice == "public"
    assert entries(place)[0][1]["notice"] == "public"
    again = submit_again(place, run, pins_of(small_engine), actor="ana")
    assert ScreeningRequest.from_json(run_of(place, again, "office").choices).notice is PrivacyNotice.PUBLIC


def test_where_the_order_says_nothing_of_it_the_setting_counts(place, world, small_engine, listed):
    asked = open_context(
        Settings(**{**place.settings.model_dump(), "privacy_notice": PrivacyNotice.TOLD_BEFORE})
    )
    submit_list(asked, listed, world.order(), pins_of(small_engine), actor="ana", team="office")
    asked.close()
    assert entries(place)[0][1]["notice"] == "told-before"
    assert len({each.sentence for each in PrivacyNotice}) == len(PrivacyNotice)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_holding_and_releasing_by_command(place, run_id, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))
    asked = ["--team", "office"]
    invoke = CliRunner().invoke
    assert invoke(main, ["runs", "hold", run_id, "--why", WHY, *asked]).output == "Held.\n"
    asked += ["--reason", "asked for"]
    said = invoke(main, ["runs", "erase", "--subject", MARKER, "--now", *asked])
    assert said.exit_code
    assert run_id in said.output
    assert invoke(main, ["runs", "erase", run_id, "--now", *asked]).exit_code
    assert invoke(main, ["runs", "unhold", run_id, *asked[:2]]).output == "Released.\n"
    assert invoke(main, ["runs", "erase", run_id, "--now", *asked]).output == "Erased.\n"
