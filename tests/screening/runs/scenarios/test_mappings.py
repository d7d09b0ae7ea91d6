"""A run whose list can be read in more than one way waits for an answer; what was answered is remembered for the team."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from erasing import erase_run, erase_subject
from sqlmodel import select

from screening.audit import lines_of, read_heads, verify
from screening.cli import main
from screening.confirmed_mappings import MappingUnknown, forget_mapping, mappings
from screening.intake.reading_choice import ChoiceInvalid, ReadingChoice
from screening.pipeline import ScreeningRequest
from screening.runs.control import (
    RunNotReady,
    RunUnknown,
    answer_question,
    cancel_run,
    report_path,
    retry_run,
    run_progress,
)
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.holds import hold
from screening.runs.pins import pins_of
from screening.runs.retention import clear_up
from screening.runs.submit import submit_again, submit_list
from screening.storage.mapping_tables import ConfirmedMapping
from screening.storage.tables import AuditEntry, ChunkRows, Run

UNCLEAR = (
    "Ref,Alpha,Beta\n"
    "R0001,Zzyxgrave Quillfeather,Li Wei\nR0002,Zoe Brown,Maria Garcia\n"
    "R0003,John Miller,Peter Jones\nR0004,Wang Fang,Hans Weber\n"
)
ALPHA = ["Zzyxgrave Quillfeather", "Zoe Brown", "John Miller", "Wang Fang"]


class Desk:
    """An installation, and a worker that takes steps when told."""

    def __init__(self, place, world, engine, folder):
        self.place, self.world, self.engine, self.folder = place, world, engine, folder
        self.steps = StepRunner(place, Engines(lambda _day: engine), "worker")

    def accept(self, content=UNCLEAR, team="office", **choices):
        path = self.folder / "list.csv"
        path.write_text(content, encoding="utf-8")
        order = self.world.order(**{"format": "ndjson", **choices})
        return self.work(
            submit_list(self.place, path, order, pins_of(self.engine), actor="ana", team=team), team
        )

    def work(self, run_id, team="office"):
        attempt = self.run(run_id).attempt
        self.steps.do("plan", run_id, attempt, 0)
        if self.run(run_id).state == "running":
            for number in range(self.run(run_id).chunks):
                self.steps.do("chunk", run_id, attempt, number)
            self.steps.do("report", run_id, attempt, 0)
        return run_id

    def answer(self, run_id, choice, team="office", **more):
        answer_question(self.place, run_id, team, choice, actor="bo", pins=pins_of(self.engine), **more)
        return self.work(run_id)

    def run(self, run_id):
        with self.place.database.read() as session:
            found = session.get(Run, run_id)
            session.expunge_all()
        return found

    def names(self, run_id, team="office"):
        """The names that a run screened."""
        with report_path(self.place, run_id, team) as (path, _):
            return [json.loads(line)["subject"]["name"] for line in path.read_text("utf-8").splitlines()]

    def log(self):
        with self.place.database.read() as session:
            return [
                (each.action, each.actor, json.loads(each.facts)) for each in session.exec(select(AuditEntry))
            ]


@pytest.fixture
def desk(place, world, small_engine, tmp_path):
    return Desk(place, world, small_engine, tmp_path)


def choices(place, run_id):
    (table,) = run_progress(place, run_id, "office").question.tables
    return [each.choice.parse() for each in table.readings]


def test_a_run_whose_list_can_be_read_in_two_ways_waits_and_shows_both(desk):
    run_id = desk.accept()
    now = run_progress(desk.place, run_id, "office")
    assert (now.state, now.doing, now.code) == ("needs_mapping", "nothing", "needs-mapping")
    (table,) = now.question.tables
    assert table.readings[0].subjects == ALPHA
    with desk.place.database.read() as session:
        assert session.exec(select(ChunkRows)).all() == []
        assert [line.action for line in lines_of(session, run_id)] == ["run.accepted", "run.needs_mapping"]


def test_an_answer_queues_the_run_again_under_its_id_with_the_choice_in_its_order_and_in_the_log(desk):
    run_id = desk.accept()
    desk.answer(run_id, choices(desk.place, run_id)[1])
    run = desk.run(run_id)
    assert (run.state, run.attempt, run.question) == ("finished", 2, "")
    assert desk.names(run_id)[0] == "Li Wei"
    assert ("person_name", "Beta") in ScreeningRequest.from_json(run.choices).map
    asked = next(each for each in desk.log() if each[0] == "run.queued")
    assert (asked[1], asked[2]["why"], asked[2]["from"]) == ("bo", "mapping", "needs_mapping")
    with desk.place.database.read() as session:
        assert verify(session, read_heads(desk.place.heads, desk.place.key)) == []


def test_an_answer_that_leaves_the_list_unclear_is_asked_again(desk):
    run_id = desk.accept()
    desk.answer(run_id, ReadingChoice(ignore=("Ref",)))
    assert run_progress(desk.place, run_id, "office").state == "needs_mapping"


def test_the_log_holds_no_name_and_no_header_of_what_was_asked(desk):
    run_id = desk.accept()
    desk.answer(run_id, choices(desk.place, run_id)[0])
    said = json.dumps(desk.log())
    for text in (*ALPHA, "Li Wei", "Alpha", "Beta"):
        assert text not in said


def test_only_a_run_that_asks_can_be_answered_and_only_by_its_team(desk):
    run_id = desk.accept()
    choice = choices(desk.place, run_id)[0]
    with pytest.raises(RunUnknown):
        desk.answer(run_id, choice, team="other")
    with pytest.raises(ChoiceInvalid):
        desk.answer(run_id, ReadingChoice())
    desk.answer(run_id, choice)
    with pytest.raises(RunNotReady):
        desk.answer(run_id, choice)


def test_a_run_that_asks_is_cancelled_and_its_question_goes_with_it(desk):
    run_id = desk.accept()
    assert cancel_run(desk.place, run_id, "office", "ana")
    assert (desk.run(run_id).state, desk.run(run_id).question) == ("cancelled", "")
    retry_run(desk.place, run_id, "office", "ana", pins_of(desk.engine))
    desk.work(run_id)
    assert desk.run(run_id).state == "needs_mapping"


def test_the_question_is_erased_with_its_run(desk, settings):
    run_id = desk.accept()
    assert "Quillfeather" in desk.run(run_id).question
    erase_run(desk.place, run_id, actor="ana")
    assert (desk.run(run_id).state, desk.run(run_id).question, desk.run(run_id).sentence) == (
        "erased",
        "",
        "",
    )


def test_erasing_a_subject_takes_a_run_that_asks_about_a_list_with_the_name(desk):
    run_id, other = desk.accept(), desk.accept(UNCLEAR.replace("Li Wei", "Ann Other"))
    cancelled = desk.accept()
    cancel_run(desk.place, cancelled, "office", "ana")
    done = erase_subject(desk.place, "Li Wei", team="office", actor="ana")
    assert sorted(done.runs) == sorted([run_id, cancelled])
    assert desk.run(other).state == "needs_mapping"


def test_a_question_that_nobody_answers_ends_with_the_term_of_runs_unless_somebody_holds_it(desk):
    run_id, held = desk.accept(), desk.accept()
    hold(desk.place, held, "office", actor="ana", why="a case at law")
    days = desk.place.settings.retain_days
    later = replace(desk.place, now=lambda: desk.place.now() + timedelta(days=days + 1))
    clear_up(desk.place)
    assert desk.run(run_id).state == "needs_mapping"
    clear_up(later)
    assert (desk.run(run_id).state, desk.run(run_id).question) == ("erased", "")
    assert desk.run(held).state == "needs_mapping"


def test_what_was_answered_is_remembered_for_the_team_and_used_without_asking(desk):
    first = desk.accept()
    desk.answer(first, choices(desk.place, first)[1])
    (kept,) = mappings(desk.place, "office")
    assert (kept.confirmed_by, kept.headers) == ("bo", ("Ref", "Alpha", "Beta"))
    second = desk.accept(UNCLEAR.replace("Alpha", " ALPHA "))
    assert desk.names(second)[0] == "Li Wei"
    assert desk.log()[-1][0] == "run.finished"
    assert ("run.mapped", "ana", {"confirmed": [], "used": [kept.id]}) in desk.log()
    elsewhere = desk.accept(team="grants")
    assert desk.run(elsewhere).state == "needs_mapping"


def test_an_answer_for_this_list_only_is_not_remembered(desk):
    run_id = desk.accept()
    desk.answer(run_id, choices(desk.place, run_id)[1], remember=False)
    assert mappings(desk.place, "office") == []
    assert desk.run(desk.accept()).state == "needs_mapping"


def test_a_choice_made_when_a_list_is_accepted_is_remembered_where_that_was_asked_for(desk):
    chosen = {"map": (("person_name", "Beta"),), "ignore": ("Alpha",)}
    desk.accept(**chosen)
    assert mappings(desk.place, "office") == []
    desk.accept(**chosen, remember=True)
    assert desk.names(desk.accept())[0] == "Li Wei"


def test_a_forgotten_mapping_is_asked_about_again_and_runs_read_with_it_stay_as_they_are(desk):
    first = desk.accept()
    desk.answer(first, choices(desk.place, first)[1])
    second = desk.accept()
    (kept,) = mappings(desk.place, "office")
    with pytest.raises(MappingUnknown):
        forget_mapping(desk.place, kept.id, "grants", actor="ana")
    forget_mapping(desk.place, kept.id, "office", actor="ana")
    assert desk.log()[-1] == ("mapping.forgotten", "ana", {"mapping": kept.id})
    assert desk.run(desk.accept()).state == "needs_mapping"
    again = submit_again(desk.place, desk.run(second), pins_of(desk.engine), actor="ana")
    desk.work(again)
    assert desk.names(again) == desk.names(second)
    assert mappings(desk.place, "office") == []


def test_a_mapping_ends_when_it_was_not_used_for_the_term_of_runs(desk):
    run_id = desk.accept()
    desk.answer(run_id, choices(desk.place, run_id)[0])
    now, days = desk.place.now, desk.place.settings.retain_days
    clear_up(replace(desk.place, now=lambda: now() + timedelta(days=days - 1)))
    assert len(mappings(desk.place, "office")) == 1
    clear_up(replace(desk.place, now=lambda: now() + timedelta(days=days + 1)))
    assert mappings(desk.place, "office") == []


def test_a_mapping_goes_with_a_subject_whose_name_is_among_its_headers_and_with_its_team(
    desk, behind_the_log
):
    for team, headers in (("office", ["Name", "Li Wei"]), ("grants", ["Name"]), ("rest", ["Li Wei"])):
        with behind_the_log(desk.place.database) as session:
            session.add(
                ConfirmedMapping(
                    id=team,
                    team=team,
                    signature="s",
                    headers=json.dumps(headers),
                    choice=json.dumps({"map": [], "ignore": [], "header_rows": [], "skip_sheets": []}),
                    confirmed_by="ana",
                    confirmed_at="2026-11-25",
                    used_at="2026-11-25",
                )
            )
    erase_subject(desk.place, "li  wei", team="office", actor="ana")
    assert mappings(desk.place, "office") == []
    assert len(mappings(desk.place, "rest")) == 1


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_command_line_shows_the_question_of_a_run_and_takes_the_answer(desk):
    def call(*arguments):
        environment = {"SCREENING_DATA": str(desk.place.settings.data)}
        return CliRunner().invoke(main, ["runs", *arguments, "--team", "office"], env=environment)

    run_id = desk.accept()
    assert "needs mapping" in call("list").output
    shown = call("map", run_id)
    assert shown.exit_code == 4
    commands = [
        line.split() for line in shown.output.splitlines() if line.strip().startswith("screening runs map")
    ]
    assert [line[3] for line in commands] == [run_id, run_id]
    answered = call(*commands[1][2:-2], *commands[1][-2:])
    assert (answered.exit_code, answered.output) == (0, "Queued again.\n")
    assert desk.run(run_id).state == "queued"
    assert call("map", run_id, "--map", "name=Beta").exit_code == 2
