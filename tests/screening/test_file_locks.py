"""Locks on files are held by processes: one holder each, so many under one name, and none is left after a kill."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from screening.file_locks import is_locked, try_lock, try_place, unlock

HOLD = """
import sys
from pathlib import Path
from screening.file_locks import try_lock
held = try_lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_lock_has_one_holder_and_its_file_is_the_owners_alone(tmp_path):
    path = tmp_path / "lock"
    assert not is_locked(path)
    assert not path.exists()
    handle = try_lock(path)
    assert path.stat().st_mode & 0o077 == 0
    assert is_locked(path)
    assert try_lock(path) is None
    os.close(handle)
    assert not is_locked(path)
    os.close(try_lock(path))


def test_of_so_many_places_each_is_taken_once(tmp_path):
    held = [try_place(tmp_path, "calls", 2) for _ in range(2)]
    assert None not in held
    assert try_place(tmp_path, "calls", 2) is None
    os.close(try_place(tmp_path, "others", 2))
    os.close(held[1])
    os.close(try_place(tmp_path, "calls", 2))
    os.close(held[0])


def test_a_lock_lasts_as_long_as_a_child_has_its_file_unless_it_is_given_back(tmp_path):
    path = tmp_path / "lock"
    handle = try_lock(path)
    child = os.dup(handle)  # as a child has it
    os.close(handle)
    assert is_locked(path)
    os.close(child)
    handle = try_lock(path)
    child = os.dup(handle)
    unlock(handle)
    assert not is_locked(path)
    os.close(child)


def test_what_refuses_to_be_locked_leaves_no_file_open(tmp_path):
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(OSError, match="directory"):
        try_lock(tmp_path)
    held = try_lock(tmp_path / "lock")
    assert try_lock(tmp_path / "lock") is None
    os.close(held)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_process_that_is_killed_leaves_nothing_locked(tmp_path):
    path = tmp_path / "lock"
    holder = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        assert try_lock(path) is None
        process.kill()
        process.wait()
    os.close(try_lock(path))
