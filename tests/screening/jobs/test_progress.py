"""Who waits is told what is being done, also where no number moves."""

import pytest

from screening.jobs.control import Progress


@pytest.mark.parametrize(
    ("state", "rows", "done", "doing"),
    [
        ("queued", 0, 0, "waiting"),
        ("running", 100, 0, "screening"),
        ("running", 100, 99, "screening"),
        ("running", 100, 100, "writing"),
        ("finished", 100, 100, "nothing"),
        ("failed", 100, 100, "nothing"),
        ("cancelled", 0, 0, "nothing"),
    ],
)
def test_after_the_last_row_the_report_is_being_written(state, rows, done, doing):
    at = Progress(
        run_id="r",
        state=state,
        rows=rows,
        rows_done=done,
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
