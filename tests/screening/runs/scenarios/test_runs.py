"""Accept, progress, cancel, retry, report, verify, pack and erase, step by step in one process."""

import json
import os
import pkgutil
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from erasing import erase_run, erase_subject
from sqlmodel import SQLModel, select

from screening.audit import forget_subject, lines_of, read_heads, read_receipt, token_of, verify
from screening.audit.log import head_of
from screening.context import open_context
from screening.errors import UploadRefused
from screening.pipeline import ChunksIncomplete, ScreeningRequest, split_rows
from screening.policy.places import SHIPPED
from screening.policy.read import available_policies, choose, read_policies
from screening.progress import no_progress
from screening.review.case_finder import PartyNames
from screening.review.subject_decisions import NO_DECISIONS
from screening.runs import deletion, retention
from screening.runs.chunk_store import join_run
from screening.runs.control import (
    RunNotReady,
    RunUnknown,
    cancel_run,
    newest_runs,
    report_path,
    retry_run,
    run_progress,
)
from screening.runs.engines import Engines
from screening.runs.execute import MOST_BEGUN, SUSPECT, StepRunner
from screening.runs.overwriting import is_owed, scrub
from screening.runs.pins import Pins, pins_of
from screening.runs.report_step import ReportStep, RunFindings
from screening.runs.reproduce import ReproductionVerdict, verify_report
from screening.runs.retention import clear_up
from screening.runs.submit import submit_list
from screening.settings import Settings
from screening.storage import Database, FileStoreError, StorageBusy, StorageFailed, StorageFull
from screening.storage.check_tables import SavedCheck
from screening.storage.tables import AuditEntry, ChunkRows, Run, RunChunk, RunReading, Upload

MARKER = "Zzyxgrave Quillfeather"


class Killed(BaseException):
    """What a kill looks like from inside: nothing of ours catches it."""


class House:
    """An installation with a worker that takes steps only when told."""

    def __init__(self, place, world, engine):
        self.place, self.world, self.engine = place, world, engine
        self.engines = Engines(lambda _day: engine)
        self.steps = StepRunner(place, self.engines, "worker")

    def accept(self, path, team="office", **choices):
        return submit_list(
            self.place,
            path,
            self.world.order(**choices),
            pins_of(self.engine),
            actor="ana",
            team=team,
            screened_at=self.world.MOMENT,
        )

    def run(self, run_id):
        with self.place.database.read() as session:
            found = session.get(Run, run_id)
            session.expunge_all()
        return found

    def plan(self, run_id):
        self.steps.do("plan", run_id, self.run(run_id).attempt, 0)
        return self.run(run_id).chunks

    def work(self, run_id):
        for number in range(self.plan(run_id)):
            self.steps.do("chunk", run_id, self.run(run_id).attempt, number)
        self.steps.do("report", run_id, self.run(run_id).attempt, 0)
        return run_progress(self.place, run_id, "office")

    def actions(self, run_id=""):
        with self.place.database.read() as session:
            return [line.action for line in lines_of(session, run_id)]

    def log_is_whole(self):
        with self.place.database.read() as session:
            return verify(session, read_heads(self.place.heads, self.place.key)) == []


@pytest.fixture
def house(place, world, small_engine):
    return House(place, world, small_engine)


def test_a_run_ends_in_the_report_that_screening_the_list_at_once_gives(house, listed, undisturbed):
    run_id = house.accept(listed)
    assert run_progress(house.place, run_id, "office").state == "queued"
    ended = house.work(run_id)
    assert (ended.state, ended.rows_done, ended.rows, ended.share) == ("finished", 100, 100, 1.0)
    assert ended.lists_current is (not house.engine.lists.out_of_date(house.engine.on))
    with report_path(house.place, run_id, "office") as (path, receipt):
        assert path.read_bytes() == undisturbed(listed)
        assert read_receipt(receipt, house.place.public_key).report == ended.report_sha256
    assert house.log_is_whole()


def test_rows_that_differ_only_in_what_they_say_of_the_project_are_screened_apart(
    place, world, small_engine, tmp_path
):
    policy = "us-ndaa-fy25-s238"
    house = House(place, world, replace(small_engine, policies=choose(read_policies(), [policy])))
    path = tmp_path / "projects.csv"
    rows = [f"Beihang University,{answer}" for answer in ("yes", "no", "yes", "")]
    path.write_text("Name,Project: fundamental research\n" + "\n".join(rows) + "\n")
    run_id = house.accept(
        path, policies=(policy,), project=("dow_money=yes", "research_collaboration=yes"), format="ndjson"
    )
    assert house.work(run_id).state == "finished"
    with report_path(place, run_id, "office") as (report, _):
        said = [json.loads(line)["assessment"]["policies"][0]["outcome"] for line in report.open()]
    assert said == ["check_with_counsel", "none", "check_with_counsel", "cannot_decide"]


def test_a_run_follows_the_institutions_own_policy_and_is_pinned_to_its_text(
    place, world, small_engine, listed, tmp_path, monkeypatch
):
    own = tmp_path / "policies"
    own.mkdir()
    shipped = (SHIPPED / "eu-council-recommendation-2024.toml").read_text()
    text = shipped.replace("eu-council-recommendation-2024", "our-own", 1)
    (own / "our-own.toml").write_text(text)
    monkeypatch.setenv("SCREENING_POLICY_DIR", str(own))
    policies = choose(available_policies(os.environ), ["our-own"])
    house = House(place, world, replace(small_engine, policies=policies))
    run_id = house.accept(listed, policies=("our-own",), format="ndjson")
    assert house.work(run_id).state == "finished"
    with report_path(place, run_id, "office") as (report, _):
        said = json.loads(report.open().readline())["assessment"]["policies"]
    assert [each["id"] for each in said] == ["our-own"]
    (own / "our-own.toml").write_text(text + "\n# amended\n")
    amended = replace(small_engine, policies=choose(available_policies(os.environ), ["our-own"]))
    assert pins_of(amended) != Pins.from_json(house.run(run_id).pins)


@pytest.mark.parametrize("format", ["xlsx", "csv", "json", "ndjson", "parquet"])
def test_a_workbook_comes_back_as_the_same_workbook_in_every_form(house, undisturbed, format):
    path = "examples/collaborators.xlsx"
    from pathlib import Path

    root = Path(__file__).parents[4]
    order = house.world.order(format=format, chunk_size=100)
    run_id = house.accept(root / path, format=format, chunk_size=100)
    ended = house.work(run_id)
    assert ended.state == "finished", ended.sentence
    with report_path(house.place, run_id, "office") as (report, _):
        assert report.read_bytes() == undisturbed(root / path, order)


def test_a_list_of_long_cells_is_cut_into_steps_that_workers_share_and_its_report_is_the_same(
    house, undisturbed, tmp_path
):
    path = tmp_path / "long.csv"
    cells = [" / ".join(f"Department {row}.{n}, KU Leuven" for n in range(60)) for row in range(150)]
    path.write_text("Name,Affiliation\n" + "\n".join(f'Jane Roe,"{cell}"' for cell in cells) + "\n")
    run_id = house.accept(path, chunk_size=1_000)
    assert house.plan(run_id) > 2
    assert house.work(run_id).state == "finished"
    with report_path(house.place, run_id, "office") as (report, _):
        assert report.read_bytes() == undisturbed(path)


def between_the_steps(place):
    """What lies in the database between the steps of runs."""
    with place.database.read() as session:
        return len(session.exec(select(ChunkRows)).all()) + len(session.exec(select(RunReading)).all())


def test_nothing_of_a_list_lies_between_its_steps_once_its_run_has_ended(house, listed, tmp_path):
    finished, cancelled, erased, failed = (house.accept(listed) for _ in range(4))
    for run_id in (finished, cancelled, erased, failed):
        house.plan(run_id)
        house.steps.do("chunk", run_id, 1, 0)
    assert between_the_steps(house.place) == 4 * 11
    house.work(finished)
    cancel_run(house.place, cancelled, "office", "ana")
    erase_run(house.place, erased, actor="ana")
    house.steps.fail(house.run(failed), "step-failed", "It did not go on.")
    assert between_the_steps(house.place) == 0
    for run_id in (finished, cancelled, erased, failed):  # late steps of workers that know nothing of it
        for kind, number in (("plan", 0), ("chunk", 1), ("report", 0)):
            house.steps.do(kind, run_id, 1, number)
    assert between_the_steps(house.place) == 0


def test_a_list_that_one_version_began_to_read_is_read_anew_by_another(house, listed, monkeypatch):
    run_id = house.accept(listed)
    real, handed_on = house.steps._store_chunk, []

    def killed_at_the_third(*given):
        handed_on.append(given)
        if len(handed_on) == 3:
            raise Killed
        real(*given)

    with monkeypatch.context() as early:
        early.setattr(house.steps, "_store_chunk", killed_at_the_third)
        with pytest.raises(Killed):
            house.plan(run_id)
    # Where a second has gone by, how far the reading is stands there, too.
    with house.place.database.read() as session:
        assert len(session.exec(select(ChunkRows)).all()) == 2

    def without_every_seventh(rows, size):  # the other version takes fewer rows for subjects
        return split_rows((each for place, each in enumerate(rows) if not place or place % 7), size)

    monkeypatch.setattr("screening.runs.pins.code_sha256", lambda: "another")
    monkeypatch.setattr("screening.pipeline.split_rows", without_every_seventh)
    house.plan(run_id)
    assert (house.run(run_id).attempt, between_the_steps(house.place)) == (2, 0)
    ended = house.work(run_id)
    assert (ended.state, ended.rows) == ("finished", 100 - 100 // 7)


@pytest.mark.parametrize("torn", ["rows", "last", "entries", "layout"])
def test_a_report_is_never_put_together_from_chunks_that_do_not_add_up(house, listed, undisturbed, torn):
    run_id = house.accept(listed)
    for number in range(house.plan(run_id)):
        house.steps.do("chunk", run_id, 1, number)
    with house.place.database.write() as session:
        if torn == "layout":
            session.delete(session.get_one(RunReading, run_id))
        elif torn == "entries":
            session.get_one(ChunkRows, (run_id, 3)).entries = b""
        else:
            session.delete(session.get_one(ChunkRows, (run_id, 3 if torn == "rows" else 9)))
    house.steps.do("report", run_id, 1, 0)
    assert (house.run(run_id).state, house.run(run_id).attempt) == ("queued", 2)
    assert house.work(run_id).state == "finished"
    with report_path(house.place, run_id, "office") as (path, _):
        assert path.read_bytes() == undisturbed(listed)


@pytest.mark.parametrize("stage", ["execute.StepRunner._store_chunk", "chunk_store.unpack_chunk"])
def test_a_run_that_is_cancelled_while_it_is_read_or_written_leaves_nothing(
    house, listed, monkeypatch, stage
):
    run_id = house.accept(listed)
    name = f"screening.runs.{stage}"
    real = pkgutil.resolve_name(name.rpartition(".")[0])
    done = getattr(real, name.rpartition(".")[2])

    def cancelled_first(*given):
        cancel_run(house.place, run_id, "office", "ana")
        return done(*given)

    if stage.startswith("chunk_store"):
        for number in range(house.plan(run_id)):
            house.steps.do("chunk", run_id, 1, number)
    monkeypatch.setattr(name, cancelled_first)
    house.steps.do("report" if stage.startswith("chunk_store") else "plan", run_id, 1, 0)
    assert run_progress(house.place, run_id, "office").state == "cancelled"
    assert between_the_steps(house.place) == 0


def test_the_first_rows_are_screened_while_the_last_are_read(house, listed, undisturbed, monkeypatch):
    run_id = house.accept(listed)
    real, seen = house.steps._store_chunk, []

    def hand_on(run, chunk, packed):
        real(run, chunk, packed)
        house.steps.do("chunk", run_id, 1, chunk.number)
        at = run_progress(house.place, run_id, "office")
        seen.append((at.doing, at.rows, at.rows_done > 0))

    monkeypatch.setattr(house.steps, "_store_chunk", hand_on)
    house.plan(run_id)
    assert set(seen) == {("reading", 0, True)}
    house.steps.do("report", run_id, 1, 0)
    with report_path(house.place, run_id, "office") as (path, _):
        assert path.read_bytes() == undisturbed(listed)


def test_progress_counts_rows_and_never_goes_back(house, listed):
    run_id = house.accept(listed)
    seen = []
    for number in range(house.plan(run_id)):
        house.steps.do("chunk", run_id, 1, number)
        house.steps.do("chunk", run_id, 1, number)
        seen.append(run_progress(house.place, run_id, "office").rows_done)
    assert seen == sorted(seen)
    assert seen[-1] == 100


def test_every_step_done_twice_changes_nothing(house, listed):
    run_id = house.accept(listed)
    first = house.work(run_id)
    for kind, number in (("plan", 0), ("chunk", 0), ("chunk", 1), ("report", 0)):
        house.steps.do(kind, run_id, 1, number)
    assert run_progress(house.place, run_id, "office") == first
    assert house.actions(run_id) == ["run.accepted", "run.running", "run.finished"]


def test_two_workers_that_end_the_same_run_end_it_once(house, listed, small_engine):
    run_id = house.accept(listed)
    for number in range(house.plan(run_id)):
        house.steps.do("chunk", run_id, 1, number)
    late = house.run(run_id)
    house.steps.do("report", run_id, 1, 0)
    another = late.upload_sha256  # any file that is kept, so that only the run's state stands against it
    request, parties = ScreeningRequest.from_json(late.choices), PartyNames.of(small_engine)
    step = ReportStep(house.place, late, request, small_engine, parties, "late", count=None)
    step.finish(another, 1, RunFindings(0, {}, NO_DECISIONS))
    assert house.run(run_id).report_sha256 != another
    assert house.actions(run_id).count("run.finished") == 1


def test_a_cancelled_run_stays_cancelled_and_can_be_retried(house, listed, undisturbed):
    run_id = house.accept(listed)
    house.plan(run_id)
    house.steps.do("chunk", run_id, 1, 0)
    assert cancel_run(house.place, run_id, "office", "ana")
    assert not cancel_run(house.place, run_id, "office", "ana")
    house.steps.do("chunk", run_id, 1, 1)
    assert run_progress(house.place, run_id, "office").state == "cancelled"
    with pytest.raises(RunNotReady), report_path(house.place, run_id, "office"):
        pass
    retry_run(house.place, run_id, "office", "ana", pins_of(house.engine))
    house.steps.do("chunk", run_id, 1, 2)  # a late step of the first attempt
    assert run_progress(house.place, run_id, "office").rows_done == 0
    assert house.work(run_id).state == "finished"
    with pytest.raises(RunNotReady):
        retry_run(house.place, run_id, "office", "ana", pins_of(house.engine))
    assert house.actions(run_id) == [
        "run.accepted",
        "run.running",
        "run.cancelled",
        "run.queued",
        "run.running",
        "run.finished",
    ]


def test_a_list_that_cannot_be_read_fails_with_its_code_and_sentence(house, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('Name,Country\n"Beihang University,CN\n')
    run_id = house.accept(path)
    house.plan(run_id)
    ended = run_progress(house.place, run_id, "office")
    assert (ended.state, ended.code) == ("failed", "unclosed-quote")
    assert ended.sentence


def test_the_log_says_of_a_run_who_when_and_what_it_was_bound_to(house, listed):
    run_id = house.accept(listed)
    house.plan(run_id)
    cancel_run(house.place, run_id, "office", "bo")
    retry_run(house.place, run_id, "office", "cy", pins_of(house.engine))
    house.work(run_id)
    with house.place.database.read() as session:
        accepted, *_, anew, _running, finished = lines_of(session, run_id)
    run = house.run(run_id)
    for line in (accepted, anew):
        assert json.loads(line.facts)["pins"] == json.loads(run.pins)
        assert set(json.loads(line.facts)["pins"]) >= {"engine", "code", "register", "snapshots", "policies"}
    assert (accepted.actor, accepted.team, json.loads(accepted.facts)["upload"]) == (
        "ana",
        "office",
        run.upload_sha256,
    )
    assert (anew.actor, json.loads(anew.facts)["from"]) == ("cy", "cancelled")
    said = json.loads(finished.facts)
    assert (said["from"], said["report"], said["rows"]) == ("running", run.report_sha256, 100)
    assert finished.at == run.ended_at


def test_what_can_be_no_list_is_refused_at_once_and_only_its_hash_is_kept(house, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"%PDF-1.7 no list")
    with pytest.raises(UploadRefused):
        house.accept(path)
    assert newest_runs(house.place, "office") == []
    assert house.place.files.names() == set()
    assert house.actions() == ["upload.refused"]


def test_a_disk_without_room_accepts_nothing(house, listed, monkeypatch):
    def full(*_, **__):
        raise StorageFull("full")

    monkeypatch.setattr(type(house.place.queue), "add", full)
    with pytest.raises(StorageFull):
        house.accept(listed)
    assert newest_runs(house.place, "office") == []
    assert house.actions() == []


def test_a_step_that_ends_its_worker_again_and_again_ends_its_run(house, listed, monkeypatch):
    run_id = house.accept(listed)
    house.plan(run_id)

    def dies(*_):
        raise Killed

    monkeypatch.setattr(house.steps, "_chunk", dies)
    for _ in range(MOST_BEGUN):
        with pytest.raises(Killed):
            house.steps.do("chunk", run_id, 1, 0)
    house.steps.do("chunk", run_id, 1, 0)
    assert run_progress(house.place, run_id, "office").code == "step-failed"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_worker_killed_while_it_loads_the_lists_is_not_counted_against_the_step(house, listed, monkeypatch):
    run_id = house.accept(listed)
    house.plan(run_id)

    def dies(*_):
        raise Killed

    monkeypatch.setattr(house.steps.engines, "get", dies)
    for _ in range(MOST_BEGUN + 1):
        with pytest.raises(Killed):
            house.steps.do("chunk", run_id, 1, 0)
    monkeypatch.undo()
    for number in range(10):
        house.steps.do("chunk", run_id, 1, number)
    house.steps.do("report", run_id, 1, 0)
    assert run_progress(house.place, run_id, "office").state == "finished"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_step_under_suspicion_has_the_worker_to_itself(house, listed, monkeypatch):
    run_id = house.accept(listed)
    house.plan(run_id)
    beside = []
    monkeypatch.setattr(house.steps, "_chunk", lambda *_: beside.append(house.steps._slots._closed))
    for _ in range(SUSPECT + 1):
        house.steps.do("chunk", run_id, 1, 0)
    assert beside == [False] * SUSPECT + [True]


def test_lists_that_moved_on_begin_the_run_anew_under_the_new_ones(house, listed, behind_the_log):
    run_id = house.accept(listed)
    house.plan(run_id)
    house.steps.do("chunk", run_id, 1, 0)
    with behind_the_log(house.place.database) as session:
        run = session.get(Run, run_id)
        old = Pins.from_json(run.pins)
        run.pins = replace(old, snapshots={"us-dow-1286": "0" * 64}).to_json()
    house.steps.do("chunk", run_id, 1, 1)
    run = house.run(run_id)
    assert (run.state, run.attempt, Pins.from_json(run.pins)) == ("queued", 2, pins_of(house.engine))
    assert house.work(run_id).state == "finished"
    with house.place.database.read() as session:
        assert {chunk.attempt for chunk in session.exec(select(RunChunk))} == {2}


def test_one_team_never_sees_the_run_of_another(house, listed):
    run_id = house.accept(listed, team="purchasing")
    for ask in (
        lambda: run_progress(house.place, run_id, "office"),
        lambda: cancel_run(house.place, run_id, "office", "ana"),
        lambda: retry_run(house.place, run_id, "office", "ana", pins_of(house.engine)),
        lambda: report_path(house.place, run_id, "office").__enter__(),
    ):
        with pytest.raises(RunUnknown):
            ask()
    assert newest_runs(house.place, "office") == []


def test_a_report_verifies_and_a_changed_one_does_not(house, listed, tmp_path):
    run_id = house.accept(listed)
    house.work(run_id)
    kept = tmp_path / "report.csv"
    with report_path(house.place, run_id, "office") as (path, _):
        shutil.copyfile(path, kept)
    assert verify_report(house.place, kept, house.engines).verdict is ReproductionVerdict.SAME
    kept.write_bytes(kept.read_bytes() + b" ")
    assert verify_report(house.place, kept, house.engines).verdict is ReproductionVerdict.UNKNOWN


def test_under_another_engine_the_rows_that_would_be_told_otherwise_are_named(house, listed, tmp_path):
    run_id = house.accept(listed)
    house.work(run_id)
    kept = tmp_path / "report.csv"
    with report_path(house.place, run_id, "office") as (path, _):
        shutil.copyfile(path, kept)

    class Blind:
        printed = house.engine.linker.printed

        def link(self, subject, tick=no_progress):
            linked = house.engine.linker.link(subject, tick)
            blind = replace(linked.reading, hits=(), alternatives=())
            return linked if "Harbin" not in subject.name else replace(linked, reading=blind)

        def link_all(self, subjects, tick=no_progress):
            return [self.link(subject, tick) for subject in subjects]

    other = Engines(lambda _day: replace(house.engine, linker=Blind()))
    said = verify_report(house.place, kept, other)
    assert said.verdict is ReproductionVerdict.DIFFERS
    assert said.rows
    rows = kept.read_text(encoding="utf-8-sig").splitlines()
    assert all("Harbin" in rows[number - 1] for _, number, _ in said.rows)


def marked(tmp_path, name="marked.csv"):
    path = tmp_path / name
    path.write_text(f"Name,Country\nBeihang University,\n{MARKER},\n")
    return path


def left_behind(place, marker=MARKER):
    """Files under the data folder that still hold the marker."""
    return [
        path.name
        for path in place.settings.data.rglob("*")
        if path.is_file() and marker.encode() in path.read_bytes()
    ]


def test_after_its_term_a_run_is_gone_from_database_log_and_files(house, tmp_path):
    run_id = house.accept(marked(tmp_path))
    house.work(run_id)
    later = house.place.now() + timedelta(days=house.place.settings.retain_days + 1)
    place = open_context(house.place.settings, lambda: later)
    assert clear_up(house.place) == 0
    assert clear_up(place) == 1
    assert clear_up(place) == 0
    assert left_behind(place) == []
    with place.database.read() as session:
        assert session.exec(select(RunChunk)).all() == []
        assert all(upload.gone_at for upload in session.exec(select(Upload)))
        assert MARKER not in "".join(entry.facts for entry in session.exec(select(AuditEntry)))
    assert house.run(run_id).state == "erased"
    assert house.actions(run_id)[-1] == "run.erased"
    assert house.log_is_whole()
    place.close()


def test_reproduction_ends_with_erasure_and_the_log_says_why(house, tmp_path):
    run_id = house.accept(marked(tmp_path))
    house.work(run_id)
    kept = tmp_path / "report.csv"
    with report_path(house.place, run_id, "office") as (path, _):
        shutil.copyfile(path, kept)
    erase_run(house.place, run_id, actor="ana")
    said = verify_report(house.place, kept, house.engines)
    assert said.verdict is ReproductionVerdict.ENDED
    assert "erasure was asked for" in said.sentence
    with pytest.raises(RunNotReady), report_path(house.place, run_id, "office"):
        pass


def test_erasing_a_subject_takes_every_run_that_names_it_and_its_key(house, listed, tmp_path, behind_the_log):
    named = house.accept(marked(tmp_path))
    other = house.accept(listed)
    foreign = house.accept(marked(tmp_path, "foreign.csv"), team="purchasing")
    house.work(named)
    with behind_the_log(house.place.database) as session:
        token = token_of(session, "office", MARKER, at=house.world.MOMENT)
    done = erase_subject(house.place, MARKER.upper(), team="office", actor="ana")
    assert (done.runs, done.held_runs) == ([named], [])
    assert house.run(other).state == "queued"
    assert house.run(foreign).state == "queued"
    with house.place.database.read() as session:
        assert token_of(session, "office", MARKER, at=None) == ""
        *_, last, _ended = lines_of(session)
    assert last.action == "subject.erased"
    assert json.loads(last.facts)["subject"] == token
    assert house.log_is_whole()


# Hashes and counts; and a watch, which has the ids of its runs and says of itself what ends with it alone. Everything else
# that names a run goes with it.
KEPT_AFTER_ERASURE = {"audit_entry", "watch"}


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_no_table_that_names_a_run_keeps_anything_of_it_after_its_erasure(house, tmp_path, behind_the_log):
    """V2 for tables of next year too: a row is put into each that has the run's id, and must be gone."""
    run_id = house.accept(marked(tmp_path))
    tables = [
        table
        for name, table in SQLModel.metadata.tables.items()
        if "run_id" in table.columns and name not in KEPT_AFTER_ERASURE
    ]
    assert len(tables) >= 6
    kinds = {str: MARKER, bytes: MARKER.encode(), bool: False, float: 1.0}
    with behind_the_log(house.place.database) as session:
        for table in tables:
            row = {column.name: kinds.get(column.type.python_type, 1) for column in table.columns}
            session.connection().execute(table.insert().values(**row | {"run_id": run_id}))
    erase_run(house.place, run_id, actor="ana")
    scrub(house.place)
    with house.place.database.read() as session:
        left = {
            table.name
            for table in tables
            if session.connection().execute(table.select().where(table.c.run_id == run_id)).first()
        }
    assert left == set()
    assert left_behind(house.place) == []


def test_bytes_that_another_run_needs_stay(house, listed):
    first, second = house.accept(listed), house.accept(listed)
    erase_run(house.place, first, actor="ana")
    assert house.work(second).state == "finished"
    erase_run(house.place, second, actor="ana")
    with pytest.raises(FileStoreError), house.place.files.path(house.run(second).upload_sha256):
        pass


def test_no_name_reaches_the_log_of_decisions_or_the_heads(house, tmp_path):
    run_id = house.accept(marked(tmp_path, f"{MARKER}.csv"))
    house.work(run_id)
    with house.place.database.read() as session:
        for entry in session.exec(select(AuditEntry)):
            assert MARKER not in entry.model_dump_json()
        assert head_of(session).sequence == 3
    assert MARKER not in house.place.heads.read_text()


def test_forgetting_and_scrubbing_when_there_is_nothing_is_no_fault(house):
    with house.place.database.write() as session:
        assert forget_subject(session, "office", MARKER) == ""
    scrub(house.place)
    assert isinstance(house.place.settings, Settings)


def no_commit(monkeypatch, action):
    """From now on no transaction is kept that records `action`: the disk is full when it is about to end."""

    def full(_session, _queue, lines):
        if any(line.action == action for line in lines):
            raise StorageFull("The disk is full; nothing was changed.")

    monkeypatch.setattr("screening.context.announce", full)


def test_an_erasure_that_is_not_kept_leaves_list_and_report(house, listed, monkeypatch):
    """What goes with an erasure goes after its commit: else the run stands and its files are gone."""
    run_id = house.accept(listed)
    house.work(run_id)
    with monkeypatch.context() as meanwhile:
        no_commit(meanwhile, "run.erased")
        with pytest.raises(StorageFull):
            erase_run(house.place, run_id, actor="ana")
    run = house.run(run_id)
    assert run.state == "finished"
    assert house.place.files.has(run.upload_sha256)
    with report_path(house.place, run_id, "office") as (path, _):
        assert path.stat().st_size
    assert erase_run(house.place, run_id, actor="ana")
    assert house.place.files.names() == set()


def test_files_that_could_not_be_taken_away_are_swept(house, listed, monkeypatch):
    run_id = house.accept(listed)
    house.work(run_id)

    def refused(*_args):
        raise StorageFailed("The file could not be taken away.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(house.place.files), "remove", refused)
        assert erase_run(house.place, run_id, actor="ana")
    assert house.run(run_id).state == "erased"
    assert house.place.files.names()
    clear_up(house.place)
    assert house.place.files.names() == set()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_was_erased_beside_a_busy_database_is_overwritten_later(house, tmp_path, monkeypatch):
    """The erasure is kept, so it is no failure; what lies in the database's file is owed until it is overwritten."""
    run_id = house.accept(marked(tmp_path))
    house.work(run_id)
    impatient = replace(house.place, database=replace(house.place.database, patience=0.2))
    with sqlite3.connect(house.place.settings.data / "screening.sqlite") as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM run").fetchone()
        assert erase_subject(impatient, MARKER, team="office", actor="ana").runs == [run_id]
        assert is_owed(house.place)
        assert not scrub(house.place)
        reader.execute("ROLLBACK")
    assert house.run(run_id).state == "erased"
    clear_up(house.place)
    assert not is_owed(house.place)
    assert left_behind(house.place) == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_overwriting_waits_for_the_turn_of_a_writer(house):
    impatient = replace(house.place, database=replace(house.place.database, patience=0.2))
    with house.place.database.write():
        assert not scrub(impatient)
    assert scrub(impatient)


def test_a_kill_between_erasing_and_overwriting_leaves_it_owed(house, tmp_path, monkeypatch):
    run_id = house.accept(marked(tmp_path))

    def killed(*_args):
        raise Killed

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("screening.runs.erasures.delete_files", killed)
        with pytest.raises(Killed):
            erase_run(house.place, run_id, actor="ana")
    assert is_owed(house.place) == house.place.database.is_sqlite
    clear_up(house.place)
    assert left_behind(house.place) == []


@pytest.fixture
def another(house):
    """The same installation, opened by another process."""
    place = open_context(house.place.settings)
    yield place
    place.close()


def interim(house):
    """A piece of every interim result: packed, so that no marker finds it."""
    with house.place.database.read() as session:
        return [chunk.results[10:60] for chunk in session.exec(select(RunChunk))]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_is_overwritten_before_an_erasure_is_kept_does_not_pay_for_it(
    house, another, tmp_path, monkeypatch
):
    """Begin to erase, another one's overwriting, the erasure kept, a kill before its own overwriting."""
    run_id = house.accept(marked(tmp_path))
    house.work(run_id)
    pieces = interim(house)
    assert pieces
    really = deletion._names

    def meanwhile(*args):
        assert scrub(another)
        return really(*args)

    def killed(*_args):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(deletion, "_names", meanwhile)
        patched.setattr("erasing.scrub", killed)
        with pytest.raises(Killed):
            erase_subject(house.place, MARKER, team="office", actor="ana")
    assert house.run(run_id).state == "erased"
    assert is_owed(another)
    assert scrub(another)
    assert not is_owed(house.place)
    data = house.place.settings.data.rglob("*")
    kept = b"".join(path.read_bytes() for path in data if path.is_file())
    assert not [piece for piece in pieces if piece in kept]


@pytest.mark.parametrize("owed_before", [True, False])
@pytest.mark.parametrize("overwritten", ["after", "before"])
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_is_erased_while_others_overwrite_stays_owed(
    house, another, listed, monkeypatch, overwritten, owed_before
):
    """An erasure kept between somebody's look at the debt and the note that it is paid, before the bytes or after."""
    first, second = house.accept(listed), house.accept(listed)
    if owed_before:
        erase_run(house.place, first, actor="ana")
    really = Database.rebuild

    def beside(database):
        if overwritten == "after":
            really(database)
        assert erase_run(another, second, actor="ana")
        if overwritten == "before":
            really(database)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Database, "rebuild", beside)
        assert scrub(house.place)
    assert is_owed(house.place)
    assert scrub(house.place)
    assert not is_owed(house.place)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_one_overwrites_and_the_others_leave_it_to_that(house, another, listed, monkeypatch):
    erase_run(house.place, house.accept(listed), actor="ana")
    really, rebuilt = Database.rebuild, []

    def slow(database):
        rebuilt.append(database)
        assert len(rebuilt) == 1
        assert not scrub(another)
        really(database)

    monkeypatch.setattr(Database, "rebuild", slow)
    assert scrub(house.place)
    assert not is_owed(another)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_file_that_one_has_rebuilt_is_not_rebuilt_again_while_a_reader_keeps_the_log_from_being_cut(
    house, another, tmp_path, monkeypatch
):
    run_id = house.accept(marked(tmp_path))
    really, rebuilt = Database.rebuild, []

    def counted(database):
        rebuilt.append(database)
        really(database)

    monkeypatch.setattr(Database, "rebuild", counted)
    impatient = [
        replace(each, database=replace(each.database, patience=0.2)) for each in (house.place, another)
    ]
    with sqlite3.connect(house.place.settings.sqlite_file) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM run").fetchone()
        erase_run(house.place, run_id, actor="ana")
        assert [scrub(each) for each in impatient] == [False, False]
        reader.execute("ROLLBACK")
    assert is_owed(another)
    assert scrub(another)
    assert not is_owed(another)
    assert len(rebuilt) == 1
    assert left_behind(house.place) == []
    erase_run(house.place, house.accept(marked(tmp_path)), actor="ana")
    assert scrub(another)
    assert len(rebuilt) == 2
    assert left_behind(house.place) == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_went_after_its_term_is_owed_though_the_clearing_up_failed_after_it(
    house, monkeypatch, behind_the_log
):
    kinds = {str: MARKER, bytes: MARKER.encode(), bool: False, float: 1.0}
    columns = SavedCheck.__table__.columns
    row = {column.name: kinds.get(column.type.python_type, 0) for column in columns}
    with behind_the_log(house.place.database) as session:
        session.add(SavedCheck(**row | {"at": "2020-01-01T00:00:00+00:00", "held": ""}))

    def busy(*_args):
        raise StorageBusy("The database is in use.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(retention, "_forget_steps", busy)
        with pytest.raises(StorageBusy):
            clear_up(house.place)
    with house.place.database.read() as session:
        assert session.exec(select(SavedCheck)).all() == []
    assert is_owed(house.place)
    clear_up(house.place)
    assert not is_owed(house.place)
    assert left_behind(house.place) == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_an_erasure_that_is_not_kept_owes_nothing(house, listed, monkeypatch):
    run_id = house.accept(listed)
    with monkeypatch.context() as meanwhile:
        no_commit(meanwhile, "run.erased")
        with pytest.raises(StorageFull):
            erase_run(house.place, run_id, actor="ana")
    assert not is_owed(house.place)


FAULTS = [
    "screening.pipeline.open_list",
    "screening.runs.long_lists.read_chunks",
    "screening.runs.execute.pack_chunk",
    "screening.runs.execute.pack_layout",
    "screening.runs.execute.unpack_chunk",
    "screening.runs.execute.pack_report",
    "screening.runs.engines.choose",
    "screening.pipeline.parse_pairs",
    "screening.runs.execute.pins_of",
    "screening.engine.assess",
    "screening.link.linker.best_first",
    "screening.link.linker.rivals_of",
    "screening.link.linker.Linker.link_all",
    "screening.runs.execute.screen_chunk",
    "screening.pipeline.build_chunk_result",
    "screening.runs.execute.pack_results",
    "screening.runs.chunk_store.zlib.compress",
    "screening.runs.short_reports.join_run",
    "screening.runs.chunk_store.join_chunks",
    "screening.runs.chunk_store.unpack_result",
    "screening.report.ReportFormatter.entry",
    "screening.runs.execute.run_facts",
    "screening.runs.short_reports.named",
    "screening.report.write_csv",
    "screening.report._check",
    "screening.runs.report_step.make_receipt",
    "screening.runs.execute._count",
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_fault_anywhere_fails_the_run_and_never_clears_anybody(house, listed, monkeypatch, fault):
    from screening.runs.worker import _or_fail

    def broken(*_args, **_kwargs):
        raise RuntimeError(MARKER)

    monkeypatch.setattr(fault, broken)
    run_id = house.accept(listed)
    for kind, numbers in (("plan", 1), ("chunk", 10), ("report", 1)):
        for number in range(numbers):
            _or_fail(house.steps, kind, run_id, 1, number)
    monkeypatch.undo()
    ended = run_progress(house.place, run_id, "office")
    assert (ended.state, ended.code, ended.report_sha256) == ("failed", "step-failed", "")
    assert MARKER not in ended.sentence
    assert house.actions(run_id)[-1] == "run.failed"
    retry_run(house.place, run_id, "office", "ana", pins_of(house.engine))
    assert house.work(run_id).state == "finished"


def test_what_a_kill_left_is_swept_and_what_runs_need_stays(house, listed, tmp_path):
    import os

    run_id = house.accept(listed)
    house.place.files.put(marked(tmp_path))
    part = house.place.scratch() / ".part-left"
    part.write_text(MARKER)
    os.utime(part, (0, 0))
    clear_up(house.place)
    scrub(house.place)
    assert left_behind(house.place) == []
    assert house.work(run_id).state == "finished"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_part_that_somebody_is_writing_at_this_moment_is_not_swept_away(house, listed):
    house.accept(listed)
    files = house.place.settings.data / "files"
    writing, left = files / ".part-writing", files / ".part-left"
    for part in (writing, left):
        part.write_text(MARKER)
    os.utime(left, (0, 0))
    clear_up(house.place)
    assert (writing.exists(), left.exists()) == (True, False)


def test_chunks_that_hold_fewer_subjects_than_the_list_had_give_no_report(house, listed):
    run_id = house.accept(listed)
    for number in range(house.plan(run_id)):
        house.steps.do("chunk", run_id, 1, number)
    run = house.run(run_id)
    assert len(join_run(house.place.database, run, no_progress).entries) == run.rows == 100
    for said in (99, 101):
        run.rows = said
        with pytest.raises(ChunksIncomplete):
            join_run(house.place.database, run, no_progress)
