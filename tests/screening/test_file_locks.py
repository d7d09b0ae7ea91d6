"""Locks on files are held by processes: one holder each, so many under one name, and none is left after a kill."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from screening import file_locks
from screening.file_locks import Slots, is_locked, try_lock, unlock

HOLD = """
import sys
from pathlib import Path
from screening import file_locks
from screening.file_locks import Slots, try_lock
held = try_lock(Path(sys.argv[1]) / "lock")
slots = [Slots(Path(sys.argv[1]) / "slots").take("key", 2) for _ in range(2)]
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def slots(tmp_path):
    return Slots(tmp_path / "slots")


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


def test_a_process_that_is_killed_leaves_nothing_locked(tmp_path, slots):
    holder = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        assert try_lock(tmp_path / "lock") is None
        assert slots.take("key", 2) is None
        process.kill()
        process.wait()
    os.close(try_lock(tmp_path / "lock"))
    assert all(slots.take("key", 2) for _ in range(2))


def test_as_many_slots_of_a_name_are_taken_as_there_may_be_and_one_that_is_given_back_is_taken_again(slots):
    held = [slots.take("key", 2) for _ in range(2)]
    assert None not in held
    assert slots.take("key", 2) is None
    held[0].close()
    held[0].close()
    again = slots.take("key", 2)
    assert slots.take("key", 2) is None
    again.close()


def test_each_name_has_slots_of_its_own(slots):
    held = slots.take("one key", 1)
    slots.take("another key", 1).close()
    held.close()


def test_a_slot_that_is_given_back_is_free_at_once_and_one_that_is_left_once_its_children_have_ended(slots):
    held = slots.take("key", 1)
    child = os.dup(held.handle)  # as a child has it
    held.close()
    again = slots.take("key", 1)
    os.close(child)
    child = os.dup(again.handle)
    again.leave()
    assert slots.take("key", 1) is None
    os.close(child)
    slots.take("key", 1).close()


def test_the_files_of_slots_are_their_owners_alone(slots, tmp_path):
    held = slots.take("key", 1)
    paths = [tmp_path / "slots", *(tmp_path / "slots").iterdir()]
    assert {path.stat().st_mode & 0o077 for path in paths} == {0}
    held.close()


def test_a_slot_that_was_given_back_and_taken_by_another_process_is_passed_over(tmp_path, slots):
    for each in [slots.take("key", 3) for _ in range(3)]:
        each.close()
    others = Slots(tmp_path / "slots")
    theirs = [others.take("key", 3) for _ in range(2)]
    assert None not in theirs
    mine = slots.take("key", 3)
    assert mine is not None
    assert slots.take("key", 3) is None
    mine.close()
    theirs[0].close()
    assert all([slots.take("key", 3), slots.take("key", 3)])


def test_no_more_slots_are_given_after_the_limit_was_lowered(slots):
    held = [slots.take("key", 4) for _ in range(4)]
    for each in held:
        each.close()
    kept = [slots.take("key", 2) for _ in range(2)]
    assert None not in kept
    assert slots.take("key", 2) is None


def test_the_slot_that_was_given_back_last_is_tried_first(slots, tmp_path, monkeypatch):
    others = [slots.take("key", 9) for _ in range(8)]
    slots.take("key", 9).close()
    opened = []
    monkeypatch.setattr(file_locks, "try_lock", lambda path: opened.append(path.name[-2:]) or try_lock(path))
    assert slots.take("key", 9) is not None
    assert opened == ["-8"]
    assert None not in others
