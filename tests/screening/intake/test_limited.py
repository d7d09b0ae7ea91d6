"""Whoever reads a list for another ends with it, or when its time is over, and so do the locks that it holds."""

import fcntl
import os
import signal
import subprocess
import sys

import pytest

from watchlists.workbook import CHILD, parents_pipe

ASKS = """
import fcntl, sys
from pathlib import Path
from screening.intake.limited import read_limited
from screening.intake.reading_choice import IntakeOptions
lock = open(sys.argv[2], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
read_limited(Path(sys.argv[1]), IntakeOptions(), holds=(lock.fileno(),))
"""


def test_a_child_that_reads_ends_with_the_process_that_asked_and_lets_its_lock_go(tmp_path):
    listed, lock = tmp_path / "list.csv", tmp_path / "lock"
    os.mkfifo(listed)  # the child waits at it for as long as it lives
    with (
        subprocess.Popen([sys.executable, "-c", ASKS, str(listed), str(lock)]) as asks,
        listed.open("wb"),  # opened once the child reads
        lock.open("w") as turn,
    ):
        with pytest.raises(BlockingIOError):
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        asks.kill()
        signal.alarm(60)  # a child that lives on would hold the lock for minutes
        fcntl.flock(turn, fcntl.LOCK_EX)
        signal.alarm(0)


def workbook_child(pipe, seconds):
    command = [sys.executable, "-I", str(CHILD), str(2**30), "60", "100", str(pipe), str(seconds)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(pipe,))


def test_a_child_that_reads_a_workbook_ends_with_its_parent():
    with parents_pipe() as pipe:
        child = workbook_child(pipe, 600)
    with child:
        assert child.wait(60) == 1  # its input is still open


def test_a_child_that_reads_a_workbook_ends_when_its_time_is_over():
    with parents_pipe() as pipe, workbook_child(pipe, 0.2) as child:
        assert child.wait(60) == -signal.SIGALRM
