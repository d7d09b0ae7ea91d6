"""Who waits is told what is being done, also where no number moves."""

import pytest

from screening.jobs.control import Progress


@pytest.mark.parametrize(
    ("state", "read", "rows", "done", "doing"),
    [
        ("queued", 0, 0, 0, "waiting"),
        ("queued", 50, 0, 0, "reading"),
        ("queued", 50, 0, 40, "reading"),
        ("running", 100, 100, 0, "screening"),
        ("running", 100, 100, 99, "screening"),
        ("running", 100, 100, 100, "writing"),
        ("finished", 0, 100, 100, "nothing"),
        ("failed", 0, 100, 100, "nothing"),
        ("cancelled", 0, 0, 0, "nothing"),
    ],
)
def test_a_list_is_read_then_screened_then_its_report_is_written(state, read, rows, done, doing):
    at = Progress(
        run_id="r",
        state=state,
        rows=rows,
        rows_done=done,
        rows_read=read,
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
    )
    assert at.doing == doing
