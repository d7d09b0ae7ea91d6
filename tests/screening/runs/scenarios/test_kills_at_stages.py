"""Killed at a named stage, in whoever accepts or works: each run ends once, as if undisturbed."""

import signal

import pytest
from sqlmodel import select

from screening.audit import lines_of, read_heads, verify
from screening.settings import Settings
from screening.storage.tables import Run, Upload

pytestmark = pytest.mark.slow

WORKER = [
    "screening.runs.execute.StepRunner._plan:before",
    "screening.runs.execute.pack_chunk:after",
    "screening.runs.execute.StepRunner._store_chunk:after",
    "screening.runs.execute.pack_layout:before",
    "screening.runs.execute.StepRunner._plan:after",
    "screening.runs.execute.StepRunner._chunk:before",
    "screening.runs.execute.pack_results:before",
    "screening.runs.execute.pack_report:after",
    "screening.runs.report_step.stage_cases:after",
    "screening.runs.execute.bring_cases:after",
    "screening.runs.execute.StepRunner._chunk:after",
    "screening.queue.Queue.add:before",
    "screening.queue.Queue.add:after",
    "screening.runs.execute.StepRunner._report:before",
    "screening.runs.short_reports.join_run:after",
    "screening.runs.short_reports.write_report:after",
    "screening.runs.report_step.ReportStep.finish:before",
    "screening.runs.report_step.merge_staged_cases:after",
    "screening.runs.report_step.make_receipt:after",
    "screening.context.append_head:before",
    "screening.runs.report_step.ReportStep.finish:after",
]
WEB = [
    "screening.storage.files.os.fsync:before",
    "screening.runs.submit.lock_files:before",
    "screening.queue.Queue.add:before",
    "screening.queue.Queue.add:after",
    "screening.audit.log.seal:after",
    "screening.context.append_head:before",
]
SAMPLE = {
    "screening.runs.execute.StepRunner._store_chunk:after",
    "screening.runs.execute.pack_results:before",
    "screening.runs.execute.bring_cases:after",
    "screening.runs.report_step.merge_staged_cases:after",
    WEB[3],
}


def stages(names):
    return [pytest.param(name, marks=() if name in SAMPLE else pytest.mark.soak) for name in names]


@pytest.fixture
def settings(settings):
    """A short lease, so that a worker that is gone is missed soon."""
    return Settings(data=settings.data, database_url=settings.database_url, lease_seconds=3)


@pytest.mark.parametrize("stage", stages(WORKER))
def test_a_worker_killed_at_any_stage_is_followed_by_another(
    place, processes, listed, undisturbed, ended, stage, check_whole
):
    (run_id,) = processes.accept(listed)
    worker = processes.start("worker", 0, stage)
    assert worker.wait(timeout=60) == -signal.SIGKILL
    processes.start("worker")
    assert ended(run_id).state == "finished"
    check_whole(place, run_id, undisturbed(listed))


@pytest.mark.parametrize("stage", stages(WEB))
def test_who_accepts_and_is_killed_at_any_stage_leaves_a_whole_run_or_none_and_may_ask_again(
    place, processes, listed, undisturbed, ended, stage, check_whole
):
    accepting = processes.start("accept", listed, 1, "csv", stage)
    assert accepting.wait(timeout=60) == -signal.SIGKILL
    assert accepting.stdout.read() == ""
    with place.database.read() as session:
        left = [run.id for run in session.exec(select(Run))]
        uploads = session.exec(select(Upload)).all()
        assert len(left) == len(uploads)
        assert [line.action for line in lines_of(session)] == ["run.accepted"] * len(left)
        assert verify(session, read_heads(place.heads, place.key)) == []
    again = processes.accept(listed)
    processes.start("worker")
    expected = undisturbed(listed)
    for run_id in left + again:
        assert ended(run_id).state == "finished"
        check_whole(place, run_id, expected)


@pytest.mark.soak
@pytest.mark.parametrize("stage", WORKER)
def test_of_three_workers_one_that_dies_at_any_stage_never_returns(
    place, processes, listed, undisturbed, ended, stage, check_whole
):
    """The two others work beside it and never see it again; whoever gets to the stage first, nothing is lost."""
    (run_id,) = processes.accept(listed)
    lost = processes.start("worker", 0.01, stage)
    for _ in range(2):
        processes.start("worker", 0.01)
    assert ended(run_id).state == "finished"
    check_whole(place, run_id, undisturbed(listed))
    while lost.poll() is None:  # the others were quicker to that stage
        for each in processes.accept(listed, 2):
            assert ended(each).state == "finished"
            check_whole(place, each, undisturbed(listed))
    assert lost.wait() == -signal.SIGKILL


@pytest.mark.soak
def test_worker_and_web_killed_together_again_and_again_lose_nothing(
    place, processes, listed, undisturbed, ended, check_whole
):
    expected = undisturbed(listed)
    for stage in WORKER:
        processes.start("accept", listed, 1, "csv", WEB[3]).wait(timeout=60)
        (run_id,) = processes.accept(listed)
        processes.start("worker", 0, stage).wait(timeout=60)
        worker = processes.start("worker")
        assert ended(run_id).state == "finished"
        check_whole(place, run_id, expected)
        worker.kill()
        worker.wait()
