"""Who waits is told what is being done, also where no number moves."""

import pytest

from screening.progress import WorkProgress
from screening.runs.control import RunProgress, run_progress
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list
from screening.runs.worker import Worker


@pytest.mark.parametrize(
    ("state", "read", "rows", "done", "doing"),
    [
        ("queued", None, 0, 0, "waiting"),
        ("queued", 0, 0, 0, "loading"),
        ("queued", 50, 0, 0, "reading"),
        ("queued", 50, 0, 40, "reading"),
        ("running", 100, 100, 0, "screening"),
        ("running", 100, 100, 99, "screening"),
        ("running", 100, 100, 100, "writing"),
        ("finished", 0, 100, 100, "nothing"),
        ("failed", 0, 100, 100, "nothing"),
        ("cancelled", None, 0, 0, "nothing"),
    ],
)
def test_a_list_is_read_then_screened_then_its_report_is_written(state, read, rows, done, doing):
    at = RunProgress(
        run_id="r",
        state=state,
        rows=rows,
        rows_done=done,
        rows_read=read or 0,
        rows_written=0,
        attempt=1,
        code="",
        sentence="",
        file_name="list.csv",
        format="csv",
        accepted_at="",
        screened_at="",
        ended_at="",
        report_sha256="",
        out_of_date=None,
        taken_up=read is not None,
        workers=1,
        work=WorkProgress(rows, "csv", "csv"),
    )
    assert at.doing == doing
    assert at.lists_current is None


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_while_a_worker_loads_its_lists_it_says_so(place, world, small_engine, listed):
    seen = []

    def load(_day):
        seen.append(run_progress(place, run_id, "office"))
        return small_engine

    pins = pins_of(small_engine)
    run_id = submit_list(
        place, listed, world.order(), pins, actor="ana", team="office", screened_at=world.MOMENT
    )
    before = run_progress(place, run_id, "office")
    assert (before.doing, before.workers) == ("waiting", 0)
    worker = Worker(place, Engines(load))
    worker._beat_once()
    worker._persistent(StepRunner(place, worker.engines, worker.executor))("plan", run_id, 1, 0)
    assert [(at.doing, at.workers) for at in seen] == [("loading", 1)]
    assert run_progress(place, run_id, "office").doing == "screening"
