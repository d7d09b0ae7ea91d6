"""In a terminal, work on a list is one line that is renewed; elsewhere it is a line now and then."""

import io
import re
import subprocess
import sys
from threading import Event

import pytest

from screening.cli.progress import ListProgress, ProgressLine, duration, notes_of_wait, work_sentence
from screening.progress import Phase, WorkProgress

pytestmark = pytest.mark.slow


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def progress(stream, clock, rows=1_000):
    counted = ListProgress(WorkProgress(0, "csv", "csv"), ProgressLine(stream, clock), clock)
    counted.know_rows(rows)
    return counted


def test_one_line_is_renewed_through_reading_screening_and_writing():
    stream, clock = Terminal(), Clock()
    counted = progress(stream, clock)
    for step, count in ((counted.read, 2_000), (counted.screened, 500), (counted.written, 250)):
        if step == counted.screened:
            counted.begin_screening(1_000)
        elif step == counted.written:
            counted.begin_writing()
        clock.now += 3
        step(count)
    counted.end()
    shown = [line for line in stream.getvalue().split("\r") if line.strip()]
    assert [re.sub(r".*%  |, about.*", "", line).strip() for line in shown] == [
        "500 of 1,000 rows read",
        "500 of 1,000 rows screened",
        "250 of 1,000 rows written to the report",
    ]
    assert "\n" not in stream.getvalue()


def test_an_output_that_is_kept_gets_a_line_every_ten_seconds():
    stream, clock = io.StringIO(), Clock()
    counted = progress(stream, clock)
    counted.begin_screening(1_000)
    for second in range(25):
        clock.now = float(second)
        counted.screened(20)
    assert len(stream.getvalue().splitlines()) == 3


def test_the_time_left_is_said_where_it_is_known():
    done = Phase(1.0, 10.0)
    assert work_sentence(WorkProgress(100, "csv", "csv", done, done, Phase(0.5, 60.0))).endswith(
        "about 60 s left"
    )
    assert "left" not in work_sentence(WorkProgress(100, "csv", "csv"))


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (120, "2 min"), (7_500, "2 h 5 min")]
)
def test_times_are_written_for_people(seconds, text):
    assert duration(seconds) == text


def test_waiting_for_a_run_without_a_worker_says_what_to_start(tmp_path):
    (tmp_path / "list.csv").write_text("Organisation\nUniversity of Porto\n", encoding="utf-8")
    screening = [sys.executable, "-m", "screening"]
    env = {"PATH": "/usr/bin:/bin", "SCREENING_DATA": str(tmp_path / "data")}
    subprocess.run([*screening, "init"], env=env, check=True, capture_output=True)
    waiting = subprocess.Popen(
        [*screening, "runs", "add", str(tmp_path / "list.csv"), "--wait"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        run_id = waiting.stdout.readline().strip()
        assert "screening worker" in waiting.stderr.readline()
        subprocess.run([*screening, "runs", "cancel", run_id], env=env, check=True, capture_output=True)
        assert waiting.wait(timeout=60) == 2
    finally:
        waiting.kill()


def test_whoever_waits_is_told_why_and_then_again_and_again_until_it_is_over():
    notes, third = [], Event()

    def note(line):
        notes.append(line)
        if len(notes) == 3:
            third.set()

    with notes_of_wait(note, every=0.001) as tell:
        tell("The lists are compiled.")
        assert third.wait(60)
    assert notes[0] == "The lists are compiled."
    assert {re.sub(r"\d+", "1", line) for line in notes[1:]} == {"  1 s so far"}


def test_where_nothing_must_be_waited_for_nothing_is_told():
    notes = []
    with notes_of_wait(notes.append, every=0.001):
        pass
    assert notes == []
